"""M1 to M3: one arrangement, joining and leaving, chains."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import CHAIN, members, rows, solve, tiny, together

TWO_POOLS = rows("arrangement service host model", "P S A lead", "Q S B lead")


def test_one_arrangement() -> None:
    built = Built(tiny(arrangements=TWO_POOLS))
    assert built.row("membership.one_arrangement[B,S,2]") == written("member[B,P,2] + member[B,Q,2] <= 1")
    assert built.rows_of("membership.one_arrangement") == ["A,S,1", "A,S,2", "B,S,1", "B,S,2"]


def test_joins_is_the_rise_of_member() -> None:
    built = Built(tiny())
    assert built.row("membership.joins_from[A,P,2]") == written(
        "joins[A,P,2] - member[A,P,2] + member[A,P,1] >= 0"
    )
    assert built.row("membership.joins_member[A,P,2]") == written("joins[A,P,2] - member[A,P,2] <= 0")
    assert built.row("membership.joins_new[A,P,2]") == written("joins[A,P,2] + member[A,P,1] <= 1")
    # In year 1 nobody was a member: joins <= 1 says nothing and has no row.
    assert built.rows_of("membership.joins_new") == ["A,P,2", "B,P,2"]


def test_todays_member_was_in_in_year_0() -> None:
    """member[A,P,0] = 1: joins has no column in year 1; 0 >= member - 1 always holds and has no row."""
    today = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}
    built = Built(tiny(today))
    assert built.row("membership.joins_from[A,P,1]") == written("- member[A,P,1] >= -1")
    assert built.rows_of("membership.joins_member") == ["A,P,2", "B,P,2"]


def test_a_chain_of_two_has_starts_and_departures_of_its_own() -> None:
    """in[B,G,t] = member[B,N,t] + member[B,D,t]; stops = starts - in[2] + in[1]; leaves of N likewise."""
    built = Built(tiny(arrangements=CHAIN))
    stops = "starts[B,G,2] - member[B,N,2] - member[B,D,2] + member[B,N,1] + member[B,D,1]"
    assert built.row("membership.starts_from[B,G,2]") == written(f"{stops} >= 0")
    assert built.row("membership.starts_in[B,G,2]") == written(
        "starts[B,G,2] - member[B,N,2] - member[B,D,2] <= 0"
    )
    assert built.row("membership.starts_new[B,G,2]") == written(
        "starts[B,G,2] + member[B,N,1] + member[B,D,1] <= 1"
    )
    assert built.row("membership.stops_once[B,G,2]") == written(
        "stops_from[B,N,2] + stops_from[B,D,2] - starts[B,G,2] + member[B,N,2] + member[B,D,2]"
        " - member[B,N,1] - member[B,D,1] == 0"
    )
    assert built.row("membership.stops_where[B,N,2]") == written(
        "stops_from[B,N,2] - joins[B,N,2] + member[B,N,2] - member[B,N,1] <= 0"
    )
    # Nobody can depart in year 1: nobody was in.
    assert built.columns_of("stops_from") == ["A,D,2", "A,N,2", "B,D,2", "B,N,2"]
    assert built.is_integer("starts[B,G,2]")
    assert built.is_integer("stops_from[B,N,2]")


def test_a_chain_of_one_has_no_columns_of_its_own() -> None:
    built = Built(tiny(arrangements=TWO_POOLS))
    assert built.columns_of("starts") == built.columns_of("stops_from") == []


DEPTHS = rows("depth staff_share non_staff_share", "people 1 0", "spend 0 1")
STAFF_OF_S = rows(
    "council service role fte pay_gbp_per_fte turnover_share redundancy_gbp_per_fte recruitment_gbp_per_fte",
    "A S all 6 10000 0 1000 0",
    "B S all 4 10000 0 1000 0",
    "A T all 0 10000 0 1000 0",
    "B T all 0 10000 0 1000 0",
)


def test_binds_one_council_cannot_be_in_two_pools_of_a_service() -> None:
    """One pool for the people (saves 10,000 in year 2 less 2,000), one for the spend (10,000 + 20,000).

    One service: only the second, 30,000. As two services, S with the people and T with the spend, both:
    8,000 + 30,000 = 38,000.
    """
    pools = rows("arrangement service host model depth", "P S A lead people", "Q S B lead spend")
    one = solve(tiny({"delivery_models.lead.default_depth": "spend"}, depths=DEPTHS, arrangements=pools))
    assert (members(one), one.npv_gbp) == (together(1, 2, pool="Q"), 30_000.0)
    two = solve(
        tiny(
            {"delivery_models.lead.default_depth": "spend"},
            {"recharge.one_off_key": "equal"},
            depths=DEPTHS,
            services=rows("service volume_unit change_month", "S users 10", "T users 10"),
            baseline=STAFF_OF_S,
            baseline_services=rows(
                "council service volume non_staff_gbp",
                "A S 600 0",
                "B S 400 0",
                "A T 600 60000",
                "B T 400 40000",
            ),
            scale_curves=rows(
                "service measure volume value",
                "S fte:all 400 5",
                "S fte:all 1000 8",
                "T non_staff 400 50000",
                "T non_staff 1000 80000",
            ),
            arrangements=rows(
                "arrangement service host model depth", "P S A lead people", "Q T B lead spend"
            ),
        )
    )
    assert members(two) == sorted([*together(1, 2, pool="P"), *together(1, 2, pool="Q")])
    assert two.npv_gbp == 38_000.0
