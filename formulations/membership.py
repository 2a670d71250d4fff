r"""One arrangement per council and service, and what joining and leaving mean.

Rule:
    A council has each service from at most one arrangement; it joins in the year in which it becomes a
    member and leaves in the year in which it no longer is one; moving inside a chain is deepening, not
    leaving.

Maths:
    - M1 one_arrangement: $\sum_{a \in A_s} \mathrm{member}_{cat} \le 1$
    - M2 joins_from: $\mathrm{joins}_{cat} \ge \mathrm{member}_{cat} - \mathrm{member}_{ca,t-1}$;
      joins_member: $\mathrm{joins}_{cat} \le \mathrm{member}_{cat}$; joins_new: $\mathrm{joins}_{cat} \le 1
      - \mathrm{member}_{ca,t-1}$; $\mathrm{leaves} := \mathrm{joins} - \mathrm{member}_t +
      \mathrm{member}_{t-1}$
    - M3 with $\mathrm{in}_{cgt} := \sum_{a \in g} \mathrm{member}_{cat}$: starts_from, starts_in,
      starts_new as M2 for $\mathrm{in}$; $\mathrm{stops} := \mathrm{starts} - \mathrm{in}_t +
      \mathrm{in}_{t-1}$; for what a council stops from: stops_once: $\sum_{a \in g}
      \mathrm{stops\_from}_{cat} = \mathrm{stops}_{cgt}$, stops_where: $\mathrm{stops\_from}_{cat} \le
      \mathrm{leaves}_{cat}$

Index and mask:
    For every council c, service s (or candidate arrangement a, or chain g) and year t where a column
    exists. In a chain of one arrangement starts are joins and stops are leaves, without columns of their
    own.

Meaning when binding:
    True by definition; a council that wants two hosts for one service has to be modelled as two services.

Source:
    CORE.md part 1, M1 to M3. stops_from attributes a departure to the pool that is left, so that leave
    costs and compensation have an arrangement (docs/conventions.md, Membership).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from formulations.family import Family, Index, Model, Row
from formulations.linear import Linear, total, value
from optimizer.model.numbers import Numbers


def service_index(numbers: Numbers) -> list[Index]:
    """Return (council, service, year) for every need."""
    return [(council, service, t) for council, service in numbers.needs for t in numbers.years]


def chain_index(numbers: Numbers) -> list[Index]:
    """Return (council, chain, year) for chains of two arrangements or more."""
    return [
        (council, name, t)
        for name, chain in numbers.chains.items()
        if len(chain.arrangements) > 1
        for council in numbers.pools[chain.arrangements[0]].candidates
        for t in numbers.years
    ]


def build(model: Model) -> None:
    """Add M1 to M3."""
    numbers = model.numbers
    block = model.pyomo.membership = pyo.Block()
    _declare_chains(model, block)

    def one_arrangement(council: str, service: str, t: int) -> Row:
        arrangements = numbers.services[service].arrangements
        return Row(total(model.member[council, a, t] for a in arrangements), upper=1.0)

    def joins_from(council: str, arrangement: str, t: int) -> Row:
        terms = Linear(
            (1.0, model.joins[council, arrangement, t]),
            (-1.0, model.member[council, arrangement, t]),
            (1.0, model.member[council, arrangement, t - 1]),
        )
        return Row(terms, lower=0.0)

    def joins_member(council: str, arrangement: str, t: int) -> Row:
        key = (council, arrangement, t)
        return Row(Linear((1.0, model.joins[key]), (-1.0, model.member[key])), upper=0.0)

    def joins_new(council: str, arrangement: str, t: int) -> Row:
        before = model.member[council, arrangement, t - 1]
        return Row(Linear((1.0, model.joins[council, arrangement, t]), (1.0, before)), upper=1.0)

    joins = list(model.joins)
    members = [key for key in model.member if key[2] > 0]
    model.rows(block, "one_arrangement", service_index(numbers), one_arrangement)
    model.rows(block, "joins_from", members, joins_from)
    model.rows(block, "joins_member", joins, joins_member)
    model.rows(block, "joins_new", [k for k in joins if not _always_new(model, k)], joins_new)
    _chain_rows(model, block)


def _always_new(model: Model, key: Index) -> bool:
    """Tell whether nobody can have been a member the year before (joins <= 1 says nothing)."""
    council, arrangement, t = key
    return isinstance(model.member[council, arrangement, t - 1], float)


def _declare_chains(model: Model, block: Any) -> None:
    """Declare starts and stops_from for long chains; in short ones they are joins and leaves."""
    numbers = model.numbers
    long = chain_index(numbers)
    model.starts = model.binaries(block, "starts", [k for k in long if not model.in_chain(*k).is_constant()])
    for (council, chain, t), column in model.starts.items():
        model.determine(column, _fresh(model, council, chain, t))
    departures = [
        (council, a, t)
        for council, chain, t in long
        for a in numbers.chains[chain].arrangements
        if not isinstance(model.member[council, a, t - 1], float) or model.member[council, a, t - 1] > 0
    ]
    stops_from = model.binaries(block, "stops_from", departures)
    for (council, a, t), column in stops_from.items():
        model.determine(column, _departure(model, council, a, t))
    model.stops_from = stops_from
    for name, chain in numbers.chains.items():
        if len(chain.arrangements) == 1:
            arrangement = chain.arrangements[0]
            for council in numbers.pools[arrangement].candidates:
                for t in numbers.years:
                    model.starts[council, name, t] = model.joins[council, arrangement, t]
                    model.stops_from[council, arrangement, t] = model.leaves(council, arrangement, t)


def _fresh(model: Model, council: str, chain: str, t: int) -> Callable[[], float]:
    return lambda: max(
        0.0, value(model.in_chain(council, chain, t)) - value(model.in_chain(council, chain, t - 1))
    )


def _departure(model: Model, council: str, arrangement: str, t: int) -> Callable[[], float]:
    chain = model.numbers.pools[arrangement].chain

    def left() -> float:
        stopped = value(model.in_chain(council, chain, t - 1)) - value(model.in_chain(council, chain, t))
        return max(0.0, stopped) * value(model.member[council, arrangement, t - 1])

    return left


def _chain_rows(model: Model, block: Any) -> None:
    numbers = model.numbers
    keys = [key for key in chain_index(numbers) if key in model.starts]

    def starts_from(council: str, chain: str, t: int) -> Row:
        return Row(model.stops(council, chain, t), lower=0.0)

    def starts_in(council: str, chain: str, t: int) -> Row:
        terms = Linear((1.0, model.starts[council, chain, t])).add(model.in_chain(council, chain, t), -1.0)
        return Row(terms, upper=0.0)

    def starts_new(council: str, chain: str, t: int) -> Row:
        terms = Linear((1.0, model.starts[council, chain, t])).add(model.in_chain(council, chain, t - 1))
        return Row(terms, upper=1.0)

    def stops_once(council: str, chain: str, t: int) -> Row:
        terms = total(model.stops_from[council, a, t] for a in numbers.chains[chain].arrangements)
        return Row(terms.add(model.stops(council, chain, t), -1.0), lower=0.0, upper=0.0)

    def stops_where(council: str, arrangement: str, t: int) -> Row:
        terms = Linear((1.0, model.stops_from[council, arrangement, t]))
        return Row(terms.add(model.leaves(council, arrangement, t), -1.0), upper=0.0)

    model.rows(block, "starts_from", keys, starts_from)
    model.rows(block, "starts_in", keys, starts_in)
    model.rows(block, "starts_new", keys, starts_new)
    model.rows(block, "stops_once", keys, stops_once)
    where = [
        (council, a, t)
        for council, chain, t in keys
        for a in numbers.chains[chain].arrangements
        if (council, a, t) in model.stops_from
    ]
    model.rows(block, "stops_where", where, stops_where)


FAMILY = Family(name="membership", kind="logic", build=build)
