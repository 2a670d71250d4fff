"""Rating times spend in scope stays within a budget."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.formulations.rows import Built, written
from tests.formulations.tiny import CHAIN, members, policy, rows, solve, tiny, together

TWO_POOLS = rows(
    "arrangement service host model risk_rating setup_gbp", "P S A lead 4 0", "Q S B lead 2 5000"
)


def at_most(amount_gbp: int):
    return policy("risk_budget", most_gbp=Decimal(amount_gbp))


def test_rating_times_pay_and_other_spend_in_scope() -> None:
    """A puts in 6 x 10 + 60 = 120 a year, B 4 x 10 + 40 = 80: rated 4, 480 and 320."""
    case = tiny({"delivery_models.lead.risk_rating": 4}, {"years": 1})
    assert Built(case, [at_most(700_000)]).row("policy[s.risk_budget].most[all]") == written(
        "480 member[A,P,1] + 320 member[B,P,1] <= 700"
    )


def test_half_the_depth_is_half_the_spend() -> None:
    built = Built(
        tiny({"delivery_models.lead.risk_rating": 1}, {"years": 1}, arrangements=CHAIN), [at_most(1)]
    )
    row = built.row("policy[s.risk_budget].most[all]")
    assert {name: k for name, k in row.terms.items() if "[A," in name} == {
        "member[A,N,1]": 60.0,
        "member[A,D,1]": 120.0,
    }


@pytest.mark.parametrize(("most", "pool", "npv"), [(1_600_000, "P", 38_000.0), (1_599_998, "Q", 33_000.0)])
def test_binds_the_riskier_host(most: int, pool: str, npv: float) -> None:
    """Two years at P are rated 4 x 200,000 x 2 = 1,600,000; at Q half as much, for 5,000 of set-up."""
    solved = solve(tiny(arrangements=TWO_POOLS), [at_most(most)])
    assert (members(solved), solved.npv_gbp) == (together(1, 2, pool=pool), npv)
