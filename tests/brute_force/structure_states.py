"""What policies on structure and calendar allow in the state of one year and service."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.case.case import Case, Policy


def stays_as_it_is(case: Case, rule: Policy, pool: str, pool_before: str, year: int) -> bool:
    """Say whether a council may be in the pool (or in-house) in a year, where a rule is on its own state."""
    told = rule.parameters
    if rule.kind == "blackout_years":
        return year not in told["years"] or pool == pool_before
    if rule.kind == "forced_break":
        return year != told["year"] or not pool
    return not pool or case.arrangements[pool].risk_rating <= told["most_rating"]


def somebody_shares(case: Case, rule: Policy, state: Mapping[str, str], year: int) -> bool:
    """Say whether the pools of a year have one that must be open."""
    told = rule.parameters
    if not told["first_year"] <= year <= told["last_year"]:
        return True
    pools = [case.arrangements[pool] for pool in state.values() if pool]
    named = {name: told[name] for name in ("host", "model", "arrangement") if told[name] is not None}
    return any(all(getattr(pool, name) == value for name, value in named.items()) for pool in pools)
