"""Sweeps of the golden case that are disturbed, and what must hold of each after it was started again."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from optimizer.analysis.sweep.ledger import LEDGER, Ledger
from optimizer.analysis.sweep.sweep import Sweep, identity, prepared, swept
from optimizer.analysis.sweep.tables import write_sweep
from tests.analysis.processes import Working
from tests.builders import CASES

POINTS = 8
RATES = f"""
[[vary]]
path = "case.discount_rate"
low = 0.01
high = 0.06
steps = {POINTS}

[design]
kind = "grid"
"""
SECONDS = 240.0


def asked(folder: Path) -> Sweep:
    """Return the sweep of a fresh copy of the case in a folder."""
    case = shutil.copytree(CASES / "golden", folder / "golden")
    (case / "sweeps").mkdir()
    (case / "sweeps" / "rates.toml").write_text(RATES, encoding="utf-8")
    return prepared(case, "rates", ())


def tables(out: Path) -> dict[str, bytes]:
    """Return the tables in a folder by name; times left out."""
    return {
        path.name: path.read_bytes() for path in out.iterdir() if path.name not in (LEDGER, "timings.csv")
    }


class Disturbed:
    """A sweep as a process with two workers, in a folder of its own, that something happens to."""

    def __init__(self, folder: Path) -> None:
        self.out = folder / "out"
        self.sweep = asked(folder)
        self.began = time.monotonic()
        self.working = Working(folder, *self.words())

    @staticmethod
    def words() -> tuple[str, ...]:
        return ("-m", "optimizer.cli", "sweep", "golden", "rates", "-o", "out", "--workers", "2")

    @property
    def process(self) -> subprocess.Popen[str]:
        return self.working.process

    def points(self) -> int:
        """Return about how many points are on disk, from the size of the log."""
        log = self.out / f"{LEDGER}-wal"
        return log.stat().st_size // 8_000 if log.exists() else 0

    def wait_for(self, moment: random.Random) -> None:
        """Wait until a random moment: in the start of it all, or beside one of the points."""
        place = moment.randint(-3, POINTS - 1)
        deadline = time.monotonic() + SECONDS
        while self.process.poll() is None and self.points() <= place:
            assert time.monotonic() < deadline
            if place < 0:  # before there is any point
                time.sleep(moment.uniform(0.0, 2.0))
                return
            time.sleep(0.01)
        time.sleep(moment.uniform(0.0, 0.3))

    def workers(self) -> list[int]:
        return [process for process, command in self.working.others().items() if b"spawn_main" in command]

    def end(self) -> tuple[int, str]:
        """Wait for the end of it; return its exit code and what it said; nothing of it may be left."""
        try:
            _, errors = self.process.communicate(timeout=SECONDS)
        finally:
            self.process.kill()
        if self.process.returncode == -signal.SIGKILL:
            # Dead before its first worker had begun, it leaves an empty folder that nobody else knows of.
            deadline = time.monotonic() + 4
            while self.working.others() and time.monotonic() < deadline:
                time.sleep(0.05)
            for folder in self.working.temporary.iterdir():
                with suppress(OSError):
                    folder.rmdir()
        self.working.assert_nothing_is_left()
        return self.process.returncode, errors

    def kept(self) -> int:
        """Return how many answers the ledger holds; none of it may be damaged."""
        if not (self.out / LEDGER).exists():
            return 0
        with Ledger(self.out / LEDGER, identity(self.sweep)) as ledger:
            assert ledger.set_aside is None
            return len(ledger)

    def assert_it_goes_on(self, expected: dict[str, bytes]) -> int:
        """Start again: nothing lost, nothing done twice, and the tables are those of an undisturbed sweep."""
        before = self.kept()
        again = swept(self.sweep, self.out, workers=0, publish=write_sweep)
        assert again.solved == POINTS - before
        assert again.exit_code == 0
        assert self.kept() == POINTS
        assert tables(self.out) == expected
        return before


STOPS = (130, -signal.SIGINT)
"""How a process ends on Ctrl-C: in its own words, or before it has any."""
