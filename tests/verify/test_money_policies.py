"""Policies on money and people kept, at their limit and broken; by hand from the golden case."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.case.case import Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.verify import Verdict, verify
from tests.verify.plans import good_plans

Value = str | int | bool | Decimal | tuple[str, ...] | None


def judge(kind: str, plan: str = "golden", **given: Value) -> Verdict:
    case, good = good_plans()[plan]
    parameters: dict[str, Value] = dict.fromkeys(policy_kinds()[kind].parameters)
    return verify(case, (Policy("rule", "set", kind, "for the test", "", {**parameters, **given}),), good)


def d(number: str) -> Decimal:
    return Decimal(number)


BOTH = ("A", "B")

PEOPLE: list[tuple[str, str, dict[str, Value], str]] = [
    # 17 FTE transferred in year 1, in post 17, 14, 14; 1.3 made redundant in year 2; 17 put in.
    ("host_capacity_fte", "golden", {"most_fte": d("17")}, "0"),
    ("host_capacity_fte", "golden", {"most_fte": d("16.5"), "host": "A"}, "-0.5"),
    ("host_capacity_fte", "golden", {"most_transfers_fte_per_year": d("17")}, "0"),
    ("host_capacity_fte", "golden", {"most_fte": d("20"), "most_transfers_fte_per_year": d("16")}, "-1"),
    ("redundancy_limit", "golden", {"most_per_year_fte": d("1.3")}, "0"),
    ("redundancy_limit", "golden", {"most_per_year_fte": d("1.2")}, "-0.1"),
    ("redundancy_limit", "golden", {"most_per_year_fte": d("5"), "most_total_fte": d("1")}, "-0.3"),
    ("no_compulsory_redundancy", "golden", {}, "-1.3"),
    ("minimum_cover", "golden", {"service": "ICT", "least_fte": d("14")}, "0"),
    ("minimum_cover", "golden", {"service": "ICT", "role": "all", "least_fte": d("14.5")}, "-0.5"),
    ("minimum_cover", "golden", {"service": "ICT", "least_share": d("0.8")}, "0.4"),
    ("minimum_cover", "golden", {"service": "ICT", "least_share": d("0.9")}, "-1.3"),
    # Two hosts: B pays 10.3 FTE of payroll in years 1 and 2, P at most 10.55; B's pool sees nobody come.
    ("host_capacity_fte", "deepening", {"most_fte": d("10.3"), "host": "B"}, "0"),
    ("host_capacity_fte", "deepening", {"most_fte": d("10.5"), "host": "P"}, "-0.05"),
    ("host_capacity_fte", "deepening", {"most_transfers_fte_per_year": d("0"), "host": "B"}, "0"),
    # 1.31521858 + 0.7679571 redundant in ICT in year 4, nobody in payroll.
    ("redundancy_limit", "deepening", {"most_total_fte": d("2"), "host": "A"}, "-0.083176"),
    ("redundancy_limit", "deepening", {"most_total_fte": d("0"), "service": "PAY"}, "0"),
    ("redundancy_limit", "deepening", {"most_total_fte": d("0"), "host": "P"}, "0"),
    ("no_compulsory_redundancy", "deepening", {}, "-2.083176"),
    ("no_compulsory_redundancy", "deepening", {"service": "PAY"}, "0"),
    ("no_compulsory_redundancy", "deepening", {"host": "P"}, "0"),
    # Desk staff fall to 1.52941177 in the shallow pool; the joint pool has none and is not limited.
    ("minimum_cover", "deepening", {"service": "ICT", "least_fte": d("1.5")}, "0.029412"),
    ("minimum_cover", "deepening", {"service": "ICT", "role": "desk", "least_fte": d("2")}, "-0.470588"),
    ("minimum_cover", "deepening", {"service": "ICT", "role": "tech", "least_fte": d("2")}, "2.72"),
    # Volume: 1,000 users; at A 1,300, then 1,700; payroll 5,000 at B, then 4,500 at P.
    ("host_capacity_volume", "golden", {"service": "ICT", "most_volume": 1000}, "0"),
    ("host_capacity_volume", "golden", {"service": "ICT", "host": "A", "most_volume": 999}, "-1"),
    ("host_capacity_volume", "deepening", {"service": "ICT", "most_volume": 1600}, "-100"),
    ("host_capacity_volume", "deepening", {"service": "ICT", "host": "P", "most_volume": 300}, "0"),
    ("host_capacity_volume", "deepening", {"service": "PAY", "most_volume": 5000}, "0"),
]


@pytest.mark.parametrize(("kind", "plan", "given", "slack"), PEOPLE)
def test_people(kind: str, plan: str, given: dict[str, Value], slack: str) -> None:
    verdict = judge(kind, plan, **given)
    assert verdict.accounts is not None
    [row] = verdict.accounts.policies
    assert row.slack == Decimal(slack)
    assert {violation.rule for violation in verdict.violations} == (
        {f"policy.{kind}"} if Decimal(slack) < 0 else set()
    )


MONEY: list[tuple[str, dict[str, Value], str]] = [
    # Savings x 1.02^t. A: -35,294.12, 12,750, 109,119.60, ..; B: -24,705.88, -68,340, 113,838.12, 159,705.56.
    ("affordability", {"councils": BOTH, "most_worse_gbp": d("68340"), "first_year": 0, "last_year": 3}, "0"),
    (
        "affordability",
        {"councils": BOTH, "most_worse_gbp": d("68000"), "first_year": 0, "last_year": 3},
        "-340",
    ),
    (
        "affordability",
        {"councils": ("A",), "most_worse_gbp": d("35000"), "first_year": 0, "last_year": 3},
        "-294.12",
    ),
    (
        "affordability",
        {"councils": ("A",), "most_worse_gbp": d("0"), "first_year": 1, "last_year": 1},
        "12750",
    ),
    # Together -60,000, -55,590, 222,957.72, 335,553.97.
    ("savings_target", {"year": 2, "least_gbp": d("222957.72")}, "0"),
    ("savings_target", {"year": 2, "least_gbp": d("223000")}, "-42.28"),
    ("savings_target", {"year": 3, "least_gbp": d("159705.56"), "councils": ("B",)}, "0"),
    (
        "savings_target",
        {"year": 3, "least_gbp": d("160000"), "councils": BOTH, "each_council": True},
        "-294.44",
    ),
    # -115,590 after year 1, 107,367.72 after year 2; B alone -93,045.88 and 20,792.24.
    ("payback", {"by_year": 2}, "107367.72"),
    ("payback", {"by_year": 1}, "-115590"),
    ("payback", {"by_year": 2, "councils": BOTH, "each_council": True}, "20792.24"),
    ("payback", {"by_year": 1, "councils": ("B",)}, "-93045.88"),
    # A 224,149.18 of 372,588.62.
    ("maximum_share", {"most_share": d("0.61"), "councils": BOTH}, "3129.88"),
    ("maximum_share", {"most_share": d("0.6"), "councils": BOTH}, "-596.01"),
    ("maximum_share", {"most_share": d("0.6"), "councils": ("B",)}, "75113.74"),
]


@pytest.mark.parametrize(("kind", "given", "slack"), MONEY)
def test_money(kind: str, given: dict[str, Value], slack: str) -> None:
    verdict = judge(kind, **given)
    assert verdict.accounts is not None
    [row] = verdict.accounts.policies
    assert row.slack is not None
    assert abs(row.slack - Decimal(slack)) <= Decimal("0.01")
    assert {violation.rule for violation in verdict.violations} == (
        {f"policy.{kind}"} if Decimal(slack) < -1 else set()
    )


MONEY_AND_PEOPLE = {kind for kind, *_, slack in (*PEOPLE, *MONEY) if Decimal(slack) < 0}
"""The kinds that are tested here."""
