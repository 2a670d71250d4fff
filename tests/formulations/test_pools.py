"""P1 to P4: open pools and their members, openings of chains, terms, deepening; governance and set-up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.formulations.rows import Built, amount, written
from tests.formulations.tiny import CHAIN, members, policy, rows, solve, tiny, together

TODAY = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}
PROVIDER = {
    "providers": rows("provider", "X"),
    "arrangements": rows("arrangement service host model pool_pay_gbp_per_fte", "P S X lead 10000"),
}


def test_members_of_an_open_pool() -> None:
    built = Built(tiny())
    assert built.row("pools.member_of_open[B,P,1]") == written("member[B,P,1] - open[P,1] <= 0")
    assert built.row("pools.host_takes_part[P,1]") == written("member[A,P,1] - open[P,1] == 0")
    # The host's own membership is the equation; it needs no second row.
    assert built.rows_of("pools.member_of_open") == ["B,P,1", "B,P,2"]


def test_a_provider_is_not_a_member_of_its_pool() -> None:
    built = Built(tiny(**PROVIDER))
    assert built.rows_of("pools.host_takes_part") == []
    assert built.rows_of("pools.member_of_open") == ["A,P,1", "A,P,2", "B,P,1", "B,P,2"]


def test_least_and_most_members() -> None:
    built = Built(tiny({"delivery_models.lead.most_members": 2}, third=True))
    everybody = "member[A,P,2] + member[B,P,2] + member[C,P,2]"
    assert built.row("pools.least_members[P,2]") == written(f"{everybody} - 2 open[P,2] >= 0")
    assert built.row("pools.most_members[P,2]") == written(f"{everybody} - 2 open[P,2] <= 0")


def test_most_members_has_no_row_where_all_candidates_fit() -> None:
    assert (
        Built(tiny({"delivery_models.lead.most_members": 3}, third=True)).rows_of("pools.most_members") == []
    )
    assert Built(tiny()).rows_of("pools.most_members") == []


def test_opens_is_the_rise_of_open() -> None:
    built = Built(tiny())
    assert built.row("pools.opens_from[P,2]") == written("opens[P,2] - open[P,2] + open[P,1] >= 0")
    assert built.row("pools.opens_open[P,2]") == written("opens[P,2] - open[P,2] <= 0")
    assert built.row("pools.opens_new[P,2]") == written("opens[P,2] + open[P,1] <= 1")


def test_a_pool_of_today_is_open_in_year_0() -> None:
    """opens <= 1 - open[P,0] = 0."""
    assert Built(tiny(TODAY)).row("pools.opens_new[P,1]") == written("opens[P,1] <= 0")


def test_minimum_term_of_a_pool() -> None:
    """A term of two years: in year 3 a pool that opened in year 2 or 3 is open."""
    built = Built(tiny({"delivery_models.lead.minimum_term_years": 2}, {"years": 3}))
    assert built.row("pools.minimum_term[P,3]") == written("open[P,3] - opens[P,2] - opens[P,3] >= 0")
    # With a term of one year the row would say opens <= open once more.
    assert Built(tiny()).rows_of("pools.minimum_term") == []


def test_a_chain_opens_when_none_of_its_pools_was_open() -> None:
    changes = {"delivery_models.lead.minimum_term_years": 2, "delivery_models.lead.setup_gbp": 1000}
    built = Built(tiny(changes, arrangements=[row | {"deepening_credit_share": "0.4"} for row in CHAIN]))
    assert built.row("pools.chain_opens_from[D,2]") == written(
        "chain_opens[G,2] - opens[D,2] + open[N,1] + open[D,1] >= 0"
    )
    assert built.row("pools.minimum_term[G,2]") == written(
        "open[N,2] + open[D,2] - chain_opens[G,1] - chain_opens[G,2] >= 0"
    )
    assert built.row("pools.opens_deeper_open[D,2]") == written("opens_deeper[D,2] - opens[D,2] <= 0")
    assert built.row("pools.opens_deeper_chain[D,2]") == written(
        "opens_deeper[D,2] - open[N,1] - open[D,1] <= 0"
    )
    assert built.is_integer("opens_deeper[D,2]")
    assert built.is_integer("chain_opens[G,2]")


def test_where_a_cost_may_pay_the_credit_for_opening_deeper_is_taken() -> None:
    chain = [row | {"deepening_credit_share": "0.4"} for row in CHAIN]
    case = tiny({"delivery_models.lead.setup_gbp": 1000}, arrangements=chain)
    shares = policy("maximum_share", most_share=Decimal("0.6"), councils=("A", "B"))
    assert Built(case, [shares]).row("pools.opens_deeper_both[D,N,2]") == written(
        "opens_deeper[D,2] - opens[D,2] - open[N,1] >= -1"
    )
    assert not Built(case).rows_of("pools.opens_deeper_both")


def test_no_deepening_without_a_credit_or_a_chain() -> None:
    assert Built(tiny(arrangements=CHAIN)).columns_of("opens_deeper") == []
    credit = {"arrangements.P.deepening_credit_share": "0.4", "delivery_models.lead.setup_gbp": 1000}
    assert Built(tiny(credit)).columns_of("opens_deeper") == []
    assert Built(tiny(credit)).columns_of("chain_opens") == []


def test_governance_is_paid_for_open_pools_and_members_beyond_the_first() -> None:
    """12 + 3 for each member beyond the first = 9 open + 3 a member; half of year 2 after its change date."""
    changes = {
        "delivery_models.lead.governance_gbp_per_year": 12_000,
        "delivery_models.lead.per_partner_gbp_per_year": 3_000,
    }
    built = Built(tiny(changes))
    after = "4.5 open[P,2] + 1.5 member[A,P,2] + 1.5 member[B,P,2]"
    before = "4.5 open[P,1] + 1.5 member[A,P,1] + 1.5 member[B,P,1]"
    assert built.cell("A", "P", 2, "governance") == amount(f"{after} + {before}")
    assert built.cell("A", "P", 1, "governance") == amount(before)


def test_set_up_is_paid_partly_in_the_year_before() -> None:
    """40 with a quarter ahead: 10 in t-1, 30 in t; deepening is credited with 40%: 4 and 12 less."""
    changes = {"delivery_models.lead.setup_gbp": 40_000, "delivery_models.lead.setup_lead_share": "0.25"}
    built = Built(tiny(changes))
    assert built.cell("A", "P", 0, "set_up") == amount("10 opens[P,1]")
    assert built.cell("A", "P", 1, "set_up") == amount("30 opens[P,1] + 10 opens[P,2]")
    deeper = Built(tiny(changes, arrangements=[row | {"deepening_credit_share": "0.4"} for row in CHAIN]))
    assert deeper.cell("A", "D", 2, "set_up") == amount("30 opens[D,2] - 12 opens_deeper[D,2]")
    assert deeper.cell("A", "D", 1, "set_up") == amount(
        "30 opens[D,1] - 12 opens_deeper[D,1] + 10 opens[D,2] - 4 opens_deeper[D,2]"
    )


def test_binds_least_members() -> None:
    """C pays 60,000 to join. Two may do: A and B alone, 38,000. Three must: 85,500 - 60,000 = 25,500."""
    joining = rows("council arrangement join_gbp", "C P 60000")
    two = solve(tiny(third=True, joining=joining))
    assert (members(two), two.npv_gbp) == (together(1, 2), 38_000.0)
    three = solve(tiny({"delivery_models.lead.least_members": 3}, third=True, joining=joining))
    assert (members(three), three.npv_gbp) == (together(1, 2, councils="ABC"), 25_500.0)


def test_binds_most_members() -> None:
    """All three save 85,500 (tiny case); where only two may, A and C save most: 47,500."""
    free = solve(tiny(third=True))
    assert (members(free), free.npv_gbp) == (together(1, 2, councils="ABC"), 85_500.0)
    two = solve(tiny({"delivery_models.lead.most_members": 2}, third=True))
    assert (members(two), two.npv_gbp) == (together(1, 2, councils="AC"), 47_500.0)


def test_binds_the_credit_for_deepening() -> None:
    """N in year 1, D in year 2 by two duties. N takes in half of all and needs half the curve: 4 FTE, 40,000.

    Year 1: half of 200,000 and half of (5 posts and 50,000 at home, 5 posts and 40,000 in N = 190,000) =
    195,000, and set-up 10,000: -5,000. Year 2: N gives up 2 of its 5 people (2,000), 3 move on and 5
    more come: D has 8. Half of 190,000 and half of 160,000 = 175,000; opening D costs 10,000 less
    40%: 6,000. 200,000 - 175,000 - 2,000 - 6,000 = 17,000. NPV 12,000; without the credit 8,000.
    """
    duties = [
        policy("pool_required", service="S", councils=("A", "B"), arrangement=a, first_year=t, last_year=t)
        for a, t in (("N", 1), ("D", 2))
    ]
    duties = [replace(duty, policy=f"duty_{number}") for number, duty in enumerate(duties)]
    setup = {"delivery_models.lead.setup_gbp": 10_000}
    credited = [row | {"deepening_credit_share": "0.4"} for row in CHAIN]
    assert solve(tiny(setup, arrangements=credited), duties).npv_gbp == 12_000.0
    assert solve(tiny(setup, arrangements=CHAIN), duties).npv_gbp == 8_000.0
