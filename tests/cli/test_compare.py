"""`consolidate compare`: what it prints and writes, and what it refuses."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

QUICK = ("--second-opinion-seconds", "0")
ALONE = '[policy.alone]\nkind = "pool_forbidden"\nservice = "ICT"\nreason = "Not now."\n'

BRIDGE = """\
From the net saving of run 1 to that of run 2
                Net saving   Of which
────────────────────────────────────────────────────────────────────────────────
 Run 1             £372.6k
 ICT              -£372.6k   running -£136.8k, staff -£180.3k, contracts
                             -£203.8k, transition +£148.3k
 all services     -£372.6k   running -£136.8k, staff -£180.3k, contracts
                             -£203.8k, transition +£148.3k

 Run 2               £0.0k

What run 2 was given otherwise than run 1:
- policy alone.alone: not there -> pool_forbidden, negotiable: service ICT; councils A, B; \
first_year 2026/27; last_year 2028/29
All plans are checked to the penny.
"""


@pytest.fixture
def runs(run: Run, case: Path) -> tuple[str, str]:
    """The golden case with and without sharing."""
    (case / "constraints").mkdir(exist_ok=True)
    (case / "constraints" / "alone.toml").write_text(ALONE, encoding="utf-8")
    assert run("solve", case, "-o", "shared", *QUICK).code == 0
    assert run("solve", case, "-c", "alone", "-o", "alone", *QUICK).code == 0
    return "shared", "alone"


def test_the_terminal_the_object_and_the_files(run: Run, runs: tuple[str, str]) -> None:
    ended = run("compare", *runs, "-o", "difference")
    assert (ended.code, ended.stderr) == (0, "")
    lines = "".join(f"{line.rstrip()}\n" for line in ended.stdout.splitlines())
    assert BRIDGE in lines
    assert lines.startswith("1  shared: Two councils, one service, three years\n2  alone: Two councils")
    assert " ICT       2026/27: Council A and Council" in lines
    written = json.loads(Path("difference", "comparison.json").read_text(encoding="utf-8"))
    assert written.pop("versions")["python"]
    assert run("compare", *runs, "--json").object == written
    with Path("difference", "bridge.csv").open(encoding="utf-8", newline="") as file:
        amounts = [row["total_gbp"] for row in csv.DictReader(file)]
    assert (amounts[0], amounts[-1]) == ("372588.62", "0.00")
    assert run("compare", *runs, "-o", "difference").code == 2


def test_the_runs_are_left_as_they_are(run: Run, runs: tuple[str, str]) -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert run("compare", *runs).code == 0
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_a_changed_folder_is_refused(run: Run, runs: tuple[str, str]) -> None:
    cash = Path("alone", "cash.csv")
    with cash.open("a", encoding="utf-8") as file:
        file.write("\n")
    ended = run("compare", *runs, "-o", "difference")
    assert (ended.code, ended.stdout) == (3, "")
    assert "cash.csv" in ended.stderr
    assert "was changed after it was written" in ended.stderr
    assert not Path("difference").exists()


def test_one_run_and_no_run_are_wrong_usage(run: Run, runs: tuple[str, str]) -> None:
    ended = run("compare", runs[0])
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.first_line.startswith("Name at least two run folders")
    assert run("compare", "golden", runs[0]).first_line.startswith("golden is not a run folder")
