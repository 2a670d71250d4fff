"""What the case derives, worked out by hand: shares, averages, platforms, curves, keys, chains, today."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from optimizer.case import case_from_json, case_to_json
from optimizer.case.case import Case, Knot
from optimizer.case.curves import largest_value, value_at
from optimizer.case.dates import add_months, change_date
from optimizer.case.rounding import micros, micros_up, pounds
from optimizer.errors import InputError
from tests.builders import build_case

SETTINGS = {"name": "test", "base_year": "2025/26", "years": 5, "decision_date": "2025-10-01"}


def tables(**changes: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Three councils, one service with two roles, a provider, rules in place of breakpoints."""
    posts = [
        ("a", "staff", "10", "1", "40000", "0.1"),
        ("a", "managers", "2", "0", "70000", "0.05"),
        ("b", "staff", "5", "0.5", "38000", "0.2"),
        ("c", "staff", "4", "0.25", "36000", "0.134"),
        ("c", "managers", "1", "0", "65000", ""),
    ]
    found = {
        "councils": [{"council": name} for name in "abc"],
        "services": [{"service": "hr", "volume_unit": "staff"}],
        "baseline": [
            dict(
                zip(
                    (
                        "council",
                        "service",
                        "role",
                        "fte",
                        "retained_fte",
                        "pay_gbp_per_fte",
                        "turnover_share",
                    ),
                    (council, "hr", *rest),
                    strict=True,
                )
            )
            for council, *rest in posts
        ],
        "baseline_services": [
            {"council": "a", "service": "hr", "volume": "300", "non_staff_gbp": "1000.01", "platform": "x"},
            {"council": "b", "service": "hr", "volume": "200", "non_staff_gbp": "900", "platform": "y"},
            {"council": "c", "service": "hr", "volume": "100", "non_staff_gbp": "800", "platform": ""},
        ],
        "depths": [
            {"depth": "some", "staff_share": "0.3", "non_staff_share": "0.5"},
            {"depth": "some", "role": "managers", "staff_share": "0.9", "non_staff_share": "0.5"},
            {"depth": "full", "staff_share": "1", "non_staff_share": "1"},
        ],
        "delivery_models": [
            {"model": "lead", "staff_mode": "transfer", "default_depth": "some", "ramp_shares": "0.5;0.25"},
            {"model": "joint", "staff_mode": "none", "default_depth": "some", "lead_months": "0"},
        ],
        "arrangements": [{"service": "hr", "host": "a", "model": "lead"}],
        "scale_rules": [
            {"service": "hr", "measure": "fte:staff", "core": "1", "per_unit": "0.02"},
            {"service": "hr", "measure": "fte:managers", "core": "0.5", "per_unit": "0.003"},
            {
                "service": "hr",
                "measure": "non_staff",
                "elasticity": "0.5",
                "reference_volume": "100",
                "reference_value": "1000",
                "efficient_volume": "400",
            },
        ],
        "platform_changes": [
            {"from_platform": "y", "to_platform": "x", "fixed_gbp": "100", "per_volume_gbp": "0.125"}
        ],
    }
    return {**found, **changes}


def case(settings: dict[str, object] | None = None, **changes: list[dict[str, str]]) -> Case:
    loaded = build_case(tables(**changes), {**SETTINGS, **(settings or {})})
    assert case_from_json(case_to_json(loaded)) == loaded
    return loaded.case


POOL = "hr.a.lead.some"


def test_roles_are_in_order_of_first_appearance() -> None:
    assert case().services["hr"].roles == ("staff", "managers")


def test_the_most_specific_depth_wins() -> None:
    found = case()
    pool = found.arrangements[POOL]
    assert (pool.roles["staff"].staff_share, pool.roles["managers"].staff_share) == (
        Decimal("0.3"),
        Decimal("0.9"),
    )
    # 0.3 x (10 - 1) and 0.9 x 2; b has no managers.
    assert found.candidates["a", POOL].in_scope_fte == {"staff": Decimal("2.7"), "managers": Decimal("1.8")}
    assert found.candidates["b", POOL].in_scope_fte == {"staff": Decimal("1.35"), "managers": 0}


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        ([("*", "*", "0.1"), ("*", "staff", "0.2"), ("hr", "*", "0.3"), ("hr", "staff", "0.4")], "0.4"),
        ([("*", "*", "0.1"), ("*", "staff", "0.2"), ("hr", "*", "0.3")], "0.3"),
        ([("*", "*", "0.1"), ("*", "staff", "0.2")], "0.2"),
        ([("*", "*", "0.1")], "0.1"),
    ],
)
def test_order_of_depth_rows(rows: list[tuple[str, str, str]], share: str) -> None:
    depths = [
        {"depth": "some", "service": service, "role": role, "staff_share": value, "non_staff_share": "0.5"}
        for service, role, value in rows
    ]
    assert case(depths=depths).arrangements[POOL].roles["staff"].staff_share == Decimal(share)


def test_a_model_that_moves_nobody() -> None:
    found = case(
        {"recharge.running_key": "in_scope_fte"},
        arrangements=[{"service": "hr", "host": "a", "model": "joint"}],
    )
    [pool] = found.arrangements.values()
    assert [role.staff_share for role in pool.roles.values()] == [0, 0]
    assert [role.turnover_share for role in pool.roles.values()] == [0, 0]
    assert [role.staff_limit_fte for role in pool.roles.values()] == [0, 0]
    candidate = found.candidates["a", pool.arrangement]
    assert candidate.in_scope_fte == {"staff": 0, "managers": 0}
    # FTE less retained: 9 + 2.
    assert candidate.running_weight == 11
    # Half of 1,000.01 is 500.005: half up.
    assert candidate.in_scope_other_gbp == Decimal("500.01")


def test_averages_are_weighted_by_in_scope_fte() -> None:
    role = case().arrangements[POOL].roles["staff"]
    # (2.7 x 0.1 + 1.35 x 0.2 + 1.125 x 0.134) / 5.175 = 0.69075 / 5.175
    assert role.turnover_share == Decimal("0.133478")
    assert role.redundancy_gbp_per_fte == 12_500
    assert role.pay_gbp_per_fte == 40_000


def test_joining_costs_follow_the_platform_rule() -> None:
    found = case()
    # 100 + 0.125 x 200 + 3 / 12 x 0.5 x 900.
    assert found.candidates["b", POOL].join_gbp == Decimal("237.50")
    assert found.candidates["a", POOL].join_gbp == 0
    # A blank platform costs nothing.
    assert found.candidates["c", POOL].join_gbp == 0


def test_joining_rows_win_over_rules() -> None:
    row = {"council": "b", "arrangement": POOL, "join_gbp": "0", "yearly_gbp": "7", "weight": "2.5"}
    found = case(joining=[row]).candidates["b", POOL]
    assert (found.join_gbp, found.yearly_gbp, found.running_weight) == (0, 7, Decimal("2.5"))
    # The weight of joining replaces the running one only: 1.35 FTE.
    assert found.one_off_weight == Decimal("1.35")


def test_a_pool_with_a_platform_of_its_own() -> None:
    arrangements = [
        {"service": "hr", "host": "b", "model": "lead", "platform": "x", "pool_pay_gbp_per_fte": "1"}
    ]
    found = case(arrangements=arrangements)
    # The host moves too.
    assert found.candidates["b", "hr.b.lead.some"].join_gbp == Decimal("237.50")


@pytest.mark.parametrize(
    ("key", "weights"),
    [
        ("equal", ("1", "1", "1")),
        ("volume", ("300", "200", "100")),
        ("in_scope_fte", ("4.5", "1.35", "2.025")),
        ("baseline_spend", ("541000.01", "190900", "209800")),
        ("population", ("30", "20", "10")),
        ("custom", ("1", "2.5", "1")),
    ],
)
def test_recharge_keys(key: str, weights: tuple[str, ...]) -> None:
    councils = [
        {"council": "a", "population": "30"},
        {"council": "b", "population": "20", "custom_weight": "2.5"},
        {"council": "c", "population": "10"},
    ]
    found = case({"recharge.running_key": key, "recharge.one_off_key": key}, councils=councils)
    assert [c.running_weight for c in found.candidates.values()] == [Decimal(weight) for weight in weights]
    assert [c.one_off_weight for c in found.candidates.values()] == [Decimal(weight) for weight in weights]


def test_knots_of_a_linear_rule() -> None:
    assert case().curves["hr", "fte:staff"] == (Knot(100, Decimal(3)), Knot(600, Decimal(13)))


def test_knots_of_an_elastic_rule() -> None:
    # 100, doubled to 200 and 400 (the efficient volume too), and 600 where the average cost of 400 holds.
    assert case().curves["hr", "non_staff"] == (
        Knot(100, Decimal("1000.00")),
        Knot(200, Decimal("1414.21")),
        Knot(400, Decimal("2000.00")),
        Knot(600, Decimal("3000.00")),
    )


def test_values_of_a_curve_with_a_step() -> None:
    knots = (Knot(10, Decimal(1)), Knot(20, Decimal(2)), Knot(20, Decimal(5)), Knot(30, Decimal(4)))
    assert [value_at(knots, volume) for volume in (9, 10, 15, 20, 30, 31)] == [
        None,
        1,
        Decimal("1.5"),
        2,
        4,
        None,
    ]
    assert value_at(knots, 21) == Decimal("4.9")
    assert [largest_value(knots, volume) for volume in (9, 10, 20, 21, 40)] == [
        0,
        1,
        2,
        Decimal("4.9"),
        Decimal("4.9"),
    ]


def test_staff_limit() -> None:
    role = case().arrangements[POOL].roles["staff"]
    # 0.3 x 13 = 3.9 and a dip of 0.1 x 5.175 make 4.4175, and everybody brings 5.175.
    assert role.staff_limit_fte == Decimal("9.5925")
    costly = tables()["scale_rules"]
    costly[0] = {**costly[0], "per_unit": "0.04"}
    # 0.3 x 25 + 0.5175 + 5.175.
    assert case(scale_rules=costly).arrangements[POOL].roles["staff"].staff_limit_fte == Decimal("13.1925")


def test_member_since_is_an_index() -> None:
    needs = tables()["baseline_services"]
    for row in needs[:2]:
        row.update(arrangement_today=POOL, member_since="2023/24")
    assert case(baseline_services=needs).needs["a", "hr"].member_since == -2


def test_overrides_and_inherited_terms() -> None:
    arrangements = [
        {
            "service": "hr",
            "host": "a",
            "model": "lead",
            "depth": "full",
            "dip_share": "0",
            "lead_months": "3",
        },
        {"service": "hr", "host": "a", "model": "lead", "arrangement": "mine", "first_year": "2026/27"},
    ]
    found = case(arrangements=arrangements).arrangements
    assert list(found) == ["hr.a.lead.full", "mine"]
    assert (found["hr.a.lead.full"].dip_share, found["hr.a.lead.full"].lead_months) == (0, 3)
    assert (found["mine"].dip_share, found["mine"].lead_months) == (Decimal("0.1"), 6)
    assert (found["mine"].first_year, found["mine"].last_year, found["mine"].chain) == (1, None, "mine")
    assert found["mine"].ramp_shares == (Decimal("0.5"), Decimal("0.25"))


def test_generated_arrangements() -> None:
    generate = {"hr": {"hosts": "a;b", "models": "lead;joint", "depths": "some;full"}}
    changes: list[dict[str, str]] = [
        *tables()["platform_changes"],
        {"from_platform": "x", "to_platform": "y"},
    ]
    given = [{"service": "hr", "host": "a", "model": "lead", "setup_gbp": "5"}]
    pays = [*tables()["baseline"], tables()["baseline"][1] | {"council": "b", "fte": "0"}]
    loaded = build_case(
        tables(arrangements=given, platform_changes=changes, baseline=pays), SETTINGS, generate=generate
    )
    assert list(loaded.case.arrangements) == [
        *("hr.a.lead.some", "hr.a.lead.full", "hr.a.joint.some", "hr.a.joint.full"),
        *("hr.b.lead.some", "hr.b.lead.full", "hr.b.joint.some", "hr.b.joint.full"),
    ]
    # The row given for one of the combinations keeps its terms.
    assert loaded.case.arrangements["hr.a.lead.some"].setup_gbp == 5


def test_contracts_are_displaced_by_depth() -> None:
    common = {"service": "hr", "annual_charge_gbp": "100", "end_date": "2027-03-31"}
    contracts = [
        {"contract": "shallow", "council": "b", "displaced_by": "some", **common},
        {"contract": "deep", "council": "a", "displaced_by": "full", **common},
    ]
    arrangements = [
        {"service": "hr", "host": "a", "model": "lead", "depth": depth} for depth in ("some", "full")
    ]
    found = case(contracts=contracts, arrangements=arrangements)
    assert [pool.displaces for pool in found.arrangements.values()] == [("shallow",), ("shallow", "deep")]
    assert found.needs["b", "hr"].other_gbp == 800


def test_a_provider_hosts() -> None:
    row = {"service": "hr", "host": "co", "model": "lead", "pool_pay_gbp_per_fte": "35000.50"}
    found = case(providers=[{"provider": "co", "margin_share": "0.1"}], arrangements=[row])
    [pool] = found.arrangements.values()
    assert (pool.hosted_by_member, pool.hosted_by_provider, pool.platform) == (False, True, "")
    assert [role.pay_gbp_per_fte for role in pool.roles.values()] == [Decimal("35000.50")] * 2
    assert found.providers["co"].margin_share == Decimal("0.1")


def test_a_host_without_a_role_that_moves() -> None:
    with pytest.raises(InputError, match="b has no posts of role 'managers' for hr"):
        case(
            arrangements=[{"service": "hr", "host": "b", "model": "lead"}],
            platform_changes=[{"from_platform": "x", "to_platform": "y"}],
        )


def test_order_of_rows_is_the_order_of_outputs() -> None:
    found = case(councils=[{"council": name} for name in "cab"])
    assert found.councils == ("c", "a", "b")


def test_derivation_does_not_depend_on_the_caller() -> None:
    import decimal

    expected = case()
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP)):
        assert case() == expected


@pytest.mark.parametrize(
    ("function", "value", "rounded"),
    [
        (pounds, "0.005", "0.01"),
        (pounds, "0.015", "0.02"),
        (pounds, "-0.005", "-0.01"),
        (pounds, "0.00499", "0.00"),
        (micros, "0.0000005", "0.000001"),
        (micros_up, "0.0000001", "0.000001"),
    ],
)
def test_half_up(function: Any, value: str, rounded: str) -> None:
    assert function(Decimal(value)) == Decimal(rounded)


def test_dates() -> None:
    from datetime import date

    assert change_date(2026, 4) == date(2026, 4, 1)
    assert change_date(2026, 12) == date(2026, 12, 1)
    assert change_date(2026, 1) == date(2027, 1, 1)
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 1, 1), 0) == date(2026, 1, 1)
    assert add_months(date(2026, 1, 31), 23) == date(2027, 12, 31)
