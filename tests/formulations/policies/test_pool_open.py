"""A pool that must be open, whoever is in it."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

ROW = "policy[s.pool_open].some_pool"
TWO_MODELS = {
    "delivery_models": rows(
        "model staff_mode default_depth dip_share minimum_term_years notice_years least_members",
        "lead transfer full 0 1 0 2",
        "joint transfer full 0 1 0 2",
    ),
    "arrangements": rows("arrangement service host model", "P S A lead", "Q S B lead", "R S B joint"),
}


def pool_open(first: int = 2, last: int = 2, **named: str):
    given = {"host": None, "model": None, "arrangement": None, **named}
    return policy("pool_open", service="S", first_year=first, last_year=last, **given)


def test_any_pool_of_the_service() -> None:
    built = Built(tiny(**TWO_MODELS), [pool_open(1, 2)])
    assert built.row("policy[s.pool_open].some_pool[1]") == written("open[P,1] + open[Q,1] + open[R,1] >= 1")
    assert built.rows_of(ROW) == ["1", "2"]


def test_host_model_and_arrangement_narrow_it_down() -> None:
    at_b = Built(tiny(**TWO_MODELS), [pool_open(host="B")])
    assert at_b.row("policy[s.pool_open].some_pool[2]") == written("open[Q,2] + open[R,2] >= 1")
    leading = Built(tiny(**TWO_MODELS), [pool_open(host="B", model="lead")])
    assert leading.row("policy[s.pool_open].some_pool[2]") == written("open[Q,2] >= 1")
    one = Built(tiny(**TWO_MODELS), [pool_open(arrangement="R")])
    assert one.row("policy[s.pool_open].some_pool[2]") == written("open[R,2] >= 1")


def test_binds_a_pool_that_costs_more_than_it_saves() -> None:
    """With 50,000 of governance nobody shares. A duty of year 2 is kept from year 2: half 200,000, half
    180,000 + 50,000, so -15,000; of years 1 and 2: -15,000 - 22,000 = -37,000 (as in test_minimum_term)."""
    costly = tiny({"delivery_models.lead.governance_gbp_per_year": 50_000})
    free = solve(costly)
    assert (members(free), free.npv_gbp) == ([], 0.0)
    last = solve(costly, [pool_open()])
    assert (members(last), last.npv_gbp) == (together(2), -15_000.0)
    always = solve(costly, [pool_open(1, 2)])
    assert (members(always), always.npv_gbp) == (together(1, 2), -37_000.0)
