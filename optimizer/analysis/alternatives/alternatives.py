"""The best plan, and one after the other the plan that is furthest from all found before it.

An alternative may bring at most a percentage of the best plan's net saving less. Objectives of the constraint
sets do not count: plans are weighed by what they save and by how unlike they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_FLOOR, Decimal, InvalidOperation

from optimizer import guards
from optimizer.analysis.alternatives.distance import distance, service_years
from optimizer.analysis.alternatives.search import Furthest, Search
from optimizer.analysis.solving import Question, Solved, plan_of, solved
from optimizer.case import LoadedCase, LoadedSets
from optimizer.case.workbook_words import naming_sheets
from optimizer.errors import CheckFailedError, NoPlanError, UsageError
from optimizer.plan.facts import EXIT_CODES, RunOptions
from optimizer.verify import business_as_usual

MOST_PLANS = 100
MOST_PERCENT = 100
PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One plan: the best (number 1) or one that is unlike it.

    Attributes:
        number: from 1 in the order of finding.
        found: the plan and all that is known of it.
        distance_to_best: service years in which it differs from plan 1.
        nearest: number of the plan found before it from which it differs in the fewest service years.
        distance_to_nearest: in how many.
        furthest: how the search ended, and whether none is further away; None for the best plan.
    """

    number: int
    found: Solved
    distance_to_best: int = 0
    nearest: int | None = None
    distance_to_nearest: int | None = None
    furthest: Furthest | None = None

    @property
    def saving_gbp(self) -> Decimal:
        """Return the net present saving of all councils."""
        return self.found.accounts.measures.npv_saving_gbp


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The best plan and its alternatives.

    Attributes:
        within_percent: how much less an alternative may bring, in percent of the best plan's net saving.
        allowed_gbp: the same in pounds.
        asked: how many alternatives were asked for.
        service_years: how many there are.
        plans: the best, then the alternatives.
        last: the search that found no further plan, where fewer were found than asked for.
        objectives_left_out: measures of the objectives of the constraint sets.
        workers: how many searches at a time.
        seconds: how long it took.
    """

    within_percent: Decimal
    allowed_gbp: Decimal
    asked: int
    service_years: int
    plans: tuple[Alternative, ...]
    last: Furthest | None
    objectives_left_out: tuple[str, ...]
    workers: int | None = field(compare=False)
    seconds: float = field(compare=False)

    @property
    def best(self) -> Alternative:
        """Return the plan that saves most."""
        return self.plans[0]

    def difference_gbp(self, plan: Alternative) -> Decimal:
        """Return by how much less (below 0) or more a plan saves than the best."""
        return plan.saving_gbp - self.best.saving_gbp

    @property
    def exit_code(self) -> int:
        """Return 0 where everything is proved, 5 where a search was stopped with a plan, 6 without one."""
        if self.last is not None and not self.last.proved:
            return NoPlanError.exit_code
        searches = [plan.furthest for plan in self.plans if plan.furthest is not None]
        stopped = any(plan.found.facts.status != "optimal" for plan in self.plans)
        if stopped or not all(search.proved for search in searches):
            return EXIT_CODES["time_limit"]
        return 0


def alternatives(
    loaded: LoadedCase,
    sets: LoadedSets,
    within_percent: Decimal,
    count: int,
    options: RunOptions | None = None,
    *,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Alternatives:
    """Find plans that save nearly as much as the best and are as unlike it and one another as can be.

    Args:
        loaded: the case.
        sets: the constraint sets.
        within_percent: how much less than the best a plan may bring, in percent of its net saving (of its net
            cost, where it costs more than business as usual).
        count: how many plans besides the best.
        options: of each search; None for the defaults.
        workers: number of processes; None for one a core.
        progress: told how many searches have ended.

    Raises:
        UsageError: where a number makes no sense.
        InfeasibleError: where no plan keeps the policies.
        NoPlanError: where the best plan was not found in time.
        CheckFailedError: where a check failed, or answers contradict one another.
        InternalError: where a search broke down.
        InterruptedRun, KeyboardInterrupt: where the user stopped it.
    """
    began = time.monotonic()
    _check(within_percent, count)
    options = options or RunOptions()
    case = loaded.case
    ended = 0

    def told() -> None:
        nonlocal ended
        ended += 1
        if progress is not None:
            progress(ended)

    with naming_sheets(loaded.workbook):
        business_as_usual(case, sets.policies)
    best = plan_of(solved(Question(case, sets.policies, options, confirm_bound=True)))
    told()
    saving = best.accounts.measures.npv_saving_gbp
    allowed = (abs(saving) * within_percent / 100).quantize(PENNY, ROUND_DOWN)
    least = best.accounts.objective_gbp - allowed - guards.tolerance_gbp(best.accounts)
    search = Search(case, sets.policies, options, least.quantize(PENNY, ROUND_FLOOR), workers, told)
    plans, last = [Alternative(1, best)], None
    while len(plans) <= count and last is None:
        furthest = search.furthest([plan.found.plan for plan in plans])
        if furthest.found is None:
            last = furthest
        else:
            distances = [distance(case, furthest.found.plan, plan.found.plan) for plan in plans]
            nearest = min(distances)
            plans.append(
                Alternative(
                    number=len(plans) + 1,
                    found=furthest.found,
                    distance_to_best=distances[0],
                    nearest=distances.index(nearest) + 1,
                    distance_to_nearest=nearest,
                    furthest=furthest,
                )
            )
    _refuse_contradictions(plans)
    return Alternatives(
        within_percent=within_percent,
        allowed_gbp=allowed,
        asked=count,
        service_years=service_years(case),
        plans=tuple(plans),
        last=last,
        objectives_left_out=tuple(one.measure for one in sets.objectives),
        workers=workers,
        seconds=time.monotonic() - began,
    )


def percentage(text: str) -> Decimal:
    """Return the percentage that a text says.

    Raises:
        UsageError: where it is none from 0 to 100.
    """
    try:
        percent = Decimal(text)
    except InvalidOperation:
        percent = Decimal("NaN")
    _check_percentage(percent, text)
    return percent


def _check_percentage(percent: Decimal, text: str) -> None:
    if not (percent.is_finite() and 0 <= percent <= MOST_PERCENT):
        message = (
            f"--within must be a number from 0 to {MOST_PERCENT}, without a percent sign, not {text}: 5 "
            "means that an alternative may save 5% less than the best plan."
        )
        raise UsageError(message)


def _check(within_percent: Decimal, count: int) -> None:
    _check_percentage(within_percent, str(within_percent))
    if not 1 <= count <= MOST_PLANS:
        message = f"--count must be a whole number of plans from 1 to {MOST_PLANS}, not {count:,}."
        raise UsageError(message)


def _refuse_contradictions(plans: list[Alternative]) -> None:
    """Raise where the answers cannot all be right.

    No plan brings more than is possible without having to differ; and none is further from all before it than
    an earlier one could be, from fewer.

    Raises:
        CheckFailedError: where one is.
    """
    bound = plans[0].found.facts.bound_gbp
    tolerance = guards.tolerance_gbp(plans[0].found.accounts)
    for before, plan in zip(plans, plans[1:], strict=False):
        reached = plan.found.accounts.objective_gbp
        if bound is not None and reached > bound + tolerance:
            message = (
                f"Plan {plan.number} brings £{reached:,.2f}, but the search for the best plan found that "
                f"none brings over £{bound:,.2f}, so nothing is published. Please report this, with the case."
            )
            raise CheckFailedError(message)
        earlier, later = before.furthest, plan.furthest
        if earlier is not None and later is not None and earlier.proved and later.distance > earlier.distance:
            message = (
                f"Plan {plan.number} differs from all before it in {later.distance} service years, but by an "
                f"earlier search none differs from fewer plans in over {earlier.distance}, so nothing is "
                "published. Please report this, with the case."
            )
            raise CheckFailedError(message)
