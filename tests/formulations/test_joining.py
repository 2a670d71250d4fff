"""What a council bears itself: joining, belonging, protection, ramp, leaving."""

from __future__ import annotations

from decimal import Decimal

from tests.formulations.rows import Built, amount, written
from tests.formulations.tiny import CHAIN, members, policy, rows, solve, solved_tiny, tiny, together

TODAY = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}
JOINING = rows(
    "council arrangement join_gbp yearly_gbp leave_gbp compensation_gbp", "B P 12000 2000 3000 1000"
)


def test_deepening_needs_joining_from_inside_the_chain() -> None:
    built = Built(
        tiny(
            arrangements=[row | {"deepening_credit_share": "0.4"} for row in CHAIN],
            joining=rows("council arrangement join_gbp", "B D 10000"),
        )
    )
    assert built.row("joining.deepens_joins[B,D,2]") == written("deepens[B,D,2] - joins[B,D,2] <= 0")
    assert built.row("joining.deepens_inside[B,D,2]") == written(
        "deepens[B,D,2] - member[B,N,1] - member[B,D,1] <= 0"
    )
    # Who pays nothing to join needs no credit: only B, only D.
    assert built.columns_of("deepens") == ["B,D,1", "B,D,2"]
    assert built.is_integer("deepens[B,D,2]")
    assert built.cell("B", "D", 2, "joining") == amount("10 joins[B,D,2] - 4 deepens[B,D,2]")


def test_where_a_cost_may_pay_the_credit_for_deepening_is_taken() -> None:
    chain = [row | {"deepening_credit_share": "0.4"} for row in CHAIN]
    case = tiny(arrangements=chain, joining=rows("council arrangement join_gbp", "B D 10000"))
    shares = policy("maximum_share", most_share=Decimal("0.6"), councils=("A", "B"))
    assert Built(case, [shares]).row("joining.deepens_both[B,D,2]") == written(
        "deepens[B,D,2] - joins[B,D,2] - member[B,N,1] - member[B,D,1] >= -1"
    )
    assert not Built(case).rows_of("joining.deepens_both")


def test_joining_is_paid_partly_in_the_year_before() -> None:
    """12, a quarter of it in the year before: 3 and 9."""
    built = Built(tiny({"delivery_models.lead.join_lead_share": "0.25"}, joining=JOINING))
    assert built.cell("B", "P", 0, "joining") == amount("3 joins[B,P,1]")
    assert built.cell("B", "P", 1, "joining") == amount("9 joins[B,P,1] + 3 joins[B,P,2]")
    assert built.cell("A", "P", 1, "joining") == {}


def test_belonging_costs_in_proportion_to_the_year() -> None:
    built = Built(tiny(joining=JOINING))
    assert built.cell("B", "P", 2, "member_yearly") == amount("1 member[B,P,2] + 1 member[B,P,1]")


def test_protection_of_higher_pay_fades_with_turnover() -> None:
    """B's 4 posts cost 12, the pool pays 10: 8 a year; two years from 1 October, 10% leave each year.

    f = 1/2, 1, 1/2: 4, 8 x 0.9 = 7.2, 4 x 0.81 = 3.24. It runs on whatever happens after joining.
    """
    changes = {"baseline.B.pay_gbp_per_fte": 12_000, "baseline.*.turnover_share": "0.1"}
    built = Built(tiny(changes, {"protection_years": 2, "years": 3}))
    assert built.cell("B", "P", 3, "protection") == amount(
        "4 joins[B,P,3] + 7.2 joins[B,P,2] + 3.24 joins[B,P,1]"
    )
    assert built.cell("A", "P", 3, "protection") == {}


def test_ramp_is_spend_in_scope_still_paid_after_joining() -> None:
    """B puts 40 into the pool and still pays 50% of it in the year of joining, 25% in the next."""
    built = Built(tiny({"delivery_models.lead.ramp_shares": "0.5;0.25"}, {"years": 3}))
    assert built.cell("B", "P", 1, "ramp") == amount("20 joins[B,P,1]")
    assert built.cell("B", "P", 3, "ramp") == amount("20 joins[B,P,3] + 10 joins[B,P,2]")


def test_leaving_costs_the_leaver_and_compensates_the_pool() -> None:
    """Leave cost 3 and compensation 1; leaves = joins - member[2] + member[1]."""
    built = Built(tiny(joining=JOINING))
    assert built.cell("B", "P", 2, "leaving") == amount("4 joins[B,P,2] - 4 member[B,P,2] + 4 member[B,P,1]")
    assert built.cell("A", "P", 2, "compensation_income") == amount(
        "- 1 joins[B,P,2] + 1 member[B,P,2] - 1 member[B,P,1]"
    )


def test_leaving_a_chain_is_booked_where_it_ends() -> None:
    chain = rows("council arrangement leave_gbp compensation_gbp", "B N 3000 1000", "B D 3000 1000")
    built = Built(tiny(arrangements=CHAIN, joining=chain))
    assert built.cell("B", "D", 2, "leaving") == amount("4 stops_from[B,D,2]")
    assert built.cell("A", "N", 2, "compensation_income") == amount("- 1 stops_from[B,N,2]")


def test_binds_a_dear_joining() -> None:
    """Sharing saves 38,000; joining costs B 39,000, so nobody shares."""
    dear = solve(tiny(joining=rows("council arrangement join_gbp", "B P 39000")))
    assert (members(dear), dear.npv_gbp) == ([], 0.0)
    assert members(solved_tiny()) == together(1, 2)


def test_binds_a_dear_leaving() -> None:
    """Today's pool costs 210,000 with 50,000 of governance, in-house 200,000: out from year 1 saves 15,000.

    Leaving costs B 10,000 and compensation of 7,000, which is A's income through the pool: 15,000 - 10,000
    = 5,000. At a leave cost of 16,000 they stay.
    """
    costly = TODAY | {"delivery_models.lead.governance_gbp_per_year": 50_000}
    header = "council arrangement leave_gbp compensation_gbp"
    leaves = solve(tiny(costly, joining=rows(header, "B P 10000 7000")))
    assert (members(leaves), leaves.npv_gbp) == ([], 5_000.0)
    stays = solve(tiny(costly, joining=rows(header, "B P 16000 7000")))
    assert (members(stays), stays.npv_gbp) == (together(1, 2), 0.0)


def test_binds_the_ramp() -> None:
    """A and B still pay 40% of 100,000 in the year of joining: 38,000 - 40,000 < 0, so nobody shares.

    At 30% sharing is worth 8,000.
    """
    slow = solve(tiny({"delivery_models.lead.ramp_shares": "0.4"}))
    assert (members(slow), slow.npv_gbp) == ([], 0.0)
    faster = solve(tiny({"delivery_models.lead.ramp_shares": "0.3"}))
    assert (members(faster), faster.npv_gbp) == (together(1, 2), 8_000.0)
