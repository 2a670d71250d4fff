"""What the README shows works as typed, in a folder that holds nothing but the examples."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

README = Path(__file__).resolve().parents[1] / "README.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.removeprefix("$ ")
    for language, block in BLOCKS
    if language in {"console", "bash"}
    for line in block.splitlines()
    if line.removeprefix("$ ").startswith("consolidate ")
]


@pytest.fixture(scope="module")
def finished(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Run every command in the order of the README; return the folder and the complaints by command."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(repository / "examples", folder / "examples")
    complaints = {}
    for command in COMMANDS:
        words = [sys.executable, "-m", "optimizer.cli", *shlex.split(command)[1:]]
        done = subprocess.run(
            words,
            cwd=folder,
            # What a command keeps for its user stays in the folder too.
            env=os.environ | dict.fromkeys(("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"), str(folder)),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            complaints[command] = f"exit code {done.returncode}: {done.stderr}"
    return folder, complaints


def test_readme_shows_the_main_commands() -> None:
    shown = {command.split()[1] for command in COMMANDS}
    assert {"check", "solve", "new", "schema", "formulations"} <= shown


def test_every_command_works_as_typed(finished: tuple[Path, dict[str, str]]) -> None:
    assert finished[1] == {}


def test_pandas_snippet_gives_the_published_saving(
    finished: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = finished
    [snippet] = [block for language, block in BLOCKS if language == "python"]
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    exec(snippet, names)
    published = pd.read_csv("runs/demo/summary.csv").set_index("measure").value["npv_saving_gbp"]
    assert names["npv_saving_gbp"] == pytest.approx(float(published), abs=0.01)
