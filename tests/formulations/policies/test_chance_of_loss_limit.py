"""Outcomes in which too little is saved are rare."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.formulations.futures import BREAKS_OR_NOT, certain, outcomes, register
from tests.formulations.rows import Built, written
from tests.formulations.tiny import flows, members, policy, solve, tiny, together


def at_most(share: str, below_gbp: int = 0):
    return policy("chance_of_loss_limit", most_share=Decimal(share), below_gbp=Decimal(below_gbp))


def test_outcomes_below_are_counted() -> None:
    """Business as usual costs 200 a year: 400; with 9 asked for, an outcome may be 409 short of it.

    Of 50 outcomes 0.13 is 6.5: six may be below, 0.12 of all.
    """
    case = tiny(settings=outcomes(50), risks=register(certain("realisation", 0.5)))
    built = Built(case, [at_most("0.13", 9000)])
    assert built.row("policy[s.chance_of_loss_limit].below[7]") == written(
        "409 is_below[7] + net_saving[all] - 0.5 at_risk[P,0,1] - 0.5 at_risk[P,0,2] >= 9"
    )
    counted = " + ".join(f"0.02 is_below[{w}]" for w in range(50))
    assert built.row("policy[s.chance_of_loss_limit].most[all]") == written(f"{counted} <= 0.12")
    assert built.is_integer("is_below[7]")


@pytest.mark.parametrize(
    ("share", "below", "redundant", "npv"),
    [
        ("0.2", 8000, 2.0, 38_000.0),
        ("0.2", 9000, 1.0, 34_000.0),
        ("0.8", 9000, 2.0, 38_000.0),
    ],
)
def test_binds_the_redundancies(share: str, below: int, redundant: float, npv: float) -> None:
    """The pool saves 38, or 8 where it breaks up after a year, in about half of the outcomes.

    Each of the 2 redundancies costs 1 and brings 5 in the second year: with one of them, 34 or 9.
    """
    case = tiny(settings=outcomes(50), risks=register(BREAKS_OR_NOT))
    solved = solve(case, [at_most(share, below)])
    assert (members(solved), solved.npv_gbp) == (together(1, 2), npv)
    assert flows(solved, "redundant") == {("P", "", 2): redundant}
