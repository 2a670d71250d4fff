"""What an explanation says, as plain values: conflicts and repairs, or what each policy costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from optimizer.analysis.explain.changes import Change
from optimizer.analysis.explain.oracle import Confirmation
from optimizer.case.case import Policy
from optimizer.errors import CheckFailedError, NoPlanError
from optimizer.plan.facts import RunFacts
from optimizer.verify.verdict import PolicyRow

Outcome = Literal["solved", "stopped", "not solved", "infeasible", "failed"]
"""Of a case that was solved again: to the asked gap; stopped on a limit with a plan; for want of time not at
all; no plan is possible; or no answer that may be believed came out."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A changed case, solved again.

    Attributes:
        outcome: how it ended.
        npv_saving_gbp: net present saving of the plan, by the referee; None without one.
        objective_gbp: the same less the price of missed preferences.
        gap_gbp: no plan reaches more by over this; None where nothing is known.
        note: why there is no plan, or none that is proved; empty otherwise.
    """

    outcome: Outcome
    npv_saving_gbp: Decimal | None = None
    objective_gbp: Decimal | None = None
    gap_gbp: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A minimal conflict: no plan keeps all these policies, but one keeps them if any one is left out.

    Attributes:
        policies: the policies, in the order of the sets.
        confirmation: what a second solver says.
        why: in a sentence, what would have to give if the others are kept; empty where nobody can say it.
    """

    policies: tuple[Policy, ...]
    confirmation: Confirmation
    why: str

    @property
    def only_hard(self) -> bool:
        """Return True where nothing in it may be offered for repair."""
        return all(policy.negotiable == "hard" for policy in self.policies)


@dataclass(frozen=True, slots=True)
class Repair:
    """One way out: changes of negotiable policies after which a plan keeps all that is left.

    Attributes:
        gives_way: the policies that are changed or set aside.
        changes: what is changed.
        sentence: the changes in words, an imperative without a full stop.
        smallest: True where it is proved that nothing smaller of this kind is enough.
        resolved: the repaired case, solved.
    """

    gives_way: tuple[Policy, ...]
    changes: tuple[Change, ...]
    sentence: str
    smallest: bool
    resolved: Resolved


@dataclass(frozen=True, slots=True)
class Infeasible:
    """Why no plan keeps every policy, and what can be done.

    Attributes:
        conflicts: minimal conflicts.
        all_conflicts: True where there are no others.
        repairs: the best first; those that were not solved at the end.
        all_repairs: True where every smallest set of policies that can give way is among them.
        broken_today: full names of the policies that carrying on as today breaks.
        solves: models put to the first solver to find the conflicts.
    """

    conflicts: tuple[Conflict, ...]
    all_conflicts: bool
    repairs: tuple[Repair, ...]
    all_repairs: bool
    broken_today: tuple[str, ...]
    solves: int


@dataclass(frozen=True, slots=True)
class Price:
    """What a policy costs: the best plan without it, against the best plan with it.

    Attributes:
        policy: the policy.
        row: how close the best plan is to it.
        resolved: the case without the policy, solved.
        gained_gbp: saving gained by lifting it, 0 where both plans may be equally good; None without a plan.
            Below 0 only where preferences are met better for it.
        within_gap: True where both plans may be equally good.
    """

    policy: Policy
    row: PolicyRow
    resolved: Resolved
    gained_gbp: Decimal | None = None
    within_gap: bool = False


@dataclass(frozen=True, slots=True)
class Feasible:
    """What the policies of a case that has a plan cost.

    Attributes:
        npv_saving_gbp: of the best plan with all of them.
        facts: how its search ended.
        prices: every policy, those that cost most first.
    """

    npv_saving_gbp: Decimal
    facts: RunFacts
    prices: tuple[Price, ...]


Explanation = Infeasible | Feasible


def exit_code(explanation: Explanation) -> int:
    """Return 0 where every question has its answer, else what its gravest failure ends with."""
    if isinstance(explanation, Infeasible):
        answers = [repair.resolved for repair in explanation.repairs]
    else:
        answers = [price.resolved for price in explanation.prices]
    outcomes = {answer.outcome for answer in answers}
    if outcomes & {"failed", "infeasible"}:
        return CheckFailedError.exit_code
    return NoPlanError.exit_code if "not solved" in outcomes else 0
