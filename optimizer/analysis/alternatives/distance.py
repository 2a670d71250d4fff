"""How unlike two plans are, in service years: one service of one council in one year each."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.case.case import Case, Policy
from optimizer.plan.plan import Plan

SET = "alternatives"
"""Set of the policies that keep plans apart; their names hold a full stop, so no user's is the same."""


def places(case: Case, plan: Plan) -> dict[tuple[str, str, int], str]:
    """Return the arrangement of every service year by council, service and year; empty in-house."""
    found = {
        (council, service, year): ""
        for council, service in case.needs
        for year in range(1, case.settings.years + 1)
    }
    for row in plan.memberships:
        found[row.council, case.arrangements[row.arrangement].service, row.year] = row.arrangement
    return found


def service_years(case: Case) -> int:
    """Return how many service years a plan of the case has: no two plans are further apart."""
    return len(case.needs) * case.settings.years


def distance(case: Case, one: Plan, other: Plan) -> int:
    """Return in how many service years two plans differ; what the policy kind `differs` counts."""
    theirs = places(case, other)
    return sum(theirs[key] != arrangement for key, arrangement in places(case, one).items())


def unlike(case: Case, plans: Sequence[Plan], least: int) -> tuple[Policy, ...]:
    """Return the policies that a plan differs from each of the plans in at least so many service years."""
    return tuple(
        Policy(
            policy=f"1.plan_{number}",
            set=SET,
            kind="differs",
            reason=f"Unlike plan {number}.",
            source="",
            parameters={
                "memberships": tuple(
                    f"{council},{arrangement},{year}"
                    for (council, _, year), arrangement in places(case, plan).items()
                    if arrangement
                ),
                "least": least,
            },
            negotiable="hard",
        )
        for number, plan in enumerate(plans, start=1)
    )
