"""What must hold for the parameters of policies on money and people, beyond the type of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_UP, Decimal
from typing import Any

from optimizer.case.case import Case
from optimizer.case.parse import nearest

Parameters = Mapping[str, Any]


def _a_pool_of_the_host(given: Parameters, case: Case) -> str | None:
    """Some candidate pool has the service and the host, as far as they are named."""
    service, host = given.get("service"), given["host"]
    if any(
        service in (None, pool.service) and host in (None, pool.host) for pool in case.arrangements.values()
    ):
        return None
    hosts = {pool.host for pool in case.arrangements.values() if service in (None, pool.service)}
    named = ", ".join(body for body in (*case.councils, *case.providers) if body in hosts)
    return f"name one that hosts candidate pools ({named or 'none does'}), or leave the host out to mean all"


def _one_at_least(first: str, second: str) -> Callable[[Parameters, Case], str | None]:
    def check(given: Parameters, case: Case) -> str | None:
        return (
            None
            if any(given[name] is not None for name in (first, second))
            else f"give {first}, {second} or both"
        )

    return check


def _one_of_two(first: str, second: str) -> Callable[[Parameters, Case], str | None]:
    def check(given: Parameters, case: Case) -> str | None:
        one = (given[first] is None) != (given[second] is None)
        return None if one else f"give either {first} or {second}"

    return check


def _shares_add_up(given: Parameters, case: Case) -> str | None:
    """Where the share of every council is limited, there must be room for the whole saving."""
    sharing = {council for council, _ in case.needs}
    if not sharing <= {*given["councils"]} or given["most_share"] * len(sharing) >= 1:
        return None
    least = (Decimal(1) / len(sharing)).quantize(Decimal("0.0001"), ROUND_UP)
    return (
        f"the {len(sharing)} councils together have the whole saving: let most_share be at least {least}, or "
        "name fewer councils"
    )


def _role_is_of_the_service(given: Parameters, case: Case) -> str | None:
    roles = case.services[given["service"]].roles
    if given["role"] is None or given["role"] in roles:
        return None
    return f"{given['service']} has no role {given['role']!r}: {nearest(given['role'], roles)}"


def _a_pool_has_such_staff(given: Parameters, case: Case) -> str | None:
    staffed = any(
        item.staff_share > 0 and given["role"] in (None, role)
        for pool in case.arrangements.values()
        if pool.service == given["service"]
        for role, item in pool.roles.items()
    )
    return (
        None if staffed else "leave the policy out, or add an arrangement whose model and depth take in posts"
    )


MONEY_RULES: Mapping[str, tuple[tuple[str, Callable[[Parameters, Case], str | None]], ...]] = {
    "host_capacity_fte": (
        ("nothing is limited", _one_at_least("most_fte", "most_transfers_fte_per_year")),
        ("no candidate pool has this host", _a_pool_of_the_host),
    ),
    "host_capacity_volume": (("no candidate pool of the service has this host", _a_pool_of_the_host),),
    "maximum_share": (("the shares leave part of the saving to nobody", _shares_add_up),),
    "redundancy_limit": (
        ("nothing is limited", _one_at_least("most_per_year_fte", "most_total_fte")),
        ("no candidate pool is of this service and host", _a_pool_of_the_host),
    ),
    "no_compulsory_redundancy": (("no candidate pool is of this service and host", _a_pool_of_the_host),),
    "minimum_cover": (
        ("the numbers do not make a limit", _one_of_two("least_fte", "least_share")),
        ("the role is not one of the service", _role_is_of_the_service),
        ("no candidate pool of the service employs staff of the role", _a_pool_has_such_staff),
    ),
}
"""As `rules.RULES`."""
