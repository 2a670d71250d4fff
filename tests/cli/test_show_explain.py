"""The page of `explain` where searches were stopped, policies are hard, or conflicts may be missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import StringIO

from rich.console import Console

from optimizer.analysis.explain.changes import SetAside
from optimizer.analysis.explain.documents import less_than_best
from optimizer.analysis.explain.explanation import Conflict, Infeasible, Repair, Resolved, exit_code
from optimizer.analysis.explain.oracle import Confirmation
from optimizer.cli.show_explain import show_explanation
from optimizer.cli.terminal import Terminal
from tests.analysis.explain.small import hard, required
from tests.formulations.tiny import tiny

MUST = replace(required(), owner="Leaders", source="Minute 7")
SOLVED = Resolved("solved", Decimal(5000), Decimal(5000), Decimal(0))
STOPPED = Resolved("stopped", Decimal(1000), Decimal(1000), Decimal(9000), "The time limit was reached.")
UNSOLVED = Resolved("not solved", note="There was no time left to solve it.")


def repair(resolved: Resolved) -> Repair:
    return Repair((MUST,), (SetAside(MUST.full_name),), "set aside s.must altogether", False, resolved)


def page(found: Infeasible) -> str:
    out = StringIO()
    console = Console(file=out, width=100, highlight=False, markup=False, emoji=False)
    show_explanation(Terminal(False, console, console), tiny().case, found)
    return out.getvalue()


def infeasible(*answers: Resolved, **fields: object) -> Infeasible:
    conflict = Conflict((MUST,), Confirmation("not confirmed in 30 s", "No proof."), "")
    given = Infeasible((conflict,), True, tuple(map(repair, answers)), True, (), 3)
    return replace(given, **fields)  # type: ignore[arg-type]


def test_a_stopped_repair_is_not_held_against_the_best() -> None:
    found = infeasible(SOLVED, STOPPED, UNSOLVED)
    assert [less_than_best(one, found.repairs) for one in found.repairs] == [0, None, None]
    text = page(found)
    assert "at least: net saving £1.0k" in text
    assert "Repair 2: The time limit was reached. One that saves up to £9.0k more may exist." in text
    assert "not solved in time" in text
    assert "less than" not in text.split("Set aside")[2]


def test_who_why_and_whence_are_on_the_page() -> None:
    text = page(infeasible(SOLVED))
    for words in (
        "a test",
        "Source: Minute 7",
        "Leaders",
        "not confirmed in 30 s",
        "no plan keeps this policy",
    ):
        assert words in text


def test_hard_policies_alone_are_said_to_be_so() -> None:
    conflict = Conflict((hard(MUST), hard(MUST)), Confirmation("confirmed", ""), "")
    text = page(infeasible(conflicts=(conflict,), repairs=()))
    assert "All of them are hard, so nothing is offered" in text
    assert "No repair can be offered" in text


def test_what_may_be_missing_is_said() -> None:
    text = page(infeasible(SOLVED, all_conflicts=False, all_repairs=False))
    assert "there may be more (--limit looks for more)" in text
    assert "There may be other ways out" in " ".join(text.split())


def test_exit_codes() -> None:
    failed = Resolved("failed", note="A check failed.")
    assert [exit_code(infeasible(*answers)) for answers in ((SOLVED, STOPPED), (SOLVED, UNSOLVED))] == [0, 6]
    assert exit_code(infeasible(UNSOLVED, failed)) == 8
