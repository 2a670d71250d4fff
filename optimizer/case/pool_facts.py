"""What the tables say of candidate pools before anything is derived, as the checks need it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from optimizer.case.dictionary import file_of
from optimizer.case.raw import Place
from optimizer.case.resolve import Depths, Resolved, resolved_arrangements
from optimizer.case.tables import BaselineRow, BaselineServicesRow, CaseTables


class PoolFacts:
    """The candidate pools of a case with their candidates, posts and shares."""

    def __init__(self, tables: CaseTables) -> None:
        """Index the tables."""
        self.pools = tuple(resolved_arrangements(tables))
        self.depths = Depths(tables)
        self.needs = {(row.council, row.service): row for row in tables.baseline_services}
        self._members: dict[str, list[BaselineServicesRow]] = {}
        for row in tables.baseline_services:
            self._members.setdefault(row.service, []).append(row)
        self._posts: dict[str, list[BaselineRow]] = {}
        self._roles: dict[str, dict[str, None]] = {}
        for post in tables.baseline:
            self._posts.setdefault(post.service, []).append(post)
            self._roles.setdefault(post.service, {})[post.role] = None
        self._model_rows = {row.model: row.file_row for row in tables.delivery_models}

    def members(self, pool: Resolved) -> Sequence[BaselineServicesRow]:
        """Return the councils that may join: all that need the service."""
        return self._members.get(pool.service, ())

    def posts(self, pool: Resolved) -> Sequence[BaselineRow]:
        """Return the posts of all candidates."""
        return self._posts.get(pool.service, ())

    def roles(self, service: str) -> tuple[str, ...]:
        """Return the roles of a service in order of first appearance."""
        return tuple(self._roles.get(service, ()))

    def staff_share(self, pool: Resolved, role: str) -> Decimal:
        """Return the share of in-scope FTE that moves, 0 where the model moves nobody."""
        if pool.terms.staff_mode == "none":
            return Decimal(0)
        return self.depths.staff_share(pool.depth, pool.service, role)

    def measures(self, pool: Resolved) -> tuple[str, ...]:
        """Return the measures of which the pool needs a curve."""
        roles = [role for role in self.roles(pool.service) if self.staff_share(pool, role)]
        shares = self.depths.non_staff_shares(pool.depth, pool.service, self.roles(pool.service))
        return (*(f"fte:{role}" for role in roles), *(["non_staff"] if any(shares) else []))

    def volumes(self, pool: Resolved) -> tuple[int, int] | None:
        """Return the least and the most volume that an allowed membership may have.

        None where none is allowed: too few candidates, or a capacity below any allowed membership. The most
        is the sum of the largest members, or the capacity where that is less.
        """
        terms = pool.terms
        host = next((row.volume for row in self.members(pool) if row.council == pool.host), None)
        others = sorted(row.volume for row in self.members(pool) if row.council != pool.host)
        hosts = 0 if host is None else 1
        most = len(others) if terms.most_members is None else min(terms.most_members - hosts, len(others))
        fewest = terms.least_members - hosts
        if fewest > most:
            return None
        least_volume = (host or 0) + sum(others[: max(fewest, 0 if hosts else 1)])
        most_volume = (host or 0) + sum(others[len(others) - most :])
        capacity = pool.given.capacity_volume if pool.given else None
        if capacity is not None:
            if least_volume > capacity:
                return None
            most_volume = min(most_volume, capacity)
        return least_volume, most_volume

    def place(self, pool: Resolved, column: str | None = None) -> Place:
        """Return where the pool was given."""
        return Place(pool.file, pool.row, column, pool.arrangement)

    def place_of_term(self, pool: Resolved, field: str, value: object) -> Place:
        """Return where a term of the pool was given: in its own row, else in its delivery model."""
        if pool.given is not None and getattr(pool.given, field) is not None:
            return Place(pool.file, pool.row, field, str(value))
        return Place(file_of("delivery_models"), self._model_rows[pool.model], field, str(value))
