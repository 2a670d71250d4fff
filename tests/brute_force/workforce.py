"""The continuous rest of a plan: who moves, is paid off or recruited, as rows of a linear programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

from optimizer.case.case import Case
from tests.brute_force.ledger import Linear
from tests.brute_force.memberships import History
from tests.brute_force.quantities import home_fte, in_scope_fte, required_fte, staffed_roles

Column = tuple
"""Flow, then arrangement or council, council or service, role, year, as far as the flow has them."""


@dataclass
class Rows:
    """Columns with bounds, and rows as weights of columns with a right side."""

    bounds: dict[Column, tuple[float, float | None]] = field(default_factory=dict)
    equal: list[tuple[dict[Column, float], float]] = field(default_factory=list)
    at_most: list[tuple[dict[Column, float], float]] = field(default_factory=list)

    def column(self, *name: object, low: float = 0.0, high: float | None = None) -> Column:
        self.bounds[name] = (low, high)
        return name

    def extend(self, other: Rows) -> None:
        self.bounds.update(other.bounds)
        self.equal.extend(other.equal)
        self.at_most.extend(other.at_most)

    @property
    def impossible(self) -> bool:
        """Say whether the bounds or a row without columns already contradict one another."""
        crossed = any(high is not None and low > high + 1e-9 for low, high in self.bounds.values())
        equal = any(not row and abs(right) > 1e-9 for row, right in self.equal)
        return crossed or equal or any(not row and right < -1e-9 for row, right in self.at_most)

    def cheapest(self, cost: Linear) -> tuple[float, dict[Column, float]] | None:
        """Return the least cost and the flows that have it, or None where no flows satisfy the rows."""
        if self.impossible:
            return None
        if not self.bounds:
            return cost.constant, {}
        place = {column: number for number, column in enumerate(self.bounds)}
        objective = np.zeros(len(place))
        for column, weight in cost.flows.items():
            objective[place[column]] = weight
        equal, equal_right = _matrix(self.equal, place)
        at_most, at_most_right = _matrix(self.at_most, place)
        # Bounds that cross by less than rounding are one value.
        bounds = [(low, None if high is None else max(low, high)) for low, high in self.bounds.values()]
        answer = linprog(
            objective / 1000,
            A_ub=at_most,
            b_ub=at_most_right,
            A_eq=equal,
            b_eq=equal_right,
            bounds=bounds,
            method="highs",
        )
        if answer.status == 2:
            return None
        assert answer.status == 0, answer.message
        flows = dict(zip(place, (float(value) for value in answer.x), strict=True))
        return cost.at(flows), flows


def _matrix(
    rows: list[tuple[dict[Column, float], float]], place: Mapping[Column, int]
) -> tuple[np.ndarray | None, np.ndarray | None]:
    rows = [(weights, right) for weights, right in rows if weights]
    if not rows:
        return None, None
    matrix = np.zeros((len(rows), len(place)))
    for number, (weights, _) in enumerate(rows):
        for column, weight in weights.items():
            matrix[number, place[column]] += weight
    return matrix, np.array([right for _, right in rows])


def workforce_rows(history: History) -> Rows:
    """Return columns and rows of W1 to W8 and the capacities in people for one membership history."""
    rows = Rows()
    case = history.case
    pools = [name for name, one in case.arrangements.items() if one.service == history.service]
    for year in range(1, case.settings.years + 1):
        for pool in pools:
            if history.is_open(pool, year) or history.is_open(pool, year - 1):
                _pool_year(rows, history, pool, year)
        for council in history.states[0]:
            _home_year(rows, history, council, year)
        _redeployment(rows, history, year)
    return rows


def _pool_year(rows: Rows, history: History, pool: str, year: int) -> None:
    case = history.case
    arrangement = case.arrangements[pool]
    is_open = history.is_open(pool, year)
    total_staff: dict[Column, float] = {}
    total_transfers: dict[Column, float] = {}
    for role in staffed_roles(case, pool):
        terms = arrangement.roles[role]
        joiners = [council for council in history.states[0] if history.joins(council, year) == pool]
        leavers = [council for council in history.states[0] if history.leaves(council, year) == pool]
        moves_in, moves_out = {}, {}
        for council in joiners:
            scope = in_scope_fte(case, council, pool, role)
            moves_in[rows.column("transferred", pool, council, role, year, high=scope)] = 1.0
        for council in leavers:
            scope = in_scope_fte(case, council, pool, role)
            moves_out[rows.column("returned", pool, council, role, year, high=scope)] = 1.0
        nobody = 0.0 if arrangement.staff_mode == "secondment" else None
        redundant = rows.column("redundant", pool, role, year, high=nobody)
        redeployed = rows.column("redeployed", pool, role, year)
        limit = float(terms.staff_limit_fte)
        recruited = rows.column("recruited", pool, role, year, high=limit if is_open else 0.0)
        stay = 1 - float(terms.turnover_share)
        remaining, remaining_today = _staff_before(history, pool, role, year, stay)

        balance = {redundant: 1.0, redeployed: 1.0, recruited: -1.0}
        balance |= dict.fromkeys(moves_in, -1.0) | dict.fromkeys(moves_out, 1.0)
        balance |= {column: -weight for column, weight in remaining.items()}
        if is_open:
            dip = float(arrangement.dip_share) * sum(in_scope_fte(case, one, pool, role) for one in joiners)
            least = required_fte(history, pool, role, year) + dip
            staff = rows.column("staff", pool, role, year, low=least, high=limit)
            balance[staff] = 1.0
            total_staff[staff] = 1.0
        rows.equal.append((balance, remaining_today))

        removable = {redundant: 1.0, redeployed: 1.0} | moves_out
        removable |= {column: -weight for column, weight in remaining.items()}
        if case.settings.redundancy_wait_years == 0:
            removable |= dict.fromkeys(moves_in, -1.0)
        rows.at_most.append((removable, remaining_today))
        total_transfers |= moves_in
    if arrangement.capacity_fte is not None:
        rows.at_most.append((total_staff, float(arrangement.capacity_fte)))
    if arrangement.capacity_transfers_fte_per_year is not None:
        rows.at_most.append((total_transfers, float(arrangement.capacity_transfers_fte_per_year)))


def _staff_before(
    history: History, pool: str, role: str, year: int, stay: float
) -> tuple[dict[Column, float], float]:
    """Return last year's staff less turnover, as columns or (today's) as a number."""
    if year == 1:
        return {}, stay * required_fte(history, pool, role, 0)
    if not history.is_open(pool, year - 1):
        return {}, 0.0
    return {("staff", pool, role, year - 1): stay}, 0.0


def _home_year(rows: Rows, history: History, council: str, year: int) -> None:
    """Conserve people between homes and pools (W2), for councils that move in the year."""
    case, service = history.case, history.service
    before, after = history.states[year - 1][council], history.states[year][council]
    if before == after:
        return
    for role in case.needs[council, service].posts:
        if not any(in_scope_fte(case, council, pool, role) > 0 for pool in (before, after)):
            continue
        balance = {rows.column("rehired", council, service, role, year): 1.0}
        if before and role in staffed_roles(case, before):
            balance["returned", before, council, role, year] = 1.0
        if after and role in staffed_roles(case, after):
            balance["transferred", after, council, role, year] = -1.0
        growth = home_fte(history, council, role, year) - home_fte(history, council, role, year - 1)
        rows.equal.append((balance, growth))


def _redeployment(rows: Rows, history: History, year: int) -> None:
    case: Case = history.case
    for role in case.services[history.service].roles:
        redeployed = {
            column: 1.0 for column in rows.bounds if column[0] == "redeployed" and column[2:] == (role, year)
        }
        places = sum(
            float(need.posts[role].redeployment_places)
            for (_, service), need in case.needs.items()
            if service == history.service and role in need.posts
        )
        rows.at_most.append((redeployed, places))
