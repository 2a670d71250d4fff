"""A year outside every pool."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

ROW = "policy[s.forced_break].outside"


def forced_break(year: int, councils: tuple[str, ...] = ("A", "B"), service: str | None = None):
    return policy("forced_break", year=year, service=service, councils=councils)


def test_nobody_is_a_member_in_the_year() -> None:
    pools = rows("arrangement service host model", "P S A lead", "Q S B lead")
    built = Built(tiny(arrangements=pools), [forced_break(2, ("B",), "S")])
    assert built.row("policy[s.forced_break].outside[B,P]") == written("member[B,P,2] <= 0")
    assert built.rows_of(ROW) == ["B,P", "B,Q"]


def test_other_services_go_on() -> None:
    tables = {"services": rows("service volume_unit change_month", "S users 10", "T users 10")}
    built = Built(tiny(**tables), [forced_break(2, service="T")])
    assert built.rows_of(ROW) == []


def test_binds_out_in_year_2() -> None:
    """Both years of sharing save 38,000. Out in year 2: half a year of 180,000 in each year, 2 x 10,000."""
    free = solve(tiny())
    assert (members(free), free.npv_gbp) == (together(1, 2), 38_000.0)
    out = solve(tiny(), [forced_break(2)])
    assert (members(out), out.npv_gbp) == (together(1), 20_000.0)
