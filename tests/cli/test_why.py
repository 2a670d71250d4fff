"""`consolidate why`: what it prints and writes, and what it refuses."""

import csv
import io
import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from optimizer.analysis.why.tables import COLUMNS
from optimizer.cli.progress import counting
from optimizer.cli.terminal import Terminal
from optimizer.report.read import read_run
from tests.analysis.processes import ROOT, Working
from tests.cli.conftest import Run

QUICK = ("--second-opinion-seconds", "0")


@pytest.fixture
def kept(run: Run, case: Path) -> str:
    """The run folder of the golden case."""
    assert run("solve", case, "-o", "out", *QUICK).code == 0
    return "out"


SAID = """\
Two councils, one service, three years

The plan: net saving £372.6k (present value, all councils).
Each alternative below is forced by itself, and everything else is chosen afresh.

ICT: Council A and Council B share it from 2026/27, hosted by Council A (lead
authority, full)
 Instead                            Net saving   Of which
────────────────────────────────────────────────────────────────────────────────
 ICT is not shared                £372.6k less   running -£136.8k, staff
                                                 -£180.3k, contracts -£203.8k,
                                                 transition £148.3k
 ICT starts in 2027/28 instead    £243.3k less   running -£56.0k, staff
 of 2026/27                                      -£155.0k, contracts -£66.7k,
                                                 transition £34.3k
"""


def test_the_terminal_says_it_in_words(run: Run, kept: str) -> None:
    ended = run("why", kept, "--workers", "1")
    assert (ended.code, ended.stderr) == (0, "")
    assert "".join(f"{line.rstrip()}\n" for line in ended.stdout.splitlines()).startswith(SAID)
    assert ended.stdout.endswith("All re-solved plans are checked to the penny.\n")
    assert {path.name for path in Path().iterdir()} == {"golden", "out"}


def test_the_object_and_the_files_say_the_same(run: Run, kept: str) -> None:
    before = {path: path.read_bytes() for path in Path(kept).rglob("*") if path.is_file()}
    ended = run("why", kept, "--workers", "1", "--json", "-o", "why")
    assert ended.code == 0
    found = ended.object
    assert (found["status"], found["exit_code"], found["run_folder"]) == ("answered", 0, "out")
    assert found["npv_saving_gbp"] == 372588.62
    first = found["alternatives"][0]
    assert (first["alternative"], first["title"]) == ("not_shared", "ICT is not shared")
    assert first["difference_gbp"] == -372588.62
    assert round(sum(first["by_cause_gbp"].values()), 2) == -372588.62
    # 129,247.49 where it starts in 2027/28 (docs/conventions.md).
    second = found["alternatives"][1]
    assert (second["value"], second["difference_gbp"]) == ("2027/28", round(129247.49 - 372588.62, 2))
    assert {path.name for path in Path("why").iterdir()} == {"why.csv", "why.json"}
    written = json.loads(Path("why/why.json").read_text(encoding="utf-8"))
    assert written.pop("versions")["highspy"]
    assert written == found
    with Path("why/why.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(found["alternatives"])
    assert rows[0]["difference_gbp"] == "-372588.62"
    assert (rows[0]["recharges_gbp"], rows[0]["council_difference_gbp"]) == ("0.00", "")
    assert before == {path: path.read_bytes() for path in Path(kept).rglob("*") if path.is_file()}


def test_a_run_that_was_stopped_says_so(run: Run, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = replace(read_run(Path(kept)), result={"status": "time_limit", "npv_saving_gbp": "372588.62"})
    monkeypatch.setattr("optimizer.report.read.read_run", lambda folder: stopped)
    said = run("why", kept, "--workers", "1").stdout
    assert "\nThe search for the plan was stopped before its proof: others may be better.\n" in said
    stopped = replace(stopped, result={**stopped.result, "gap_gbp": 5000, "bound_gbp": 377588.62})
    said = run("why", kept, "--workers", "1").stdout
    assert " before its proof, £5.0k from the best possible: others may be better.\n" in said


def test_of_one_council(run: Run, kept: str) -> None:
    ended = run("why", kept, "--council", "B", "--service", "ICT", "--workers", "1", "--json")
    assert ended.code == 0
    first = ended.object["alternatives"][0]
    assert first["title"] == "Council B does not share ICT"
    assert (first["difference_gbp"], first["council_difference_gbp"]) == (-372588.62, -148439.44)
    said = run("why", kept, "--council", "B", "--workers", "1").stdout
    assert "\nAsked of Council B. For it: its own net saving, recharges included.\n\n" in said
    assert "\n does not share ICT        £372.6k less   £148.4k less   running" in said


def test_what_is_impossible_says_why(run: Run, case: Path) -> None:
    (case / "constraints").mkdir(exist_ok=True)
    text = '[policy.soon]\nkind = "start_window"\nlatest = "2026/27"\nreason = "Now or never."\n'
    (case / "constraints" / "rules.toml").write_text(text, encoding="utf-8")
    assert run("solve", case, "-c", "rules", "-o", "out", *QUICK).code == 0
    ended = run("why", "out", "--workers", "1", "-o", "why")
    assert ended.code == 0
    assert " impossible   no plan keeps it together with " in ended.stdout
    assert "rules.soon (second solver: not asked)" in " ".join(ended.stdout.split())
    with Path("why/why.csv").open(encoding="utf-8", newline="") as file:
        late = [row for row in csv.DictReader(file) if row["value"] == "2027/28"]
    assert [(row["answer"], row["policies_in_the_way"], row["difference_gbp"]) for row in late] == [
        ("impossible", "rules.soon", "")
    ]


def test_wrong_usage(run: Run, kept: str) -> None:
    for words, said in (
        (("--service", "itc"), "'itc' is not among the services of the case: use one of 'ICT'\n"),
        (("--service", "ict"), "'ict' is not among the services of the case: did you mean 'ICT'?\n"),
        (("--council", "b"), "'b' is not among the councils of the case: did you mean 'B'?\n"),
        (("--workers", "0"), "The number of workers must be 1 or more, not 0.\n"),
        (("-o", "out"), "out exists already: name a folder that does not.\n"),
    ):
        ended = run("why", kept, *words)
        assert (ended.code, ended.stdout, ended.stderr) == (2, "", said)
    assert run("why", "golden").first_line.startswith("golden is not a run folder")
    assert run("why", "nothing").code == 2


def test_a_run_without_a_plan(run: Run, case: Path, infeasible: str) -> None:
    assert run("solve", case, "-c", infeasible, "-o", "failed", *QUICK).code == 4
    ended = run("why", "failed")
    assert ended.code == 2
    assert ended.first_line.startswith("The run in failed has no plan (it ended with InfeasibleError)")


def test_a_folder_that_was_changed(run: Run, kept: str) -> None:
    path = Path(kept) / "plan.json"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    ended = run("why", kept)
    assert ended.code == 3
    assert "plan.json: was changed after it was written" in ended.stderr


def test_help_has_an_example(run: Run) -> None:
    ended = run("why", "--help")
    assert ended.code == 0
    assert "Example: consolidate why runs/demo --service legal" in ended.stdout


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_ctrl_c_ends_every_worker_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    case = ROOT / "examples" / "cambridge_3c"
    assert run("solve", case, "-o", "out", "--time-limit", "2", *QUICK).code == 5
    working = Working(tmp_path, "-m", "optimizer.cli", "why", "out", "-o", "why", "--workers", "2")
    try:
        working.wait_for_two_solvers()
        os.killpg(working.process.pid, signal.SIGINT)  # as from a terminal
        _, errors = working.process.communicate(timeout=60)
    finally:
        working.process.kill()
    assert (working.process.returncode, errors) == (130, "Stopped as asked; nothing was written.\n")
    working.assert_nothing_is_left()
    assert {path.name for path in tmp_path.iterdir()} == {"out", "temporary"}


def test_the_bar_shows_on_a_terminal_only() -> None:
    quiet = Terminal(as_json=False, err=Console(file=io.StringIO(), force_terminal=False))
    with counting(quiet, "Solving") as progress:
        assert progress is None
    shown = io.StringIO()
    with counting(
        Terminal(as_json=False, err=Console(file=shown, force_terminal=True)), "Solving"
    ) as progress:
        assert progress is not None
        progress(0, 5)
        progress(3, 5)
    assert "Solving" in shown.getvalue()
    assert "3/5" in shown.getvalue()
