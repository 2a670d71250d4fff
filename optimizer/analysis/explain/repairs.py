"""From a set of policies that can give way to a repair: how little each has to give, and in what words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.analysis.explain.changes import Change, SetAside, applied
from optimizer.analysis.explain.elastic import Search, least_missed
from optimizer.analysis.explain.explanation import Repair, Resolved
from optimizer.analysis.explain.kinds import TRANSLATIONS
from optimizer.analysis.explain.oracle import Oracle
from optimizer.analysis.explain.resolve import Budget, solve_again
from optimizer.case import LoadedSets
from optimizer.case.case import Case, Policy
from optimizer.errors import NoPlanError
from optimizer.plan.facts import RunOptions
from optimizer.report.words import in_words

LEAST_SECONDS = 60.0
"""How long the least is searched by which one policy has to give; the best until then is offered."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Changes that should be enough, in words; `smallest` where it is proved that nothing less is."""

    gives_way: tuple[Policy, ...]
    changes: tuple[Change, ...]
    sentence: str
    smallest: bool

    @property
    def sets_all_aside(self) -> bool:
        """Return True where nothing smaller is offered than to leave the policies out."""
        return all(isinstance(change, SetAside) for change in self.changes)


def propose(case: Case, policies: Sequence[Policy], gives_way: Collection[str], search: Search) -> Proposal:
    """Return how little the policies of a minimal correction have to give.

    They give one after another, in the order of the sets: each as little as it can once those before it have
    given and while those after it are left out.

    Args:
        case: the case.
        policies: every policy that may not be missed.
        gives_way: full names of those that can give way.
        search: limit and seed of each search.
    """
    giving = tuple(policy for policy in policies if policy.full_name in gives_way)
    kept = [policy for policy in policies if policy.full_name not in gives_way]
    changes: list[Change] = []
    phrases: list[str] = []
    repaired_case, smallest = case, True
    for policy in giving:
        given = _least(repaired_case, kept, policy, search)
        changes += given.changes
        phrases.append(given.sentence)
        smallest = smallest and given.smallest
        repaired_case, rest = applied(repaired_case, (policy,), given.changes)
        kept += rest
    return Proposal(giving, tuple(changes), in_words(tuple(phrases)), smallest)


def _least(case: Case, kept: Sequence[Policy], policy: Policy, search: Search) -> Proposal:
    """Return the smallest change of one policy; to set it aside where there is no smaller one."""
    translation = TRANSLATIONS.get(policy.kind)
    if translation is None:
        return set_aside(policy)
    if translation.changes is not None:
        found = least_missed(
            case,
            kept,
            policy,
            translation.measure,
            lambda miss: translation.weigh(case, policy, miss),
            search,
        )
        changes = () if found is None else translation.changes(case, policy, found.misses)
        if found is not None and changes:
            return Proposal((policy,), changes, translation.say(case, policy, changes), found.proved)
    for tried in translation.tries(case, policy):
        if _possible(*applied(case, (*kept, policy), tried), search):
            return Proposal((policy,), tried, translation.say(case, policy, tried), smallest=True)
    return set_aside(policy)


def _possible(case: Case, policies: Sequence[Policy], search: Search) -> bool:
    """Tell whether a plan that keeps all these policies is found in time."""
    oracle = Oracle(case, policies, time_limit_seconds=search.seconds, seed=search.seed)
    try:
        return oracle.together(frozenset(policy.full_name for policy in policies))
    except NoPlanError:
        return False


def set_aside(*policies: Policy) -> Proposal:
    """Return the repair that leaves policies out altogether."""
    names = in_words(tuple(policy.full_name for policy in policies))
    changes = tuple(SetAside(policy.full_name) for policy in policies)
    return Proposal(policies, changes, f"set aside {names} altogether", smallest=False)


def solved_repairs(
    case: Case,
    sets: LoadedSets,
    proposals: Sequence[Proposal],
    options: RunOptions,
    budget: Budget,
    finished: Callable[[int], None] | None = None,
) -> tuple[Repair, ...]:
    """Return the repairs with what each saves, the best first.

    A proposal after which no plan is possible (what was searched is only as good as its rounding) is replaced
    by setting its policies aside.

    Args:
        case: the case.
        sets: every policy, and what counts before the net saving.
        proposals: what to try.
        options: of each solve.
        budget: for all of them together.
        finished: told the place of each when it is solved.
    """

    def solved(tried: Sequence[Proposal]) -> list[Resolved]:
        cases = [applied(case, sets.policies, proposal.changes) for proposal in tried]
        return solve_again(cases, options, sets.objectives, budget, finished)

    found = dict(enumerate(zip(proposals, solved(proposals), strict=True)))
    again = {
        place: set_aside(*proposal.gives_way)
        for place, (proposal, answer) in found.items()
        if answer.outcome == "infeasible" and not proposal.sets_all_aside
    }
    found |= dict(zip(again, zip(again.values(), solved(list(again.values())), strict=True), strict=True))
    repairs = [
        Repair(proposal.gives_way, proposal.changes, proposal.sentence, proposal.smallest, answer)
        for proposal, answer in found.values()
    ]
    return tuple(sorted(repairs, key=_worst_last))


def _worst_last(repair: Repair) -> tuple[bool, Decimal]:
    saving = repair.resolved.npv_saving_gbp
    return saving is None, -(saving or Decimal(0))


def why_not_all(
    case: Case,
    conflict: Sequence[Policy],
    proposals: Sequence[Proposal],
    search: Search,
) -> str:
    """Return in a sentence what one policy of a conflict would have to give if the others are kept.

    Of several policies the one is taken whose sentence says most: money before other numbers before the rest.

    Args:
        case: the case.
        conflict: the policies of a minimal conflict.
        proposals: repairs that are known; one of which a policy of the conflict alone gives way says it all.
        search: limit and seed of each search.

    Returns:
        The sentence; empty where a policy can only be set aside altogether.
    """
    members = sorted(conflict, key=_tells_most)
    alone = {one.gives_way[0].full_name: one for one in proposals if len(one.gives_way) == 1}
    for policy in members:
        known = alone.get(policy.full_name)
        if known is not None and not known.sets_all_aside:
            return f"If every other policy is kept, {_enough(known)}"
    for policy in members:
        others = [other for other in members if other is not policy]
        given = _least(case, others, policy, search)
        if not given.sets_all_aside:
            names = in_words(tuple(other.full_name for other in others))
            kept = f"If {names} {'is' if len(others) == 1 else 'are'} kept, " if others else "By itself, "
            return kept + _enough(given)
    return ""


def _enough(proposal: Proposal) -> str:
    [policy] = proposal.gives_way
    least = "the least that" if proposal.smallest else "something that"
    return f"{policy.full_name} has to give: {least} makes a plan possible is to {proposal.sentence}."


_TELLING = ("transition_budget", "no_loser", "changes_limit", "partners", "host_fairness", "start_window")


def _tells_most(policy: Policy) -> int:
    return _TELLING.index(policy.kind) if policy.kind in _TELLING else len(_TELLING)
