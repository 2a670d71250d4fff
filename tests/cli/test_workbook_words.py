"""Faults of a case that is one workbook name its sheets, wherever they are found."""

from pathlib import Path

import pytest

from optimizer.verify import referee
from optimizer.verify.verdict import Violation
from tests.case.workbooks import saved, written
from tests.cli.conftest import Run

UNKNOWN_POT = """
[policy.pot]
kind = "transition_budget"
pot = "unheard_of"
councils = ["A"]
reason = "A cap."
"""


@pytest.fixture
def workbook(case: Path, tmp_path: Path) -> Path:
    """The golden case as a workbook, with a set that names a pot without a row beside it."""
    (tmp_path / "constraints").mkdir()
    (tmp_path / "constraints" / "pots.toml").write_text(UNKNOWN_POT, encoding="utf-8")
    (case / "constraints" / "pots.toml").write_text(UNKNOWN_POT, encoding="utf-8")
    return saved(tmp_path, written(case))


@pytest.mark.parametrize("command", ["check", "solve"])
def test_a_fault_of_a_set_names_the_sheet(run: Run, case: Path, workbook: Path, command: str) -> None:
    for form, words in ((workbook, "rows in sheet budgets"), (case, "rows in budgets.csv")):
        ended = run(command, form, "-c", "pots")
        assert ended.code == 3
        assert "constraints/pots.toml, row 2" in ended.stderr
        assert words in ended.stderr


@pytest.mark.parametrize("command", ["check", "solve"])
def test_a_fault_of_today_names_the_sheet(
    run: Run, case: Path, workbook: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What reading lets pass and the referee finds in today's position carried on."""
    broken = Violation("pools.most_members", "ICT.A, 2026/27", "2 members, 1 allowed")
    monkeypatch.setattr(referee, "_check_logic", lambda *_: [broken])
    for form, words in ((workbook, "case.xlsx, sheet baseline_services"), (case, "baseline_services.csv")):
        ended = run(command, form)
        assert ended.code == 3
        assert f"- {words}, arrangement_today: today carried on breaks pools.most_members" in ended.stderr
