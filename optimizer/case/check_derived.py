"""Checks of what only the derived case shows: recharge weights, and today's staff beside the curve."""

from __future__ import annotations

from decimal import Decimal

from optimizer.case.case import Arrangement, Candidate, Case
from optimizer.case.curves import value_at
from optimizer.case.dictionary import file_of
from optimizer.case.loaded import CurveRatio
from optimizer.case.raw import Findings, Place
from optimizer.case.resolve import resolved_arrangements
from optimizer.case.rounding import EXACT
from optimizer.case.tables import CaseTables

USUAL_RATIOS = (Decimal("0.8"), Decimal("1.2"))
"""Outside these, the saving of a plan would partly be catching up with the curve (CORE, part 4)."""

SOURCES = {
    "volume": ("baseline_services", "volume"),
    "in_scope_fte": ("baseline", "fte"),
    "baseline_spend": ("baseline_services", "non_staff_gbp"),
}
"""Where the weight of a recharge key comes from, for the keys that can be 0."""


def weights_are_positive(tables: CaseTables, case: Case, findings: Findings) -> None:
    """Running weights are positive; no allowed membership has one-off weights that are all 0."""
    members: dict[str, list[Candidate]] = {}
    for candidate in case.candidates.values():
        members.setdefault(candidate.arrangement, []).append(candidate)
    reported: set[tuple[str, str]] = set()
    for name, candidates in members.items():
        pool = case.arrangements[name]
        for candidate in candidates:
            key = (candidate.council, pool.service)
            if not candidate.running_weight and key not in reported:
                reported.add(key)
                place = _place(tables, case.settings.running_key, *key)
                problem = f"the running recharge of {name} has no weight for {candidate.council}"
                remedy = "choose another recharge.running_key, or give a weight in joining.csv"
                findings.fault(place, problem, remedy)
        empty = [candidate.council for candidate in candidates if not candidate.one_off_weight]
        if _all_may_be_empty(pool, empty):
            place = _place(tables, case.settings.one_off_key, empty[0], pool.service)
            problem = f"nobody would bear the one-off recharge of {name} with the members {', '.join(empty)}"
            findings.fault(place, problem, "choose another recharge.one_off_key, such as volume or equal")


def _all_may_be_empty(pool: Arrangement, empty: list[str]) -> bool:
    """Return whether some allowed membership consists of councils without a one-off weight."""
    if pool.hosted_by_member and pool.host not in empty:
        return False
    return len(empty) >= max(pool.least_members, 1)


def _place(tables: CaseTables, key: str, council: str, service: str) -> Place:
    table, column = SOURCES[key]
    for row in getattr(tables, table):
        if (row.council, row.service) == (council, service):
            return Place(file_of(table), row.file_row, column, str(getattr(row, column)))
    return Place(file_of(table), None, column)


def capacities_can_be_kept(tables: CaseTables, case: Case, findings: Findings) -> None:
    """The smallest pool has room: for the staff that it needs, and for those who come when it opens."""
    rows = {pool.arrangement: (pool.file, pool.row) for pool in resolved_arrangements(tables)}
    today = {need.arrangement_today for need in case.needs.values()}
    for name, pool in case.arrangements.items():
        file, row = rows[name]
        members = [case.candidates[council, name] for council, _ in needers(case, pool)]
        if pool.capacity_fte is not None:
            least = least_staff(case, pool)
            if least > pool.capacity_fte:
                place = Place(file, row, "capacity_fte", str(pool.capacity_fte))
                problem = f"{pool.host} can host nothing: the smallest pool needs {least:.2f} FTE"
                findings.fault(place, problem, "raise it, leave it blank, or remove the arrangement")
        limit = pool.capacity_transfers_fte_per_year
        if limit is not None and name not in today:
            moved = {member.council: sum(member.in_scope_fte.values(), Decimal(0)) for member in members}
            others = sorted(fte for council, fte in moved.items() if council != pool.host)
            host = [moved[pool.host]] if pool.hosted_by_member else []
            opening = sum([*host, *others[: max(pool.least_members - len(host), 0)]], Decimal(0))
            if opening > limit:
                place = Place(file, row, "capacity_transfers_fte_per_year", str(limit))
                problem = f"{pool.host} can host nothing: {opening:.2f} FTE move when the smallest pool opens"
                findings.fault(place, problem, "raise it, leave it blank, or remove the arrangement")


def needers(case: Case, pool: Arrangement) -> list[tuple[str, int]]:
    """Return the councils that need the service of a pool, with their volumes."""
    return [(need.council, need.volume) for need in case.needs.values() if need.service == pool.service]


def least_staff(case: Case, pool: Arrangement) -> Decimal:
    """Return a number of FTE that no allowed pool can do with less of: each role at its cheapest volume."""
    others = sorted(volume for council, volume in needers(case, pool) if council != pool.host)
    host = [volume for council, volume in needers(case, pool) if council == pool.host]
    fewest = max(pool.least_members - len(host), 0 if host else 1)
    least, most = sum(host) + sum(others[:fewest]), sum(host) + sum(others)
    total = Decimal(0)
    for role, terms in pool.roles.items():
        knots = case.curves.get((pool.service, f"fte:{role}"), ())
        volumes = {least, most, *(knot.volume for knot in knots if least <= knot.volume <= most)}
        values = [
            value for volume in volumes if (value := value_at(knots, volume) if knots else None) is not None
        ]
        total += terms.staff_share * min(values, default=Decimal(0))
    return total


def curve_ratios(case: Case) -> tuple[CurveRatio, ...]:
    """Return baseline FTE over curve FTE at own volume for every council, service and role with a curve."""
    found = []
    for need in case.needs.values():
        for role, post in need.posts.items():
            knots = case.curves.get((need.service, f"fte:{role}"))
            if knots is None:
                continue
            curve = value_at(knots, need.volume)
            ratio = EXACT.quantize(EXACT.divide(post.fte, curve), Decimal("0.0001")) if curve else None
            found.append(CurveRatio(need.council, need.service, role, post.fte, curve, ratio))
    return tuple(found)


def catch_up(tables: CaseTables, ratios: tuple[CurveRatio, ...], findings: Findings) -> None:
    """Warn where a council's own staff are far from what the curve says for its own volume."""
    rows = {(row.council, row.service, row.role): row for row in tables.baseline}
    low, high = USUAL_RATIOS
    for found in ratios:
        if found.ratio is None or low <= found.ratio <= high:
            continue
        row = rows[found.council, found.service, found.role]
        place = Place(file_of("baseline"), row.file_row, "fte", str(row.fte))
        problem = f"is {found.ratio:.2f} times the {found.curve_fte:.2f} FTE of the curve at its own volume"
        remedy = (
            "check the baseline and the curve: part of the saving would be catching up, not sharing"
            if found.ratio > high
            else "check the baseline and the curve: a pool would cost more than the curve explains"
        )
        findings.warning(place, problem, remedy)
