r"""At most so many changes in a year.

Rule:
    In no year do the named councils together (or each of them, or those into and out of the pools of each
    host) make more changes than can be managed: joining a pool, deepening, or leaving a chain of pools;
    moving from one host to another is two, one for each host.

Maths:
    limit: $\sum_{c,a} \mathrm{joins}_{cat} + \sum_{c,g} \mathrm{stops}_{cgt} \le \mathrm{most\_per\_year}$

Index and mask:
    For every year t; over all councils of the policy together, for each of them (each_council), or for each
    host the changes of its arrangements (each_host); councils that are not named are never counted.

Meaning when binding:
    One more change in that year would be worth its price.

Source:
    Policy: the capacity of councils and of hosts for change (DOMAIN.md C13, C21).
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear
from formulations.scope import chain_index, hosts


class Parameters(Params):
    """Most changes a year, councils counted, and whether the limit is for each council or host apart."""

    most_per_year: int
    councils: tuple[str, ...]
    each_council: bool
    each_host: bool


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    limit = float(params.most_per_year)
    years = model.numbers.years

    def together(t: int) -> Row:
        return Row(_changes(model, params.councils, t), upper=limit)

    def of_council(council: str, t: int) -> Row:
        return Row(_changes(model, (council,), t), upper=limit)

    def of_host(host: str, t: int) -> Row:
        return Row(_changes(model, params.councils, t, host), upper=limit)

    if params.each_council:
        model.rows(block, "limit", [(c, t) for c in params.councils for t in years], of_council)
    elif params.each_host:
        model.rows(block, "limit", [(h, t) for h in hosts(model.numbers) for t in years], of_host)
    else:
        model.rows(block, "limit", [(t,) for t in years], together)


def _changes(model: Model, councils: tuple[str, ...], t: int, host: str | None = None) -> Linear:
    """Return the changes of councils in a year, those of one host's pools only where one is named."""
    pools = model.numbers.pools
    result = Linear()
    for council, a in model.numbers.candidates:
        if council in councils and host in (None, pools[a].host):
            result.add(model.joins[council, a, t])
    for council, chain in chain_index(model.numbers, None, councils):
        if host in (None, pools[model.numbers.chains[chain].arrangements[0]].host):
            result.add(model.stops(council, chain, t))
    return result


FAMILY = Family(name="changes_limit", kind="policy", build=build, params=Parameters)
