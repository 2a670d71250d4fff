"""The stages together: golden figures, what is told on the way, what is kept of a failure."""

from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.case import LoadedCase, sets_from_texts
from optimizer.errors import InfeasibleError, UsageError
from optimizer.pipeline import FailedRun, Run, RunOptions, Step, solve_case
from optimizer.report.write import write_failed_run
from tests.builders import golden_case
from tests.solving import solve

REQUIRED_ALONE = """
[policy.must]
kind = "pool_required"
service = "ICT"
reason = "The councils want it."
[policy.alone]
kind = "partners"
service = "ICT"
most = 1
reason = "No council wants another one in its pool."
"""
REQUIRED_LATE = """
[policy.late]
kind = "start_window"
earliest = "2027/28"
reason = "An election comes first."
"""
FORBIDDEN = """
[policy.never]
kind = "pool_forbidden"
service = "ICT"
reason = "Sovereignty."
"""


@pytest.fixture(scope="module")
def loaded() -> LoadedCase:
    return golden_case()


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    return []


@pytest.fixture(scope="module")
def run(loaded: LoadedCase, steps: list[Step]) -> Run:
    return solve_case(loaded, progress=steps.append)


def test_golden_measures(run: Run) -> None:
    figures = run.accounts.measures
    assert figures.npv_saving_gbp == Decimal("372588.62")
    assert figures.council_npv_gbp == {"A": Decimal("224149.18"), "B": Decimal("148439.44")}
    assert figures.bau_npv_gbp == Decimal("4794609.46")
    assert figures.one_off_cost_gbp == Decimal("229500.00")
    assert figures.steady_state_saving_gbp == Decimal("316200.00")
    assert figures.peak_cash_gbp == Decimal("115590.00")
    assert (figures.payback_year, figures.payback_years) == (2, Decimal("1.52"))


def test_facts_state_a_closed_gap(run: Run) -> None:
    facts = run.facts
    assert (facts.status, facts.exit_code) == ("optimal", 0)
    assert facts.asked_gap_gbp == Decimal("1.00")
    assert facts.bound_gbp is not None
    assert facts.gap_gbp == facts.bound_gbp - Decimal("372588.62") <= facts.asked_gap_gbp
    assert abs(facts.objective_gbp - Decimal("372588.62")) <= 1


def test_business_as_usual_saves_nothing(run: Run) -> None:
    assert run.bau.holds
    assert run.bau.accounts is not None
    assert run.bau.accounts.measures.npv_saving_gbp == 0


def test_stages_are_told_and_timed_in_order(run: Run, steps: list[Step]) -> None:
    stages = [
        "business as usual",
        "prepare",
        "formulate",
        "solve",
        "plan",
        "verify",
        "second opinion",
        "risk",
    ]
    assert list(dict.fromkeys(step.stage for step in steps)) == stages
    assert list(run.timings_seconds) == stages


@pytest.mark.parametrize(
    ("text", "saving_gbp"),
    [(REQUIRED_LATE, 129247.49), (FORBIDDEN, 0.0)],
)
def test_policies_change_the_answer(loaded: LoadedCase, text: str, saving_gbp: float) -> None:
    sets = sets_from_texts({"set": text}, loaded.case)
    solved = solve(loaded, sets.policies)
    assert (solved.status, solved.npv_gbp) == ("optimal", saving_gbp)


@pytest.mark.parametrize("kind", ["least_saving", "expected_saving"])
def test_what_today_misses_by_a_pound_is_no_plan_and_no_contradiction(loaded: LoadedCase, kind: str) -> None:
    """The check lets money limits be missed by a pound, the model does not: saving a pound is impossible."""
    text = f'{FORBIDDEN}[policy.some]\nkind = "{kind}"\nleast_gbp = 1\nreason = "It must be worth it."\n'
    sets = sets_from_texts({"clash": text}, loaded.case)
    with pytest.raises(InfeasibleError, match="nothing by more than what rounding is allowed"):
        solve_case(loaded, sets)
    nothing = sets_from_texts({"clash": text.replace("least_gbp = 1", "least_gbp = 0")}, loaded.case)
    assert solve(loaded, nothing.policies).npv_gbp == 0.0


def test_infeasible_keeps_the_model_and_no_plan(loaded: LoadedCase, tmp_path: Path) -> None:
    sets = sets_from_texts({"clash": REQUIRED_ALONE}, loaded.case)
    kept: list[FailedRun] = []
    with pytest.raises(InfeasibleError, match="clash"):
        solve_case(loaded, sets, keep_failure=kept.append)
    [failed] = kept
    write_failed_run(failed, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("manifest.json", "model.mps", "case.json", "sets"),
    }
    assert solve(loaded, sets.policies).status == "infeasible"


def test_same_seed_same_plan(run: Run, loaded: LoadedCase) -> None:
    assert solve(loaded).plan == run.plan


@pytest.mark.parametrize(
    "fields",
    [
        {"gap_gbp": Decimal(-1)},
        {"gap_gbp": Decimal("NaN")},
        {"time_limit_seconds": 0.0},
        {"time_limit_seconds": float("inf")},
        {"seed": -1},
        {"seed": 2**31},
    ],
)
def test_senseless_options_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        RunOptions(**fields)  # type: ignore[arg-type]  # senseless values are the point
