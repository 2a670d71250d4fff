"""Rules of the workforce (CORE W2, W3, W5 to W8), one function each; FTE rules hold to 0.000001."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.verify.decisions import FlowKey
from optimizer.verify.exact import FTE_TOLERANCE, ZERO, exact
from optimizer.verify.history import History
from optimizer.verify.rules import broken
from optimizer.verify.verdict import Violation
from optimizer.verify.workforce import Workforce, in_scope, posts_of


def check_workforce(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """Check every rule of this file."""
    yield from _nobody_moves(case, workforce)
    yield from _home_balance(case, history, workforce)
    yield from _transferred_and_returned(case, history, workforce)
    yield from _required(case, history, workforce)
    yield from _staff_limit(case, history, workforce)
    yield from _closed_pool_empty(case, history, workforce)
    yield from _removable(case, history, workforce)
    yield from _no_redundancy(case, workforce)
    yield from _redeployment_places(case, workforce)


def _words(fte: Fraction) -> str:
    return f"{float(fte):.8f} FTE"


def _of_flow(case: Case, key: FlowKey) -> str:
    names = (key.arrangement, key.council, key.service, key.role)
    return ", ".join([*filter(None, names), case.year_label(key.year)])


def _of_pool(case: Case, pool: str, role: str, year: int) -> str:
    return f"{pool}, {role}, {case.year_label(year)}"


def _nobody_moves(case: Case, workforce: Workforce) -> Iterator[Violation]:
    """Flows exist only where n > 0; those of a pool as a whole where its model moves people in the role."""
    for key in workforce.flows:
        if key.arrangement and key.council:
            moves = in_scope(case, key.council, key.arrangement, key.role) > 0
        elif key.arrangement:
            moves = case.arrangements[key.arrangement].roles[key.role].staff_share > 0
        else:
            moves = key.role in posts_of(case, key.council, key.service)
        if not moves:
            yield broken("workforce.nobody_moves", _of_flow(case, key), f"{key.flow}: nobody is in scope")


def _home_balance(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """W2: home[t] = home[t-1] + returned - transferred + rehired."""
    changes: dict[tuple[str, str, str, int], Fraction] = {}
    for key, fte in workforce.flows.items():
        if key.council:
            sign = -1 if key.flow == "transferred" else 1
            cell = (key.council, key.service, key.role, key.year)
            changes[cell] = changes.get(cell, ZERO) + sign * fte
    for (council, service, role), home in workforce.home.items():
        for year in range(1, history.last_year + 1):
            moved = changes.get((council, service, role, year), ZERO)
            if abs(home[year] - home[year - 1] - moved) > FTE_TOLERANCE:
                place = f"{service}, {council}, {role}, {case.year_label(year)}"
                detail = f"posts change by {_words(home[year] - home[year - 1])}, people by {_words(moved)}"
                yield broken("workforce.home_balance", place, detail)


def _transferred_and_returned(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """W3: transferred <= n joins; returned <= n leaves."""
    for key, fte in workforce.flows.items():
        if key.flow not in ("transferred", "returned"):
            continue
        happens = history.joins if key.flow == "transferred" else history.leaves
        most = ZERO
        if happens(key.council, key.arrangement, key.year):
            most = in_scope(case, key.council, key.arrangement, key.role)
        if fte > most + FTE_TOLERANCE:
            rule = f"workforce.{key.flow}"
            yield broken(rule, _of_flow(case, key), f"{_words(fte)} of at most {_words(most)}")


def _required(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """W5: staff >= req + dip of those who join."""
    for (pool, role), staff in workforce.staff.items():
        needed, dip = workforce.required[pool, role], workforce.dip[pool, role]
        for year in range(1, history.last_year + 1):
            if history.is_open(pool, year) and staff[year] < needed[year] + dip[year] - FTE_TOLERANCE:
                detail = f"{_words(staff[year])} of at least {_words(needed[year] + dip[year])}"
                yield broken("workforce.required", _of_pool(case, pool, role, year), detail)


def _staff_limit(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """W6: staff <= Smax and recruited <= Smax where open."""
    for (pool, role), staff in workforce.staff.items():
        terms = case.arrangements[pool]
        most = exact(terms.roles[role].staff_limit_fte)
        for year in range(1, history.last_year + 1):
            recruited = workforce.flow("recruited", pool, "", terms.service, role, year)
            largest = max(staff[year], recruited)
            if history.is_open(pool, year) and largest > most + FTE_TOLERANCE:
                detail = f"{_words(largest)} of at most {_words(most)}"
                yield broken("workforce.staff_limit", _of_pool(case, pool, role, year), detail)


def _closed_pool_empty(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """W6 where open = 0: staff = 0 and recruited = 0 (staff below 0 breaks it too)."""
    for (pool, role), staff in workforce.staff.items():
        service = case.arrangements[pool].service
        for year in range(1, history.last_year + 1):
            if history.is_open(pool, year):
                continue
            recruited = workforce.flow("recruited", pool, "", service, role, year)
            if abs(staff[year]) > FTE_TOLERANCE or recruited > FTE_TOLERANCE:
                detail = f"{_words(staff[year])} of staff, {_words(recruited)} recruited"
                yield broken("workforce.closed_pool_empty", _of_pool(case, pool, role, year), detail)


def _removable(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """W7: redundant + redeployed <= (1 - tau) staff[t-1] - returned (+ transferred without a year's wait)."""
    wait = case.settings.redundancy_wait_years
    moved: dict[tuple[str, str, int], Fraction] = {}
    removed: dict[tuple[str, str, int], Fraction] = {}
    for key, fte in workforce.flows.items():
        cell = (key.arrangement, key.role, key.year)
        if key.flow in ("redundant", "redeployed"):
            removed[cell] = removed.get(cell, ZERO) + fte
        elif key.flow == "returned":
            moved[cell] = moved.get(cell, ZERO) - fte
        elif key.flow == "transferred" and wait == 0:
            moved[cell] = moved.get(cell, ZERO) + fte
    for (pool, role, year), fte in removed.items():
        stay = 1 - exact(case.arrangements[pool].roles[role].turnover_share)
        most = stay * workforce.staff[pool, role][year - 1] + moved.get((pool, role, year), ZERO)
        if fte > most + FTE_TOLERANCE:
            detail = f"{_words(fte)} of at most {_words(most)}"
            yield broken("workforce.removable", _of_pool(case, pool, role, year), detail)


def _no_redundancy(case: Case, workforce: Workforce) -> Iterator[Violation]:
    """Secondment: redundant = 0."""
    for key, fte in workforce.flows.items():
        if key.flow == "redundant" and case.arrangements[key.arrangement].staff_mode == "secondment":
            yield broken("workforce.no_redundancy", _of_flow(case, key), f"{_words(fte)} are only seconded")


def _redeployment_places(case: Case, workforce: Workforce) -> Iterator[Violation]:
    """W8: over all pools of a service, role and year, redeployed <= the places of all councils."""
    redeployed: dict[tuple[str, str, int], Fraction] = {}
    for key, fte in workforce.flows.items():
        if key.flow == "redeployed":
            cell = (key.service, key.role, key.year)
            redeployed[cell] = redeployed.get(cell, ZERO) + fte
    for (service, role, year), fte in redeployed.items():
        places = ZERO
        for (_, needed), need in case.needs.items():
            if needed == service and role in need.posts:
                places += exact(need.posts[role].redeployment_places)
        if fte > places + FTE_TOLERANCE:
            place = f"{service}, {role}, {case.year_label(year)}"
            detail = f"{_words(fte)} of at most {_words(places)}"
            yield broken("workforce.redeployment_places", place, detail)
