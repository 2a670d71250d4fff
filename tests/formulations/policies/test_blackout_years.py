"""Years without changes."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import CHAIN, members, policy, solve, tiny, together

NAME = "policy[s.blackout_years]"
TODAY = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}


def blackout(*years: int, councils: tuple[str, ...] = ("A", "B"), service: str | None = None):
    return policy("blackout_years", years=years, service=service, councils=councils)


def test_no_joining_and_no_leaving() -> None:
    built = Built(tiny(), [blackout(2, councils=("B",))])
    assert built.row("policy[s.blackout_years].joining[B,P,2]") == written("joins[B,P,2] <= 0")
    assert built.row("policy[s.blackout_years].leaving[B,P,2]") == written(
        "joins[B,P,2] - member[B,P,2] + member[B,P,1] <= 0"
    )
    assert (built.rows_of(f"{NAME}.joining"), built.rows_of(f"{NAME}.leaving")) == (["B,P,2"], ["B,P,2"])


def test_todays_members_stay() -> None:
    """In year 1 today's members have no joins: stops = 1 - member."""
    built = Built(tiny(TODAY), [blackout(1, service="S")])
    assert built.row("policy[s.blackout_years].leaving[A,P,1]") == written("- member[A,P,1] <= -1")
    assert built.rows_of(f"{NAME}.joining") == []


def test_no_deepening() -> None:
    """From N to D is a join of D; leaving is of the chain G."""
    built = Built(tiny(arrangements=CHAIN), [blackout(2)])
    assert built.row("policy[s.blackout_years].joining[B,D,2]") == written("joins[B,D,2] <= 0")
    assert built.rows_of(f"{NAME}.leaving") == ["A,G,2", "B,G,2"]


def test_binds_a_start_in_year_2() -> None:
    """From year 1 38,000; with year 1 closed from year 2, half a year at 20,000 less: 10,000."""
    free = solve(tiny(), [blackout(2)])
    assert (members(free), free.npv_gbp) == (together(1, 2), 38_000.0)
    late = solve(tiny(), [blackout(1)])
    assert (members(late), late.npv_gbp) == (together(2), 10_000.0)


def test_binds_todays_members_leave_a_year_later() -> None:
    """Today's pool costs 210,000 a year, in-house 200,000 (as in test_terms): 5,000 + 10,000, or 5,000."""
    costly = TODAY | {"delivery_models.lead.governance_gbp_per_year": 50_000}
    free = solve(tiny(costly))
    assert (members(free), free.npv_gbp) == ([], 15_000.0)
    late = solve(tiny(costly), [blackout(1)])
    assert (members(late), late.npv_gbp) == (together(1), 5_000.0)
