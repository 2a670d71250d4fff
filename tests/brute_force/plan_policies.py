"""Random policies that name a known plan, and what they ask of a plan, read off membership histories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from optimizer.case.case import Case, Policy
from tests.brute_force.draw import Draw
from tests.brute_force.memberships import IN_HOUSE, History

Parameters = dict[str, Any]

PLAN_BLANKS: dict[str, Callable[[Case, Parameters], Parameters]] = {
    "differs": lambda case, given: {"memberships": (), "least": None},
}
"""Every parameter of a kind with the meaning of a blank."""


def _differs(draw: Draw, case: Case) -> Parameters:
    """Return a plan in which each service is not shared, or by some in one pool over some years."""
    years = range(1, case.settings.years + 1)
    known = set()
    for service in case.services:
        pools = tuple(name for name, one in case.arrangements.items() if one.service == service)
        if pools and draw.chance(0.7):
            pool, first = draw.pick(pools), draw.pick(tuple(years))
            for council in case.councils:
                if (council, service) in case.needs and draw.chance(0.8):
                    known |= {(council, service, year, pool) for year in years if year >= first}
    memberships = tuple(
        f"{council},{pool},{year}"
        for council, service in case.needs
        for year in years
        for pool in case.arrangements
        if (council, service, year, pool) in known
    )
    there_are = len(case.needs) * len(years)
    given = {"least": draw.pick((1, max(1, there_are // 3), max(1, there_are // 2)))}
    return given | ({"memberships": memberships} if memberships else {})


PLAN_PATTERNS: dict[str, Callable[[Draw, Case], Parameters]] = {"differs": _differs}


def differs_enough(case: Case, rule: Policy, services: Mapping[str, History]) -> bool:
    """Say whether enough councils are elsewhere than in the known plan, over all services and years."""
    known = {tuple(one.split(",")) for one in rule.parameters["memberships"]}
    unlike = 0
    for history in services.values():
        for year, state in enumerate(history.states[1:], start=1):
            for council, pool in state.items():
                pools = [name for name, one in case.arrangements.items() if one.service == history.service]
                then = [name for name in pools if (council, name, str(year)) in known]
                unlike += (then or [IN_HOUSE]) != [pool]
    return unlike >= rule.parameters["least"]
