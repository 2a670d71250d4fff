"""The worst outcomes leave at least so much."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.formulations.futures import BREAKS_OR_NOT, certain, outcomes, register
from tests.formulations.rows import Built, written
from tests.formulations.tiny import flows, members, policy, solve, tiny, together


def at_least(amount_gbp: int, level: str = "0.9", weight: str = "1"):
    return policy("cvar_limit", least_gbp=Decimal(amount_gbp), level=Decimal(level), weight=Decimal(weight))


def test_the_worst_tenth_of_fifty() -> None:
    """Fifty outcomes alike, half of the promise in each: the worst tenth are 5 of them."""
    risks = register(certain("realisation", 0.5))
    built = Built(tiny(settings=outcomes(50), risks=risks), [at_least(3000, weight="0.25")])
    assert built.row("policy[s.cvar_limit].short_from[7]") == written(
        "short[7] - border[all] + net_saving[all] - 0.5 at_risk[P,0,1] - 0.5 at_risk[P,0,2] >= 0"
    )
    short = " ".join(f"- 0.05 short[{w}]" for w in range(50))
    assert built.row("policy[s.cvar_limit].least[all]") == written(
        f"0.75 net_saving[all] - 0.375 at_risk[P,0,1] - 0.375 at_risk[P,0,2] + 0.25 border[all] {short} >= 3"
    )


def test_without_weight_it_is_the_mean() -> None:
    risks = register(certain("realisation", 0.5))
    built = Built(tiny(settings=outcomes(50), risks=risks), [at_least(3000, weight="0")])
    assert built.row("policy[s.cvar_limit].least[all]") == written(
        "net_saving[all] - 0.5 at_risk[P,0,1] - 0.5 at_risk[P,0,2] >= 3"
    )
    assert built.rows_of("policy[s.cvar_limit].short_from") == []


@pytest.mark.parametrize(
    ("least", "level", "redundant", "npv"),
    [
        (8000, "0.9", 2.0, 38_000.0),
        (9000, "0.9", 1.0, 34_000.0),
        (9000, "0", 2.0, 38_000.0),
    ],
)
def test_binds_the_redundancies(least: int, level: str, redundant: float, npv: float) -> None:
    """The pool saves 10 and 30 - 2; where it breaks up after a year the 30 are lost: 8 are left.

    That happens in about half of the outcomes, so in all of the worst tenth; on average about 23 are left.
    Each redundancy, 1 now for 5 in the second year, is lost money then: with one of them 9 are left.
    """
    case = tiny(settings=outcomes(50), risks=register(BREAKS_OR_NOT))
    solved = solve(case, [at_least(least, level)])
    assert (members(solved), solved.npv_gbp) == (together(1, 2), npv)
    assert flows(solved, "redundant") == {("P", "", 2): redundant}
