r"""When a pool is open, for how many, for how long, and what opening and governing it costs.

Rule:
    A pool is open while its host takes part and it has at least its minimum of members (the host included)
    and no more than its maximum; a chain that opens stays open for its minimum term.

Maths:
    - P1 member_of_open: $\mathrm{member}_{cat} \le \mathrm{open}_{at}$; host_takes_part:
      $\mathrm{member}_{h(a)at} = \mathrm{open}_{at}$ where the host needs the service
    - P2 least_members, most_members: $\mathrm{least}_a \mathrm{open}_{at} \le \sum_c \mathrm{member}_{cat}
      \le \mathrm{most}_a \mathrm{open}_{at}$
    - P3 opens_from, opens_open, opens_new as M2 for $\mathrm{open}$; chain_opens_from:
      $\mathrm{chain\_opens}_{gt} \ge \mathrm{opens}_{at} - \sum_{a' \in g} \mathrm{open}_{a',t-1}$;
      minimum_term: $\sum_{a \in g} \mathrm{open}_{at} \ge \sum_{u=t-L_g+1}^{t} \mathrm{chain\_opens}_{gu}$
    - P4 opens_deeper_open, opens_deeper_chain: $\mathrm{opens\_deeper}_{at} \le \mathrm{opens}_{at}$, $\le
      \sum_{a' \in g} \mathrm{open}_{a',t-1}$; where a policy rewards costs, opens_deeper_both:
      $\mathrm{opens\_deeper}_{at} \ge \mathrm{opens}_{at} + \mathrm{open}_{a',t-1} - 1$
    - lines governance = $\mathrm{fixed}_a\,\mathrm{avg}(\mathrm{open}) +
      \mathrm{per\_partner}_a\,\mathrm{avg}(\sum_c \mathrm{member} - \mathrm{open})$, set_up =
      $\mathrm{setup}_a (\mathrm{opens} - \mathrm{credit}_a\,\mathrm{opens\_deeper})$, the lead share in
      $t-1$

Index and mask:
    For every arrangement a (chain g) and year t where somebody can be a member. In a chain of one
    arrangement chain_opens are opens; opens_deeper exists only where a credit is given.

Meaning when binding:
    least_members: the pool would do with fewer partners; minimum_term: the pool would rather close.

Source:
    CORE.md part 1, P1 to P4, and COST LINES. P3 speaks of the openings *of the chain*: a deeper arrangement
    that opens while the chain is already open does not start a new term (chain_opens says so).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from formulations.family import Columns, Family, Index, Model, Row
from formulations.ledger import PoolPart, running_parts
from formulations.limits import governance_limits
from formulations.linear import Linear, total, value
from optimizer.model.numbers import PoolNumbers


def build(model: Model) -> None:
    """Add P1 to P4 and the lines governance and set_up."""
    block = model.pyomo.pools = pyo.Block()
    keys = [key for key in model.open if key[1] > 0]
    _member_rows(model, block, keys)
    _opening_rows(model, block, keys)
    deeper = _deeper(model, block, keys)
    for arrangement, t in keys:
        _costs(model, model.numbers.pools[arrangement], t, deeper[arrangement, t])


def _members(model: Model, arrangement: str, t: int) -> Linear:
    return total(model.member[c, arrangement, t] for c in model.numbers.pools[arrangement].candidates)


def _member_rows(model: Model, block: Any, keys: list[Index]) -> None:
    pools = model.numbers.pools

    def member_of_open(council: str, arrangement: str, t: int) -> Row:
        terms = Linear((1.0, model.member[council, arrangement, t]), (-1.0, model.open[arrangement, t]))
        return Row(terms, upper=0.0)

    def host_takes_part(arrangement: str, t: int) -> Row:
        host = model.member[pools[arrangement].host, arrangement, t]
        return Row(Linear((1.0, host), (-1.0, model.open[arrangement, t])), lower=0.0, upper=0.0)

    def least_members(arrangement: str, t: int) -> Row:
        least = pools[arrangement].least_members
        terms = _members(model, arrangement, t).add(model.open[arrangement, t], -float(least))
        return Row(terms, lower=0.0)

    def most_members(arrangement: str, t: int) -> Row:
        most = pools[arrangement].most_members
        terms = _members(model, arrangement, t).add(model.open[arrangement, t], -float(most))
        return Row(terms, upper=0.0)

    hosted = [key for key in keys if pools[key[0]].host_is_member]
    guests = [k for k in model.member if k[2] > 0 and (k[1], k[2]) in model.open]
    guests = [k for k in guests if not (pools[k[1]].host_is_member and k[0] == pools[k[1]].host)]
    model.rows(block, "member_of_open", guests, member_of_open)
    model.rows(block, "host_takes_part", hosted, host_takes_part)
    model.rows(block, "least_members", keys, least_members)
    limited = [k for k in keys if pools[k[0]].most_members < len(pools[k[0]].candidates)]
    model.rows(block, "most_members", limited, most_members)


def _opening_rows(model: Model, block: Any, keys: list[Index]) -> None:
    numbers = model.numbers

    def opens_from(arrangement: str, t: int) -> Row:
        return Row(model.closes(arrangement, t), lower=0.0)

    def opens_open(arrangement: str, t: int) -> Row:
        key = (arrangement, t)
        return Row(Linear((1.0, model.opens[key]), (-1.0, model.open[key])), upper=0.0)

    def opens_new(arrangement: str, t: int) -> Row:
        before = model.open[arrangement, t - 1]
        return Row(Linear((1.0, model.opens[arrangement, t]), (1.0, before)), upper=1.0)

    model.rows(block, "opens_from", keys, opens_from)
    model.rows(block, "opens_open", keys, opens_open)
    model.rows(block, "opens_new", keys, opens_new)
    chain_opens = _chain_opens(model, block, keys)

    def minimum_term(chain: str, t: int) -> Row:
        item = numbers.chains[chain]
        recent = range(max(1, t - item.minimum_term_years + 1), t + 1)
        terms = total(model.open[a, t] for a in item.arrangements)
        return Row(terms.add(total(chain_opens[chain, u] for u in recent), -1.0), lower=0.0)

    bound = [
        (name, t) for name, c in numbers.chains.items() if c.minimum_term_years > 1 for t in numbers.years
    ]
    model.rows(block, "minimum_term", bound, minimum_term)


def _chain_opens(model: Model, block: Any, keys: list[Index]) -> Columns:
    numbers = model.numbers
    long = {name for name, chain in numbers.chains.items() if len(chain.arrangements) > 1}
    columns = model.binaries(
        block, "chain_opens", [(numbers.pools[a].chain, t) for a, t in keys if numbers.pools[a].chain in long]
    )

    def chain_opens_from(arrangement: str, t: int) -> Row:
        chain = numbers.pools[arrangement].chain
        terms = Linear((1.0, columns[chain, t]), (-1.0, model.opens[arrangement, t]))
        return Row(terms.add(_chain_open(model, chain, t - 1)), lower=0.0)

    model.rows(
        block, "chain_opens_from", [k for k in keys if numbers.pools[k[0]].chain in long], chain_opens_from
    )
    for (chain, t), column in columns.items():
        model.determine(column, _chain_opening(model, chain, t))
    for arrangement, t in keys:
        if numbers.pools[arrangement].chain not in long:
            columns[numbers.pools[arrangement].chain, t] = model.opens[arrangement, t]
    return columns


def _chain_open(model: Model, chain: str, t: int) -> Linear:
    return total(model.open[a, t] for a in model.numbers.chains[chain].arrangements)


def _chain_opening(model: Model, chain: str, t: int) -> Callable[[], float]:
    return lambda: float(
        value(_chain_open(model, chain, t)) > 0.5 and value(_chain_open(model, chain, t - 1)) < 0.5
    )


def _deeper(model: Model, block: Any, keys: list[Index]) -> Columns:
    numbers = model.numbers
    pools = numbers.pools
    credited = [
        (a, t)
        for a, t in keys
        if pools[a].deepening_credit > 0
        and pools[a].setup_k > 0
        and len(numbers.chains[pools[a].chain].arrangements) > 1
    ]
    deeper = model.binaries(block, "opens_deeper", credited)

    def opens_deeper_open(arrangement: str, t: int) -> Row:
        key = (arrangement, t)
        return Row(Linear((1.0, deeper[key]), (-1.0, model.opens[key])), upper=0.0)

    def opens_deeper_chain(arrangement: str, t: int) -> Row:
        terms = Linear((1.0, deeper[arrangement, t]))
        return Row(terms.add(_chain_open(model, pools[arrangement].chain, t - 1), -1.0), upper=0.0)

    def opens_deeper_both(arrangement: str, other: str, t: int) -> Row:
        terms = Linear((1.0, deeper[arrangement, t]), (-1.0, model.opens[arrangement, t]))
        return Row(terms.add(model.open[other, t - 1], -1.0), lower=-1.0)

    model.rows(block, "opens_deeper_open", credited, opens_deeper_open)
    model.rows(block, "opens_deeper_chain", credited, opens_deeper_chain)
    if model.exact_costs:
        others = [
            (a, other, t)
            for a, t in credited
            for other in numbers.chains[pools[a].chain].arrangements
            if other != a
        ]
        model.rows(block, "opens_deeper_both", others, opens_deeper_both)
    for (arrangement, t), column in deeper.items():
        model.determine(column, _opening_deeper(model, arrangement, t))
    return deeper


def _opening_deeper(model: Model, arrangement: str, t: int) -> Callable[[], float]:
    chain = model.numbers.pools[arrangement].chain
    return lambda: min(value(model.opens[arrangement, t]), value(_chain_open(model, chain, t - 1)))


def _costs(model: Model, pool: PoolNumbers, t: int, deeper: Any) -> None:
    _governance(model, pool, t)
    opening = Linear((1.0, model.opens[pool.arrangement, t]), (-pool.deepening_credit, deeper))
    shares: tuple[tuple[PoolPart, float, int], ...] = (
        ("one_off", 1.0 - pool.setup_lead, t),
        ("ahead", pool.setup_lead, t - 1),
    )
    for part, share, year in shares:
        if share * pool.setup_k > 0:
            cost = share * pool.setup_k
            amount = Linear((cost, opening))
            model.ledger.pool("set_up", pool, year, amount, index="general", part=part, most=cost)


def _governance(model: Model, pool: PoolNumbers, t: int) -> None:
    phi = model.numbers.services[pool.service].phi
    most = pool.governance_k + pool.per_partner_k * (pool.most_members - 1)
    if most == 0:
        return
    for part, share, state in running_parts(phi, t):
        if share > 0:
            amount = Linear(
                (share * (pool.governance_k - pool.per_partner_k), model.open[pool.arrangement, state]),
                (share * pool.per_partner_k, _members(model, pool.arrangement, state)),
            )
            model.ledger.pool(
                "governance",
                pool,
                t,
                amount,
                index="general",
                part=part,
                most=share * most,
                limits=governance_limits(pool, share),
            )


FAMILY = Family(name="pools", kind="logic", build=build)
