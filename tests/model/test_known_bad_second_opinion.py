"""The models that some solver gets wrong, put to the second solver: it never refutes or confirms wrongly."""

from pathlib import Path

import pytest

from optimizer.model.second_opinion import SecondVerdict, ask_about_bound, ask_about_infeasible
from optimizer.model.solve import SolveOptions, SolveStatus, solve
from tests.model.test_known_bad import TRUE_OPTIMA, read

pytestmark = pytest.mark.skipif(
    not TRUE_OPTIMA, reason="the folder shared/known_bad is not beside the repository"
)
LIMIT_SECONDS = 10.0


@pytest.mark.parametrize("name", sorted(TRUE_OPTIMA))
def test_the_true_optimum_is_never_refuted(name: str, tmp_path: Path) -> None:
    optimum = -TRUE_OPTIMA[name]
    tolerance = 1e-5 * max(1.0, abs(optimum))
    found = ask_about_bound(read(name, tmp_path), optimum, tolerance, LIMIT_SECONDS)
    assert found.verdict is not SecondVerdict.REFUTED, found.message


@pytest.mark.parametrize("name", sorted(TRUE_OPTIMA))
def test_a_bound_below_the_true_optimum_is_never_confirmed(name: str, tmp_path: Path) -> None:
    optimum = -TRUE_OPTIMA[name]
    bound = optimum - 0.05 * max(1.0, abs(optimum))
    found = ask_about_bound(read(name, tmp_path), bound, 0.001, LIMIT_SECONDS)
    assert found.verdict is not SecondVerdict.CONFIRMED, found.message


@pytest.mark.parametrize("name", sorted(TRUE_OPTIMA))
def test_feasible_models_are_never_confirmed_to_be_infeasible(name: str, tmp_path: Path) -> None:
    found = ask_about_infeasible(read(name, tmp_path), LIMIT_SECONDS)
    assert found.verdict is not SecondVerdict.CONFIRMED, found.message


@pytest.mark.parametrize(
    "name", ["A4590_false_infeasible.mps", "B4780_false_infeasible.mps", "m1.lp", "m2.lp"]
)
def test_what_highs_gets_wrong_is_refuted(name: str, tmp_path: Path) -> None:
    """With nothing known of a model, this is the guard that is left."""
    pytest.importorskip("pyscipopt", reason="PySCIPOpt has no wheel for this platform")
    optimum = -TRUE_OPTIMA[name]
    model = read(name, tmp_path)
    outcome = solve(model, SolveOptions(time_limit_seconds=20.0))
    if outcome.status is SolveStatus.INFEASIBLE:
        assert ask_about_infeasible(model, LIMIT_SECONDS).verdict is SecondVerdict.REFUTED
    elif outcome.status is SolveStatus.OPTIMAL and outcome.objective != pytest.approx(optimum, rel=1e-6):
        assert outcome.bound is not None
        assert ask_about_bound(model, outcome.bound, 0.001, LIMIT_SECONDS).verdict is SecondVerdict.REFUTED
