"""The SCIP child by itself: what it imports, what it writes, what it does when nobody wants it any more."""

import json
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.model.matrix import MatrixModel
from tests.model.test_solve import dense, hard

CHILD = Path(__file__).resolve().parents[2] / "optimizer" / "model" / "scip.py"
pytest.importorskip("pyscipopt", reason="PySCIPOpt has no wheel for this platform")


def prepare(folder: Path, model: MatrixModel, **options: Any) -> None:
    model.to_npz(folder / "model.npz")
    base = {"threshold": None, "time_limit_seconds": 10.0, "seed": 0, "memory_limit_bytes": None}
    (folder / "options.json").write_text(json.dumps(base | options), encoding="utf-8")


def start(folder: Path, *before: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-I", *(before or (str(CHILD),)), str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def run(folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    with start(folder, *before) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        # Standard input stays open until it ends: its end means that the parent has died.
        out, err = child.stdout.read(), child.stderr.read()
        return subprocess.CompletedProcess([], child.wait(), out, err)


def result(folder: Path) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads((folder / "result.json").read_text("utf-8"))
    return fields


def test_the_child_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    program = (
        "import runpy, sys; runpy.run_path(sys.argv.pop(1));"
        "sys.stdout.write(' '.join(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    loaded = set(run(tmp_path, "-c", program, str(CHILD)).stdout.split())
    assert {"pyscipopt", "numpy"} <= loaded
    assert not loaded & {"highspy", "pandas", "pyomo", "pydantic", "optimizer", "scipy", "rich", "typer"}


def test_a_machine_without_pyscipopt_is_told_by_the_exit_code(tmp_path: Path) -> None:
    program = """
        import runpy, sys
        sys.modules["pyscipopt"] = None
        runpy.run_path(sys.argv.pop(1), run_name="__main__")
    """
    ended = run(tmp_path, "-c", textwrap.dedent(program), str(CHILD))
    assert ended.returncode == 3
    assert "pyscipopt" in ended.stderr


def test_the_child_writes_a_complete_result_and_nothing_else(tmp_path: Path) -> None:
    prepare(tmp_path, dense([2, 3, 1], [5, 4, 3], -np.inf, 5), threshold=8.5)
    ended = run(tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    fields = result(tmp_path)
    assert (fields["status"], fields["settled"]) == ("found", "ok")
    with np.load(tmp_path / "values.npz", allow_pickle=False) as stored:
        assert stored["values"].tolist() == [1.0, 1.0, 0.0]
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("threshold", [9.1, 8.5])
def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, threshold: float) -> None:
    found = []
    for _ in range(2):
        prepare(tmp_path, dense([2, 3, 1], [5, 4, 3], -np.inf, 5), threshold=threshold, seed=7)
        assert run(tmp_path).returncode == 0
        written = result(tmp_path)
        written.pop("solver_seconds")
        found.append(json.dumps(written))
    assert found[0] == found[1]


def test_a_request_to_stop_ends_the_search(tmp_path: Path) -> None:
    prepare(tmp_path, hard(exact=True), time_limit_seconds=100.0)
    with start(tmp_path) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert json.loads(child.stdout.readline()) == {"event": "beat"}
        child.stdin.write("stop\n")
        child.stdin.flush()
        began = time.monotonic()
        child.stdout.read()
        assert time.monotonic() - began < 10.0
    assert result(tmp_path)["status"] == "interrupted"


def test_an_abandoned_child_ends_without_a_result(tmp_path: Path) -> None:
    folder = tmp_path / "consolidate-solve-test"
    folder.mkdir()
    prepare(folder, hard(), threshold=17_800.0, time_limit_seconds=100.0)
    ended = subprocess.run(
        [sys.executable, "-I", str(CHILD), str(folder)],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert not folder.exists()


def test_too_little_memory_is_no_answer(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    random = np.random.default_rng(2)
    large = dense(random.integers(100, 1000, (300, 2000)), np.ones(2000), -np.inf, 300_000)
    prepare(tmp_path, large, threshold=700.0, memory_limit_bytes=200_000_000)
    ended = run(tmp_path)
    assert ended.returncode != 0 or result(tmp_path)["status"] in {"out_of_memory", "error"}
