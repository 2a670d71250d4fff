"""Candidate pools: rows of `arrangements` and combinations of `[generate.SERVICE]`, with all their terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from optimizer.case.dictionary import GENERATE, NOT_OVERRIDDEN, file_of
from optimizer.case.dictionary import tables as dictionary_tables
from optimizer.case.tables import ArrangementsRow, CaseTables, DeliveryModelsRow, DepthsRow


@dataclass(frozen=True, slots=True)
class Resolved:
    """A candidate pool and where it came from; `terms` are its model's with its own overrides."""

    arrangement: str
    service: str
    host: str
    model: str
    depth: str
    chain: str
    given: ArrangementsRow | None
    terms: DeliveryModelsRow
    file: str
    row: int


def arrangement_name(service: str, host: str, model: str, depth: str) -> str:
    """Return the name of an arrangement that was given none."""
    return f"{service}.{host}.{model}.{depth}"


OVERRIDES = tuple(
    spec.field
    for spec in dictionary_tables()["delivery_models"].values()
    if spec.column not in NOT_OVERRIDDEN
)


def resolved_arrangements(tables: CaseTables) -> Iterator[Resolved]:
    """Yield every candidate pool: the rows of `arrangements`, then the generated combinations not among them.

    A row of a name that a combination would have too replaces it, so that one combination can be given terms
    of its own. What refers to an unknown model is left out (a fault says so elsewhere).
    """
    models = {row.model: row for row in tables.delivery_models}
    named = set()
    for row in tables.arrangements:
        model = models.get(row.model)
        if model is None:
            continue
        depth = row.depth or model.default_depth
        name = row.arrangement or arrangement_name(row.service, row.host, row.model, depth)
        named.add(name)
        given = {field: value for field in OVERRIDES if (value := getattr(row, field)) is not None}
        yield Resolved(
            arrangement=name,
            service=row.service,
            host=row.host,
            model=row.model,
            depth=depth,
            chain=row.chain or name,
            given=row,
            terms=model.model_copy(update=given),
            file=file_of("arrangements"),
            row=row.file_row,
        )
    for combination in generated(tables):
        if combination.arrangement not in named:
            named.add(combination.arrangement)
            yield combination


def generated(tables: CaseTables) -> Iterator[Resolved]:
    """Yield every combination of hosts, models and depths that case.toml asks for."""
    models = {row.model: row for row in tables.delivery_models}
    for wanted in tables.generate:
        for host in wanted.hosts:
            for name in wanted.models:
                model = models.get(name)
                if model is None:
                    continue
                for depth in wanted.depths or (model.default_depth,):
                    arrangement = arrangement_name(wanted.service, host, name, depth)
                    yield Resolved(
                        arrangement=arrangement,
                        service=wanted.service,
                        host=host,
                        model=name,
                        depth=depth,
                        chain=arrangement,
                        given=None,
                        terms=model,
                        file=file_of(GENERATE),
                        row=wanted.file_row,
                    )


class Depths:
    """The shares that go into a pool of each depth; the most specific row wins."""

    def __init__(self, tables: CaseTables) -> None:
        """Index the rows; the rank of a depth is the order of its first row, shallow first."""
        self._rows = {(row.depth, row.service, row.role): row for row in tables.depths}
        self._by_depth: dict[str, list[DepthsRow]] = {}
        for row in tables.depths:
            self._by_depth.setdefault(row.depth, []).append(row)
        self.rank = {depth: place for place, depth in enumerate(self._by_depth)}

    def row(self, depth: str, service: str, role: str) -> DepthsRow | None:
        """Return the row for a role: of the service and role, of the service, of the role, of neither."""
        for key in ((depth, service, role), (depth, service, "*"), (depth, "*", role), (depth, "*", "*")):
            if key in self._rows:
                return self._rows[key]
        return None

    def staff_share(self, depth: str, service: str, role: str) -> Decimal:
        """Return the share of in-scope FTE of a role, 0 where the tables say nothing."""
        row = self.row(depth, service, role)
        return row.staff_share if row else Decimal(0)

    def non_staff_shares(self, depth: str, service: str, roles: tuple[str, ...]) -> tuple[Decimal, ...]:
        """Return the different shares of other spend that the rows of a service say; one, if all is well."""
        rows = [self.row(depth, service, role) for role in roles or ("*",)]
        return tuple(dict.fromkeys(row.non_staff_share for row in rows if row))
