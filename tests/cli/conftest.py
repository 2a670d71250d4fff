"""A copy of the golden case to spoil, and a way to run a command inside this process."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from optimizer.cli.app import app
from tests.builders import CASES


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def object(self) -> Any:
        """The one JSON object on stdout; anything beside it fails."""
        return json.loads(self.stdout)

    @property
    def first_line(self) -> str:
        return self.stderr.splitlines()[0]


Run = Callable[..., Ended]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A copy of the golden case, `golden` in the current folder of the command."""
    return shutil.copytree(CASES / "golden", tmp_path / "golden")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, in the test's own folder."""
    monkeypatch.chdir(tmp_path)

    def run_command(*words: str | Path) -> Ended:
        result = CliRunner().invoke(app, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    return run_command


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Run a command as a process of its own, as a user does."""

    def run_process(*words: str | Path, **environment: str) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "optimizer.cli", *words],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])} | environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return run_process


INFEASIBLE_SET = """
[policy.must]
kind = "pool_required"
service = "ICT"
reason = "The councils want it."

[policy.alone]
kind = "partners"
service = "ICT"
most = 1
reason = "No council wants another one in its pool."
"""


@pytest.fixture
def infeasible(case: Path) -> str:
    """The name of a set that no plan keeps."""
    (case / "constraints").mkdir(exist_ok=True)
    (case / "constraints" / "clash.toml").write_text(INFEASIBLE_SET, encoding="utf-8")
    return "clash"
