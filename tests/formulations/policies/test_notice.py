"""Notice longer than the arrangement's own."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, solve, tiny, together

ROW = "policy[s.notice].leaving"
TODAY = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}


def notice(years: int, councils: tuple[str, ...] = ("A", "B"), service: str | None = None):
    return policy("notice", years=years, service=service, councils=councils)


def test_nobody_stops_in_the_first_years() -> None:
    built = Built(tiny(TODAY, {"years": 3}), [notice(2, ("B",), "S")])
    assert built.row("policy[s.notice].leaving[B,P,1]") == written("- member[B,P,1] <= -1")
    assert built.row("policy[s.notice].leaving[B,P,2]") == written(
        "joins[B,P,2] - member[B,P,2] + member[B,P,1] <= 0"
    )
    assert built.rows_of(ROW) == ["B,P,1", "B,P,2"]


def test_who_cannot_have_been_a_member_has_no_notice() -> None:
    assert Built(tiny(), [notice(1)]).rows_of(ROW) == []
    assert Built(tiny(), [notice(30)]).rows_of(ROW) == ["A,P,2", "B,P,2"]


def test_binds_todays_members_leave_a_costly_pool_when_notice_allows() -> None:
    """Today's pool costs 210,000 a year, in-house 200,000 (as in test_terms): 5,000 + 10,000, or 5,000."""
    costly = tiny(TODAY | {"delivery_models.lead.governance_gbp_per_year": 50_000})
    free = solve(costly)
    assert (members(free), free.npv_gbp) == ([], 15_000.0)
    late = solve(costly, [notice(1)])
    assert (members(late), late.npv_gbp) == (together(1), 5_000.0)
