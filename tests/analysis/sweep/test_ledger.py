"""The ledger: committed answers, one process at a time, and nothing of a damaged file is ever used."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from optimizer.analysis.sweep.ledger import LEDGER, Ledger
from optimizer.errors import UsageError
from tests.analysis.processes import ROOT

IDENTITY = {"case": "golden", "sets": "none", "sweep": "rates"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with two answers."""
    path = tmp_path / LEDGER
    with Ledger(path, IDENTITY) as ledger:
        ledger.keep("a", {"status": "optimal"})
        ledger.keep("b", {"status": "failed"})
    return path


def test_what_was_kept_is_there_again(path: Path) -> None:
    with Ledger(path, IDENTITY) as ledger:
        assert ledger.get("a") == {"status": "optimal"}
        assert ledger.get("c") is None
        ledger.keep("b", {"status": "optimal"})
        assert len(ledger) == 2
        assert ledger.set_aside is None
    with Ledger(path, IDENTITY) as ledger:
        assert ledger.get("b") == {"status": "optimal"}


def test_a_kept_answer_survives_the_death_of_its_process(tmp_path: Path) -> None:
    program = (
        "import os\nfrom pathlib import Path\nfrom optimizer.analysis.sweep.ledger import Ledger\n"
        f"ledger = Ledger(Path('{LEDGER}'), {IDENTITY!r})\n"
        "ledger.keep('a', {'status': 'optimal'})\nos.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == -9
    with Ledger(tmp_path / LEDGER, IDENTITY) as ledger:
        assert ledger.get("a") == {"status": "optimal"}
        assert ledger.set_aside is None


def test_a_second_process_is_refused(path: Path) -> None:
    program = (
        "from pathlib import Path\nfrom optimizer.analysis.sweep.ledger import Ledger\n"
        f"Ledger(Path('{LEDGER}'), {IDENTITY!r})\n"
    )
    words = [sys.executable, "-c", program]
    environment = {"PYTHONPATH": str(ROOT)}
    with Ledger(path, IDENTITY) as ledger:
        done = subprocess.run(
            words, cwd=path.parent, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "UsageError: Another process is at work on " in done.stderr
        assert ledger.get("a") is not None
    assert subprocess.run(words, cwd=path.parent, env=environment, check=False).returncode == 0


def test_another_sweep_is_refused_and_loses_nothing(path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds another sweep \(case golden, sets none, sweep rates\)"):
        Ledger(path, {**IDENTITY, "sweep": "other"})
    with Ledger(path, IDENTITY) as ledger:
        assert len(ledger) == 2


def test_an_answer_that_was_changed_sets_the_whole_file_aside(path: Path) -> None:
    base = sqlite3.connect(path)
    base.execute("UPDATE answers SET answer = '{\"status\":\"infeasible\"}' WHERE key = 'a'")
    base.commit()
    base.close()
    for number in (1, 2):
        with Ledger(path, IDENTITY) as ledger:
            if number == 1:
                assert ledger.set_aside == path.with_name(f"{LEDGER}.damaged-1")
                assert ledger.set_aside.exists()
            assert len(ledger) == 0


@pytest.mark.parametrize("spoil", ["no database", "shortened", "overwritten in the middle"])
def test_a_damaged_file_is_set_aside(path: Path, spoil: str) -> None:
    data = path.read_bytes()
    spoilt = {
        "no database": b"something else" * 400,
        "shortened": data[: len(data) // 2],
        "overwritten in the middle": data[:4096] + b"\xff" * 4096 + data[8192:],
    }[spoil]
    path.write_bytes(spoilt)
    with Ledger(path, IDENTITY) as ledger:
        assert ledger.set_aside is not None
        assert ledger.set_aside.read_bytes()[:4096] == spoilt[:4096]
        assert len(ledger) == 0
        ledger.keep("a", {"status": "optimal"})
    with Ledger(path, IDENTITY) as ledger:
        assert len(ledger) == 1
