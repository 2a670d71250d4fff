"""Of the ways to pay for a plan the one that borrows least, and nothing else of the plan is touched."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from optimizer.model import cheapest_drawings
from optimizer.model.cheapest_drawings import with_cheapest_drawings
from optimizer.model.formulate import formulate
from optimizer.model.prepare import prepare
from optimizer.model.solve import SolveOptions, SolveStatus, solve
from tests.formulations.tiny import policy, rows, tiny
from tests.solving import solve as solve_all

HEADER = "source council financial_year amount_gbp kind lines rate life_years floor_gbp"
LOAN = "loan - - 9000 borrowing - 0.05 4 -"
DEARER = "dearer - - 9000 borrowing - 0.06 4 -"
RECEIPTS = "receipts - - 1000 capital_receipt - - - -"
RESERVE = "reserve - - 9000 reserve - - - {}"
GRANT = "grant - 2026/27 2500 grant joining - - -"
REST = "rest - - 9000 grant redundancy - - -"
JOINING = rows("council arrangement join_gbp", "B P 6000")


def paid(*pots: str, councils: tuple[str, ...] = ("A", "B"), more: tuple = ()) -> dict[str, int]:
    """Return what each source pays of the 6,000 that B pays to join, in pounds."""
    case = tiny(joining=JOINING, funding=rows(HEADER, *pots))
    sources = tuple(dict.fromkeys(source for source, _ in case.case.funding))
    found = solve_all(case, [policy("funded", councils=councils, sources=sources), *more])
    assert found.plan is not None
    return {d.source: d.pence // 100 for d in found.plan.drawings if d.line == "joining"}


@pytest.mark.parametrize(
    ("pots", "expected"),
    [
        ((LOAN, RESERVE.format(0), RECEIPTS, GRANT), {"grant": 2500, "receipts": 1000, "reserve": 2500}),
        ((GRANT, RECEIPTS, RESERVE.format(0), LOAN), {"grant": 2500, "receipts": 1000, "reserve": 2500}),
        (
            (LOAN, RESERVE.format(7500), RECEIPTS, GRANT),
            {"grant": 2500, "receipts": 1000, "reserve": 1500, "loan": 1000},
        ),
        ((DEARER, LOAN), {"loan": 6000}),
        ((LOAN, DEARER), {"loan": 6000}),
    ],
)
def test_grants_first_and_borrowing_last(pots: tuple[str, ...], expected: dict[str, int]) -> None:
    assert paid(*pots, REST) == expected


def test_only_what_is_missing_is_borrowed_under_other_policies_too() -> None:
    """Joining leaves B 2,000 worse off in year 1 (40 + 36 + 6 = 82), and 4,000 better off if a source pays.

    Whichever pays, it is afforded, so nothing is borrowed; a reserve of 5,999 leaves a pound to borrow.
    """
    afford = policy(
        "affordability", most_worse_gbp=Decimal(0), councils=("A", "B"), first_year=0, last_year=2
    )
    assert paid(LOAN, RESERVE.format(0), REST, more=(afford,)) == {"reserve": 6000}
    short = "reserve - - 5999 reserve - - - -"
    assert paid(LOAN, short, REST, more=(afford,)) == {"reserve": 5999, "loan": 1}


def test_nothing_else_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    case = tiny(joining=JOINING, funding=rows(HEADER, LOAN, RESERVE.format(0), REST))
    funded = policy("funded", councils=("A", "B"), sources=("loan", "reserve", "rest"))
    formulation = formulate(prepare(case.case, (funded,)))
    matrix = formulation.matrix()
    outcome = solve(matrix, SolveOptions())
    assert outcome.values is not None
    found = with_cheapest_drawings(formulation, matrix, outcome.values, seed=0)
    moved = {
        name.split("[")[0]
        for name, was, now in zip(matrix.column_names, outcome.values, found, strict=True)
        if was != now
    }
    assert moved <= {"funding.draw"}
    assert matrix.violations(found, 1e-7) == ()
    price = formulation.dearness()
    assert price @ found <= price @ outcome.values
    failed = replace(outcome, status=SolveStatus.TIME_LIMIT, values=None)
    monkeypatch.setattr(cheapest_drawings, "solve", lambda *args: failed)
    assert with_cheapest_drawings(formulation, matrix, outcome.values, seed=0) is outcome.values


def test_a_model_without_sources_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cheapest_drawings, "solve", None)
    formulation = formulate(prepare(tiny().case, ()))
    values = np.zeros(len(formulation.matrix().column_names))
    assert with_cheapest_drawings(formulation, formulation.matrix(), values, seed=0) is values
