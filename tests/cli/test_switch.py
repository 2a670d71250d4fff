"""`consolidate switch`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from optimizer.analysis.switch import columns
from optimizer.analysis.switch import switch as module
from tests.analysis.switch.plain_world import RETAINED, in_a_plain_world
from tests.cli.conftest import Run

DESIGN = '[design]\nkind = "grid"\n'

SAID = """\
Two councils, one service, three years

The present plan has a net saving £372.6k.
  ICT: Council A and Council B share it from 2026/27, hosted by Council A (lead authority, full)
Its saving falls to zero if the realised share of the running saving is 0.2116 (now 1), 79% lower; 0.35 is \
on record.

A switching value is the value of an input at which the preferred option changes, or at which the net \
present value falls to zero.

retained (now 2, asked about from 2 to 12)
  The preferred option changes if retained is 5.73 (now 2), 187% higher: ICT: not shared (no saving there; \
the present plan: net cost £0.4k).
  The net present saving of the present plan falls to zero if retained is 5.73 (now 2), 187% higher.
  The best achievable saving falls to zero if retained is 5.73 (now 2), 187% higher: no plan saves anything \
there.

rate (now 0.035, asked about from 0.03 to 0.04)
  The preferred option stays down to 0.03 (net saving £372.6k there).
  The preferred option stays up to 0.04 (net saving £372.6k there).

Decisions by ranges
 Input      From     To   Decision       Net saving at From     at To
 retained      2   5.72   present plan              £372.6k     £0.6k
 retained   5.73     12   plan 2                      £0.0k     £0.0k
 rate       0.03   0.04   present plan              £372.6k   £372.6k
Plan 2: ICT: not shared.

26 searches. On the way to each end 4 values were tried, and where two neighbours differ the change was \
narrowed down to about a thousandth of the way (or the rounding of the input). A change that is undone \
between two neighbours is not seen; --steps tries more. Another plan that saves no more is no change.
"""


@pytest.fixture
def spec(case: Path) -> Path:
    (case / "sweeps").mkdir()
    path = case / "sweeps" / "s.toml"
    path.write_text(RETAINED, encoding="utf-8")
    return path


@pytest.fixture
def plain_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "answered", in_a_plain_world)


@pytest.mark.usefixtures("plain_world")
def test_the_terminal_says_it_in_words(run: Run, case: Path, spec: Path) -> None:
    """Nothing is left of 372,588.62 from 3.7258862 posts more on: between 5.72 and 5.73."""
    ended = run("switch", case, "s", "--workers", "1")
    assert (ended.code, ended.stderr) == (0, "")
    lines = [line.rstrip() for line in ended.stdout.splitlines() if not line.startswith("──")]
    assert lines == SAID.splitlines()
    assert {path.name for path in Path().iterdir()} == {"golden"}


@pytest.mark.usefixtures("plain_world")
def test_the_object_and_the_files_say_the_same(run: Run, case: Path, spec: Path) -> None:
    ended = run("switch", case, "s", "--workers", "1", "--json", "-o", "out/switching")
    assert ended.code == 0
    found = ended.object
    folder = Path("out/switching")
    names = {"switching_values.csv", "ranges.csv", "decisions.csv", "switch.json", "manifest.json"}
    names.add("data_dictionary.csv")
    assert {path.name for path in folder.iterdir()} == names
    assert json.loads((folder / "switch.json").read_text(encoding="utf-8")) == found
    assert (found["status"], found["searches"], found["present_plan"]["npv_saving_gbp"]) == (
        *("answered", 26),
        372588.62,
    )
    with (folder / "switching_values.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == tuple(columns.COLUMNS)
    assert [row["value_at"] for row in rows if row["input"] == "retained"] == ["5.73"] * 3
    assert [one["value_at"] for one in found["switching_values"]] == [5.73] * 3 + [None] * 6
    assert rows[0] == {
        **{"input": "retained", "group": "", "unit": "FTE", "value_now": "2", "low": "2", "high": "12"},
        **{"direction": "up", "what": "decision", "result": "changes", "value_before": "5.72"},
        **{"value_at": "5.73", "change_percent": "186.50", "narrowed": "yes", "plan": "2"},
        **{"changes_to": "ICT: not shared", "npv_saving_gbp": "0", "gap_gbp": "0.00"},
        **{"present_plan_npv_saving_gbp": "-411.38", "message": ""},
    }
    with (folder / "ranges.csv").open(encoding="utf-8") as file:
        ranges = list(csv.DictReader(file))
    assert tuple(ranges[0]) == tuple(columns.RANGE_COLUMNS)
    assert [(row["from_value"], row["to_value"], row["plan"]) for row in ranges] == [
        ("2", "5.72", "1"),
        ("5.73", "12", "2"),
        ("0.03", "0.04", "1"),
    ]
    with (folder / "data_dictionary.csv").open(encoding="utf-8") as file:
        described = {(row["file"], row["column"]) for row in csv.DictReader(file)}
    for name in names - {"switch.json", "manifest.json"}:
        heading = (folder / name).read_text(encoding="utf-8").partition("\n")[0].split(",")
        assert {(name, column) for column in heading} == {one for one in described if one[0] == name}
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["format"], manifest["steps"], manifest["by_status"]) == (
        *("consolidate switch 1", 4),
        {"optimal": 26},
    )
    again = run("switch", case, "s", "-o", "out/switching")
    assert (again.code, again.first_line) == (
        2,
        "out/switching exists already: name a folder that does not.",
    )


@pytest.mark.usefixtures("plain_world")
def test_a_group_has_a_row_for_each_entry(run: Run, case: Path, spec: Path) -> None:
    """37.3% of the way up retained is 5.73, as when it moves alone, and the rate 0.0368643."""
    spec.write_text(RETAINED.replace("name = ", 'group = "both"\nname = '), encoding="utf-8")
    ended = run("switch", case, "s", "--workers", "1", "-o", "out")
    assert ended.code == 0
    said = "both, a group that moves together:\n  - retained (now 2, asked about from 2 to 12)\n"
    assert said in ended.stdout
    said = (
        "The preferred option changes if both is 37.3% of the way to its high end (retained 5.73, rate 0.0368"
    )
    assert said in ended.stdout
    with Path("out/switching_values.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["result"] == "changes"]
    assert [(row["input"], row["group"], row["unit"], row["direction"]) for row in rows] == [
        ("retained", "both", "FTE", "up"),
        ("rate", "both", "share a year", "up"),
    ]
    assert rows[0]["value_at"] == "5.73"
    assert float(rows[1]["value_at"]) == pytest.approx(0.035 + 0.005 * 0.373, abs=0.00001)
    assert rows[0]["changes_to"] == rows[1]["changes_to"] == "ICT: not shared"


@pytest.mark.long
def test_workers_change_nothing(run: Run, case: Path, spec: Path) -> None:
    """Really solved, at two values and the case."""
    text = RETAINED.partition('[[vary]]\npath = "case')[0].replace("12", "2.04")
    spec.write_text(text + DESIGN, encoding="utf-8")
    for workers in ("1", "2"):
        assert run("switch", case, "s", "--workers", workers, "--steps", "2", "-o", workers).code == 0
    for name in ("switching_values.csv", "ranges.csv", "decisions.csv", "switch.json", "manifest.json"):
        assert Path("1", name).read_bytes() == Path("2", name).read_bytes()


def test_dry_run_writes_nothing(run: Run, case: Path, spec: Path) -> None:
    """One way for the posts, two for the rate: 1 + 3 x 4 searches where nothing changes.

    Where all change once: as many again for what is kept, and 4 x 8 halvings on each way. At most: twice
    4 for what is kept, and 17 x 8 for the halvings.
    """
    found = run("switch", case, "s", "--dry-run", "--workers", "1", "--json", "-o", "out").object
    assert (found["inputs"], found["ways"], found["workers"], found["case_status"]) == (2, 3, 1, "optimal")
    counts = [found[name]["searches"] for name in ("nothing_changes", "one_change_each_way", "at_most")]
    assert counts == [13, 13 + 3 * (4 + 32), 13 + 3 * (8 + 136)]
    said = run("switch", case, "s", "--dry-run").stdout
    assert "where nothing changes: 13 searches, about " in said
    assert {path.name for path in Path().iterdir()} == {"golden"}


def test_bad_input(run: Run, case: Path, spec: Path) -> None:
    for text, words in (
        (RETAINED.replace("retained_fte", "retaind_fte"), "did you mean 'retained_fte'?"),
        (RETAINED.replace("A,ICT", "A,IT"), "matches nothing: baseline has no row with service 'IT'"),
        (RETAINED.replace("high = 0.04", "high = 4"), "is too large"),
        (
            RETAINED.replace("[A,ICT,all]", "[*,ICT,all]"),
            "2 cells of different values, so there is no one value",
        ),
        (RETAINED.partition("[[vary]]")[0] + DESIGN, "vary"),
    ):
        spec.write_text(text, encoding="utf-8")
        ended = run("switch", case, "s", "-o", "out")
        assert (ended.code, ended.stdout) == (3, "")
        assert words in ended.stderr
    ended = run("switch", case, "ss")
    assert ended.code == 3
    assert "sweeps/ss.toml: there is no such sweep specification; did you mean 's'?" in ended.stderr
    assert not Path("out").exists()


def test_wrong_usage(run: Run, case: Path, spec: Path) -> None:
    for words, said in (
        (("--steps", "0"), "--steps must be a whole number from 1 to 1,000, not 0."),
        (("-o", "golden"), "golden exists already: name a folder that does not."),
        (("--workers", "0"), "The number of workers must be 1 or more, not 0."),
    ):
        ended = run("switch", case, "s", *words)
        assert (ended.code, ended.first_line) == (2, said)
    assert run("switch", case).code == 2
    assert run("switch", "nothing", "s").code == 2
