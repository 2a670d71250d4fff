"""Models that some release or option of HiGHS or SCIP gets wrong: nothing wrong may pass in silence.

The models are kept beside the repository; without them these tests are skipped.
"""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optimizer.model.lint import implied_whole_columns
from optimizer.model.matrix import MatrixModel, lint
from optimizer.model.solve import SolveOptions, SolveStatus, solve

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "known_bad"
TRUE_OPTIMA: dict[str, float] = (
    {
        name: fact["true_optimum"]
        for name, fact in json.loads((FOLDER / "manifest.json").read_text("utf-8")).items()
    }
    if (FOLDER / "manifest.json").exists()
    else {}
)
pytestmark = pytest.mark.skipif(
    not TRUE_OPTIMA, reason="the folder shared/known_bad is not beside the repository"
)

# Reads a minimisation and writes arrays; in a process of its own, as everything that touches a solver.
READER = """
import sys, highspy, numpy as np
highs = highspy.Highs()
highs.setOptionValue("output_flag", False)
assert highs.readModel(sys.argv[1]) == highspy.HighsStatus.kOk
lp = highs.getLp()
lp.ensureColwise() if hasattr(lp, "ensureColwise") else None
assert lp.sense_ == highspy.ObjSense.kMinimize
kinds = [kind == highspy.HighsVarType.kInteger for kind in lp.integrality_] or [False] * lp.num_col_
np.savez(sys.argv[2], cost=lp.col_cost_, offset=lp.offset_, column_lower=lp.col_lower_,
column_upper=lp.col_upper_,
         integer=kinds, start=lp.a_matrix_.start_, index=lp.a_matrix_.index_, value=lp.a_matrix_.value_,
         row_lower=lp.row_lower_, row_upper=lp.row_upper_, colwise=lp.a_matrix_.format_ ==
         highspy.MatrixFormat.kColwise)
"""


def read(name: str, tmp_path: Path) -> MatrixModel:
    """Read a known bad model as a maximisation of the negated objective."""
    arrays = tmp_path / "arrays.npz"
    subprocess.run(
        [sys.executable, "-c", READER, str(FOLDER / name), str(arrays)], check=True, capture_output=True
    )
    with np.load(arrays, allow_pickle=False) as stored:
        assert stored["colwise"]
        integer = stored["integer"]
        # The lint wants finite bounds of whole numbers; no optimum here comes near this one.
        upper = np.where(integer & np.isinf(stored["column_upper"]), 1e6, stored["column_upper"])
        return MatrixModel(
            column_names=tuple(f"c{place}" for place in range(len(integer))),
            row_names=tuple(f"r{place}" for place in range(len(stored["row_lower"]))),
            objective=-stored["cost"],
            objective_constant=-float(stored["offset"]),
            column_lower=stored["column_lower"],
            column_upper=upper,
            integer=integer,
            matrix_start=stored["start"],
            matrix_index=stored["index"],
            matrix_value=stored["value"],
            row_lower=stored["row_lower"],
            row_upper=stored["row_upper"],
        )


@pytest.mark.parametrize("name", sorted(TRUE_OPTIMA))
@pytest.mark.parametrize("seed", [0, 1])
def test_no_wrong_answer_passes_when_a_plan_is_known(name: str, seed: int, tmp_path: Path) -> None:
    optimum = -TRUE_OPTIMA[name]
    model = read(name, tmp_path)
    outcome = solve(
        model, SolveOptions(seed=seed, time_limit_seconds=20.0), known_feasible=True, known_objective=optimum
    )
    assert outcome.status not in {SolveStatus.INFEASIBLE, SolveStatus.UNBOUNDED}
    if outcome.status is SolveStatus.OPTIMAL:
        assert outcome.objective == pytest.approx(optimum, rel=1e-6, abs=1e-6)
    if "infeasible" in name or name in {"m1.lp", "m2.lp"}:
        # Once a release of HiGHS is right about these, "optimal" (checked above) is as good.
        assert outcome.status in {SolveStatus.ERROR, SolveStatus.OPTIMAL}


def test_a_false_infeasible_is_refuted_by_doing_nothing(tmp_path: Path) -> None:
    model = read("m1.lp", tmp_path)
    outcome = solve(model, SolveOptions(), known_feasible=True)
    assert outcome.status in {SolveStatus.ERROR, SolveStatus.OPTIMAL}
    with_start = solve(model, SolveOptions(), start=np.zeros(len(model.column_names)))
    assert with_start.status in {SolveStatus.ERROR, SolveStatus.OPTIMAL}
    if with_start.status is SolveStatus.OPTIMAL:
        assert with_start.objective == 0.0


@pytest.mark.parametrize(
    "name", ["A4590_false_infeasible.mps", "m1.lp", "m2.lp", "pooling_false_infeasible.mps"]
)
def test_declared_whole_as_the_lint_says_the_answer_is_right(name: str, tmp_path: Path) -> None:
    model = read(name, tmp_path)
    named = implied_whole_columns(model)
    assert named
    assert "should be declared whole" in lint(model)[-1]
    implied = np.isin(model.column_names, named)
    declared = replace(
        model,
        integer=model.integer | implied,
        column_lower=np.where(implied, np.ceil(model.column_lower), model.column_lower),
        column_upper=np.where(implied, np.floor(np.minimum(model.column_upper, 1e6)), model.column_upper),
    )
    outcome = solve(declared, SolveOptions(time_limit_seconds=20.0))
    assert outcome.status is SolveStatus.OPTIMAL
    assert outcome.objective == pytest.approx(-TRUE_OPTIMA[name], rel=1e-6, abs=1e-6)
