"""How `consolidate switch` ends where not all goes well, and how it goes on."""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.analysis.switch import switch as module
from optimizer.analysis.switch.work import Answer, Task, answered
from tests.analysis.switch.plain_world import RETAINED, in_a_plain_world
from tests.cli.conftest import Run


@pytest.fixture
def spec(case: Path) -> Path:
    (case / "sweeps").mkdir()
    path = case / "sweeps" / "s.toml"
    path.write_text(RETAINED, encoding="utf-8")
    return path


@pytest.fixture
def plain_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "answered", in_a_plain_world)


def test_no_plan_keeps_the_policies(run: Run, case: Path, spec: Path, infeasible: str) -> None:
    ended = run("switch", case, "s", "-c", infeasible, "-o", "out")
    assert (ended.code, ended.stdout) == (4, "")
    assert ended.first_line == "No plan keeps every rule of the constraint sets. Carrying on as today breaks:"
    assert {path.name for path in Path().iterdir()} == {"golden"}


def test_where_no_plan_is_possible_it_says_so(
    run: Run, case: Path, spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 5.73 on the plan saves nothing, above 6 no plan is possible, below 0.0325 there is no answer."""

    def partly(task: Task) -> Answer:
        for (*_, column), text in task.change.cells.items():
            if column == "retained_fte" and Decimal(text) > 6:
                return Answer("infeasible", message="No plan.")
            if column == "discount_rate" and Decimal(text) < Decimal("0.0325"):
                return Answer("no_plan", message="Not within 1 s.")
        return in_a_plain_world(task)

    monkeypatch.setattr(module, "answered", partly)
    ended = run("switch", case, "s", "--workers", "1", "-o", "out")
    assert ended.code == 7
    assert (
        "  Below 0.0325 nothing is known: a search at 0.03125 has no answer. Not within 1 s.\n"
        in ended.stdout
    )
    assert "  Above 6 no plan keeps every rule (none does at 6.01).\n" in ended.stdout
    assert "Some changes are not narrowed down, since a search has no answer" in ended.stdout
    with Path("out/ranges.csv").open(encoding="utf-8") as file:
        ranges = list(csv.DictReader(file))
    assert [(row["input"], row["status"], row["from_value"], row["to_value"]) for row in ranges] == [
        ("retained", "optimal", "2", "5.72"),
        ("retained", "optimal", "5.73", "6"),
        ("retained", "no_plan_possible", "6.01", "12"),
        ("rate", "no_answer", "0.03", "0.03125"),
        ("rate", "optimal", "0.0325", "0.04"),
    ]
    assert [row["next_not_narrowed"] for row in ranges] == ["no", "no", "no", "yes", "no"]


def test_what_was_stopped_says_so(run: Run, case: Path, spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(task: Task) -> Answer:
        return replace(in_a_plain_world(task), status="time_limit", gap_gbp=Decimal(5000))

    monkeypatch.setattr(module, "answered", stopped)
    ended = run("switch", case, "s", "--workers", "1", "--steps", "1", "-o", "out")
    assert ended.code == 5
    assert "searches ran out of time: a better plan may be missed there" in ended.stdout
    table = Path("out/switching_values.csv").read_text(encoding="utf-8")
    assert table.count(",5000,") == table.count("\n") - 1


def test_what_breaks_down_is_no_answer(
    run: Run, case: Path, spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What breaks down inside leaves the others alone."""

    def breaks(task: Task) -> Answer:
        if task.change.cells:
            message = "no memory"
            raise MemoryError(message)
        return answered(task)

    monkeypatch.setattr(module, "answered", breaks)
    found = run("switch", case, "s", "--workers", "1", "--steps", "1", "--json")
    assert found.object["status"] == "incomplete"
    assert found.object["exit_code"] == found.code == 7
    assert {one["result"] for one in found.object["switching_values"]} == {"no_answer"}
    assert "no memory" in found.object["switching_values"][0]["message"]


def test_stopped_on_the_way_it_goes_on(
    run: Run, case: Path, spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def stopped_at_the_tenth(task: Task) -> Answer:
        nonlocal calls
        calls += 1
        if calls == 10:
            raise KeyboardInterrupt
        return in_a_plain_world(task)

    monkeypatch.setattr(module, "answered", stopped_at_the_tenth)
    ended = run("switch", case, "s", "--workers", "1", "-o", "out")
    assert (ended.code, ended.first_line) == (
        130,
        "Stopped as asked: 9 searches are kept in out.unfinished. Start the same command again to go on.",
    )
    assert {path.name for path in Path().iterdir()} == {"golden", "out.unfinished"}
    assert run("switch", case, "s", "--workers", "1", "-o", "out").code == 0
    assert calls == 10 + 26 - 9
    assert run("switch", case, "s", "--workers", "1", "-o", "undisturbed").code == 0
    assert {path.name for path in Path().iterdir()} == {"golden", "out", "undisturbed"}
    for path in Path("out").iterdir():
        assert path.read_bytes() == Path("undisturbed", path.name).read_bytes()


@pytest.mark.usefixtures("plain_world")
def test_what_was_kept_and_is_damaged_is_not_used(run: Run, case: Path, spec: Path) -> None:
    Path("out.unfinished").mkdir()
    Path("out.unfinished/ledger.sqlite").write_bytes(b"spoilt" * 1000)
    ended = run("switch", case, "s", "--workers", "1", "-o", "out")
    assert ended.code == 0
    assert ended.first_line.endswith(
        "nothing of it was used; it is now out.unfinished/ledger.sqlite.damaged-1."
    )
    assert {path.name for path in Path().iterdir()} == {"golden", "out", "out.unfinished"}


def test_two_at_once_are_refused(run: Run, case: Path, spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second = []

    def meanwhile(task: Task) -> Answer:
        if not second:
            second.append(None)
            second[0] = run("switch", case, "s", "-o", "out")
        return in_a_plain_world(task)

    monkeypatch.setattr(module, "answered", meanwhile)
    assert run("switch", case, "s", "--workers", "1", "-o", "out").code == 0
    [refused] = second
    assert refused is not None
    assert refused.code == 2
    assert refused.first_line.startswith("Another process is at work on out.unfinished: let it end")
