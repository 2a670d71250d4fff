"""What leads in money from the net saving of one plan to that of another, exact to the penny.

The net present saving is a sum of cells of cash.csv times discount factors, each cell with a service and, by
its cost line, a cause (data/cost_lines.csv). So the difference is a sum too; in two runs of one case business
as usual costs the same, and what is left comes from the plans.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from optimizer.analysis.why.causes import caused_cells, to_the_penny
from optimizer.case.case import Case
from optimizer.case.dictionary import CAUSES
from optimizer.verify.timeline import make_timeline
from optimizer.verify.verdict import Accounts

Part = tuple[str, str, str]
"""Service, cause and scenario."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one cause in one service adds to the net present saving, in GBP; positive: the other saves more.

    `business_as_usual_gbp` comes from what carrying on costs, which differs where the cases do; `plan_gbp`
    from what the plans cost.
    """

    service: str
    cause: str
    business_as_usual_gbp: Decimal
    plan_gbp: Decimal

    @property
    def total_gbp(self) -> Decimal:
        """Return both together."""
        return self.business_as_usual_gbp + self.plan_gbp


@dataclass(frozen=True, slots=True)
class Bridge:
    """From one net present saving to another: the steps add up to the difference to the penny."""

    from_gbp: Decimal
    to_gbp: Decimal
    steps: tuple[Step, ...]

    @property
    def by_cause_gbp(self) -> Mapping[str, Decimal]:
        """Return what each cause adds in all services together, in the order of the causes."""
        return _sums((step.cause, step.total_gbp) for step in self.steps)

    @property
    def by_service_gbp(self) -> Mapping[str, Decimal]:
        """Return what each service adds."""
        return _sums((step.service, step.total_gbp) for step in self.steps)


def bridge(first: tuple[Case, Accounts], other: tuple[Case, Accounts]) -> Bridge:
    """Return what leads from the first plan's net present saving to the other's.

    Args:
        first: the case of the first plan, and the referee's accounts of it.
        other: the same of the other plan; base year and number of years are the same.
    """
    savings = [accounts.measures.npv_saving_gbp for _, accounts in (first, other)]
    exact: defaultdict[Part, Fraction] = defaultdict(Fraction)
    for sign, (case, accounts) in ((-1, first), (1, other)):
        discount = make_timeline(case).discount
        for service, cause, cell in caused_cells(accounts.cash, case.councils):
            saves = sign if cell.scenario == "bau" else -sign
            exact[service, cause, cell.scenario] += saves * discount[cell.year] * cell.pence
    services = dict.fromkeys(service for case, _ in (first, other) for service in case.services)
    in_order = [
        (service, cause, scenario)
        for service in services
        for cause in CAUSES
        for scenario in ("bau", "plan")
        if (service, cause, scenario) in exact
    ]
    # An exact nil may not get a penny that rounding left over: it would be a step where nothing has changed.
    parts = {part: exact[part] for part in in_order if exact[part]}
    whole = to_the_penny(parts, int((savings[1] - savings[0]) * 100)) if parts else {}
    amounts = {part: Decimal(pence).scaleb(-2) for part, pence in whole.items()}
    nil = Decimal("0.00")
    steps = (
        Step(
            service,
            cause,
            amounts.get((service, cause, "bau"), nil),
            amounts.get((service, cause, "plan"), nil),
        )
        for service, cause in dict.fromkeys((service, cause) for service, cause, _ in in_order)
    )
    changed = tuple(step for step in steps if step.business_as_usual_gbp or step.plan_gbp)
    return Bridge(savings[0], savings[1], changed)


def _sums(parts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for name, amount in parts:
        found[name] = found.get(name, Decimal("0.00")) + amount
    return found
