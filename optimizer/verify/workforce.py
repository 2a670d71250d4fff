"""Posts at home and staff of pools in every year, derived from memberships and flows (CORE W1, W4, S2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from optimizer.case.case import Case, Post
from optimizer.verify.curves import value_at
from optimizer.verify.decisions import Decisions, FlowKey
from optimizer.verify.exact import ZERO, exact
from optimizer.verify.history import History


@dataclass(frozen=True, slots=True)
class Workforce:
    """FTE of homes and pools and what pools need, in exact numbers.

    Attributes:
        flows: every flow other than 0.
        home: (council, service, role) -> year 0..H -> posts that stay with the council (W1).
        required: (arrangement, role) -> year 0..H -> req of the scale curve, without the dip (S2).
        dip: (arrangement, role) -> year 0..H -> extra FTE in the joining state (W5).
        staff: (arrangement, role) -> year 0..H -> staff of the pool (W4).
        need_gbp: arrangement -> year 0..H -> spend other than staff, base prices (S2).
        off_curve: (arrangement, year) whose volume is not on a curve; its needs count as 0 here, and such a
            plan is not costed.
    """

    flows: Mapping[FlowKey, Fraction]
    home: Mapping[tuple[str, str, str], tuple[Fraction, ...]]
    required: Mapping[tuple[str, str], tuple[Fraction, ...]]
    dip: Mapping[tuple[str, str], tuple[Fraction, ...]]
    staff: Mapping[tuple[str, str], tuple[Fraction, ...]]
    need_gbp: Mapping[str, tuple[Fraction, ...]]
    off_curve: tuple[tuple[str, int], ...]

    def flow(self, flow: str, arrangement: str, council: str, service: str, role: str, year: int) -> Fraction:
        """Return one flow in FTE, 0 where it is not listed."""
        return self.flows.get(FlowKey(flow, arrangement, council, service, role, year), ZERO)


def in_scope(case: Case, council: str, arrangement: str, role: str) -> Fraction:
    """Return n: the FTE that the council would bring to the arrangement."""
    return exact(case.candidates[council, arrangement].in_scope_fte[role])


def posts_of(case: Case, council: str, service: str) -> Mapping[str, Post]:
    """Return the posts of a council and service by role."""
    return case.needs[council, service].posts


def make_workforce(case: Case, history: History, decisions: Decisions) -> Workforce:
    """Derive every stock of staff and every need from the decisions."""
    required: dict[tuple[str, str], tuple[Fraction, ...]] = {}
    need: dict[str, tuple[Fraction, ...]] = {}
    off: set[tuple[str, int]] = set()
    for pool in history.active:
        terms = case.arrangements[pool]
        need[pool] = _needs(case, history, pool, "non_staff", exact(terms.non_staff_share), off)
        for role, of_role in terms.roles.items():
            share = exact(of_role.staff_share)
            required[pool, role] = _needs(case, history, pool, f"fte:{role}", share, off)
    return Workforce(
        flows=decisions.flows,
        home=_homes(case, history),
        required=required,
        dip={(pool, role): _dips(case, history, pool, role) for pool, role in required},
        staff=_staff(case, history, decisions, required),
        need_gbp=need,
        off_curve=tuple(sorted(off)),
    )


def _needs(
    case: Case, history: History, pool: str, measure: str, share: Fraction, off: set[tuple[str, int]]
) -> tuple[Fraction, ...]:
    """S2: the share of the curve at the volume of the members, 0 where the pool is closed."""
    needs: list[Fraction] = []
    for year in range(history.last_year + 1):
        value: Fraction | None = ZERO
        if share and history.is_open(pool, year):
            knots = case.curves[case.arrangements[pool].service, measure]
            value = value_at(knots, history.volume(pool, year))
        if value is None:
            off.add((pool, year))
        needs.append(share * (value or ZERO))
    return tuple(needs)


def _homes(case: Case, history: History) -> dict[tuple[str, str, str], tuple[Fraction, ...]]:
    """W1: home = fte less the FTE in scope of the pools that the council is in."""
    homes: dict[tuple[str, str, str], tuple[Fraction, ...]] = {}
    years = range(history.last_year + 1)
    for (council, service), need in case.needs.items():
        places = history.places.get((council, service))
        for role, post in need.posts.items():
            full = exact(post.fte)
            if places is None:
                homes[council, service, role] = (full,) * len(years)
            else:
                gone = (sum((in_scope(case, council, a, role) for a in places[t]), ZERO) for t in years)
                homes[council, service, role] = tuple(full - fte for fte in gone)
    return homes


def _dips(case: Case, history: History, pool: str, role: str) -> tuple[Fraction, ...]:
    """W5: dip x the FTE in scope of those who join, in the joining state only."""
    share = exact(case.arrangements[pool].dip_share)
    dips = [ZERO]
    for year in range(1, history.last_year + 1):
        joiners = (c for c in history.members[pool][year] if history.joins(c, pool, year))
        dips.append(share * sum((in_scope(case, c, pool, role) for c in joiners), ZERO))
    return tuple(dips)


SIGNS = {
    "transferred": 1,
    "recruited": 1,
    "returned": -1,
    "redundant": -1,
    "redeployed": -1,
}
"""How each flow changes the staff of a pool (W4)."""


def _staff(
    case: Case,
    history: History,
    decisions: Decisions,
    required: Mapping[tuple[str, str], tuple[Fraction, ...]],
) -> dict[tuple[str, str], tuple[Fraction, ...]]:
    """W4: those who stay, more those who come, less those who go; today's pools hold what they require."""
    changes: dict[tuple[str, str, int], Fraction] = {}
    for key, fte in decisions.flows.items():
        if key.arrangement:
            cell = (key.arrangement, key.role, key.year)
            changes[cell] = changes.get(cell, ZERO) + SIGNS[key.flow] * fte
    staff: dict[tuple[str, str], tuple[Fraction, ...]] = {}
    for (pool, role), needs in required.items():
        stay = 1 - exact(case.arrangements[pool].roles[role].turnover_share)
        levels = [needs[0]]
        for year in range(1, history.last_year + 1):
            levels.append(stay * levels[-1] + changes.get((pool, role, year), ZERO))
        staff[pool, role] = tuple(levels)
    return staff
