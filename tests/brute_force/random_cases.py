"""Random cases that are small enough to enumerate, over every family of rules and every kind of policy."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.case import LoadedCase
from optimizer.case.case import Case, Policy
from optimizer.errors import InputError
from tests.brute_force.costs import bau_history
from tests.brute_force.draw import Draw
from tests.brute_force.enumerate import count_plans
from tests.brute_force.funding import add_funding
from tests.brute_force.further_policies import FURTHER_PATTERNS
from tests.brute_force.memberships import pool_may_stand
from tests.brute_force.money_policies import MONEY_PATTERNS
from tests.brute_force.plan_policies import PLAN_PATTERNS
from tests.brute_force.quantities import required_fte
from tests.brute_force.random_policies import PATTERNS, Pattern, random_policies
from tests.brute_force.random_tables import random_tables
from tests.brute_force.structure_policies import STRUCTURE_PATTERNS, UnfitError
from tests.builders import build_case

MOST_PLANS = 2000
SIZES = ((20, 120), (60, 300), (100, 600), (150, MOST_PLANS))
"""Least and most whole-number plans; each seed draws one pair, so that sizes are spread."""

FURTHER_FROM = 100_000
"""Seeds from here on draw their first policy from the kinds that came after the first nine."""

STRUCTURE_FROM = 200_000
"""Seeds from here on draw it from the kinds on structure and calendar."""

MONEY_FROM = 300_000
"""Seeds from here on draw it from the kinds on money and people."""

PLAN_FROM = 400_000
"""Seeds from here on draw it from the kinds that name a plan."""


def random_case(seed: int) -> tuple[LoadedCase, tuple[Policy, ...]]:
    """Return the case of a seed with its policies; cases of a wrong size are drawn again."""
    kinds, patterns = _kinds(seed)
    # Every kind comes round in turn; the rest is chance.
    first_kind = kinds[seed % len(kinds)]
    fewest, most = SIZES[seed // len(kinds) % len(SIZES)]
    for attempt in range(10_000):
        draw = Draw(f"brute force {seed} {attempt}")
        tables = random_tables(draw)
        if FURTHER_FROM <= seed < STRUCTURE_FROM or seed >= MONEY_FROM:
            add_funding(tables, Draw(f"funding {seed} {attempt}"))
        try:
            loaded = build_case(tables.rows, tables.settings)
        except InputError:
            continue  # such as a pool that nobody can fill
        try:
            policies = random_policies(draw, loaded.case, first_kind, patterns)
        except UnfitError:
            continue  # such as an order of two services where there is one
        least = 0 if draw.chance(0.1) else fewest
        if can_go_on(loaded.case) and least <= count_plans(loaded.case, policies, most) <= most:
            return loaded, policies
    message = f"seed {seed}: no case of the wanted size"
    raise AssertionError(message)


def _kinds(seed: int) -> tuple[tuple[str | None, ...], Mapping[str, Pattern]]:
    """Return the kinds that come round in turn for the seeds of a range, and all patterns of the range."""
    if seed < FURTHER_FROM:
        return (*PATTERNS, None), PATTERNS
    if seed < STRUCTURE_FROM:
        return tuple(FURTHER_PATTERNS), STRUCTURE_PATTERNS | PATTERNS | FURTHER_PATTERNS
    if seed < MONEY_FROM:
        return tuple(STRUCTURE_PATTERNS), PATTERNS | STRUCTURE_PATTERNS
    funded = {"funded": FURTHER_PATTERNS["funded"]}
    if seed < PLAN_FROM:
        return tuple(MONEY_PATTERNS), PATTERNS | MONEY_PATTERNS | funded
    return tuple(PLAN_PATTERNS), PATTERNS | STRUCTURE_PATTERNS | PLAN_PATTERNS


def can_go_on(case: Case) -> bool:
    """Say whether today's pools keep the logic rules if nothing changes; other cases are bad input."""
    for name, arrangement in case.arrangements.items():
        history = bau_history(case, arrangement.service)
        if not pool_may_stand(case, (), arrangement, history.states[0]):
            return False
        staff = sum(required_fte(history, name, role, 0) for role in arrangement.roles)
        if arrangement.capacity_fte is not None and staff > arrangement.capacity_fte:
            return False
    return True
