"""A window for joining."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, solve, solved_tiny, tiny, together


def window(earliest: int | None, latest: int | None, councils: tuple[str, ...] = ("A", "B")):
    return policy("start_window", service=None, councils=councils, earliest=earliest, latest=latest)


def test_outside_the_window_nobody_joins() -> None:
    built = Built(tiny(None, {"years": 3}), [window(2, 2, ("B",))])
    assert built.row("policy[s.start_window].outside[B,P,1]") == written("joins[B,P,1] <= 0")
    assert built.rows_of("policy[s.start_window].outside") == ["B,P,1", "B,P,3"]


def test_a_blank_bound_is_no_bound() -> None:
    case = tiny(None, {"years": 3})
    assert Built(case, [window(None, None)]).rows_of("policy[s.start_window].outside") == []
    assert Built(case, [window(2, None)]).rows_of("policy[s.start_window].outside") == ["A,P,1", "B,P,1"]


def test_binds_an_earliest_year() -> None:
    """From year 2: half of 200,000 - 180,000 = 10,000 instead of 38,000."""
    late = solve(tiny(), [window(2, None)])
    assert (members(late), late.npv_gbp) == (together(2), 10_000.0)
    assert (members(solved_tiny()), solved_tiny().npv_gbp) == (together(1, 2), 38_000.0)
