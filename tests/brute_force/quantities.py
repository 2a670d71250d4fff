"""What homes and pools need and hold, read off a membership history."""

from __future__ import annotations

from optimizer.case.case import Case
from tests.brute_force.memberships import History


def curve_value(case: Case, service: str, measure: str, volume: int) -> float:
    """Read a scale curve: straight between knots, and at a step the lower value."""
    knots = case.curves.get((service, measure))
    if knots is None:
        return 0.0
    for left, right in zip(knots, knots[1:], strict=False):
        if volume == left.volume:
            return float(left.value)
        if left.volume < volume < right.volume:
            slope = (float(right.value) - float(left.value)) / (right.volume - left.volume)
            return float(left.value) + slope * (volume - left.volume)
    assert volume == knots[-1].volume, "the curve ends too early"
    at_the_end = [knot for knot in knots if knot.volume == volume]
    return float(at_the_end[0].value)


def required_fte(history: History, arrangement: str, role: str, year: int) -> float:
    """Return what the pool needs for its volume, without the dip."""
    if not history.is_open(arrangement, year):
        return 0.0
    share = float(history.case.arrangements[arrangement].roles[role].staff_share)
    volume = history.volume(arrangement, year)
    return share * curve_value(history.case, history.service, f"fte:{role}", volume)


def needed_spend(history: History, arrangement: str, year: int) -> float:
    if not history.is_open(arrangement, year):
        return 0.0
    share = float(history.case.arrangements[arrangement].non_staff_share)
    return share * curve_value(history.case, history.service, "non_staff", history.volume(arrangement, year))


def in_scope_fte(case: Case, council: str, arrangement: str, role: str) -> float:
    return float(case.candidates[council, arrangement].in_scope_fte.get(role, 0)) if arrangement else 0.0


def home_fte(history: History, council: str, role: str, year: int) -> float:
    """Return the posts that stay with the council (W1)."""
    case = history.case
    post = case.needs[council, history.service].posts[role]
    return float(post.fte) - in_scope_fte(case, council, history.states[year][council], role)


def staffed_roles(case: Case, pool: str) -> list[str]:
    """Return the roles in which the pool has staff of its own."""
    return [role for role, terms in case.arrangements[pool].roles.items() if terms.staff_share > 0]
