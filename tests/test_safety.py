"""Nothing opens a network connection, and nothing that a case says runs in a spreadsheet."""

import csv
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Run, case, run

__all__ = ["case", "run"]  # fixtures of the command line

ROOT = Path(__file__).resolve().parents[1]

NO_NETWORK = """
import os, runpy, sys

def forbid(event, given):
    # Raised by the interpreter itself for every socket, whoever opens it, and cannot be taken away again.
    if event.startswith("socket."):
        with open(LOG, "a") as log:
            log.write(f"opened {event}\\n")
        raise PermissionError("no network here")

sys.addaudithook(forbid)
with open(LOG, "a") as log:
    log.write(f"started {os.path.basename(sys.argv[0])}\\n")
"""

PARENT = """
# What this program starts is started through the other runner, which forbids the network there too.
sys.executable = CHILD
from optimizer.cli import main
if __name__ == "__main__":  # or each worker, which loads this file, would be one more command
    main()
"""

CHILD = """
if sys.argv[1] == "-I":  # a solver: the program comes next
    program = sys.argv[2]
    sys.argv = sys.argv[2:]
    runpy.run_path(program, run_name="__main__")
else:  # a worker: its program is text
    place = sys.argv.index("-c")
    program = sys.argv[place + 1]
    sys.argv = sys.argv[place:place + 1] + sys.argv[place + 2:]
    exec(program)
"""


class Offline:
    """A way to run commands so that each socket, in the command or in its solver, is refused and noted."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "network.log"
        self.parent, self.child = folder / "parent.py", folder / "child.py"
        names = f"LOG, CHILD = {str(self.log)!r}, {str(self.child)!r}\n"
        self.parent.write_text(names + NO_NETWORK + PARENT, encoding="utf-8")
        self.child.write_text(f"#!{sys.executable}\n{names}{NO_NETWORK}{CHILD}", encoding="utf-8")
        self.child.chmod(0o755)

    def run(self, *words: str, program: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, program or self.parent, *words],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def noted(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def offline(tmp_path: Path) -> Offline:
    return Offline(tmp_path)


RATES = '[[vary]]\npath = "case.discount_rate"\nvalues = [0.02]\n[design]\nkind = "grid"\n'

posix = pytest.mark.skipif(os.name != "posix", reason="a script is no program there")


@posix
def test_no_command_opens_a_network_connection(offline: Offline, case: Path) -> None:
    (case / "sweeps").mkdir()
    (case / "sweeps" / "rates.toml").write_text(RATES, encoding="utf-8")
    for words in (
        ("check", "golden"),
        ("check", "--solvers"),
        ("new", "mycase"),
        ("new", "mybook", "--workbook"),
        ("check", "mybook/case.xlsx"),
        ("schema", "contracts"),
        ("formulations",),
        ("solve", "golden", "-o", "out"),
        ("replay", "out"),
        ("why", "out", "--workers", "2"),
        ("sweep", "golden", "rates", "-o", "swept", "--workers", "1"),
    ):
        done = offline.run(*words)
        assert done.returncode == 0, f"{words}: {done.stderr}"
    noted = offline.noted()
    assert [line for line in noted if line.startswith("opened")] == []
    # Both solvers were under watch, in solve and replay; so were the workers of why and sweep, and their own.
    assert noted.count("started child.py") >= 4 + 2 + 3 + 2
    said = (offline.folder / "out" / "summary.csv").read_text(encoding="utf-8")
    assert "second_opinion,confirmed,text" in said or "second_opinion,unavailable,text" in said


@posix
@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
    ],
)
def test_a_connection_would_be_noticed(offline: Offline, code: str) -> None:
    program = offline.folder / "program.py"
    program.write_text(code, encoding="utf-8")
    done = offline.run("-I", str(program), program=offline.child)
    assert done.returncode != 0
    assert "no network here" in done.stderr
    assert any(line.startswith("opened socket.") for line in offline.noted())


HOSTILE = {
    "A": "=1+1",
    "B": "@SUM(A1)",
    "ICT": "+ICT",
    "kA": "-kA",
    "kB": "=kB",
    "lead_authority": "-lead",
    "full": "@full",
    "infrastructure": "+infra",
    "all": "=role",
    "fte:all": "fte:=role",
    "Council A": '=HYPERLINK("http://example.org","A")',
    "Council B": "-2+3+cmd|' 'A1",
    "ICT.A.lead_authority.full": "+ICT.=1+1.-lead.@full",
}
"""What the golden case calls things, and names that a spreadsheet would run."""

SET = """
description = "=cmd"

[policy.hosts]
kind = "host_fairness"
most = 1
reason = "=HYPERLINK(1)"
source = "@SUM(A1)"
"""


def make_hostile(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
        if path.name == "contracts.csv":
            header.append("displaced_by")
            rows = [[*row, "infrastructure"] for row in rows]
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows(
                [header, *([HOSTILE.get(cell, cell) for cell in row] for row in rows)]
            )
    settings = folder / "case.toml"
    text = settings.read_text(encoding="utf-8")
    name = tomllib.loads(text)["name"]
    settings.write_text(text.replace(name, "=the case"), encoding="utf-8")
    (folder / "constraints").mkdir(exist_ok=True)
    for path in (folder / "constraints").iterdir():
        path.unlink()
    (folder / "constraints" / "fair.toml").write_text(SET, encoding="utf-8")


NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def test_hostile_names_are_harmless_in_every_table_and_numbers_stay_numbers(run: Run, case: Path) -> None:
    assert run("solve", case, "-o", "plain", "--second-opinion-seconds", "0").code == 0
    make_hostile(case)
    ended = run("solve", case, "-c", "fair", "-o", "hostile", "--second-opinion-seconds", "0")
    assert ended.code == 0, ended.stderr
    met, negative = set(), 0
    for path in sorted(Path("hostile").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.reader(handle, strict=True):
                for cell in row:
                    if NUMBER.fullmatch(cell):
                        negative += cell.startswith("-")
                    else:
                        assert not cell.startswith(DANGEROUS), f"{path.name}: {cell!r}"
                        met.add(cell)
    # Each kind of name did come through, with an apostrophe in front and otherwise as it was.
    for name in ("=1+1", "@SUM(A1)", "+ICT", "-kA", "=kB", "-lead", "=role", "+ICT.=1+1.-lead.@full"):
        assert f"'{name}" in met
    assert negative > 5

    # The names apart, the money is the money of the plain case.
    def amounts(folder: str) -> list[str]:
        with Path(folder, "cash.csv").open(encoding="utf-8", newline="") as handle:
            return [row["amount_gbp"] for row in csv.DictReader(handle)]

    assert amounts("hostile") == amounts("plain")


@pytest.mark.parametrize("first", ["\t", "\r", "\n"])
def test_names_that_begin_with_white_space_are_refused(run: Run, case: Path, first: str) -> None:
    path = case / "councils.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([["council", "name"], ["A", f"{first}=1+1"], ["B", "B"]])
    ended = run("solve", case, "-o", "out")
    assert ended.code == 3
    assert "has spaces or line breaks around it" in ended.stderr
    assert not Path("out").exists()
