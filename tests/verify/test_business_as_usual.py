"""Business as usual: today's arrangements carried on, costed and checked by the rules for every plan."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from optimizer.case.case import Policy
from optimizer.errors import InputError
from optimizer.verify import business_as_usual, verify
from optimizer.verify.decisions import decisions_of_today
from tests.builders import build_case
from tests.verify import cases
from tests.verify.plans import good_plans


def test_it_saves_nothing_and_both_scenarios_agree() -> None:
    accounts = business_as_usual(cases.rich(), ()).accounts
    assert accounts is not None
    by_scenario = [[cell[1:] for cell in accounts.cash if cell.scenario == s] for s in ("bau", "plan")]
    assert by_scenario[0] == by_scenario[1]
    assert accounts.measures.npv_saving_gbp == 0
    assert set(accounts.measures.council_npv_gbp.values()) == {0}


def test_todays_pool_keeps_its_staff_exactly() -> None:
    accounts = business_as_usual(cases.rich(), ()).accounts
    assert accounts is not None
    levels = {row.fte for row in accounts.staff if row.flow == "staff" and row.arrangement == "PAY.B.sec"}
    assert len(levels) == 1
    assert levels == {row.fte for row in accounts.staff if row.flow == "required"}
    [turnover] = {row.fte for row in accounts.staff if row.flow == "left"}
    assert turnover == {row.fte for row in accounts.staff if row.flow == "recruited"}.pop()


def test_todays_pool_replaces_exactly_those_who_leave_in_the_roles_that_it_has() -> None:
    # The pool has half of the desk and nobody of tech. At 500 users its curve gives 5 FTE, and a fifth of
    # them leave in a year.
    tables = {
        "councils": [{"council": "A"}, {"council": "B"}],
        "services": [{"service": "S", "volume_unit": "users", "change_month": "4"}],
        "baseline": [
            {"council": council, "service": "S", "role": role, "fte": "8", "pay_gbp_per_fte": "1000"}
            | {"turnover_share": "0.2"}
            for council in "AB"
            for role in ("tech", "desk")
        ],
        "baseline_services": [
            {"council": council, "service": "S", "volume": volume, "non_staff_gbp": "0"}
            | {"arrangement_today": "P", "member_since": "2024/25"}
            for council, volume in (("A", "300"), ("B", "200"))
        ],
        "scale_curves": [
            {"service": "S", "measure": measure, "volume": volume, "value": volume[:-2]}
            for measure in ("fte:tech", "fte:desk", "non_staff")
            for volume in ("200", "2000")
        ],
        "depths": [
            {"depth": "half", "service": "S", "role": "tech", "staff_share": "0", "non_staff_share": "0"},
            {"depth": "half", "staff_share": "0.5", "non_staff_share": "0"},
        ],
        "delivery_models": [{"model": "lead", "staff_mode": "transfer", "default_depth": "half"}],
        "arrangements": [{"arrangement": "P", "service": "S", "host": "A", "model": "lead"}],
    }
    settings = {"name": "today", "base_year": "2025/26", "years": 2, "decision_date": "2025-04-01"}
    flows = decisions_of_today(build_case(tables, settings).case).flows
    recruited = {
        (key.flow, key.arrangement, key.council, key.role, key.year): fte for key, fte in flows.items()
    }
    assert recruited == {
        ("recruited", "P", "", "desk", year): Fraction("0.2") * Fraction("0.5") * 5 for year in (1, 2)
    }


def test_todays_pool_is_recharged() -> None:
    accounts = business_as_usual(cases.rich(), ()).accounts
    assert accounts is not None
    pools = {row.arrangement for row in accounts.pools}
    assert pools == {"PAY.B.sec"}
    assert {cell.council for cell in accounts.recharges} == {"A", "B"}
    # A's contract is displaced by today's pool, so A pays it until it ends and nothing after.
    states = {
        row.year: (row.state, row.charge_pence > 0) for row in accounts.contracts if row.contract == "pA"
    }
    assert states == {t: ("run_on", t <= 4) for t in range(1, 7)}


def test_a_plan_that_changes_nothing_saves_nothing() -> None:
    case, plan = good_plans()["nothing"]
    verdict = verify(case, (), plan)
    assert verdict.holds
    assert verdict.accounts is not None
    assert abs(verdict.accounts.measures.npv_saving_gbp) < 1


def test_it_may_break_policies_only() -> None:
    required = {"service": "ICT", "councils": ("A",), "arrangement": None, "first_year": 6, "last_year": 6}
    policy = Policy("share", "set", "pool_required", "for the test", "", required)
    verdict = business_as_usual(cases.rich(), (policy,))
    assert [violation.rule for violation in verdict.violations] == ["policy.pool_required"]
    assert verdict.accounts is not None


def test_a_pool_of_today_that_breaks_a_rule_is_a_fault_of_the_case() -> None:
    case = cases.rich()
    small = replace(case.arrangements["PAY.B.sec"], most_members=1)
    broken = replace(case, arrangements={**case.arrangements, "PAY.B.sec": small})
    with pytest.raises(InputError) as raised:
        business_as_usual(broken, ())
    assert raised.value.exit_code == 3
    assert [fault.sentence() for fault in raised.value.faults] == [
        f"baseline_services.csv, arrangement_today: today carried on breaks pools.most_members at PAY.B.sec,"
        f" {year} (2 members of at most 1); correct today's memberships, or the terms and curves of their"
        " arrangements"
        for year in ("2026/27", "2027/28", "2028/29", "2029/30", "2030/31", "2031/32")
    ]


def test_members_bound_today_stay_bound() -> None:
    # B joined in 2024/25: a term of four years ends with 2027/28, which is year 2; A joined a year earlier.
    case, plan = good_plans()["deepening"]
    bound = replace(case.arrangements["PAY.B.sec"], minimum_term_years=5)
    longer = replace(case, arrangements={**case.arrangements, "PAY.B.sec": bound})
    found = verify(longer, (), plan).violations
    assert {(v.rule, v.place) for v in found} == {("terms.minimum_term", "PAY, B, PAY.B.sec, 2028/29")}
    kept = replace(bound, minimum_term_years=4)
    assert verify(replace(case, arrangements={**case.arrangements, "PAY.B.sec": kept}), (), plan).holds
