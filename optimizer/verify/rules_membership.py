"""Rules of membership, terms and pools (CORE M1, M4 to M6, P1 to P3, P5 and S1), one function each."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.verify.exact import FTE_TOLERANCE, ZERO, exact
from optimizer.verify.history import History
from optimizer.verify.rules import broken
from optimizer.verify.timeline import may_join
from optimizer.verify.verdict import Violation
from optimizer.verify.workforce import Workforce


def check_membership(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """Check every rule of this file."""
    yield from _one_arrangement(case, history)
    yield from _minimum_term(case, history)
    yield from _start_allowed(case, history)
    yield from _notice(case, history)
    yield from _host_takes_part(case, history)
    yield from _number_of_members(case, history)
    yield from _pool_minimum_term(case, history)
    yield from _on_curve(case, history, workforce)
    yield from _capacity_volume(case, history)
    yield from _capacity_fte(case, history, workforce)
    yield from _capacity_transfers(case, history, workforce)


def _one_arrangement(case: Case, history: History) -> Iterator[Violation]:
    """M1: at most one arrangement of a service, in every year."""
    for (council, service), years in history.places.items():
        for year, places in enumerate(years):
            if len(places) > 1:
                place = f"{service}, {council}, {case.year_label(year)}"
                yield broken("membership.one_arrangement", place, f"member of {', '.join(places)}")


def _minimum_term(case: Case, history: History) -> Iterator[Violation]:
    """M4: in[t] >= starts in the last L years, cut at H; today's members started in `member_since`."""
    for chain, pools in history.chains.items():
        terms = case.arrangements[pools[0]]
        for council in _councils_of(history, pools):
            since = case.needs[council, terms.service].member_since
            starts = [t for t in range(1, history.last_year + 1) if history.starts(council, chain, t)]
            if history.is_in_chain(council, chain, 0) and since is not None:
                starts.insert(0, since)
            for start in starts:
                end = start + terms.minimum_term_years - 1
                for year in range(max(1, start), min(end, history.last_year) + 1):
                    if not history.is_in_chain(council, chain, year):
                        place = f"{terms.service}, {council}, {chain}, {case.year_label(year)}"
                        words = f"bound from {case.year_label(start)} to {case.year_label(end)}"
                        yield broken("terms.minimum_term", place, words)


def _start_allowed(case: Case, history: History) -> Iterator[Violation]:
    """M5: joins = 0 before the lead time has passed and outside the arrangement's years."""
    for pool in history.active:
        terms = case.arrangements[pool]
        for year in range(1, history.last_year + 1):
            if may_join(case, terms, year):
                continue
            for council in history.members[pool][year]:
                if history.joins(council, pool, year):
                    place = f"{pool}, {council}, {case.year_label(year)}"
                    yield broken("terms.start_allowed", place, "joins in a year in which nobody may")


def _notice(case: Case, history: History) -> Iterator[Violation]:
    """M6: stops = 0 in years t <= notice_years."""
    for chain, pools in history.chains.items():
        terms = case.arrangements[pools[0]]
        for year in range(1, min(terms.notice_years, history.last_year) + 1):
            for council in _councils_of(history, pools):
                if history.stops(council, chain, year):
                    place = f"{terms.service}, {council}, {chain}, {case.year_label(year)}"
                    yield broken("terms.notice", place, f"notice of {terms.notice_years} years has not run")


def _host_takes_part(case: Case, history: History) -> Iterator[Violation]:
    """P1: member[h] = open where the host itself needs the service."""
    for pool, year in _open_pools(history):
        host = case.arrangements[pool].host
        if case.arrangements[pool].hosted_by_member and not history.is_member(host, pool, year):
            yield broken("pools.host_takes_part", f"{pool}, {case.year_label(year)}", f"{host} is no member")


def _number_of_members(case: Case, history: History) -> Iterator[Violation]:
    """P2: least <= members <= most where open."""
    for pool, year in _open_pools(history):
        terms = case.arrangements[pool]
        count = len(history.members[pool][year])
        place = f"{pool}, {case.year_label(year)}"
        if count < terms.least_members:
            yield broken("pools.least_members", place, f"{count} members of at least {terms.least_members}")
        if terms.most_members is not None and count > terms.most_members:
            yield broken("pools.most_members", place, f"{count} members of at most {terms.most_members}")


def _pool_minimum_term(case: Case, history: History) -> Iterator[Violation]:
    """P3: a chain that opens in years 1..H stays open for its minimum term, cut at H."""
    for chain, pools in history.chains.items():
        terms = case.arrangements[pools[0]]
        for start in range(1, history.last_year + 1):
            if not history.is_chain_open(chain, start) or history.is_chain_open(chain, start - 1):
                continue
            end = min(start + terms.minimum_term_years - 1, history.last_year)
            for year in range(start, end + 1):
                if not history.is_chain_open(chain, year):
                    place = f"{chain}, {case.year_label(year)}"
                    yield broken("pools.minimum_term", place, f"open only since {case.year_label(start)}")


def _on_curve(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """S1: lo <= V <= hi of some band."""
    for pool, year in workforce.off_curve:
        detail = f"a volume of {history.volume(pool, year)} is off the scale curve"
        yield broken("scale.on_curve", f"{pool}, {case.year_label(year)}", detail)


def _capacity_volume(case: Case, history: History) -> Iterator[Violation]:
    """P5: sum vol member <= capacity_volume."""
    for pool, year in _open_pools(history):
        most, volume = case.arrangements[pool].capacity_volume, history.volume(pool, year)
        if most is not None and volume > most:
            yield broken("capacity.volume", f"{pool}, {case.year_label(year)}", f"{volume} of at most {most}")


def _capacity_fte(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """P5: the staff of all roles <= capacity_fte."""
    for pool in history.active:
        terms = case.arrangements[pool]
        if terms.capacity_fte is None:
            continue
        for year in range(1, history.last_year + 1):
            staff = sum((workforce.staff[pool, role][year] for role in terms.roles), ZERO)
            if staff > exact(terms.capacity_fte) + FTE_TOLERANCE:
                place = f"{pool}, {case.year_label(year)}"
                yield broken("capacity.fte", place, f"{float(staff):.6f} FTE of at most {terms.capacity_fte}")


def _capacity_transfers(case: Case, history: History, workforce: Workforce) -> Iterator[Violation]:
    """P5: all transferred in a year <= capacity_transfers."""
    totals: dict[tuple[str, int], Fraction] = {}
    for key, fte in workforce.flows.items():
        if key.flow == "transferred":
            cell = (key.arrangement, key.year)
            totals[cell] = totals.get(cell, ZERO) + fte
    for (pool, year), fte in totals.items():
        most = case.arrangements[pool].capacity_transfers_fte_per_year
        if most is not None and fte > exact(most) + FTE_TOLERANCE:
            place = f"{pool}, {case.year_label(year)}"
            yield broken("capacity.transfers", place, f"{float(fte):.6f} FTE of at most {most}")


def _open_pools(history: History) -> Iterator[tuple[str, int]]:
    for pool in history.active:
        for year in range(1, history.last_year + 1):
            if history.is_open(pool, year):
                yield pool, year


def _councils_of(history: History, pools: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(council for pool in pools for council in history.candidates(pool)))
