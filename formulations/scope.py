"""What policies on structure and calendar speak of: pools of one host, chains, pairs of services."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Protocol

from formulations.family import Index, Model
from formulations.linear import Linear
from optimizer.model.numbers import Numbers, PoolNumbers


class PoolPattern(Protocol):
    """What a policy names of a pool; None matches everything."""

    @property
    def service(self) -> str | None:
        """Return the service."""

    @property
    def host(self) -> str | None:
        """Return the host."""

    @property
    def model(self) -> str | None:
        """Return the delivery model."""

    @property
    def arrangement(self) -> str | None:
        """Return the arrangement."""


def matches(pattern: PoolPattern, pool: PoolNumbers) -> bool:
    """Tell whether a pool is one of those that a policy names."""
    wanted = (pattern.service, pattern.host, pattern.model, pattern.arrangement)
    found = (pool.service, pool.host, pool.model, pool.arrangement)
    return all(w is None or w == f for w, f in zip(wanted, found, strict=True))


def hosts(numbers: Numbers, services: Sequence[str] | None = None) -> tuple[str, ...]:
    """Return every body that hosts a candidate pool (of the services), in the order of the pools."""
    pools = (pool for pool in numbers.pools.values() if services is None or pool.service in services)
    return tuple(dict.fromkeys(pool.host for pool in pools))


def chain_index(numbers: Numbers, service: str | None, councils: Sequence[str]) -> list[tuple[str, str]]:
    """Return (council, chain) for every candidate among the councils, of a service (None = every one)."""
    return [
        (council, name)
        for name, chain in numbers.chains.items()
        for council in numbers.pools[chain.arrangements[0]].candidates
        if council in councils and service in (None, numbers.pools[chain.arrangements[0]].service)
    ]


def leaving_index(
    model: Model, service: str | None, councils: Sequence[str], years: Sequence[int]
) -> list[Index]:
    """Return (council, chain, year) wherever the council can have been in the chain the year before."""
    keys = [(*key, t) for key in chain_index(model.numbers, service, councils) for t in years]
    before = [model.in_chain(council, chain, t - 1) for council, chain, t in keys]
    return [key for key, was in zip(keys, before, strict=True) if not was.is_constant() or was.constant > 0]


def pair_index(numbers: Numbers, services: Sequence[str], councils: Sequence[str]) -> list[Index]:
    """Return (service, other service, host of the first, council, year) wherever a council needs both."""
    return [
        (first, second, host, council, t)
        for first, second in combinations(services, 2)
        for host in hosts(numbers, (first,))
        for council in councils
        if (council, first) in numbers.needs and (council, second) in numbers.needs
        for t in numbers.years
    ]


def from_host(model: Model, council: str, service: str, host: str, t: int) -> Linear:
    """Return whether the council shares the service and the host has the pool."""
    return _memberships(model, council, service, t, host, hosted=True)


def from_another(model: Model, council: str, service: str, host: str, t: int) -> Linear:
    """Return whether the council shares the service and another body than the host has the pool."""
    return _memberships(model, council, service, t, host, hosted=False)


def _memberships(model: Model, council: str, service: str, t: int, host: str, *, hosted: bool) -> Linear:
    result = Linear()
    for a in model.numbers.services[service].arrangements:
        if (model.numbers.pools[a].host == host) == hosted:
            result.add(model.member[council, a, t])
    return result
