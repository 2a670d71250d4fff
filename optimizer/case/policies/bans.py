"""Which memberships a single policy rules out: what can be seen to clash without a search."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from optimizer.case.case import Arrangement, Case, Policy

Ban = Callable[[Policy, Case, str, Arrangement, int], bool]
"""Whether the policy rules out that the council is in the arrangement in the state of the year."""


def _forbidden(policy: Policy, case: Case, council: str, pool: Arrangement, year: int) -> bool:
    given = policy.parameters
    named = ("service", "host", "model", "arrangement")
    return (
        council in _councils(policy)
        and _year(policy, "first_year") <= year <= _year(policy, "last_year")
        and all(given[parameter] in (None, getattr(pool, parameter)) for parameter in named)
    )


def _other_host(policy: Policy, case: Case, council: str, pool: Arrangement, year: int) -> bool:
    return pool.service == policy.parameters["service"] and pool.host != policy.parameters["host"]


def _too_risky(policy: Policy, case: Case, council: str, pool: Arrangement, year: int) -> bool:
    return _concerns(policy, council, pool) and pool.risk_rating > _year(policy, "most_rating")


def _break(policy: Policy, case: Case, council: str, pool: Arrangement, year: int) -> bool:
    return _concerns(policy, council, pool) and year == policy.parameters["year"]


def _too_early(policy: Policy, case: Case, council: str, pool: Arrangement, year: int) -> bool:
    earliest = policy.parameters["earliest"]
    joins = case.needs[council, pool.service].arrangement_today != pool.arrangement
    return (
        earliest is not None
        and joins
        and _concerns(policy, council, pool)
        and year < _year(policy, "earliest")
    )


def _no_change_until(policy: Policy, case: Case, council: str, pool: Arrangement, year: int) -> bool:
    years = policy.parameters["years"]
    joins = case.needs[council, pool.service].arrangement_today != pool.arrangement
    closed = isinstance(years, tuple) and all(earlier in years for earlier in range(1, year + 1))
    return joins and closed and _concerns(policy, council, pool)


BANS: Mapping[str, Ban] = {
    "pool_forbidden": _forbidden,
    "fixed_host": _other_host,
    "risk_rating_limit": _too_risky,
    "forced_break": _break,
    "start_window": _too_early,
    "blackout_years": _no_change_until,
}
"""The kinds that rule out single memberships, whatever else is decided."""


def allowed(
    case: Case, service: str, council: str, arrangement: str | None, year: int, ban: Policy | None
) -> list[str]:
    """Return the arrangements of a service that a council may be in, but for what one policy rules out."""
    return [
        pool.arrangement
        for pool in case.arrangements.values()
        if pool.service == service
        and arrangement in (None, pool.arrangement)
        and (council, pool.arrangement) in case.candidates
        and not (ban is not None and BANS[ban.kind](ban, case, council, pool, year))
    ]


def _councils(policy: Policy) -> tuple[object, ...]:
    councils = policy.parameters["councils"]
    return councils if isinstance(councils, tuple) else ()


def _concerns(policy: Policy, council: str, pool: Arrangement) -> bool:
    return council in _councils(policy) and policy.parameters["service"] in (None, pool.service)


def _year(policy: Policy, parameter: str) -> int:
    value = policy.parameters[parameter]
    assert isinstance(value, int)
    return value
