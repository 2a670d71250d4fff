"""Whatever happens to a sweep: started again it ends with the same bytes, nothing lost or done twice.

`make test` has a sample of the disturbances (and `tests/cli/test_sweep.py` others), `make test-long` fifty
kills of the sweep, twenty of its workers, ten interruptions and the rest. Each is drawn by its number, so
that it can be had again.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer.analysis.sweep.ledger import LEDGER, Ledger
from optimizer.analysis.sweep.sweep import identity, prepared, swept
from optimizer.analysis.sweep.tables import write_sweep
from optimizer.errors import UsageError
from tests.analysis.processes import ROOT
from tests.analysis.sweep.faults import POINTS, STOPS, Disturbed, asked, tables

processes = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")


def numbered(count: int, *, in_short: int = 1) -> list[object]:
    """Return the numbers of disturbances; all but the first ones are for the long run."""
    return [
        pytest.param(number, marks=() if number < in_short else pytest.mark.long) for number in range(count)
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sweep that nothing happened to."""
    folder = tmp_path_factory.mktemp("whole")
    swept(asked(folder), folder / "out", workers=0, publish=write_sweep)
    return folder


@pytest.fixture(scope="module")
def expected(whole: Path) -> dict[str, bytes]:
    return tables(whole / "out")


@processes
@pytest.mark.parametrize("number", numbered(50, in_short=0))
def test_the_sweep_is_killed(number: int, tmp_path: Path, expected: dict[str, bytes]) -> None:
    one = Disturbed(tmp_path)
    one.wait_for(random.Random(number))
    one.process.kill()
    code, _ = one.end()
    assert code in (0, -signal.SIGKILL)  # or it was faster
    one.assert_it_goes_on(expected)


@processes
@pytest.mark.parametrize("number", numbered(20))
def test_a_worker_is_killed(number: int, tmp_path: Path, expected: dict[str, bytes]) -> None:
    """Its point is done by another one, and the sweep ends as if nothing had been."""
    moment = random.Random(1000 + number)
    one = Disturbed(tmp_path)
    while not (workers := one.workers()):
        assert one.process.poll() is None, one.end()
    one.wait_for(moment)
    victim = moment.choice(one.workers() or workers)
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        assert one.end()[0] == 0  # all was done
    code, errors = one.end()
    assert (code, errors) == (0, "")
    assert tables(one.out) == expected
    assert one.assert_it_goes_on(expected) == POINTS


@processes
@pytest.mark.parametrize("number", numbered(10, in_short=0))
def test_ctrl_c(number: int, tmp_path: Path, expected: dict[str, bytes]) -> None:
    """To all processes, as from a terminal, or to the sweep alone."""
    moment = random.Random(2000 + number)
    one = Disturbed(tmp_path)
    one.wait_for(moment)
    if number % 2:
        one.process.send_signal(signal.SIGINT)
    elif one.process.poll() is None:
        os.killpg(one.process.pid, signal.SIGINT)
    code, errors = one.end()
    if code == 0:
        assert tables(one.out) == expected
    else:
        assert code in STOPS
        kept = one.kept()
        if kept:
            assert code == 130
            assert f" of {POINTS} points are kept in out. Start the same command again to go on." in errors
    one.assert_it_goes_on(expected)


FULL_DISK = """
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from optimizer.cli import main
main()
"""
"""The command as it is, on a disk that takes no file above a size."""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of POSIX")
@pytest.mark.parametrize("number", numbered(8))
def test_a_full_disk(number: int, tmp_path: Path, expected: dict[str, bytes]) -> None:
    """No room in the ledger, from its first page on: what was kept before stays, and is gone on with."""
    sweep = asked(tmp_path)
    limit = (60_000, 2_000, 5_000, 14_000, 30_000, 45_000, 90_000, 120_000)[number]
    words = ("sweep", "golden", "rates", "-o", "out", "--workers", "0")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(limit), *words],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        assert limit >= 60_000
    else:
        assert done.returncode in (2, 7)
        assert not (tmp_path / "out" / "sweep.csv").exists() or done.returncode == 7
    if done.returncode == 2:
        assert "make room" in done.stderr or "see to the disk" in done.stderr
    again = swept(sweep, tmp_path / "out", workers=0, publish=write_sweep)
    assert (again.exit_code, again.set_aside) == (0, None)
    assert limit < 60_000 or again.solved < POINTS
    assert tables(tmp_path / "out") == expected


@processes
@pytest.mark.parametrize("number", numbered(5, in_short=0))
def test_two_processes_on_one_folder(number: int, tmp_path: Path, expected: dict[str, bytes]) -> None:
    """Started together: one does all the work, the other says that it is at it."""
    one = Disturbed(tmp_path)
    other = subprocess.run(
        [sys.executable, *Disturbed.words()],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    code, errors = one.end()
    codes = {code: errors, other.returncode: other.stderr}
    assert sorted(codes) in ([0, 2], [0])  # or one had finished before the other looked
    if 2 in codes:
        assert codes[2].startswith("Another process is at work on out: ")
    assert tables(one.out) == expected
    assert one.assert_it_goes_on(expected) == POINTS


def flipped(data: bytes, chance: random.Random) -> bytes:
    """One bit is another."""
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def shortened(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def blanked(data: bytes, chance: random.Random) -> bytes:
    """A page of zeros."""
    place = 4096 * chance.randrange(len(data) // 4096)
    return data[:place] + bytes(4096) + data[place + 4096 :]


def another(data: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, 40_000))


@pytest.mark.parametrize("spoil", [flipped, shortened, blanked, another])
@pytest.mark.parametrize("number", numbered(5))
def test_a_spoilt_ledger(
    spoil: Callable[[bytes, random.Random], bytes],
    number: int,
    whole: Path,
    tmp_path: Path,
    expected: dict[str, bytes],
) -> None:
    """Forty files spoilt at random: set aside as they are, or every answer that is read is the right one.

    (A bit that no answer needs may be another.) What is read is held against the ledger before; after one of
    the forty the sweep is started again as well.
    """
    data = (whole / "out" / LEDGER).read_bytes()
    sweep = prepared(whole / "golden", "rates", ())
    right = answers(tmp_path / "right", data, identity(sweep))
    chance = random.Random(f"{spoil.__name__} {number}")
    aside = 0
    for one in range(40):
        out = tmp_path / str(one)
        out.mkdir()
        spoilt = spoil(data, chance)
        (out / LEDGER).write_bytes(spoilt)
        with Ledger(out / LEDGER, identity(sweep)) as ledger:
            kept = dict(ledger._answers)
            if ledger.set_aside is None:
                assert kept == right
            else:
                aside += 1
                assert kept == {}
                assert ledger.set_aside.read_bytes()[100:] == spoilt[100:]
    assert aside >= (5 if spoil is flipped else 40)
    if number == 0:
        return  # enough for the short run
    again = swept(sweep, tmp_path / "39", workers=0, publish=write_sweep)
    assert {name: text for name, text in tables(tmp_path / "39").items() if "damaged" not in name} == expected
    assert again.exit_code == 0


def answers(folder: Path, data: bytes, whose: dict[str, str]) -> dict[str, str]:
    folder.mkdir()
    (folder / LEDGER).write_bytes(data)
    with Ledger(folder / LEDGER, whose) as ledger:
        return dict(ledger._answers)


def test_the_database_of_another_program_is_set_aside_untouched(tmp_path: Path) -> None:
    sweep = asked(tmp_path)
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / LEDGER
    for statement in ("CREATE TABLE letters (text TEXT)", "CREATE TABLE about (name TEXT, value INTEGER)"):
        base = sqlite3.connect(path)
        base.execute(statement)
        base.execute(
            f"INSERT INTO {statement.split()[2]} VALUES ({'1' if 'letters' in statement else '1, 2'})"
        )
        base.commit()
        base.close()
        before = path.read_bytes()
        with Ledger(path, identity(sweep)) as ledger:
            assert ledger.set_aside is not None
            assert ledger.set_aside.read_bytes() == before
            assert len(ledger) == 0
        path.unlink()


def test_a_ledger_that_may_not_be_written_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / LEDGER
    with Ledger(path, {"case": "c"}) as ledger:
        ledger.keep("a", {})
    path.write_bytes(path.read_bytes()[:1000])
    monkeypatch.setattr(os, "access", lambda where, how: False)
    with pytest.raises(UsageError, match="cannot be opened .* Nothing of it was changed"):
        Ledger(path, {"case": "c"})
    assert len(path.read_bytes()) == 1000
