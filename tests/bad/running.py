"""Run a command on a spoilt case as a user does, and look at all that comes of it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from optimizer.cli.app import app
from tests.builders import CASES
from tests.case.folders import Edit, Expected
from tests.cli.conftest import Ended

GOLDEN = CASES / "golden"
TEMPLATE = CASES.parents[1] / "data" / "template"

JARGON = re.compile(
    r"Traceback|\w(Error|Exception)\b|NoneType|\bNone\b|\bTrue\b|\bFalse\b|pydantic|validation error|Errno|"
    r"<class|object at 0x|Decimal\(|Path\(|\bdict\b|\btuple\b|\bstr\b|\bint\b|\bfloat\b|codec"
)
"""Words of programmers, none of which may stand in a message."""

Tree = dict[str, bytes | str | None]


def consolidate(*words: str | Path) -> Ended:
    """Run a command inside this process; an exception that reaches the user fails the test."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


def tree(folder: Path) -> Tree:
    """Return everything below a folder: texts of files, targets of links, None for folders."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = os.readlink(path)  # noqa: PTH115 - the text of the link, whether or not it leads anywhere
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


def spoilt(here: Path, good: Path, edit: Edit) -> Path:
    """Copy a good case to `case` and spoil it."""
    folder = here / "case"
    shutil.copytree(good, folder)
    edit(folder)
    return folder


def assert_plain(fault: dict[str, Any]) -> None:
    """A fault says where, what is wrong and what would be right, in words that are not a programmer's."""
    problem, remedy = fault["problem"], fault["remedy"]
    assert fault["file"]
    assert problem.strip(), fault
    assert remedy.strip(), fault
    assert not JARGON.search(f"{problem}; {remedy}"), fault
    assert len(f"{problem}; {remedy}") < 600, "nobody reads that far"
    assert not re.search(r"[.;:]$|\n", problem), fault
    assert not re.search(r"[.;:,]$|\n", remedy.removesuffix("..")), fault


def assert_refused(
    here: Path, words: tuple[str | Path, ...], expected: Expected | None
) -> list[dict[str, Any]]:
    """Bad input: exit code 3, the fault at its place in plain words, the same for people and programs,
    and nothing is written. Return all the faults."""
    before = tree(here)
    ended = consolidate(*words, "--json")
    assert ended.code == 3, ended
    assert ended.object["exit_code"] == 3
    faults: list[dict[str, Any]] = ended.object["faults"]
    first, *lines = ended.stderr.splitlines()
    assert first == f"The input has {len(faults)} fault{'s' * (len(faults) != 1)}; nothing was written."
    assert lines == [f"- {line}" for line in ended.object["message"].splitlines()]
    assert len(lines) == len(faults), "each fault is one line"
    assert len(set(lines)) == len(lines), "a fault is told once"
    for fault in faults:
        assert_plain(fault)
    assert tree(here) == before, "something was written"
    if expected is not None:
        *place, text = expected
        assert any(
            [fault["file"], fault["row"], fault["column"]] == place and text in line
            for fault, line in zip(faults, lines, strict=True)
        ), "\n".join(lines)
    return faults


def assert_wrong_usage(here: Path, words: tuple[str | Path, ...], text: str) -> None:
    """Wrong usage: exit code 2, one plain sentence, and nothing is written."""
    before = tree(here)
    ended = consolidate(*words)
    assert (ended.code, ended.stdout) == (2, ""), ended
    assert re.search(text, ended.stderr), ended.stderr
    assert not JARGON.search(ended.stderr), ended.stderr
    assert tree(here) == before, "something was written"
