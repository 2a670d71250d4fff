"""From a case to a plan that holds: the stages in their order. This page is the map of the project.

read and check (`optimizer.case`) -> prepare, formulate, solve (`optimizer.model`) -> plan
(`optimizer.plan`) -> verify (`optimizer.verify`) -> second opinion -> risk (`optimizer.risk`) -> report
(`optimizer.report`). Each stage takes a frozen value and returns one; nothing is published that the referee
has not confirmed or that a second solver has refuted. Where it has, the first solver gets one second try that
knows the plan which refuted it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from optimizer import corroborate, guards, second_try
from optimizer.case import LoadedCase, LoadedSets, sets_from_texts
from optimizer.case.case import Case, Objective, Policy
from optimizer.case.workbook_words import naming_sheets
from optimizer.errors import CheckFailedError, InfeasibleError, NoPlanError
from optimizer.journal import Journal, Step
from optimizer.model.cheapest_drawings import with_cheapest_drawings
from optimizer.model.formulate import formulate
from optimizer.model.matrix import write_mps
from optimizer.model.prepare import prepare
from optimizer.model.solve import SolveOptions, SolveStatus, solve
from optimizer.model_file import write_model_file
from optimizer.objectives import LAST, goal_of, in_turn, keeping, unfinished, with_goals
from optimizer.plan.facts import NOT_ASKED, Goal, RunFacts, RunOptions
from optimizer.plan.plan import Plan
from optimizer.report.run import FailedRun, Run
from optimizer.risk.figures import fresh_figures
from optimizer.verify import business_as_usual, promise, verify
from optimizer.verify.verdict import Accounts, Verdict

__all__ = ["Answer", "FailedRun", "Journal", "Run", "RunOptions", "Step", "answer", "solve_case"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan that holds, what the referee says of it and of business as usual, and how the search ended."""

    plan: Plan
    verdict: Verdict
    bau: Verdict
    facts: RunFacts

    @property
    def accounts(self) -> Accounts:
        """Return the accounts of the plan; an answer always has them."""
        return guards.accounts_of(self.verdict, "The plan")


def answer(
    case: Case,
    policies: tuple[Policy, ...],
    options: RunOptions,
    journal: Journal,
    write_model: Path | None = None,
    objectives: tuple[Objective, ...] = (),
    *,
    confirm_bound: bool = True,
) -> Answer:
    """Find the best plan: by one objective after another, each kept while the next is improved.

    Args:
        case: the case.
        policies: every policy in force.
        options: gap, limits and seed of each search.
        journal: told what happens.
        write_model: MPS file for the model of the last search; None for none.
        objectives: what counts before the net present saving.
        confirm_bound: False to ask a second solver about "no plan is possible" only.

    Raises:
        ConsolidateError: as `solve_case`.
    """
    goals: list[Goal] = []
    kept = policies
    for objective in in_turn(objectives):
        found = best(case, kept, options, journal, objective, confirm_bound=confirm_bound)
        goals.append(goal_of(objective, found.facts))
        if found.facts.status == "interrupted":
            facts = unfinished(found.facts, tuple(goals))
            return replace(found, facts=second_try.recalled(facts, journal.refuted))
        tolerance_gbp, risk = journal.tolerance_gbp, case.settings.risk
        kept = (*kept, keeping(objective, found.accounts, len(goals), tolerance_gbp, risk))
    found = best(case, kept, options, journal, LAST, write_model, confirm_bound=confirm_bound)
    facts = with_goals(found.facts, tuple(goals))
    return replace(found, facts=second_try.recalled(facts, journal.refuted))


def best(
    case: Case,
    policies: tuple[Policy, ...],
    options: RunOptions,
    journal: Journal,
    aim: Objective,
    write_model: Path | None = None,
    *,
    confirm_bound: bool,
) -> Answer:
    """Run the stages on a validated case, for one objective: the whole engine in one page.

    Raises:
        ConsolidateError: as `solve_case`.
    """
    with journal.stage("business as usual"):
        bau = business_as_usual(case, policies, aim.measure)
        tolerance_gbp = guards.tolerance_gbp(guards.accounts_of(bau, "Business as usual"))
        asked_gap_gbp = guards.asked_gap_gbp(options, aim, tolerance_gbp)
        journal.tolerance_gbp, journal.asked_gap_gbp = tolerance_gbp, asked_gap_gbp
    with journal.stage("prepare"):
        numbers = prepare(case, policies, aim.measure)
    with journal.stage("formulate"):
        formulation = formulate(numbers)
        matrix = journal.matrix = formulation.matrix()
        if write_model is not None:
            write_model_file(matrix, write_model)
    with journal.stage("solve"):
        today = formulation.business_as_usual() if bau.holds else None
        wanted = SolveOptions(float(asked_gap_gbp) / 1000.0, options.time_limit_seconds, options.seed)
        outcome = solve(
            matrix,
            wanted,
            progress=journal.search,
            start=today,
            # Where doing nothing keeps every rule, no truthful bound lies below what it reaches.
            known_objective=guards.known_objective_k(bau),
            known_feasible=bau.holds_exactly,
        )
        journal.first_try(outcome)
    subject = corroborate.Subject(
        case, policies, options, formulation, matrix, tolerance_gbp, outcome, aim.measure
    )
    try:
        corroborate.refuse_contradicted(outcome, today)
        return believed(subject, bau, asked_gap_gbp, journal, confirm_bound=confirm_bound)
    except corroborate.RefutedError as refuted:
        with journal.second_try():
            again = solve(
                matrix,
                second_try.options_of(wanted),
                progress=journal.search,
                start=refuted.point,
                known_feasible=refuted.point is not None,
            )
            journal.outcome = again
        with second_try.refused(refuted, again):
            subject = replace(subject, outcome=again)
            found = believed(subject, bau, asked_gap_gbp, journal, confirm_bound=confirm_bound)
        journal.refuted.append(refuted.claim)
        return replace(found, facts=second_try.told(found.facts, refuted.claim))


def believed(
    subject: corroborate.Subject,
    bau: Verdict,
    asked_gap_gbp: Decimal,
    journal: Journal,
    *,
    confirm_bound: bool,
) -> Answer:
    """Return the answer of a search if nothing that is known contradicts it.

    Raises:
        RefutedError: where a plan that the second solver found proves it wrong.
        ConsolidateError: as `solve_case`.
    """
    outcome, formulation = subject.outcome, subject.formulation
    if outcome.status is SolveStatus.INFEASIBLE and not bau.holds_exactly:
        with journal.stage("second opinion"):
            journal.second_opinion = corroborate.on_infeasible(subject, journal.keep)
    guards.refuse_without_plan(outcome, bau, journal.second_opinion)
    with journal.stage("plan"):
        assert outcome.values is not None
        seed = subject.options.seed
        plan = formulation.plan(with_cheapest_drawings(formulation, subject.matrix, outcome.values, seed))
    with journal.stage("verify"):
        verdict = verify(subject.case, subject.policies, plan, subject.objective)
        guards.refuse_contradictions(outcome, verdict, bau, guards.gbp(formulation.objective_k()))
        facts = guards.facts_of(outcome, subject.matrix, verdict, asked_gap_gbp)
    with journal.stage("second opinion"):
        opinion = corroborate.on_bound(subject, facts, journal.keep) if confirm_bound else NOT_ASKED
        facts = replace(facts, second_opinion=opinion)
    return Answer(plan, verdict, bau, facts)


def solve_case(
    loaded: LoadedCase,
    sets: LoadedSets | None = None,
    options: RunOptions | None = None,
    progress: Callable[[Step], None] | None = None,
    *,
    write_model: Path | None = None,
    keep_failure: Callable[[FailedRun], None] | None = None,
) -> Run:
    """Find the plan with the largest net saving that keeps every policy, and prove it.

    Args:
        loaded: the case.
        sets: the constraint sets; None for none.
        options: gap, time limit and seed; None for the defaults.
        progress: told of every stage, and of the search while it goes on.
        write_model: MPS file to write the model to before it is solved; None for none.
        keep_failure: given what is known when the run ends without a plan that may be published (infeasible,
            no plan in time, a check that failed), before the error is raised.

    Returns:
        The run; `facts.status` says whether it is proved or was stopped on the way with a plan.

    Raises:
        InfeasibleError: where no plan keeps every rule.
        NoPlanError: where the time ran out before there was a plan.
        InterruptedRun: where the user stopped before there was a plan.
        CheckFailedError: where referee, solver and second solver contradict one another.
        InternalError: where the solver broke down.
        UsageError: where the model cannot be written to the file that was asked for.
    """
    sets = sets or sets_from_texts({}, loaded.case)
    options = options or RunOptions()
    journal = Journal(progress)
    try:
        with naming_sheets(loaded.workbook):
            found = answer(loaded.case, sets.policies, options, journal, write_model, sets.objectives)
    except (InfeasibleError, NoPlanError, CheckFailedError) as error:
        if keep_failure is not None:
            keep_failure(
                FailedRun(
                    loaded=loaded,
                    sets=sets,
                    options=options,
                    error=error,
                    asked_gap_gbp=journal.asked_gap_gbp,
                    timings_seconds=dict(journal.seconds),
                    save_model=None if journal.matrix is None else partial(write_mps, journal.matrix),
                    second_opinion=journal.second_opinion,
                    answers=journal.answers if isinstance(error, CheckFailedError) else None,
                )
            )
        raise
    with journal.stage("risk"):
        risk = fresh_figures(loaded.case, promise(loaded.case, found.plan))
    return Run(
        loaded=loaded,
        sets=sets,
        options=options,
        plan=found.plan,
        verdict=found.verdict,
        bau=found.bau,
        facts=found.facts,
        risk=risk,
        timings_seconds=dict(journal.seconds),
    )
