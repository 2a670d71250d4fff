"""The golden case reads as CORE part 3 has it, and survives the way through JSON."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.case import LoadedCase, case_from_json, case_to_json
from optimizer.case.case import Knot
from tests.builders import golden_case

POOL = "ICT.A.lead_authority.full"


@pytest.fixture(scope="module")
def loaded() -> LoadedCase:
    return golden_case()


def test_settings(loaded: LoadedCase) -> None:
    settings = loaded.case.settings
    assert (settings.base_year, settings.years, settings.discount_rate) == (2025, 3, Decimal("0.035"))
    assert [loaded.case.year_label(year) for year in range(4)] == ["2025/26", "2026/27", "2027/28", "2028/29"]
    assert (settings.price_general, settings.price_pay, settings.price_contract) == (Decimal("0.02"),) * 3


@pytest.mark.parametrize(
    ("council", "fte", "other", "in_scope_other", "join", "running", "one_off"),
    [("A", 10, 300_000, 240_000, 20_000, 600, 10), ("B", 7, 180_000, 144_000, 40_000, 400, 7)],
)
def test_members(
    loaded: LoadedCase,
    council: str,
    fte: int,
    other: int,
    in_scope_other: int,
    join: int,
    running: int,
    one_off: int,
) -> None:
    candidate = loaded.case.candidates[council, POOL]
    assert candidate.in_scope_fte == {"all": fte}
    assert loaded.case.needs[council, "ICT"].other_gbp == other
    assert candidate.in_scope_other_gbp == in_scope_other
    assert candidate.join_gbp == join
    assert (candidate.running_weight, candidate.one_off_weight) == (running, one_off)


def test_pool(loaded: LoadedCase) -> None:
    pool = loaded.case.arrangements[POOL]
    role = pool.roles["all"]
    assert (pool.hosted_by_member, pool.hosted_by_provider, pool.chain) == (True, False, POOL)
    assert (role.staff_share, pool.non_staff_share) == (1, Decimal("0.8"))
    assert (role.pay_gbp_per_fte, role.turnover_share) == (50_000, Decimal("0.1"))
    assert (role.redundancy_gbp_per_fte, role.strain_gbp_per_fte) == (20_000, 5_000)
    assert role.recruitment_gbp_per_fte == 4_000
    # The 17 that everybody brings, on top of the 14 + 0.1 x 17 that the pool may have recruited.
    assert role.staff_limit_fte == Decimal("32.7")
    assert pool.displaces == ("kA", "kB")
    assert (pool.least_members, pool.minimum_term_years, pool.setup_lead_share) == (2, 3, 1)


def test_curves(loaded: LoadedCase) -> None:
    assert loaded.case.curves == {
        ("ICT", "fte:all"): (Knot(500, Decimal("8.5")), Knot(1000, Decimal(14))),
        ("ICT", "non_staff"): (Knot(500, Decimal(300_000)), Knot(1000, Decimal(500_000))),
    }


def test_budgets(loaded: LoadedCase) -> None:
    assert loaded.case.budgets_gbp == {("B", 1, "transition"): 114_240, ("B", 1, "tight"): 114_000}


def test_the_way_through_json_changes_nothing(loaded: LoadedCase) -> None:
    text = case_to_json(loaded)
    again = case_from_json(text)
    assert again == loaded
    assert case_to_json(again) == text


def test_reading_twice_gives_the_same(loaded: LoadedCase) -> None:
    assert golden_case() == loaded
