"""Explain: which policies clash and what can give way, or what each policy costs.

The outline; each step is in its own file.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.analysis.explain.conflicts import conflicts_and_corrections
from optimizer.analysis.explain.elastic import Search
from optimizer.analysis.explain.explanation import Conflict, Explanation, Feasible, Infeasible
from optimizer.analysis.explain.oracle import Confirmation, Oracle, binding, broken_policies
from optimizer.analysis.explain.prices import priced
from optimizer.analysis.explain.repairs import LEAST_SECONDS, propose, set_aside, solved_repairs, why_not_all
from optimizer.analysis.explain.resolve import Budget
from optimizer.case import LoadedCase, LoadedSets
from optimizer.case.workbook_words import naming_sheets
from optimizer.errors import CheckFailedError, InfeasibleError, InterruptedRun
from optimizer.pipeline import Journal, Step, answer
from optimizer.plan.facts import RunOptions
from optimizer.verify import business_as_usual

__all__ = ["Explanation", "Feasible", "Infeasible", "Limits", "explain", "explain_infeasible"]

Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far an explanation goes.

    Attributes:
        count: how many conflicts, and how many sets of policies that can give way, are looked for.
        resolve_seconds: for solving repaired cases again, all together; None for no limit.
        least_seconds: for each search of how little a policy has to give.
    """

    count: int = 5
    resolve_seconds: float | None = None
    least_seconds: float = LEAST_SECONDS

    def budget(self) -> Budget:
        """Return the budget for solving again, beginning now."""
        return Budget(None if self.resolve_seconds is None else time.monotonic() + self.resolve_seconds)


def explain(
    loaded: LoadedCase,
    sets: LoadedSets,
    options: RunOptions,
    limits: Limits,
    progress: Progress | None = None,
) -> Explanation:
    """Say why no plan keeps every policy and what can be done, or what each policy costs.

    Args:
        loaded: the case.
        sets: the constraint sets.
        options: of each solve; the time limit is that of each.
        limits: how far to go.
        progress: told of every step.

    Raises:
        NoPlanError: where a time limit came before anything was known.
        InterruptedRun: where the user stopped it.
        CheckFailedError: where referee, solver and second solver contradict one another.
        InternalError: where the solver broke down.
    """
    tell = progress or _nobody
    with naming_sheets(loaded.workbook):
        try:
            found = answer(loaded.case, sets.policies, options, Journal(progress), objectives=sets.objectives)
        except InfeasibleError:
            return explain_infeasible(loaded, sets, options, limits, progress)
    if found.facts.status == "interrupted":
        message = "Stopped as asked; nothing was written."
        raise InterruptedRun(message)
    words = "Solving without each policy"
    tell(Step(words))
    count = _counting(tell, words, len(sets.policies))
    return priced(loaded.case, sets, found, options, limits.budget(), count)


def explain_infeasible(
    loaded: LoadedCase,
    sets: LoadedSets,
    options: RunOptions,
    limits: Limits,
    progress: Progress | None = None,
) -> Infeasible:
    """Say why no plan keeps every policy and what can be done.

    Arguments and exceptions are those of `explain`; CheckFailedError also where a plan is found after all.
    """
    tell, case = progress or _nobody, loaded.case
    tell(Step("Looking for policies that clash"))
    firm = binding(sets.policies)
    oracle = Oracle(
        case,
        firm,
        time_limit_seconds=options.time_limit_seconds,
        seed=options.seed,
        asked=lambda number: tell(Step(f"Looking for policies that clash (solve {number})")),
    )
    confirmed: dict[tuple[str, ...], Confirmation] = {}

    def accept(conflict: tuple[str, ...]) -> bool:
        tell(Step("Asking a second solver about a conflict"))
        said = oracle.confirm(conflict, options.second_opinion_seconds)
        if said is not None:
            confirmed[conflict] = said
        return said is not None

    names = [policy.full_name for policy in firm]
    hard = [policy.full_name for policy in firm if policy.negotiable == "hard"]
    found = conflicts_and_corrections(oracle.together, names, hard, limits.count, accept)
    if not found.conflicts:
        message = "The solver says that no plan keeps every policy, but a plan that does was found since."
        raise CheckFailedError(message)
    search = Search(limits.least_seconds, options.seed)
    proposals = []
    for number, giving in enumerate(found.corrections[: limits.count], start=1):
        tell(Step(f"Looking for what has to give (way out {number})"))
        proposals.append(propose(case, firm, giving, search))
    # The least that is enough may save little; what setting the same policies aside would save stands beside.
    menu = [*proposals, *(set_aside(*one.gives_way) for one in proposals if not one.sets_all_aside)]
    conflicts = []
    for number, clashing in enumerate(found.conflicts[: limits.count], start=1):
        tell(Step(f"Looking for words for conflict {number}"))
        members = tuple(policy for policy in firm if policy.full_name in clashing)
        why = why_not_all(case, members, proposals, search)
        conflicts.append(Conflict(members, confirmed[clashing], why))
    words = "Solving repaired cases"
    tell(Step(words))
    count = _counting(tell, words, len(menu))
    broken = broken_policies(business_as_usual(case, firm), firm)
    return Infeasible(
        conflicts=tuple(conflicts),
        all_conflicts=found.complete and len(found.conflicts) <= limits.count,
        repairs=solved_repairs(case, sets, menu, options, limits.budget(), count),
        all_repairs=found.complete and len(found.corrections) <= limits.count,
        broken_today=tuple(name for name in names if name in broken),
        solves=oracle.solves,
    )


def _counting(tell: Progress, words: str, of: int) -> Callable[[int], None]:
    """Return what is told each thing that is done, and tells how many are."""
    done = 0

    def count(place: int) -> None:
        nonlocal done
        done += 1
        tell(Step(f"{words} ({done} of {of} done)"))

    return count


def _nobody(step: Step) -> None:
    """Tell nobody."""
