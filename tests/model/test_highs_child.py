"""The child program by itself: what it imports, what it answers, how it settles whole numbers."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from optimizer.model.matrix import MatrixModel

CHILD = Path(__file__).resolve().parents[2] / "optimizer" / "model" / "highs.py"


def mixed() -> MatrixModel:
    """Maximise n - 1.01 y with n <= 2.5 + y, n whole in 0..9, y in 0..9.

    n = 2 gives 2, n = 3 needs y = 0.5 and gives 2.495, each n more loses 0.01: 2.495.
    """
    return MatrixModel(
        ("n", "y"), ("link",), [1.0, -1.01], 0.0, [0.0, 0.0], [9.0, 9.0], [True, False],
        [0, 1, 2], [0, 0], [1.0, -1.0], [-np.inf], [2.5],
    )  # type: ignore[arg-type]  # lists become arrays  # fmt: skip


def prepare(folder: Path, model: MatrixModel, **options: Any) -> None:
    model.to_npz(folder / "model.npz")
    base = {
        "gap": 0.0, "time_limit_seconds": None, "seed": 0,
        "memory_limit_bytes": None, "stop_at_first_feasible": False, "presolve": True,
    }  # fmt: skip
    (folder / "options.json").write_text(json.dumps(base | options), encoding="utf-8")


def run(folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    with subprocess.Popen(
        [sys.executable, "-I", *(before or (str(CHILD),)), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stderr is not None
        # Standard input stays open until it ends: its end means that the parent has died.
        out, err = child.stdout.read(), child.stderr.read()
        return subprocess.CompletedProcess([], child.wait(), out, err)


@pytest.fixture
def child() -> ModuleType:
    """Return the child program as a module (its `main` is not run)."""
    spec = importlib.util.spec_from_file_location("child_under_test", CHILD)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_child_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    program = (
        "import runpy, sys; runpy.run_path(sys.argv.pop(1));"
        "sys.stdout.write(' '.join(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    loaded = set(run(tmp_path, "-c", program, str(CHILD)).stdout.split())
    assert {"highspy", "numpy"} <= loaded
    assert not loaded & {"pandas", "pyomo", "pydantic", "optimizer", "scipy", "rich", "typer"}


def test_only_the_child_imports_highspy() -> None:
    root = CHILD.parents[2]
    files = [path for folder in ("optimizer", "formulations") for path in (root / folder).rglob("*.py")]
    importing = [
        path
        for path in files
        if any("import highspy" in line for line in path.read_text("utf-8").splitlines())
    ]
    assert importing == [CHILD]


def test_the_child_writes_a_complete_result_and_clean_messages(tmp_path: Path) -> None:
    prepare(tmp_path, mixed())
    ended = run(tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert all(json.loads(line)["event"] in {"beat", "progress"} for line in ended.stdout.splitlines())
    fields = json.loads((tmp_path / "result.json").read_text("utf-8"))
    assert (fields["status"], fields["settled"]) == ("optimal", "ok")
    assert fields["bound"] == pytest.approx(2.495, abs=1e-6)
    with np.load(tmp_path / "values.npz", allow_pickle=False) as stored:
        assert stored["values"].tolist() == pytest.approx([3.0, 0.5], abs=1e-9)
    assert not list(tmp_path.glob("*.part"))


def test_a_library_that_prints_does_not_spoil_the_messages(tmp_path: Path) -> None:
    prepare(tmp_path, mixed())
    program = (
        "import runpy, sys, os; path = sys.argv.pop(1); child = runpy.run_path(path);"
        "solve = child['solve']; child['main'].__globals__['solve'] = "
        "lambda *given: (os.write(1, b'noise from C\\n'), print('noise'), solve(*given))[-1]; child['main']()"
    )
    ended = run(tmp_path, "-c", program, str(CHILD))
    assert ended.returncode == 0
    assert "noise" not in ended.stdout
    assert "noise from C" in ended.stderr


def test_an_abandoned_child_ends_without_a_result(tmp_path: Path) -> None:
    folder = tmp_path / "consolidate-solve-test"
    folder.mkdir()
    random = np.random.default_rng(1)
    a = random.integers(100, 1000, (6, 60)).astype(float)
    model = MatrixModel(
        tuple(f"x{i}" for i in range(60)), tuple(f"r{i}" for i in range(6)), a.sum(axis=0) / 6, 0.0,
        np.zeros(60), np.ones(60), np.ones(60), np.arange(61) * 6, np.tile(np.arange(6), 60), a.T.ravel(),
        np.full(6, -np.inf), np.floor(a.sum(axis=1) / 2),
    )  # type: ignore[arg-type]  # lists become arrays  # fmt: skip
    prepare(folder, model)
    ended = subprocess.run(
        [sys.executable, "-I", str(CHILD), str(folder)],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert not folder.exists()


def test_an_option_that_highs_does_not_know_is_an_error(child: ModuleType) -> None:
    with pytest.raises(RuntimeError, match="option"):
        child.demand(child.highspy.Highs().setOptionValue("mip_rel_gap", -1.0), "option mip_rel_gap")


def test_whole_numbers_are_rounded_fixed_and_solved_again(child: ModuleType, tmp_path: Path) -> None:
    mixed().to_npz(tmp_path / "model.npz")
    with np.load(tmp_path / "model.npz", allow_pickle=False) as archive:
        stored = {name: archive[name] for name in archive.files}
    # n = 3 needs y = 0.5, whatever the solver's y was.
    settled, values = child.settle(stored, np.array([3.000004, 0.7]))
    assert settled == "ok"
    assert values.tolist() == pytest.approx([3.0, 0.5], abs=1e-9)
    assert values[0] == 3.0
    assert child.settle(stored, np.array([2.9999, 0.7])) == ("fractional", None)
    # Fixed at 9 the row needs y = 6.5; with y at most 6 there is no plan.
    stored["column_upper"] = np.array([9.0, 6.0])
    assert child.settle(stored, np.array([9.0, 6.0])) == ("fixed_lp_failed", None)


def test_signs_of_life_need_processor_time(child: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    used = iter([0.0, 1.9, 1.9, 1.91, 3.0])
    sent: list[str] = []

    def clock() -> float:
        return next(used)

    monkeypatch.setattr(child, "time", SimpleNamespace(sleep=lambda _: None, process_time=clock))
    with pytest.raises(StopIteration):
        child._beat(SimpleNamespace(send=lambda event: sent.append(event)))
    # Busy, waiting, waiting, busy.
    assert sent == ["beat", "beat"]
