"""The oracle: what needs a solve, what a plan answers for, and whom it does not believe."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from formulations import composition
from optimizer.analysis.explain import oracle as oracle_module
from optimizer.analysis.explain.oracle import Oracle
from optimizer.analysis.explain.slices import Slicer
from optimizer.case import LoadedCase
from optimizer.errors import CheckFailedError, InterruptedRun, NoPlanError
from optimizer.model.formulate import formulate
from optimizer.model.prepare import prepare
from optimizer.model.second_opinion import SecondOpinion, SecondVerdict
from optimizer.model.solve import Outcome, SolveStatus
from tests.analysis.explain.small import conflicts_of, forbidden, named, required
from tests.formulations.tiny import rows, solve, tiny

BUDGETS = rows("council financial_year pot amount_gbp", "B 2026/27 transition 5000")
POLICIES = (
    required("soon", first_year=1, last_year=1),
    forbidden("not_first", last_year=1),
    named("pot", "transition_budget", pot="transition", councils=("A", "B")),
    named("late", "start_window", service="S", councils=("A", "B"), earliest=2, latest=None),
    named("loser", "no_loser", most_loss_gbp=Decimal(0), councils=("A", "B")),
)
NAMES = tuple(policy.full_name for policy in POLICIES)
COSTS = rows("council arrangement join_gbp", "B P 6000")


def case() -> LoadedCase:
    return tiny({"delivery_models.lead.setup_gbp": 1_000}, joining=COSTS, budgets=BUDGETS)


def test_answers_are_those_of_the_whole_pipeline() -> None:
    """Every subset of five policies: is there a plan?"""
    oracle = Oracle(case().case, POLICIES)
    for size in range(len(NAMES) + 1):
        for chosen in combinations(POLICIES, size):
            names = frozenset(policy.full_name for policy in chosen)
            truth = solve(case(), chosen).status == "optimal"
            assert oracle.together(names) == truth, sorted(names)
    assert oracle.solves < 2 ** len(NAMES) / 3


def test_carrying_on_as_today_needs_no_solve() -> None:
    oracle = Oracle(case().case, POLICIES)
    assert oracle.together(frozenset(NAMES) - {"s.soon"})
    assert oracle.solves == 0


@pytest.mark.parametrize(("most", "families"), [(0, {"recharge"}), (16, {"recharge", "composition"})])
def test_parts_leave_out_charges_that_nobody_reads(
    most: int, families: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By price and by composition."""
    monkeypatch.setattr(composition, "MOST_COMPOSITIONS", most)
    loaded = tiny({"delivery_models.lead.setup_gbp": 1_000}, joining=COSTS, budgets=BUDGETS, third=True)
    model = formulate(prepare(loaded.case, POLICIES)).matrix()
    slicer = Slicer(model)
    whole, bare = slicer.part(frozenset(NAMES)), slicer.part(frozenset())
    assert whole.digest() == model.digest()
    assert {name.split(".")[0].split("[")[0] for name in bare.row_names} == {
        name.split(".")[0].split("[")[0] for name in model.row_names
    } - {"policy"} - families
    budget = [name for name in slicer.part({"s.pot"}).row_names if name.startswith("recharge.")]
    everything = [name for name in whole.row_names if name.startswith("recharge.")]
    assert 0 < len(budget) < len(everything)


def test_where_the_members_settle_a_cost_nothing_of_it_is_left_where_nobody_reads_it() -> None:
    """Nobody moves, so that a row of charges has no column of charges."""
    loaded = tiny({"delivery_models.lead.staff_mode": "none"}, joining=COSTS, budgets=BUDGETS, third=True)
    slicer = Slicer(formulate(prepare(loaded.case, POLICIES)).matrix())
    assert any(name.startswith("recharge.") for name in slicer.part({"s.loser"}).row_names)
    bare = slicer.part(frozenset()).row_names
    assert not [name for name in bare if name.startswith(("recharge.", "composition."))]


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change what the solver says."""
    honest = oracle_module.solve

    def change(**fields: Any) -> None:
        def spoilt(*arguments: Any, **options: Any) -> Outcome:
            return dataclasses.replace(honest(*arguments, **options), **fields)

        monkeypatch.setattr(oracle_module, "solve", spoilt)

    return change


def test_a_plan_that_does_not_keep_its_policies_is_refused(spoil: Callable[..., None]) -> None:
    """The solver says that doing nothing shares S in year 1."""
    oracle = Oracle(case().case, POLICIES)
    nothing = formulate(prepare(case().case, POLICIES)).business_as_usual()
    spoil(status=SolveStatus.FEASIBLE, values=nothing)
    with pytest.raises(CheckFailedError, match=r"should keep s\.soon"):
        oracle.together(frozenset({"s.soon"}))


def test_a_plan_that_breaks_logic_is_refused(spoil: Callable[..., None]) -> None:
    matrix = formulate(prepare(case().case, POLICIES)).matrix()
    without_host = [name.startswith("decisions.member[B") for name in matrix.column_names]
    assert any(without_host)
    spoil(status=SolveStatus.FEASIBLE, values=np.array(without_host, dtype=float))
    with pytest.raises(CheckFailedError, match="does not pass the independent check"):
        Oracle(case().case, POLICIES).together(frozenset({"s.soon"}))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (SolveStatus.TIME_LIMIT, NoPlanError),
        (SolveStatus.INTERRUPTED, InterruptedRun),
        (SolveStatus.ERROR, CheckFailedError),
    ],
)
def test_no_answer_is_an_error(spoil: Callable[..., None], status: SolveStatus, error: type) -> None:
    spoil(status=status, values=None)
    with pytest.raises(error):
        Oracle(case().case, POLICIES).together(frozenset({"s.soon"}))


def test_a_wrong_infeasible_is_put_right_by_the_second_solver(spoil: Callable[..., None]) -> None:
    """The first solver says that nothing but today is possible; the second finds the plans that it denies."""
    spoil(status=SolveStatus.INFEASIBLE, values=None)
    found = conflicts_of(case(), *POLICIES, second_opinion_seconds=20.0)
    truth = {("s.soon", "s.not_first"), ("s.soon", "s.pot"), ("s.soon", "s.late")}
    assert {tuple(policy.full_name for policy in one.policies) for one in found.conflicts} == truth
    assert {one.confirmation.answer for one in found.conflicts} == {"confirmed"}


def test_second_solvers_plan_that_the_referee_refuses_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    oracle = Oracle(case().case, POLICIES)
    nothing = formulate(prepare(case().case, POLICIES)).business_as_usual()
    said = SecondOpinion(SecondVerdict.REFUTED, 0.0, 5.0, "SCIP", "1", "", values=nothing)
    monkeypatch.setattr(
        "optimizer.analysis.explain.oracle.second_opinion.ask_about_infeasible", lambda *_, **__: said
    )
    told = oracle.confirm(("s.soon", "s.late"), 5.0)
    assert told is not None
    assert told.answer == "not confirmed"
    assert not oracle.together(frozenset({"s.soon", "s.late"}))


@pytest.mark.parametrize(
    ("verdict", "answer"),
    [
        (SecondVerdict.CONFIRMED, "confirmed"),
        (SecondVerdict.OUT_OF_TIME, "not confirmed in 5 s"),
        (SecondVerdict.NOT_REFUTED, "not confirmed"),
        (SecondVerdict.UNAVAILABLE, "not confirmed"),
    ],
)
def test_words_of_the_second_solver(
    monkeypatch: pytest.MonkeyPatch, verdict: SecondVerdict, answer: str
) -> None:
    said = SecondOpinion(verdict, 0.0, 5.0, "SCIP", "1", "Its words.")
    monkeypatch.setattr(
        "optimizer.analysis.explain.oracle.second_opinion.ask_about_infeasible", lambda *_, **__: said
    )
    told = Oracle(case().case, POLICIES).confirm(("s.soon",), 5.0)
    assert told is not None
    assert (told.answer, told.message) == (answer, "Its words.")
