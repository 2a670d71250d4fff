"""What the other commands write is what the reports read: each run on the golden case and read back."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.cli.app import app
from optimizer.errors import UsageError
from optimizer.report.content import Analyses, content_of_run, is_analysis, read_analyses
from optimizer.report.page import page_of
from optimizer.report.read import read_run
from tests.builders import CASES
from tests.report.page.pages import golden_run

SPEC = """
[[vary]]
path = "case.discount_rate"
values = [0.0, 0.06]
name = "rate"

[design]
kind = "one_at_a_time"
"""
COMMANDS = (
    ("why", "run", "--workers", "1"),
    ("stress", "run", "--samples", "100"),
    ("frontier", "case", "--against", "changes", "--points", "2"),
    ("alternatives", "case", "--within", "60", "--count", "1"),
    ("sweep", "case", "rates", "--workers", "1"),
    ("switch", "case", "rates", "--workers", "1", "--steps", "1"),
)


@pytest.mark.long
def test_every_command_is_read_back(tmp_path: Path) -> None:
    """The golden case: sharing is worth 372,588.62 (CORE, part 3); at a rate of 0 it is 416,000."""
    run, case = tmp_path / "run", tmp_path / "case"
    shutil.copytree(CASES / "golden", case)
    (case / "sweeps").mkdir(exist_ok=True)
    (case / "sweeps" / "rates.toml").write_text(SPEC, encoding="utf-8")
    golden_run(run)
    for name, subject, *options in COMMANDS:
        words = [name, str(tmp_path / subject), *options, "-o", str(run / name)]
        ended = CliRunner().invoke(app, words)
        assert ended.exit_code == 0, ended.output
    kept = read_run(run)
    found = read_analyses((run / name for name, *_ in COMMANDS), kept)
    assert all(is_analysis(run / name) for name, *_ in COMMANDS)
    assert found.why is not None
    assert [(one.kind, one.difference_gbp) for one in found.why.prices if one.kind == "not_shared"] == [
        ("not_shared", Decimal("-372588.62"))
    ]
    assert found.stress is not None
    assert {one.words for one in found.stress.break_ups} == {"ICT at Council A"}
    assert found.stress.drop_outs
    assert found.stress.scenarios == () or found.stress.scenarios[0].cost_gbp > 0
    [frontier] = found.frontiers
    assert [(one.npv_saving_gbp, one.value) for one in frontier.points][0] == (Decimal("372588.62"), 2)
    assert found.alternatives is not None
    assert found.alternatives.plans == ()
    [tornado] = found.tornadoes
    assert (tornado.name, tornado.base_gbp) == ("rates", Decimal("372588.62"))
    assert [(bar.entry, bar.low, bar.at_low_gbp) for bar in tornado.bars] == [
        ("rate", "0.0", Decimal("416000.00"))
    ]
    assert found.switch is not None
    assert {(row.name, row.what, row.at) for row in found.switch.values if row.what == "decision"} == {
        ("rate", "decision", None)
    }
    page = page_of(content_of_run(kept, found))
    assert "fills this section" not in page
    assert "nothing switches from 0 to 0.06" in page


def test_folder_that_is_nothing_is_refused(tmp_path: Path) -> None:
    kept = golden_run(tmp_path / "run")
    (tmp_path / "empty").mkdir()
    assert not is_analysis(tmp_path / "empty")
    with pytest.raises(UsageError, match="holds nothing that a report shows: name a folder that `why`"):
        read_analyses([tmp_path / "empty"], kept)
    assert read_analyses([], kept) == Analyses()
    for text, problem in (("[]", "TypeError"), ("{", "JSONDecodeError"), ("{}", "KeyError")):
        (tmp_path / "empty" / "why.json").write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=f"cannot be read as what this version writes \\({problem}"):
            read_analyses([tmp_path / "empty"], kept)
