"""Can a set of policies be kept together? Asked of the solver, answered by a plan or by its absence.

One model is built with every policy (but for the few that alter the logic, which are in it only where they
are asked about), and parts of it are solved until the first plan is found. No plan counts
before the referee has accepted it; then it answers for every set of policies that it happens to keep, so
many questions need no solve. Carrying on as today is the first such plan.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from optimizer.analysis.explain.slices import Slicer
from optimizer.case.case import Case, Policy
from optimizer.errors import CheckFailedError, InternalError, InterruptedRun, NoPlanError
from optimizer.model import second_opinion
from optimizer.model.formulate import Formulation, alters_logic, formulate
from optimizer.model.prepare import prepare
from optimizer.model.second_opinion import SecondOpinion, SecondVerdict
from optimizer.model.solve import Outcome, SolveOptions, SolveStatus, solve
from optimizer.plan.plan import Plan
from optimizer.verify import business_as_usual, verify
from optimizer.verify.verdict import Verdict, Violation

_POLICY_RULE = "policy."


def binding(policies: Collection[Policy]) -> tuple[Policy, ...]:
    """Return the policies that may not be missed; a preference can be, so it clashes with nothing."""
    return tuple(policy for policy in policies if policy.negotiable != "preference")


def broken_policies(verdict: Verdict, policies: Collection[Policy]) -> frozenset[str]:
    """Return the full names of the policies that a plan breaks.

    Raises:
        CheckFailedError: where the plan breaks anything else, so that it is no plan at all.
    """
    names = {policy.full_name for policy in policies}
    broken = set()
    for violation in verdict.violations:
        name = _policy_named(violation, names)
        if name is None:
            message = (
                "The solver's plan does not pass the independent check, so nothing can be said: "
                f"{violation.rule} ({violation.place}): {violation.detail}"
            )
            raise CheckFailedError(message)
        broken.add(name)
    return frozenset(broken)


def _policy_named(violation: Violation, names: Collection[str]) -> str | None:
    if not violation.rule.startswith(_POLICY_RULE):
        return None
    fitting = [name for name in names if violation.place.startswith(f"{name}: ")]
    return max(fitting, key=len, default=None)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the second solver says of "these policies cannot be kept together".

    `answer` is `confirmed`, `not confirmed in 30 s`, `not confirmed` or `not asked`; `message` a sentence.
    """

    answer: str
    message: str


NOT_CONFIRMED = Confirmation("not asked", "No second solver was asked.")


class Oracle:
    """Answers for one case and its policies.

    Attributes:
        solves: how many models were put to the first solver.
    """

    def __init__(
        self,
        case: Case,
        policies: Collection[Policy],
        *,
        time_limit_seconds: float | None = None,
        seed: int = 0,
        asked: Callable[[int], None] | None = None,
    ) -> None:
        """Take the policies; models are built when they are first asked about.

        Args:
            case: the case.
            policies: those that may not be missed.
            time_limit_seconds: of each solve; None for none.
            seed: of the search.
            asked: told the number of each solve before it begins.
        """
        self.case = case
        self.policies = tuple(policies)
        self.solves = 0
        self._limit, self._seed, self._asked = time_limit_seconds, seed, asked
        self._altering = {one.full_name for one in self.policies if alters_logic(one.kind)}
        self._models: dict[frozenset[str], tuple[Formulation, Slicer]] = {}
        self._names = frozenset(policy.full_name for policy in self.policies)
        self._kept_by_plans: list[frozenset[str]] = []
        self._impossible: list[frozenset[str]] = []
        self._learn(business_as_usual(case, self.policies))

    def together(self, names: frozenset[str]) -> bool:
        """Tell whether a plan keeps all these policies (full names).

        Raises:
            CheckFailedError: where solver and referee contradict one another.
            NoPlanError: where the time limit came first.
            InterruptedRun: where the user stopped the search.
        """
        if any(names <= kept for kept in self._kept_by_plans):
            return True
        if any(names >= impossible for impossible in self._impossible):
            return False
        self.solves += 1
        if self._asked is not None:
            self._asked(self.solves)
        formulation, slicer = self._model(names)
        outcome = solve(
            slicer.part(names),
            SolveOptions(time_limit_seconds=self._limit, seed=self._seed, stop_at_first_feasible=True),
        )
        if outcome.values is not None:
            self._witness(names, formulation.plan(outcome.values))
            return True
        refuse_no_answer(outcome)
        self._impossible.append(names)
        return False

    def confirm(self, conflict: tuple[str, ...], seconds: float) -> Confirmation | None:
        """Have a second solver look for a plan that keeps all policies of a conflict.

        Args:
            conflict: full names.
            seconds: limit of the second solver; 0 to ask none.

        Returns:
            What it says; None where it found a plan that the referee accepts: then they are no conflict, and
            the oracle has learnt it.
        """
        if seconds == 0:
            return NOT_CONFIRMED
        names = frozenset(conflict)
        formulation, slicer = self._model(names)
        found = second_opinion.ask_about_infeasible(slicer.part(names), seconds, seed=self._seed)
        if found.verdict is not SecondVerdict.REFUTED:
            return _confirmation(found)
        assert found.values is not None
        try:
            plan = formulation.plan(found.values)
            verdict = verify(self.case, self.policies, plan)
            broken = broken_policies(verdict, self.policies)
        except (InternalError, CheckFailedError):
            broken = names
        if broken & names:
            what = f"{found.solver_name} offers a plan, but the independent check does not accept it"
            return Confirmation("not confirmed", f"{what}, so it is not believed.")
        self._learn(verdict)
        return None

    def _model(self, names: frozenset[str]) -> tuple[Formulation, Slicer]:
        """Return the model of which these policies are a part; it is built once for all that share it."""
        altering = frozenset(names & self._altering)
        if altering not in self._models:
            policies = tuple(one for one in self.policies if one.full_name not in self._altering - altering)
            formulation = formulate(prepare(self.case, policies))
            self._models[altering] = formulation, Slicer(formulation.matrix())
        return self._models[altering]

    def _witness(self, names: frozenset[str], plan: Plan) -> None:
        verdict = verify(self.case, self.policies, plan)
        missed = broken_policies(verdict, self.policies) & names
        if missed:
            message = (
                f"The solver's plan should keep {', '.join(sorted(missed))}, but the independent check says "
                "that it does not, so nothing can be said."
            )
            raise CheckFailedError(message)
        self._learn(verdict)

    def _learn(self, verdict: Verdict) -> None:
        """Let a plan that the referee accepts answer for every set of policies that it keeps."""
        kept = self._names - broken_policies(verdict, self.policies)
        self._kept_by_plans.append(kept)
        self._impossible = [names for names in self._impossible if not names <= kept]


def refuse_no_answer(outcome: Outcome) -> None:
    """Raise what fits where a solver has neither found a plan nor shown that there is none.

    Raises:
        NoPlanError: where the time limit came first.
        InterruptedRun: where the user stopped the search.
        CheckFailedError: where the guards of the solve contradict the solver.
        InternalError: where the solver broke down.
    """
    match outcome.status:
        case SolveStatus.INFEASIBLE:
            return
        case SolveStatus.TIME_LIMIT:
            message = f"{outcome.message} Give each search more time with --time-limit."
            raise NoPlanError(message)
        case SolveStatus.INTERRUPTED:
            message = "Stopped as asked; nothing was written."
            raise InterruptedRun(message)
        case SolveStatus.ERROR:
            raise CheckFailedError(outcome.message)
        case _:
            raise InternalError(outcome.message)


def _confirmation(found: SecondOpinion) -> Confirmation:
    words = {
        SecondVerdict.CONFIRMED: "confirmed",
        SecondVerdict.OUT_OF_TIME: f"not confirmed in {found.limit_seconds:g} s",
    }
    return Confirmation(words.get(found.verdict, "not confirmed"), found.message)
