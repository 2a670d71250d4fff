"""What a blank parameter of a policy means, where the dictionary gives it a meaning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.case.case import Case
from optimizer.case.dictionary import PolicyKind

NEEDING_THE_SERVICE = (
    "pool_required",
    "blackout_years",
    "forced_break",
    "risk_rating_limit",
    "minimum_term",
    "notice",
)
"""Kinds whose blank councils are those that need the service."""

TOGETHER = ("savings_target", "payback")
"""Kinds that look at several councils as one. None stands for all of them: then their charges need not be
told apart, which would double the time of a solve."""


def with_blanks_filled(kind: PolicyKind, values: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """Return the parameters with blank councils, years and services replaced by what they mean.

    What they mean is in the dictionary, in the descriptions of the parameters.
    """
    filled = dict(values)
    last = case.settings.years
    if "service_group" in kind.parameters and values["services"] is None:
        filled["services"] = services_of_group(values["service_group"], case)
    if kind.kind in ("pool_required", "pool_open"):
        filled["first_year"] = last if values["first_year"] is None else values["first_year"]
    elif kind.kind == "pool_forbidden":
        filled["first_year"] = 1 if values["first_year"] is None else values["first_year"]
    elif kind.kind == "affordability":
        # What is paid ahead in the base year must be afforded too.
        filled["first_year"] = 0 if values["first_year"] is None else values["first_year"]
    if "last_year" in kind.parameters:
        filled["last_year"] = last if values["last_year"] is None else values["last_year"]
    if kind.kind == "funded" and values["sources"] is None:
        filled["sources"] = tuple(dict.fromkeys(source for source, _ in case.funding))
    if kind.kind == "differs" and values["memberships"] is None:
        filled["memberships"] = ()
    if "councils" in kind.parameters and values["councils"] is None:
        filled["councils"] = tuple(
            council for council in case.councils if _meant_by_blank(kind.kind, council, filled, case)
        )
    if kind.kind in TOGETHER and not values["each_council"] and set(filled["councils"]) == {*case.councils}:
        filled["councils"] = None
    return filled


def services_of_group(group: str | None, case: Case) -> tuple[str, ...]:
    """Return the services of a group in the order of the case; none without a group."""
    if group is None:
        return ()
    return tuple(name for name, service in case.services.items() if service.service_group == group)


def _meant_by_blank(kind: str, council: str, values: Mapping[str, Any], case: Case) -> bool:
    if kind in NEEDING_THE_SERVICE:
        return values["service"] is None or (council, values["service"]) in case.needs
    if kind in ("same_host", "different_hosts"):
        return sum((council, service) in case.needs for service in values["services"]) >= 2
    if kind == "precedence":
        return {(council, values["first"]), (council, values["then"])} <= case.needs.keys()
    if kind == "transition_budget":
        return any(who == council and pot == values["pot"] for who, _, pot in case.budgets_gbp)
    return True
