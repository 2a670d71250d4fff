"""`consolidate sweep`: what it prints and writes, what it refuses, and going on after its death."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.analysis.sweep import cluster
from tests.analysis.processes import ROOT
from tests.cli.conftest import Run

RATES = """
[[vary]]
path = "case.discount_rate"
low = 0.01
high = 0.06
steps = 11

[design]
kind = "grid"
"""


@pytest.fixture
def spec(case: Path) -> Path:
    (case / "sweeps").mkdir()
    path = case / "sweeps" / "rates.toml"
    path.write_text(RATES.replace("steps = 11", "steps = 2"), encoding="utf-8")
    return path


def test_to_its_end(run: Run, case: Path, spec: Path) -> None:
    ended = run("sweep", case, "rates", "--workers", "0")
    assert (ended.code, ended.stderr) == (0, "")
    folder = Path("runs/golden-sweep-rates")
    assert ended.stdout.startswith(
        "Two councils, one service, three years\n\n2 points, 2 solved now.\nLowest: "
    )
    ending = f"All of it: {folder / 'sweep.csv'}; what each column is: {folder / 'data_dictionary.csv'}\n"
    assert ended.stdout.endswith(ending)
    names = {"sweep.csv", "decisions.csv", "failures.csv", "timings.csv", "manifest.json", "ledger.sqlite"}
    assert {path.name for path in folder.iterdir()} == {*names, "data_dictionary.csv"}
    before = (folder / "sweep.csv").read_bytes()
    again = run("sweep", case, "rates", "--workers", "0", "--json").object
    assert (again["points"], again["solved_now"], again["failed"]) == (2, 0, 0)
    assert (folder / "sweep.csv").read_bytes() == before


def test_dry_run_writes_nothing(run: Run, case: Path, spec: Path) -> None:
    found = run("sweep", case, "rates", "--dry-run", "--workers", "1", "--json").object
    assert (found["points"], found["workers"], found["case_status"]) == (2, 1, "optimal")
    assert found["seconds"] == pytest.approx(2 * found["point_seconds"], abs=0.06)
    assert (found["answered"], found["remaining"], found["ledger_read"]) == (0, 2, True)
    told = run("sweep", case, "rates", "--dry-run").stdout
    assert told.startswith(
        "2 points, 0 of them answered already.\n2 are to be solved. The case as it is took "
    )
    assert {path.name for path in Path().iterdir()} == {"golden"}


def test_more_than_a_million_points_are_asked_about(run: Run, case: Path, spec: Path) -> None:
    other = '[[vary]]\npath = "baseline.fte[A,ICT,all]"\nlow = 10\nhigh = 30\nsteps = 1000\n'
    spec.write_text(other + RATES.replace("steps = 11", "steps = 1001"), encoding="utf-8")
    ended = run("sweep", case, "rates")
    assert ended.code == 2
    assert ended.first_line == (
        "The sweep has 1,001,000 points: take values out, or add --yes if so many are meant."
    )
    assert not Path("runs").exists()


def test_bad_input_and_usage(run: Run, case: Path, spec: Path) -> None:
    ended = run("sweep", case, "rtes")
    assert ended.code == 3
    assert "sweeps/rtes.toml: there is no such sweep specification; did you mean 'rates'?" in ended.stderr
    spec.write_text(RATES.replace("0.06", "6").replace("discount", "discont"), encoding="utf-8")
    assert "did you mean 'discount_rate'?" in run("sweep", case, "rates").stderr
    spec.write_text(
        '[[vary]]\npath = "set"\nvalues = ["bugdet"]\n[design]\nkind = "grid"\n', encoding="utf-8"
    )
    assert "did you mean 'budget'?" in run("sweep", case, "rates").stderr
    assert not Path("runs").exists()


FAULTY = {
    "matches nothing": (
        'path = "budgets.amount_gbp[A,*,*]"\nvalues = [1]',
        3,
        "matches nothing: budgets has no row with council 'A'",
    ),
    "outside the range": ('path = "case.discount_rate"\nvalues = [3]', 3, "'3': is too large"),
    "no points": ('path = "case.discount_rate"\nvalues = []', 3, "there are no points"),
    "no scheduler": ('path = "case.discount_rate"\nvalues = [0.02]', 2, "No Dask scheduler answers at"),
}


@pytest.mark.parametrize(("entry", "code", "said"), FAULTY.values(), ids=FAULTY)
def test_what_cannot_be_done_changes_nothing(
    entry: str, code: int, said: str, run: Run, case: Path, spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it touch the folder of an earlier start."""
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    Path("out").mkdir()
    Path("out/ledger.sqlite").write_bytes(b"an earlier start")
    spec.write_text(f'[[vary]]\n{entry}\n[design]\nkind = "grid"\n', encoding="utf-8")
    ended = run("sweep", case, "rates", "-o", "out", "--scheduler", "tcp://127.0.0.1:1")
    assert (ended.code, ended.stdout) == (code, "")
    assert said in ended.stderr
    assert [path.name for path in Path("out").iterdir()] == ["ledger.sqlite"]
    assert Path("out/ledger.sqlite").read_bytes() == b"an earlier start"


def test_the_folder_of_another_sweep_is_refused(run: Run, case: Path, spec: Path) -> None:
    assert run("sweep", case, "rates", "-o", "out", "--workers", "0").code == 0
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    ended = run("sweep", case, "rates", "-c", "budget", "-o", "out")
    assert ended.code == 2
    assert ended.first_line.startswith("out holds another sweep (case Two councils")
    kept = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    assert kept["sweep.csv"] == before["sweep.csv"]
    assert run("sweep", case, "rates", "-o", "out", "--json").object["solved_now"] == 0
    assert run("sweep", case, "rates", "-o", "golden").code == 2


def test_a_damaged_ledger_is_said_and_solved_anew(run: Run, case: Path, spec: Path) -> None:
    assert run("sweep", case, "rates", "-o", "out", "--workers", "0").code == 0
    before = Path("out/sweep.csv").read_bytes()
    Path("out/ledger.sqlite").write_bytes(b"spoilt" * 1000)
    ended = run("sweep", case, "rates", "-o", "out", "--workers", "0")
    assert (ended.code, "2 solved now" in ended.stdout) == (0, True)
    assert ended.first_line.endswith("it is kept as out/ledger.sqlite.damaged-1.")
    assert Path("out/sweep.csv").read_bytes() == before


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "optimizer.cli", "sweep", "golden", "rates", "-o", "out", "--workers", "0"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_points(folder: Path, process: subprocess.Popen[str]) -> None:
    """Wait until some answers are on disk: the log of the ledger grows by each."""
    log = folder / "out" / "ledger.sqlite-wal"
    deadline = time.monotonic() + 60
    while not log.exists() or log.stat().st_size < 60_000:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_killed_between_points_it_goes_on(
    run: Run, case: Path, spec: Path, tmp_path: Path, end: signal.Signals
) -> None:
    spec.write_text(RATES, encoding="utf-8")
    process = start(tmp_path)
    try:
        wait_for_points(tmp_path, process)
        second = run("sweep", case, "rates", "-o", "out")
        process.send_signal(end)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert second.code == 2
    assert second.first_line.startswith("Another process is at work on out: ")
    if end == signal.SIGINT:
        assert process.returncode == 130
        assert "points are kept in out. Start the same command again to go on." in errors
    assert not Path("out/sweep.csv").exists()
    resumed = run("sweep", case, "rates", "-o", "out", "--workers", "0", "--json").object
    assert 0 < resumed["solved_now"] < 11
    assert run("sweep", case, "rates", "-o", "undisturbed", "--workers", "0").code == 0
    for name in ("sweep.csv", "decisions.csv", "failures.csv", "manifest.json"):
        assert Path("out", name).read_bytes() == Path("undisturbed", name).read_bytes()


def test_help_has_an_example(run: Run) -> None:
    assert "Example: consolidate sweep mycase rates -c base --workers 2" in run("sweep", "--help").stdout
