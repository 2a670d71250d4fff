"""What `sweep` prints of a tornado, of indices and of a dry run, from made-up answers."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from optimizer.analysis.sweep import salib
from optimizer.analysis.sweep.estimate import Estimate
from optimizer.analysis.sweep.tables import estimate_as_json
from optimizer.analysis.sweep.work import Answer, answer
from optimizer.cli.show_sweep import show_estimate, show_sweep
from optimizer.cli.terminal import Terminal
from tests.analysis.sweep.made import AT_B, made_up, planned
from tests.builders import CASES

RATE = '[[vary]]\npath = "case.discount_rate"\nlow = 0.01\nhigh = 0.04\nname = "rate"\n'
JOINS = '[[vary]]\npath = "joining.join_gbp[*,*]"\nlow_percent = -50\nhigh_percent = 50\nname = "joins"\n'
POT = '[[vary]]\npath = "budgets.amount_gbp[B,*,transition]"\nvalues = [1]\nname = "pot"\n'


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return shutil.copytree(CASES / "golden", tmp_path / "golden")


def design(kind: str, size: str = "") -> str:
    return f'[design]\nkind = "{kind}"\n{size}\n[outputs]\nkeep = ["one_off_cost_gbp", "npv_saving_gbp"]\n'


def linear(settings: Mapping[str, str]) -> Answer:
    """Net saving from 1,000k, of which the rate takes up to 300k and the joining costs up to 200k."""
    saving = 1e6 - 1e7 * (float(settings["rate"]) - 0.01) - 2000 * (float(settings["joins"]) + 50)
    return planned(saving, one_off_cost_gbp="5.00")


def shown(case: Path, text: str, formula: object, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    found = made_up(case, text, formula)  # type: ignore[arg-type]
    show_sweep(Terminal(as_json=False), found, Path("out"))
    captured = capsys.readouterr()
    return captured.out, captured.err


def lines_of(text: str, *entries: str) -> list[str]:
    """Return the lines that begin with one of the entries, with single spaces."""
    return [
        " ".join(line.split())
        for line in text.splitlines()
        if line.split()[:1] and line.split()[0] in entries
    ]


def test_the_tornado_is_shown_with_the_widest_first(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")

    def formula(settings: Mapping[str, str]) -> Answer:
        if settings.get("joins") == "50":
            return answer("infeasible")
        if "rate" in settings:
            return planned(600_000 if settings["rate"] == "0.01" else 450_000, AT_B)
        return planned(499_900.0 if "pot" in settings else 500_000.0)

    out, _ = shown(case, POT + JOINS + RATE + design("one_at_a_time"), formula, capsys)
    assert lines_of(out, "rate", "pot", "joins") == [
        "rate 0.01 0.04 £100.0k -£50.0k £150.0k low: ICT; high: ICT",
        "pot 1 as it is -£0.1k £0.1k same",
        "joins -50% +50% £0.0k no plan is possible high: no plan is possible",
    ]
    assert "At low, at high: net saving more or less than with the case as it is (point 1)." in out
    assert "At 1 of them no plan keeps every rule." in out
    assert out.endswith(
        f"All of it: {Path('out', 'sweep.csv')}; what each column is: {Path('out', 'data_dictionary.csv')}\n"
    )


def test_indices_are_shown_of_the_net_saving(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, errors = shown(case, JOINS + RATE + design("morris", "trajectories = 4"), linear, capsys)
    assert "Sensitivity of npv_saving_gbp" in out
    assert lines_of(out, "rate", "joins") == [
        "rate -£300.0k £300.0k £0.0k £0.0k",
        "joins -£200.0k £200.0k £0.0k £0.0k",
    ]
    assert "More in morris.csv." in out
    out, errors = shown(case, JOINS + RATE + design("sobol_indices", "base_points = 128"), linear, capsys)
    assert [line.split()[0] for line in lines_of(out, "rate", "joins")] == ["rate", "joins"]
    # 0.3 squared to 0.2 squared: 0.69 and 0.31 of the variance.
    assert float(lines_of(out, "rate")[0].split()[3]) == pytest.approx(0.69, abs=0.05)
    assert ("More in sobol_indices.csv." in out, errors) == (True, "")


def test_what_is_missing_of_indices_is_said_on_stderr(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def formula(settings: Mapping[str, str]) -> Answer:
        return answer("infeasible") if float(settings["rate"]) > 0.03 else linear(settings)

    text = JOINS + RATE + design("sobol_indices", "base_points = 8")
    _, errors = shown(case, text, formula, capsys)
    assert errors.startswith("Note: ")
    assert " of 8 base points hold a point without a plan" in errors
    monkeypatch.setattr(salib, "installed", lambda: False)
    out, errors = shown(case, text, linear, capsys)
    assert errors.startswith("Note: There are no Sobol' indices: they need the package SALib")
    assert "Sensitivity" not in out


def test_a_dry_run_says_what_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    def said(*given: object, unread: bool = False) -> str:
        estimate = Estimate(*given, unread=unread)  # type: ignore[arg-type]
        show_estimate(Terminal(as_json=False), estimate)
        assert estimate_as_json(estimate)["ledger_read"] is not unread
        return capsys.readouterr().out

    assert said(500, 120, 380, 10.0, 2, "") == (
        "500 points, 120 of them answered already.\n"
        "380 are to be solved. A point took 10.0 s on average; 2 at a time, they would take about "
        "32 minutes.\n"
    )
    assert said(500, 0, 500, 7.26, 2, "time_limit").endswith(
        "The case as it is took 7.3 s (time limit); 2 at a time, they would take about 30 minutes.\n"
    )
    assert said(9, 9, 0, 1.0, 1, "").endswith(
        "Nothing is left to solve: the tables would be written again.\n"
    )
    assert "ledger cannot be read: it is damaged, or a process is writing to it." in said(
        9, 0, 9, 1.0, 1, "", unread=True
    )
