"""Places that cannot be written, names of every kind, and disks that are full: all or nothing."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from optimizer import model_file, pipeline
from optimizer.report import write
from tests.bad.running import GOLDEN, assert_plain, assert_refused, assert_wrong_usage, consolidate, tree
from tests.bad.set_faults import NO_LOSER
from tests.case.folders import whole

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and limits are those of POSIX")

QUICK = ("--second-opinion-seconds", "0")
FULL_DISK = "File too large|No space left on device"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the golden case and all that can be in the way, as the folder of the command."""
    here = tmp_path / "here"
    shutil.copytree(GOLDEN, here / "case")
    (here / "file").write_text("mine", encoding="utf-8")
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    (here / "empty").mkdir()
    (tmp_path / "outside").mkdir()
    (here / "link").symlink_to(tmp_path / "outside")
    (here / "file link").symlink_to(here / "file")
    (here / "broken").symlink_to(tmp_path / "gone")
    # Stands for a device, such as /dev/null, which a fault of ours must not be able to replace.
    os.mkfifo(here / "pipe")
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a search begins: whoever waits an hour must not hear then that the folder is no good."""

    def searched(*_: Any, **__: Any) -> None:
        pytest.fail("the search began")

    monkeypatch.setattr(pipeline, "solve_case", searched)


EXISTS = "exists already"
NO_PLACE = "cannot be written: .* is not a folder that you may write to"
TOO_LONG = "cannot be written: File name too long"
BAD_PLACES = {
    "file": ("file", EXISTS),
    "below a file": ("file/out", NO_PLACE),
    "far below a file": ("file/a/b/out", NO_PLACE),
    "folder with something in it": ("mine", EXISTS),
    "empty folder": ("empty", EXISTS),
    "the case": ("case", EXISTS),
    "this folder": (".", EXISTS),
    "folder above": ("..", EXISTS),
    "root of all folders": ("/", EXISTS),
    "nothing": ("", EXISTS),
    "link to a folder outside": ("link", EXISTS),
    "link to a file": ("file link", EXISTS),
    "below a link to a file": ("file link/out", NO_PLACE),
    "link to nothing": ("broken", EXISTS),
    "below a link to nothing": ("broken/out", NO_PLACE),
    "pipe": ("pipe", EXISTS),
    "below a pipe": ("pipe/out", NO_PLACE),
    "below a device": (f"{os.devnull}/out", NO_PLACE),
    "300 characters": ("x" * 300, TOO_LONG),
    "300 characters above": (f"{'x' * 300}/out", TOO_LONG),
    "300 characters below": (f"a/{'x' * 300}", TOO_LONG),
    "300 characters of two bytes": ("é" * 150, TOO_LONG),
    "path of 6,000 characters": ("x/" * 3000, TOO_LONG),
}


@pytest.mark.usefixtures("no_search")
@pytest.mark.parametrize("what", BAD_PLACES)
@pytest.mark.parametrize("command", [("solve", "case", "-o"), ("new",), ("new", "--workbook")], ids=" ".join)
def test_bad_place_is_refused_before_any_work(what: str, command: tuple[str, ...], here: Path) -> None:
    place, words = BAD_PLACES[what]
    assert_wrong_usage(here, (*command, place), words)


def test_place_that_only_looks_as_if_it_could_be_written(here: Path, no_search: None) -> None:
    if not os.access("/proc", os.W_OK | os.X_OK):
        pytest.skip("there is no /proc, or it does not let on that it can be written")
    for words in (("solve", "case", "-o", "/proc/out"), ("new", "/proc/out")):
        assert_wrong_usage(here, words, "The folder /proc/out cannot be written: ")


@pytest.mark.usefixtures("no_search")
@pytest.mark.parametrize("place", ["file", "mine", "case", ".", "..", "link", "file link", "broken", "pipe"])
def test_only_a_run_is_overwritten(place: str, here: Path) -> None:
    words = ("solve", "case", "-o", place, "--overwrite")
    assert_wrong_usage(here, words, r"is not a folder\b.*, so it is not replaced: name another one with -o")


ODD_NAMES = {
    "above": "../out",
    "up and down": "mine/../out",
    "Windows' own name": "CON",
    "Windows' own name with a suffix": "nul.txt",
    "full stop at the end": "out.",
    "space around": " out ",
    "two lines": "two\nlines",
    "bell": "bell\a",
    "asterisk": "o*t",
    "other letters": "canlyniadau-Môn-日本",
    "255 characters": "x" * 255,
    "through a link": "link/out",
}


@pytest.mark.parametrize("what", ODD_NAMES)
def test_odd_name_is_taken_as_it_is(what: str, here: Path) -> None:
    name = ODD_NAMES[what]
    before = tree(here.parent)
    ended = consolidate("new", name, "--json")
    assert ended.code == 0, ended
    made = Path(os.path.realpath(name)).relative_to(here.parent).as_posix()
    after = tree(here.parent)
    new = set(after) - set(before)
    assert all(path == made or path.startswith(f"{made}/") for path in new)
    assert before.items() <= after.items(), "something else was touched"
    assert f"{made}/case.toml" in new


def test_odd_names_of_a_run(here: Path) -> None:
    whole("fair.toml", NO_LOSER)(here / "mine")
    for name in ("two\nlines", "x" * 255, "../out"):
        before = tree(here.parent)
        ended = consolidate("solve", "case", "-c", "case/../mine/fair.toml", "-o", name, *QUICK, "--json")
        assert ended.code == 0, ended
        new = set(tree(here.parent)) - set(before)
        made = Path(os.path.realpath(name)).relative_to(here.parent).as_posix()
        assert all(path == made or path.startswith(f"{made}/") for path in new)
        assert {f"{made}/plan.json", f"{made}/sets/fair.toml", f"{made}/manifest.json"} <= new


BAD_FILES = {
    "folder": ("mine", "it is there already and is not a file"),
    "this folder": ("", "it is there already and is not a file"),
    "pipe": ("pipe", "it is there already and is not a file"),
    "link to a file": ("file link", "it is there already and is not a file"),
    "link to nothing": ("broken", "it is there already and is not a file"),
    "below a link to nothing": ("broken/a.mps", "No such file or directory"),
    "below nothing": ("nowhere/a.mps", "No such file or directory"),
    "below a file": ("file/a.mps", "Not a directory"),
    "300 characters": ("x" * 300, "File name too long"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_model_that_cannot_be_written(what: str, here: Path) -> None:
    place, words = BAD_FILES[what]
    options = ("-o", "out", "--write-model", place)
    assert_wrong_usage(here, ("solve", "case", *options), f"The model cannot be written to .*: {words}")


@contextmanager
def full_disk(most_bytes: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as a disk does that is nearly full."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    "command", [("new", "a"), ("new", "a/b/c"), ("new", "a", "--workbook")], ids=" ".join
)
@pytest.mark.parametrize("most_bytes", [0, 100, 500])
def test_new_case_on_a_full_disk(command: tuple[str, ...], most_bytes: int, here: Path) -> None:
    shutil.rmtree(here / "empty")
    with full_disk(most_bytes):
        ended = consolidate(*command)
    assert_nothing_but(here, ended, set() if command[1] == "a" else {"a", "a/b"})


def assert_nothing_but(here: Path, ended: Any, folders: set[str]) -> None:
    """One sentence, exit code 2, and no file: at most the empty folders above the one that was wanted."""
    assert (ended.code, ended.stdout) == (2, "")
    assert FULL_DISK.split("|")[0] in ended.stderr or FULL_DISK.split("|")[1] in ended.stderr
    assert (
        set(tree(here))
        - {
            *(f"case/{name}" for name in tree(GOLDEN)),
            *("case", "file", "mine", "mine/notes.txt", "empty", "link", "file link", "broken", "pipe"),
        }
        == folders
    )


@pytest.fixture
def full_when_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk be full when the run is written, and not before."""
    write_run = write.write_run

    def limited(*arguments: Any, **options: Any) -> None:
        with full_disk(3000):
            write_run(*arguments, **options)

    monkeypatch.setattr(write, "write_run", limited)


def test_run_on_a_full_disk(here: Path, full_when_writing: None) -> None:
    ended = consolidate("solve", "case", "-o", "out", *QUICK)
    assert_nothing_but(here, ended, set())


def test_full_disk_keeps_the_older_run(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert consolidate("solve", "case", "-o", "out", *QUICK).code == 0
    before = tree(here)
    calls = iter(range(10**6))

    def fsync(handle: int) -> None:
        if next(calls) == 5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    assert_wrong_usage(here, ("solve", "case", "-o", "out", "--overwrite", *QUICK), "No space left on device")
    assert tree(here) == before


def test_model_on_a_full_disk(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_mps = model_file.write_mps

    def limited(*arguments: Any) -> None:
        with full_disk(3000):
            write_mps(*arguments)

    monkeypatch.setattr(model_file, "write_mps", limited)
    ended = consolidate("solve", "case", "-o", "out", "--write-model", "a.mps")
    assert_nothing_but(here, ended, set())


@pytest.fixture
def stranger() -> Iterator[Path]:
    """A folder of the machine's temporary one, as somebody who may do nothing that is not allowed to all."""
    consolidate("check", GOLDEN)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part, mode in (("open", 0o777), ("locked", 0o555)):
            (folder / part).mkdir()
            (folder / part).chmod(mode)
        shutil.copytree(GOLDEN, folder / "case")
        folder.chmod(0o755)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            if not os.access(folder / "case" / "case.toml", os.R_OK, effective_ids=True):
                pytest.skip("others than root cannot reach the temporary folder")
            yield folder
        finally:
            if user == 0:
                os.seteuid(0)
            (folder / "locked").chmod(0o755)


@pytest.mark.usefixtures("no_search")
@pytest.mark.parametrize("command", [("new",), ("new", "--workbook"), ("solve", GOLDEN, "-o")], ids=len)
def test_folder_without_permission(command: tuple[str, ...], stranger: Path) -> None:
    assert_wrong_usage(stranger, (*command, stranger / "locked" / "out"), "cannot be written")
    assert consolidate("new", stranger / "open" / "out").code == 0, "where it is allowed, it works"


def test_file_without_permission(stranger: Path) -> None:
    user = os.geteuid()
    os.seteuid(os.getuid())
    (stranger / "case" / "councils.csv").chmod(0)
    os.seteuid(user)
    ended = consolidate("check", stranger / "case", "--json")
    assert ended.code == 3
    [fault] = ended.object["faults"]
    assert_plain(fault)
    assert fault["problem"] == "cannot be opened (Permission denied)"


def test_links_in_a_case(here: Path) -> None:
    (here / "case" / "councils.csv").rename(here.parent / "outside" / "councils.csv")
    (here / "case" / "councils.csv").symlink_to(here.parent / "outside" / "councils.csv")
    assert consolidate("check", "case").code == 0, "a table may lie elsewhere"
    (here.parent / "outside" / "councils.csv").unlink()
    assert_refused(here, ("check", "case"), ("councils.csv", None, None, "the file is missing"))


def test_case_that_is_none(here: Path) -> None:
    for place in ("nowhere", "x" * 300, "file/case"):
        assert_wrong_usage(here, ("check", place), "does not exist|cannot be")
    assert_refused(here, ("check", "empty"), ("case.toml", None, None, "the file is missing"))
    for place in ("file", "pipe", os.devnull):
        assert_refused(here, ("check", place), (place, None, None, "is not a folder; name a folder that"))
