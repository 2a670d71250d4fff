"""From a set of policies that can give way to a repair: how little each has to give, and in what words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.analysis.explain.changes import Change, SetAside, applied
from optimizer.analysis.explain.elastic import least_missed
from optimizer.analysis.explain.explanation import Repair, Resolved
from optimizer.analysis.explain.kinds import TRANSLATIONS
from optimizer.analysis.explain.oracle import binding
from optimizer.analysis.explain.resolve import Budget, solve_again
from optimizer.case.case import Case, Policy
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


def propose(
    case: Case, policies: Sequence[Policy], gives_way: Collection[str], *, seconds: float, seed: int
) -> Proposal:
    """Return how little the policies of a minimal correction have to give.

    They give one after another, in the order of the sets: each as little as it can once those before it have
    given and while those after it are left out.

    Args:
        case: the case.
        policies: every policy that may not be missed.
        gives_way: full names of those that can give way.
        seconds: limit of each search.
        seed: of each search.
    """
    giving = tuple(policy for policy in policies if policy.full_name in gives_way)
    kept = [policy for policy in policies if policy.full_name not in gives_way]
    changes: list[Change] = []
    phrases: list[str] = []
    repaired_case, smallest = case, True
    for policy in giving:
        given = _least(repaired_case, kept, policy, seconds, seed)
        changes += given.changes
        phrases.append(given.sentence)
        smallest = smallest and given.smallest
        repaired_case, rest = applied(repaired_case, (policy,), given.changes)
        kept += rest
    return Proposal(giving, tuple(changes), in_words(tuple(phrases)), smallest)


def _least(case: Case, kept: Sequence[Policy], policy: Policy, seconds: float, seed: int) -> Proposal:
    """Return the smallest change of one policy; to set it aside where there is no smaller one."""
    translation = TRANSLATIONS.get(policy.kind)
    if translation is not None:
        found = least_missed(
            case,
            kept,
            policy,
            translation.measure,
            lambda miss: translation.weigh(case, policy, miss),
            time_limit_seconds=seconds,
            seed=seed,
        )
        changes = () if found is None else translation.changes(case, policy, found.misses)
        if found is not None and changes:
            return Proposal((policy,), changes, translation.say(case, policy, changes), found.proved)
    return set_aside(policy)


def set_aside(*policies: Policy) -> Proposal:
    """Return the repair that leaves policies out altogether."""
    names = in_words(tuple(policy.full_name for policy in policies))
    changes = tuple(SetAside(policy.full_name) for policy in policies)
    return Proposal(policies, changes, f"set aside {names} altogether", smallest=False)


def solved_repairs(
    case: Case,
    policies: Sequence[Policy],
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
        policies: every policy, preferences too.
        proposals: what to try.
        options: of each solve.
        budget: for all of them together.
        finished: told the place of each when it is solved.
    """
    answers = _answers(case, policies, proposals, options, budget, finished)
    refused = [place for place, answer in enumerate(answers) if _is_not_enough(answer, proposals[place])]
    again = [set_aside(*proposals[place].gives_way) for place in refused]
    kept = dict(enumerate(zip(proposals, answers, strict=True)))
    for place, proposal, answer in zip(
        refused, again, _answers(case, policies, again, options, budget, None), strict=True
    ):
        kept[place] = (proposal, answer)
    repairs = [
        Repair(proposal.gives_way, proposal.changes, proposal.sentence, proposal.smallest, answer)
        for proposal, answer in kept.values()
    ]
    return tuple(sorted(repairs, key=_worst_last))


def _answers(
    case: Case,
    policies: Sequence[Policy],
    proposals: Sequence[Proposal],
    options: RunOptions,
    budget: Budget,
    finished: Callable[[int], None] | None,
) -> list[Resolved]:
    cases = [applied(case, policies, proposal.changes) for proposal in proposals]
    return solve_again(cases, options, budget, finished)


def _is_not_enough(answer: Resolved, proposal: Proposal) -> bool:
    whole = all(isinstance(change, SetAside) for change in proposal.changes)
    return answer.outcome == "failed" and not whole


def _worst_last(repair: Repair) -> tuple[bool, Decimal]:
    saving = repair.resolved.npv_saving_gbp
    return saving is None, -(saving or Decimal(0))


def why_not_all(case: Case, conflict: Sequence[Policy], *, seconds: float, seed: int) -> str:
    """Return in a sentence what one policy of a conflict would have to give if the others are kept.

    The one is taken for which the sentence says most: money before other numbers before the rest.
    """
    members = binding(conflict)
    for policy in sorted(members, key=_tells_most):
        others = [other for other in members if other is not policy]
        given = _least(case, others, policy, seconds, seed)
        if not any(isinstance(change, SetAside) for change in given.changes):
            least = "the least that" if given.smallest else "something that"
            kept = (
                "No plan keeps it as it is"
                if not others
                else f"Whoever keeps {in_words(tuple(other.full_name for other in others))} cannot keep "
                f"{policy.full_name} as it is"
            )
            return f"{kept}: {least} makes a plan possible is to {given.sentence}."
    return ""


_TELLING = ("transition_budget", "no_loser", "changes_limit", "partners", "host_fairness", "start_window")


def _tells_most(policy: Policy) -> int:
    return _TELLING.index(policy.kind) if policy.kind in _TELLING else len(_TELLING)
