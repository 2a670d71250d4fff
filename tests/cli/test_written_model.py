"""The model that `--write-model` leaves says the same to another solver: SCIP agrees to GBP 1."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from optimizer.case.template import write_template
from optimizer.cli.app import app
from tests.builders import CASES
from tests.cli.conftest import Run
from tests.cli.solver_stubs import ALONE

EXAMPLE = Path(__file__).parents[2] / "examples" / "cambridge_3c"


def saving_by_scip(path: Path) -> float:
    """Return the optimum of an MPS file as a saving in GBP (the file minimises the negative, in GBP k)."""
    pyscipopt = pytest.importorskip("pyscipopt")
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(path))
    model.optimize()
    assert model.getStatus() == "optimal"
    return -1000.0 * float(model.getObjVal())


def saving_by_us(case: Path, sets: tuple[str, ...], folder: Path) -> float:
    arguments = [word for name in sets for word in ("-c", name)]
    options = ["--second-opinion-seconds", "0", "--write-model", str(folder / "model.mps")]
    with pytest.raises(SystemExit) as ended:
        app(["solve", str(case), *arguments, "-o", str(folder / "run"), *options])
    assert ended.value.code == 0
    with (folder / "run" / "summary.csv").open(encoding="utf-8", newline="") as lines:
        return float({row["measure"]: row["value"] for row in csv.DictReader(lines)}["npv_saving_gbp"])


@pytest.mark.parametrize("sets", [(), ("tight_budget",)])
def test_scip_solves_the_golden_model_to_the_same_saving(sets: tuple[str, ...], tmp_path: Path) -> None:
    ours = saving_by_us(CASES / "golden", sets, tmp_path)
    assert saving_by_scip(tmp_path / "model.mps") == pytest.approx(ours, abs=1.0)


def test_scip_solves_the_model_of_the_template_to_the_same_saving(tmp_path: Path) -> None:
    write_template(tmp_path / "case")
    ours = saving_by_us(tmp_path / "case", ("base",), tmp_path)
    assert saving_by_scip(tmp_path / "model.mps") == pytest.approx(ours, abs=1.0)


@pytest.mark.long
def test_scip_solves_the_cambridge_model_to_the_same_saving(tmp_path: Path) -> None:
    ours = saving_by_us(EXAMPLE, (), tmp_path)
    assert saving_by_scip(tmp_path / "model.mps") == pytest.approx(ours, abs=10.0)


def test_only_a_model_is_written_over_without_asking(run: Run, case: Path) -> None:
    for name in ("notes.txt", "old.MPS"):
        Path(name).write_text("kept", encoding="utf-8")
    ended = run("solve", case, "-o", "out", "--write-model", "notes.txt", *ALONE)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.first_line.startswith("The model is not written to notes.txt: this file is there already")
    assert (Path("notes.txt").read_text(encoding="utf-8"), Path("out").exists()) == ("kept", False)
    assert run("solve", case, "-o", "out", "--write-model", "old.MPS", *ALONE).code == 0
    assert run("solve", case, "-o", "out", "--write-model", "notes.txt", "--overwrite", *ALONE).code == 0
    for name in ("notes.txt", "old.MPS"):
        assert "ENDATA" in Path(name).read_text(encoding="utf-8")
