"""W1 to W8: moves, turnover, redundancy, recruitment, and what they cost."""

from __future__ import annotations

import pytest

from tests.formulations.rows import Built, amount, written
from tests.formulations.tiny import flows, members, rows, solve, solved_tiny, tiny, together

TODAY = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}
TURNOVER = {"baseline.*.turnover_share": "0.1"}
TWO_POOLS = rows("arrangement service host model", "P S A lead", "Q S B lead")


def test_posts_at_home_change_only_by_those_who_move() -> None:
    """home = 6 - 6 member[P] - 6 member[Q]; home[2] - home[1] = returned - transferred + rehired."""
    built = Built(tiny(arrangements=TWO_POOLS))
    assert built.row("workforce.home_balance[A,S,all,2]") == written(
        "6 member[A,P,1] + 6 member[A,Q,1] - 6 member[A,P,2] - 6 member[A,Q,2]"
        " - returned[A,P,all,2] - returned[A,Q,all,2] + transferred[A,P,all,2] + transferred[A,Q,all,2]"
        " - rehired[A,S,all,2] == 0"
    )
    # In year 1 nobody can leave a pool: those who join bring all their posts, without columns.
    assert built.rows_of("workforce.home_balance") == ["A,S,all,2", "B,S,all,2"]
    assert built.columns_of("transferred") == [f"{c},{a},all,2" for c in "AB" for a in "PQ"]


def test_moves_need_joining_or_leaving() -> None:
    """leaves = joins - member[2] + member[1]; council B has 4 posts in scope, one of 5 is retained."""
    built = Built(tiny({"baseline.B.fte": 5, "baseline.B.retained_fte": 1}))
    assert built.row("workforce.transferred_limit[B,P,all,2]") == written(
        "transferred[B,P,all,2] - 4 joins[B,P,2] <= 0"
    )
    assert built.row("workforce.returned_limit[B,P,all,2]") == written(
        "returned[B,P,all,2] - 4 joins[B,P,2] + 4 member[B,P,2] - 4 member[B,P,1] <= 0"
    )


def test_staff_balance() -> None:
    """9 of 10 stay: staff[2] = 0.9 staff[1] + moves - redundant - redeployed + recruited."""
    built = Built(tiny(TURNOVER | {"baseline.A.redeployment_places": 1}))
    assert built.row("workforce.staff_balance[P,all,2]") == written(
        "0.9 staff[P,all,1] + transferred[A,P,all,2] + transferred[B,P,all,2] - returned[A,P,all,2]"
        " - returned[B,P,all,2] - redundant[P,all,2] - redeployed[P,all,2] + recruited[P,all,2]"
        " - staff[P,all,2] == 0"
    )
    # In year 1 those who join bring 6 and 4; nobody was there to leave or to go.
    assert built.row("workforce.staff_balance[P,all,1]") == written(
        "6 joins[A,P,1] + 4 joins[B,P,1] + recruited[P,all,1] - staff[P,all,1] == 0"
    )


def test_staff_of_today_are_what_the_curve_needs() -> None:
    """8 FTE at 1,000 users, 7.2 after turnover; nobody can join in year 1."""
    assert Built(tiny(TODAY | TURNOVER)).row("workforce.staff_balance[P,all,1]") == written(
        "recruited[P,all,1] - returned[A,P,all,1] - returned[B,P,all,1] - redundant[P,all,1]"
        " - staff[P,all,1] == -7.2"
    )


def test_required_staff_with_the_dip_of_those_who_join() -> None:
    """3 + 0.005 x users, and a tenth of 6 and of 4 posts in the year of joining."""
    built = Built(tiny({"delivery_models.lead.dip_share": "0.1"}))
    assert built.row("workforce.required[P,all,2]") == written(
        "staff[P,all,2] - 3 open[P,2] - 3 member[A,P,2] - 2 member[B,P,2] - 0.6 joins[A,P,2]"
        " - 0.4 joins[B,P,2] >= 0"
    )


def test_limits_of_staff() -> None:
    """Smax = 10 in scope + 8 required + dip 0.5 x 10 = 23."""
    built = Built(tiny({"delivery_models.lead.dip_share": "0.5"}))
    assert built.row("workforce.staff_limit[P,all,1]") == written("staff[P,all,1] - 23 open[P,1] <= 0")
    assert built.row("workforce.recruited_limit[P,all,2]") == written(
        "recruited[P,all,2] - 23 open[P,2] <= 0"
    )


def test_only_those_who_are_there_can_go() -> None:
    built = Built(tiny(TURNOVER | {"baseline.A.redeployment_places": 1}))
    row = "redundant[P,all,2] + redeployed[P,all,2] + returned[A,P,all,2] + returned[B,P,all,2]"
    assert built.row("workforce.removable[P,all,2]") == written(f"{row} - 0.9 staff[P,all,1] <= 0")
    # Nobody was there before year 1.
    assert built.columns_of("redundant") == ["P,all,2"]


def test_without_a_years_wait_those_who_come_may_go_at_once() -> None:
    """In year 1, 6 + 4 come; in year 2 the newcomers count beside nine tenths of the staff."""
    built = Built(tiny(TURNOVER, {"redundancy_wait_years": 0}))
    assert built.row("workforce.removable[P,all,1]") == written(
        "redundant[P,all,1] - 6 joins[A,P,1] - 4 joins[B,P,1] <= 0"
    )
    assert built.row("workforce.removable[P,all,2]") == written(
        "redundant[P,all,2] + returned[A,P,all,2] + returned[B,P,all,2] - 0.9 staff[P,all,1]"
        " - transferred[A,P,all,2] - transferred[B,P,all,2] <= 0"
    )


def test_redeployment_places_are_those_of_all_councils_for_all_pools() -> None:
    """1 at A and 0.5 at B, for the pools P and Q together."""
    places = {"baseline.A.redeployment_places": 1, "baseline.B.redeployment_places": "0.5"}
    built = Built(tiny(places, arrangements=TWO_POOLS))
    assert built.row("workforce.redeployment_places[S,all,2]") == written(
        "redeployed[P,all,2] + redeployed[Q,all,2] <= 1.5"
    )
    assert Built(tiny()).columns_of("redeployed") == []


@pytest.mark.parametrize("mode", ["secondment", "none"])
def test_who_is_not_transferred_is_not_made_redundant(mode: str) -> None:
    built = Built(tiny({"delivery_models.lead.staff_mode": mode}))
    assert built.columns_of("redundant") == []
    moved = ["P,all,1", "P,all,2"] if mode == "secondment" else []
    assert built.columns_of("staff") == moved
    assert built.rows_of("workforce.staff_balance") == moved


def test_each_role_has_rows_of_its_own() -> None:
    """Desk is a role of A alone; the pool's curve for it starts at nothing."""
    built = Built(
        tiny(
            baseline=rows(
                "council service role fte pay_gbp_per_fte turnover_share",
                "A S all 6 10000 0",
                "A S desk 2 8000 0",
                "B S all 4 10000 0",
            ),
            scale_curves=rows(
                "service measure volume value",
                "S fte:all 400 5",
                "S fte:all 1000 8",
                "S fte:desk 400 1",
                "S fte:desk 1000 1",
                "S non_staff 400 50000",
                "S non_staff 1000 80000",
            ),
        )
    )
    assert built.row("workforce.staff_balance[P,desk,1]") == written(
        "2 joins[A,P,1] + recruited[P,desk,1] - staff[P,desk,1] == 0"
    )
    assert built.row("workforce.required[P,desk,1]") == written("staff[P,desk,1] - open[P,1] >= 0")
    assert built.rows_of("workforce.home_balance") == ["A,S,all,2", "A,S,desk,2", "B,S,all,2"]


def test_cells_of_posts_at_home() -> None:
    """Pay 10 x average of home; vacancies 0.1 x home of last year, and rehiring, at 4 each."""
    built = Built(tiny(TURNOVER | {"baseline.*.recruitment_gbp_per_fte": 4000}))
    assert built.cell("A", "", 1, "pay") == amount("60 - 30 member[A,P,1]")
    assert built.cell("A", "", 2, "pay") == amount("60 - 30 member[A,P,2] - 30 member[A,P,1]")
    assert built.cell("A", "", 1, "recruitment") == amount("2.4")
    assert built.cell("A", "", 2, "recruitment") == amount("2.4 - 2.4 member[A,P,1] + 4 rehired[A,S,all,2]")


def test_cells_of_a_pools_staff() -> None:
    """Pay 10 x average staff; pay-off 1, strain 0.5 and recruitment 4 for each."""
    costs = {"baseline.*.recruitment_gbp_per_fte": 4000, "baseline.*.strain_gbp_per_fte": 500}
    built = Built(tiny(costs))
    assert built.cell("A", "P", 2, "pool_pay") == amount("5 staff[P,all,2] + 5 staff[P,all,1]")
    assert built.cell("A", "P", 2, "redundancy") == amount("1 redundant[P,all,2]")
    assert built.cell("A", "P", 2, "strain") == amount("0.5 redundant[P,all,2]")
    assert built.cell("A", "P", 2, "pool_recruitment") == amount("4 recruited[P,all,2]")
    assert built.cell("A", "P", 1, "redundancy") == {}


def test_binds_seconded_staff_stay() -> None:
    """Two redundancies save 10,000 of pay in year 2 for 2,000: 38,000; seconded staff stay: 30,000."""
    seconded = solve(tiny({"delivery_models.lead.staff_mode": "secondment"}))
    assert (members(seconded), flows(seconded, "redundant")) == (together(1, 2), {})
    assert seconded.npv_gbp == 30_000.0
    assert (flows(solved_tiny(), "redundant"), solved_tiny().npv_gbp) == ({("P", "", 2): 2.0}, 38_000.0)


def test_binds_a_years_wait_for_redundancies() -> None:
    """Without it two go in year 1 (2,000) and save 10,000 in year 1 and 20,000 in year 2.

    10,000 + 10,000 - 2,000, and 200,000 - 160,000: 58,000 instead of 38,000.
    """
    at_once = solve(tiny(None, {"redundancy_wait_years": 0}))
    assert (flows(at_once, "redundant"), at_once.npv_gbp) == ({("P", "", 1): 2.0}, 58_000.0)
    assert flows(solved_tiny(), "redundant") == {("P", "", 2): 2.0}


def test_binds_the_dip() -> None:
    """A dip of half of 10 posts: 13 in year 1, so 3 are recruited, and 5 go in year 2.

    Year 1: half of 200,000 and of 130,000 + 80,000: 205,000. Year 2: (13 + 8) / 2 x 10,000 + 80,000 + 5,000 =
    190,000. NPV -5,000 + 10,000 = 5,000 instead of 38,000.
    """
    dip = solve(tiny({"delivery_models.lead.dip_share": "0.5"}))
    assert (flows(dip, "recruited"), flows(dip, "redundant")) == ({("P", "", 1): 3.0}, {("P", "", 2): 5.0})
    assert dip.npv_gbp == 5_000.0


def test_binds_redeployment_places() -> None:
    """A place for one: one of the two is redeployed and costs nothing, 39,000; places for two: 40,000."""
    one = solve(tiny({"baseline.A.redeployment_places": 1}))
    assert (flows(one, "redeployed"), flows(one, "redundant")) == ({("P", "", 2): 1.0}, {("P", "", 2): 1.0})
    assert one.npv_gbp == 39_000.0
    two = solve(tiny({"baseline.A.redeployment_places": 2}))
    assert (flows(two, "redeployed"), two.npv_gbp) == ({("P", "", 2): 2.0}, 40_000.0)
