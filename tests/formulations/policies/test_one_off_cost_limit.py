"""The whole plan costs no more than so much once."""

from __future__ import annotations

from decimal import Decimal

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

SETUP = rows("arrangement service host model setup_gbp", "P S A lead 7000")
JOINING = rows("council arrangement join_gbp", "B P 3000")


def at_most(amount_gbp: int):
    return policy("one_off_cost_limit", most_gbp=Decimal(amount_gbp))


def test_set_up_joining_and_redundancy_of_all_years() -> None:
    """Set-up 7, joining 3 for B, a redundancy 1 a post (in year 2: who comes in year 1 stays that year)."""
    built = Built(tiny(arrangements=SETUP, joining=JOINING), [at_most(9_000)])
    assert built.row("policy[s.one_off_cost_limit].most[all]") == written(
        "7 opens[P,1] + 7 opens[P,2] + 3 joins[B,P,1] + 3 joins[B,P,2] + redundant[P,all,2] <= 9"
    )


def test_binds_redundancies() -> None:
    """Sharing from year 1 saves 38,000 less 10,000 once; the last 2,000 of that are two redundancies.

    With 11,000 one post stays for half a year more in year 2: 10,000 / 2 less 1,000 of redundancy.
    """
    case = tiny(arrangements=SETUP, joining=JOINING)
    free = solve(case, [at_most(12_000)])
    assert (members(free), free.npv_gbp) == (together(1, 2), 28_000.0)
    bound = solve(case, [at_most(11_000)])
    assert (members(bound), bound.npv_gbp) == (together(1, 2), 24_000.0)
    assert members(solve(case, [at_most(9_999)])) == []
