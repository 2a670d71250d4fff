"""The model as arrays: shapes, digest, storage, our own check of a point, the lint and the MPS file."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optimizer.errors import InternalError
from optimizer.model.lint import implied_whole_columns
from optimizer.model.matrix import MatrixModel, lint, write_mps


def example() -> MatrixModel:
    """Maximise 3x + 2y - 1.5z + 10.25 with 2x + y <= 7.5 and 1 <= x + 3y - z <= 14, x and y whole in 0..10.

    By hand: z = x + 3y - 14 at best (z costs, and the upper limit 14 needs z >= x + 3y - 14), so the
    objective is 1.5x - 2.5y + 31.25: y = 0, x = 3 (2x <= 7.5), z = -11: 9 + 16.5 + 10.25 = 35.75.
    """
    return MatrixModel(
        column_names=("joins[a,1]", "open y", "z"),
        row_names=("hosting.one_host[ict]", "r2"),
        objective=np.array([3.0, 2.0, -1.5]),
        objective_constant=10.25,
        column_lower=np.array([0.0, 0.0, -np.inf]),
        column_upper=np.array([10.0, 10.0, np.inf]),
        integer=np.array([True, True, False]),
        matrix_start=np.array([0, 2, 4, 5]),
        matrix_index=np.array([0, 1, 0, 1, 1]),
        matrix_value=np.array([2.0, 1.0, 1.0, 3.0, -1.0]),
        row_lower=np.array([-np.inf, 1.0]),
        row_upper=np.array([7.5, 14.0]),
    )


def test_storage_keeps_every_byte(tmp_path: Path) -> None:
    model = example()
    model.to_npz(tmp_path / "model.npz")
    assert MatrixModel.from_npz(tmp_path / "model.npz").digest() == model.digest()


def test_storage_keeps_a_model_without_rows_and_columns(tmp_path: Path) -> None:
    none = np.zeros(0)
    empty = MatrixModel((), (), none, 2.0, none, none, none, np.zeros(1), none, none, none, none)
    empty.to_npz(tmp_path / "model.npz")
    assert MatrixModel.from_npz(tmp_path / "model.npz").digest() == empty.digest()


def test_digest_changes_with_any_part() -> None:
    model = example()
    others = [
        replace(model, objective_constant=10.26),
        replace(model, integer=np.array([True, False, False])),
        replace(model, row_upper=np.array([7.5, 14.5])),
        replace(model, column_names=("joins[a,1]", "open", "z")),
        replace(model, matrix_value=np.array([2.0, 1.0, 1.0, 3.0, -1.5])),
    ]
    assert len({model.digest(), *(other.digest() for other in others)}) == 6


def test_digest_does_not_tell_minus_nought_from_nought() -> None:
    model = replace(example(), column_lower=np.array([0.0, 0.0, 0.0]))
    assert replace(model, column_lower=np.array([-0.0, 0.0, 0.0])).digest() == model.digest()


def test_arrays_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        example().objective[0] = 1.0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"objective": np.zeros(2)}, "objective has shape"),
        ({"matrix_start": np.array([0, 2, 1, 5])}, "matrix_start"),
        ({"matrix_index": np.array([0, 1, 0, 1, 2])}, "does not exist"),
        ({"row_names": ("same", "same")}, "same name"),
        ({"row_names": ("one\ntwo", "three")}, "two lines"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(InternalError, match=words):
        replace(example(), **change)  # type: ignore[arg-type]  # fields by name


def test_violations_name_every_broken_limit_worst_first() -> None:
    model = example()
    assert model.violations(np.array([3.0, 0.0, -11.0]), 1e-6) == ()
    # 2x + y = 8.1 > 7.5; x + 3y - z = 3.3 + 4.5 + 11 = 18.8 > 14; x and y are not whole.
    broken = model.violations(np.array([3.3, 1.5, -11.0]), 1e-6)
    assert [(one.kind, one.name) for one in broken] == [
        ("row", "r2"),
        ("row", "hosting.one_host[ict]"),
        ("integer", "open y"),
        ("integer", "joins[a,1]"),
    ]
    assert broken[0].excess == pytest.approx(4.8)
    assert "lies outside 1.0 .. 14.0" in str(broken[0])


def test_violations_allow_the_tolerance_and_no_more() -> None:
    model = example()
    # The limit is 14, so 1e-6 allows 14e-6.
    assert model.violations(np.array([3.0, 0.0, -11.0 - 13e-6]), 1e-6) == ()
    assert model.violations(np.array([3.0, 0.0, -11.0 - 15e-6]), 1e-6) != ()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_numbers_are_violations(value: float) -> None:
    assert example().violations(np.array([3.0, 0.0, value]), 1e-6) != ()


def test_lint_is_content_with_a_sound_model() -> None:
    assert lint(example()) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"matrix_value": np.array([2.0, 1.0, 1.0, np.nan, -1.0])}, "row r2, column open y"),
        ({"matrix_value": np.array([2.0, 1.0, 1.0, np.inf, -1.0])}, "not finite"),
        ({"matrix_value": np.array([2.0, 1.0, 1.0, 1e-10, -1.0])}, "drop silently"),
        ({"matrix_index": np.array([0, 1, 0, 0, 1])}, "twice"),
        ({"objective": np.array([3.0, np.nan, 0.0])}, "open y"),
        ({"objective": np.array([3.0, np.inf, 0.0])}, "Objective coefficients"),
        ({"objective_constant": np.nan}, "constant"),
        ({"row_upper": np.array([7.5, np.nan])}, "Limits of a row"),
        ({"row_lower": np.array([np.inf, 1.0])}, "Limits of a row"),
        ({"row_lower": np.array([8.0, 1.0])}, "hosting.one_host"),
        ({"column_lower": np.array([0.0, 0.0, -1e25])}, "Limits of a column"),
        ({"column_upper": np.array([10.5, 10.0, np.inf])}, "finite integral bounds"),
        ({"column_upper": np.array([10.0, np.inf, np.inf])}, "finite integral bounds"),
    ],
)
def test_lint_refuses(change: dict[str, object], words: str) -> None:
    with pytest.raises(InternalError, match=words):
        lint(replace(example(), **change))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("value", [2e6, -5e-5])
def test_lint_warns_of_unusual_coefficients_by_name(value: float) -> None:
    (warning,) = lint(replace(example(), matrix_value=np.array([2.0, 1.0, 1.0, value, -1.0])))
    assert f"{value:g} in row r2, column open y" in warning


def test_lint_warns_of_large_limits() -> None:
    (warning,) = lint(replace(example(), column_upper=np.array([10.0, 10.0, 1e9])))
    assert "columns: z" in warning


def test_lint_names_columns_that_should_be_declared_whole() -> None:
    # x - a = 2 makes x whole, then 3x + a - 3y = 6 makes y a third; y - z <= 0 is no equation.
    model = MatrixModel(
        ("x", "a", "y", "z"), ("one", "two", "three"), [1.0, 0.0, 0.0, 0.0], 0.0,
        np.zeros(4), np.full(4, 9.0), [False, True, False, False],
        [0, 2, 4, 6, 7], [0, 1, 0, 1, 1, 2, 2], [1.0, 3.0, -1.0, 1.0, -3.0, 1.0, -1.0],
        [2.0, 6.0, -np.inf], [2.0, 6.0, 0.0],
    )  # type: ignore[arg-type]  # lists become arrays  # fmt: skip
    assert implied_whole_columns(model) == ("x",)
    # 3x + 3a - 3y = 6 makes y whole once x is.
    chained = replace(model, matrix_value=np.array([1.0, 3.0, -1.0, 3.0, -3.0, 1.0, -1.0]))
    assert implied_whole_columns(chained) == ("x", "y")
    # ... but not with 7 on the right.
    uneven = replace(chained, row_lower=np.array([2.0, 7.0, -np.inf]), row_upper=np.array([2.0, 7.0, 0.0]))
    assert implied_whole_columns(uneven) == ("x",)
    assert lint(model) == ("Columns that an equation makes whole should be declared whole: x.",)


@pytest.mark.parametrize("constant", [10.25, 0.0, -3.125])
def test_mps_is_read_alike_by_highs_and_scip(tmp_path: Path, constant: float) -> None:
    pyscipopt = pytest.importorskip("pyscipopt")
    path = tmp_path / "model.mps"
    write_mps(replace(example(), objective_constant=constant), path)
    scip = pyscipopt.Model()
    scip.hideOutput()
    scip.readProblem(str(path))
    names = {variable.name for variable in scip.getVars()}
    scip.optimize()
    # In a process of its own: two solvers' libraries in one process may not agree.
    program = (
        "import highspy, sys; h = highspy.Highs(); h.setOptionValue('output_flag', False);"
        "h.readModel(sys.argv[1]); h.run(); sys.stdout.write(repr(h.getInfo().objective_function_value))"
    )
    highs = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    # The file minimises the negated objective: 25.5 without the constant (see `example`).
    assert scip.getObjVal() == pytest.approx(-25.5 - constant, abs=1e-9)
    assert float(highs.stdout.splitlines()[-1]) == pytest.approx(-25.5 - constant, abs=1e-9)
    assert "joins[a,1]" in names
    assert "open_y" in names


def test_mps_keeps_every_digit_and_tells_clashing_names_apart(tmp_path: Path) -> None:
    third = 1.0 / 3.0
    model = replace(
        example(), column_names=("a b", "a_b", "*z"), matrix_value=np.array([third, 1.0, 1.0, 3.0, -1.0])
    )
    write_mps(model, tmp_path / "model.mps")
    text = (tmp_path / "model.mps").read_text(encoding="utf-8")
    assert f" a_b hosting.one_host[ict] {third!r}\n" in text
    assert " a_b_2 " in text
    assert " _z " in text
    assert "NEGATED" in text
    assert [path.name for path in tmp_path.iterdir()] == ["model.mps"]
