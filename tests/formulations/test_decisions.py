"""The shared decisions: which columns exist, from which year, and that all of them are whole numbers."""

from __future__ import annotations

import pytest

from tests.formulations.rows import Built
from tests.formulations.tiny import members, solve, solved_tiny, tiny, together

TODAY = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}


def test_columns_of_councils_that_are_in_house_today() -> None:
    built = Built(tiny())
    assert built.columns_of("member") == ["A,P,1", "A,P,2", "B,P,1", "B,P,2"]
    assert built.columns_of("joins") == ["A,P,1", "A,P,2", "B,P,1", "B,P,2"]
    assert built.columns_of("open") == built.columns_of("opens") == ["P,1", "P,2"]


def test_todays_members_have_columns_from_year_1_and_join_again_from_year_2() -> None:
    built = Built(tiny(TODAY, {"years": 3}))
    assert built.columns_of("member") == [f"{c},P,{t}" for c in "AB" for t in (1, 2, 3)]
    assert built.columns_of("joins") == [f"{c},P,{t}" for c in "AB" for t in (2, 3)]


@pytest.mark.parametrize(
    ("changes", "years"),
    [
        ({"delivery_models.lead.lead_months": 18}, "12"),  # 1 April 2025 + 18 months is the change date of 1
        ({"delivery_models.lead.lead_months": 19}, "2"),
        ({"arrangements.P.first_year": "2027/28"}, "2"),
        ({"arrangements.P.last_year": "2026/27"}, "1"),
    ],
)
def test_joining_has_columns_only_where_m5_allows_it(changes: dict[str, object], years: str) -> None:
    built = Built(tiny(changes))
    assert built.columns_of("joins") == [f"{c},P,{t}" for c in "AB" for t in years]
    member_from = "12" if "1" in years else "2"
    assert built.columns_of("member") == [f"{c},P,{t}" for c in "AB" for t in member_from]
    assert built.columns_of("open") == [f"P,{t}" for t in member_from]


def test_a_pool_that_nobody_can_join_has_no_columns() -> None:
    built = Built(tiny({"delivery_models.lead.lead_months": 40}))
    assert built.columns == ()


def test_every_shared_decision_is_declared_whole() -> None:
    built = Built(tiny())
    shared = [c for c in built.columns if c.split("[")[0] in ("member", "joins", "open", "opens")]
    assert len(shared) == 12
    assert all(built.is_integer(column) for column in shared)


def test_binds_a_long_lead_time_puts_the_start_off() -> None:
    """19 months after 1 April 2025 is 1 November 2026, after the change date of year 1.

    So they join in year 2: half of 200,000 - 180,000 = 10,000. Without the lead time 38,000 (tiny case).
    """
    late = solve(tiny({"delivery_models.lead.lead_months": 19}))
    assert (members(late), late.npv_gbp) == (together(2), 10_000.0)
    assert (members(solved_tiny()), solved_tiny().npv_gbp) == (together(1, 2), 38_000.0)
