"""The other commands, help, speed, and what a process shows to the outside."""

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.conftest import Run

COMMANDS = (
    "check",
    "solve",
    "alternatives",
    "compare",
    "explain",
    "frontier",
    "replay",
    "report",
    "stress",
    "sweep",
    "switch",
    "why",
    "formulations",
    "schema",
    "new",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(run: Run, command: str) -> None:
    ended = run(command, "--help")
    assert (ended.code, ended.stderr) == (0, "")
    assert f"Example: consolidate {command}" in ended.stdout
    assert "--json" in ended.stdout


def test_help_lists_the_commands_of_this_stage_only(run: Run) -> None:
    listed = re.findall(r"^  (\w+)  ", run("--help").stdout.partition("Commands:")[2], re.MULTILINE)
    assert tuple(listed) == COMMANDS


def test_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").stdout == f"consolidate {version('consolidate')}\n"


def test_unknown_option_is_wrong_usage(run: Run) -> None:
    ended = run("check", "--nonsense")
    assert (ended.code, ended.stdout) == (2, "")


def test_check_lists_defaults_and_curve_ratios(run: Run, case: Path) -> None:
    ended = run("check", case)
    assert ended.code == 0
    for words in ("recorded_realisation", "0.35", "1.25", "£4,794.6k", "Nothing is wrong with the input"):
        assert words in ended.stdout
    assert not (case.parent / "runs").exists()


def test_check_as_json(run: Run, case: Path) -> None:
    found = run("check", case, "--json").object
    assert found["status"] == "ok"
    assert found["bau_npv_gbp"] == 4794609.46
    assert {"table": "councils", "column": "custom_weight", "value": "1", "rows": 2}.items() <= next(
        one for one in found["defaults"] if one["column"] == "custom_weight"
    ).items()
    assert found["curve_ratios"][0]["ratio"] == 1.25


def test_check_says_which_policies_today_breaks(run: Run, case: Path, infeasible: str) -> None:
    ended = run("check", case, "-c", infeasible)
    assert ended.code == 0
    assert "Today breaks" in ended.stdout
    assert "2 policies in clash" in " ".join(ended.stdout.split())


def test_check_refuses_an_unknown_set(run: Run, case: Path) -> None:
    ended = run("check", case, "-c", "nonsense")
    assert (ended.code, ended.stdout) == (3, "")
    assert "nonsense.toml" in ended.stderr


def test_check_of_the_solvers(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "cache"))
    ended = run("check", "--solvers")
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout.startswith("HiGHS 1.")
    assert "SCIP" in ended.stdout
    findings = run("check", "--solvers", "--json").object["solvers"]
    assert [one["state"] in {"absent", "present", "unknown"} for one in findings] == [True] * 4
    assert list((tmp_path / "cache").rglob("solvers-*.json"))


def test_check_wants_a_case_or_the_solvers(run: Run, case: Path) -> None:
    for words in (("check",), ("check", case, "--solvers")):
        ended = run(*words)
        assert (ended.code, ended.first_line) == (2, "Name either a case to check or --solvers.")


def test_new_makes_a_case_that_solves(run: Run) -> None:
    assert run("new", "mycase").code == 0
    assert run("check", "mycase").code == 0
    assert run("solve", "mycase").code == 0
    again = run("new", "mycase")
    assert (again.code, again.stdout) == (2, "")


def test_schema_of_a_table_and_of_all(run: Run) -> None:
    assert json.loads(run("schema", "contracts").stdout)
    assert json.loads(run("schema").stdout)
    assert run("schema", "nonsense").code == 2


def test_formulations_is_the_kept_catalogue(run: Run, repository: Path) -> None:
    kept = (repository / "formulations" / "CATALOGUE.md").read_text(encoding="utf-8")
    assert run("formulations").stdout == kept, "run: consolidate formulations > formulations/CATALOGUE.md"
    families = run("formulations", "--json").object["families"]
    assert [one["name"] for one in families][0] == "decisions"


@pytest.mark.parametrize("words", [("--help",), ("check", "golden")])
def test_quick_commands_do_not_wait_for_the_solver(process: Run, case: Path, words: tuple[str, ...]) -> None:
    # What is imported is what takes the time, and it does not depend on how busy the machine is.
    ended = process(*words, PYTHONPROFILEIMPORTTIME="1")
    assert ended.code == 0
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert not imported & {"pyomo", "highspy", "scipy", "pandas", "optimizer.pipeline", "formulations"}


def test_process_is_silent_on_stderr_and_plain_on_stdout(process: Run, case: Path) -> None:
    ended = process("solve", "golden", NO_COLOR="1")
    assert ended.code == 0
    assert all(line.startswith("Warning: ") for line in ended.stderr.splitlines())
    assert "\x1b" not in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 110


def test_terminal_without_the_pound_sign_is_no_error(process: Run, case: Path) -> None:
    ended = process("check", "golden", PYTHONIOENCODING="ascii")
    assert ended.code == 0
    assert "?4,794.6k" in ended.stdout
