"""What a frontier may set the net saving against: the figure, its unit, and the policy that limits it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from optimizer.analysis.solving import Solved
from optimizer.analysis.stress.sampled import searched_sample
from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.errors import UsageError
from optimizer.risk.evaluate import ALL
from optimizer.verify import promise

SET = "frontier"
"""Set of the policies that make a point; their names hold a full stop, so no user's is the same."""

PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is traded off against the net saving.

    Attributes:
        name: how it is asked for.
        words: the same for a reader.
        column: of the tables; one of the figures that every point has.
        unit: `GBP`, `FTE`, `changes` or `rated GBP`.
        kind: kind of the policy that limits it.
        parameter: the parameter of that policy which holds the limit.
        more_is_better: whether the limit is a least instead of a most.
        sign: -1 where the parameter is the figure with its sign turned (a loss), else 1.
        step: limits are multiples of it.
        objective: the objective by which a plan is best at it; empty where there is none.
    """

    name: str
    words: str
    column: str
    unit: str
    kind: str
    parameter: str
    more_is_better: bool = False
    sign: int = 1
    step: Decimal = PENNY
    objective: str = ""

    def no_worse(self, one: Decimal, other: Decimal) -> bool:
        """Say whether one figure is at least as good as another."""
        return one >= other if self.more_is_better else one <= other

    def rounded(self, limit: Fraction) -> Decimal:
        """Return a limit as a multiple of the step, to the stricter side."""
        steps = limit / Fraction(self.step)
        return (math.ceil(steps) if self.more_is_better else math.floor(steps)) * self.step

    def limited(self, case: Case, limit: Decimal) -> Policy:
        """Return the policy that a plan's figure is no worse than the limit."""
        given: dict[str, str | int | bool | Decimal | tuple[str, ...] | None] = dict.fromkeys(
            policy_kinds()[self.kind].parameters
        )
        given[self.parameter] = int(limit) if self.step == 1 else self.sign * limit
        if self.kind == "no_loser":
            given["councils"] = case.councils
        if self.kind == "cvar_limit":
            given |= {"level": case.settings.risk.level, "weight": Decimal(1)}
        return Policy(f"1.{self.name}", SET, self.kind, f"{self.words} of this point", "", given)


MEASURES: Mapping[str, Measure] = {
    one.name: one
    for one in (
        Measure(
            *("one_off_cost", "one-off cost", "one_off_cost_gbp", "GBP"),
            *("one_off_cost_limit", "most_gbp"),
        ),
        Measure(
            *("redundancies", "redundancies", "redundancies_fte", "FTE"),
            *("redundancy_limit", "most_total_fte"),
        ),
        Measure(
            *("changes", "changes", "changes", "changes", "total_changes_limit", "most"),
            step=Decimal(1),
            objective="least_disruption",
        ),
        Measure(
            *("worst_council", "saving of the worst-off council", "worst_council_npv_gbp", "GBP"),
            *("no_loser", "most_loss_gbp"),
            more_is_better=True,
            sign=-1,
            objective="worst_off_council",
        ),
        Measure(
            *("risk", "risk rating x spend", "rated_gbp", "rated GBP", "risk_budget", "most_gbp"),
            objective="least_risk",
        ),
        Measure(
            *("expected_saving", "expected saving", "in_sample_expected_npv_gbp", "GBP"),
            *("expected_saving", "least_gbp"),
            more_is_better=True,
            objective="expected_saving",
        ),
        Measure(
            *("cvar", "mean saving of the worst outcomes", "in_sample_cvar_npv_gbp", "GBP"),
            *("cvar_limit", "least_gbp"),
            more_is_better=True,
            objective="risk_adjusted_saving",
        ),
    )
}


def measure_of(name: str) -> Measure:
    """Return the measure of that name.

    Raises:
        UsageError: where there is none.
    """
    if name not in MEASURES:
        message = f"{name!r} is not a measure of a frontier: use one of {', '.join(MEASURES)}."
        raise UsageError(message)
    return MEASURES[name]


def in_the_worst_alone(case: Case) -> Case:
    """Return the case with the mean of the worst outcomes as its whole risk-adjusted saving."""
    risk = replace(case.settings.risk, weight=Decimal(1))
    return replace(case, settings=replace(case.settings, risk=risk))


def figures(case: Case, found: Solved) -> dict[str, Decimal]:
    """Return the figure of every measure of a plan, by column, as the referee finds them.

    Those over outcomes are of the sample that the search sees, because limits hold there.

    Raises:
        CheckFailedError: where fast and exact evaluation of an outcome differ.
    """
    measures, staff = found.accounts.measures, found.accounts.staff
    made_redundant = sum((row.fte for row in staff if row.flow == "redundant"), Fraction(0))
    seen = searched_sample(case, promise(case, found.plan)).measures[ALL]
    return {
        "one_off_cost_gbp": measures.one_off_cost_gbp,
        "redundancies_fte": _hundredths(made_redundant),
        "changes": Decimal(measures.changes),
        "worst_council_npv_gbp": measures.worst_council_npv_gbp,
        "rated_gbp": measures.rated_gbp,
        "in_sample_expected_npv_gbp": _hundredths(Fraction(seen["expected_gbp"].value)),
        "in_sample_cvar_npv_gbp": _hundredths(Fraction(seen["cvar_gbp"].value)),
    }


def _hundredths(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(PENNY, ROUND_HALF_UP) + 0
