"""What each council brings into pools, and who of the others would go on paying for it."""

from __future__ import annotations

from fractions import Fraction

from optimizer.case.case import Case
from optimizer.verify.exact import ZERO, exact
from optimizer.verify.history import History
from optimizer.verify.promise_chains import Shares, Years, in_parts
from optimizer.verify.recharges import shares
from optimizer.verify.timeline import Timeline

States = tuple[tuple[Fraction, int], ...]
"""States that make up a year: the weight of each, and the year that it is the state of."""


def withdrawals(
    case: Case, timeline: Timeline, history: History, today: History
) -> tuple[dict[str, Years], dict[str, Shares]]:
    """Return the spend that each council brings in above today's in each year 0..H, and who is left with it.

    Nothing in year 0, which is today's.
    """
    brought: dict[str, Years] = {}
    left_with: dict[str, Shares] = {}
    for council in case.councils:
        years, bearers = [ZERO], [dict[str, Fraction]()]
        for year in range(1, timeline.last_year + 1):
            states = {service: _of(timeline, service, year) for service in case.services}
            by_service = {
                service: _spend(case, history, council, service, states[service])
                - _spend(case, today, council, service, states[service])
                for service in case.services
            }
            total = sum(by_service.values(), ZERO)
            # What is brought in burdens the others of the plan; what is no longer brought in, less than
            # business as usual would, relieves those of today.
            where, more = (history, True) if total > 0 else (today, False)
            borne: dict[str, Fraction] = {}
            for service, amount in by_service.items():
                if total and (amount > 0 if more else amount < 0):
                    for other, share in _others(case, where, council, service, states[service]).items():
                        borne[other] = borne.get(other, ZERO) + amount * share
            years.append(total)
            bearers.append(in_parts(borne))
        brought[council], left_with[council] = tuple(years), tuple(bearers)
    return brought, left_with


def _of(timeline: Timeline, service: str, year: int) -> States:
    """Return the states of a year as running costs are averaged: phi of its own, the rest of that before."""
    phi = timeline.phi[service]
    return (phi, year), (1 - phi, year - 1)


def _places(history: History, council: str, service: str, state: int) -> tuple[str, ...]:
    places = history.places.get((council, service))
    return () if places is None else places[state]


def _spend(case: Case, history: History, council: str, service: str, states: States) -> Fraction:
    """Return what the council brings into pools of a service, averaged over the states."""
    return sum(
        (
            weight * exact(case.in_scope_spend_gbp(council, pool))
            for weight, state in states
            for pool in _places(history, council, service, state)
        ),
        ZERO,
    )


def _others(case: Case, history: History, council: str, service: str, states: States) -> dict[str, Fraction]:
    """Return the running shares of the others where the council is, by what it brings in; itself if alone."""
    borne: dict[str, Fraction] = {}
    for weight, state in states:
        for pool in _places(history, council, service, state):
            running = shares(case, history, pool, state, "running")
            others = in_parts({who: share for who, share in running.items() if who != council})
            amount = weight * exact(case.in_scope_spend_gbp(council, pool))
            for who, share in (others or {council: Fraction(1)}).items():
                borne[who] = borne.get(who, ZERO) + amount * share
    return in_parts(borne)
