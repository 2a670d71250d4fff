"""Memberships that are ruled out."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, solved_tiny, tiny, together

TWO_POOLS = rows("arrangement service host model", "P S A lead", "Q S B lead")


def ban(**given: str | int | tuple[str, ...] | None):
    blank = {"service": None, "councils": ("A", "B"), "host": None, "model": None, "arrangement": None}
    return policy("pool_forbidden", **blank | {"first_year": 1, "last_year": 2} | given)


def test_forbidden_where_everything_named_matches() -> None:
    built = Built(tiny(arrangements=TWO_POOLS), [ban(host="B", councils=("A",))])
    assert built.row("policy[s.pool_forbidden].forbidden[A,Q,2]") == written("member[A,Q,2] <= 0")
    assert built.rows_of("policy[s.pool_forbidden].forbidden") == ["A,Q,1", "A,Q,2"]


def test_blank_matches_everything_and_years_limit_it() -> None:
    case = tiny(arrangements=TWO_POOLS)
    everything = [f"{c},{a},{t}" for c in "AB" for a in "PQ" for t in (1, 2)]
    name = "policy[s.pool_forbidden].forbidden"
    assert Built(case, [ban()]).rows_of(name) == everything
    assert Built(case, [ban(arrangement="P", last_year=1)]).rows_of(name) == ["A,P,1", "B,P,1"]
    assert Built(case, [ban(model="lead", service="S", first_year=2)]).rows_of(name) == [
        row for row in everything if row.endswith("2")
    ]
    assert Built(case, [ban(model="other")]).rows_of(name) == []


def test_binds_a_ban_in_year_1() -> None:
    """They join in year 2 and save half of 200,000 - 180,000 = 10,000 instead of 38,000."""
    late = solve(tiny(), [ban(councils=("B",), last_year=1)])
    assert (members(late), late.npv_gbp) == (together(2), 10_000.0)
    assert (members(solved_tiny()), solved_tiny().npv_gbp) == (together(1, 2), 38_000.0)
