"""The golden case where one input alone decides what sharing saves: for what the command does with it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from optimizer.analysis.switch.work import Answer, Task
from optimizer.plan.plan import Membership

RETAINED = """
[[vary]]
path = "baseline.retained_fte[A,ICT,all]"
low = 2
high = 12
name = "retained"

[[vary]]
path = "case.discount_rate"
low = 0.03
high = 0.04
name = "rate"

[design]
kind = "one_at_a_time"

[solve]
second_opinion_seconds = 0
"""

POOL = tuple(Membership(who, "ICT.A.lead_authority.full", year) for who in "AB" for year in (1, 2, 3))


def in_a_plain_world(task: Task) -> Answer:
    """Sharing saves 372,588.62 and 100,000 less for every post more that A retains; all else is the same."""
    retained = next(
        (Decimal(text) for (*_, column), text in task.change.cells.items() if column == "retained_fte"), 2
    )
    shared = Decimal("372588.62") - 100_000 * (retained - 2)
    if task.held is None:
        task = replace(task, held=POOL if shared > 0 else ())
    saving = shared if task.held else Decimal(0)
    # One-off costs of 100,000: 100,000 / 472,588.62 = 0.2116 of the running saving pays for them.
    recorded = (shared + 100_000) * Decimal("0.35") - 100_000 if task.held else Decimal(0)
    stays = tuple((who, "ICT", "", "", "", "2026/27", "2028/29") for who in "AB")
    return Answer(
        status="optimal",
        memberships=task.held,
        stays=stays,
        saving_gbp=saving,
        recorded_gbp=recorded,
        value_gbp=saving,
        bound_gbp=saving,
        gap_gbp=Decimal("0.00"),
        allowed_gbp=Decimal("1.00"),
    )
