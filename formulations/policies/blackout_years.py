r"""No change in the named years.

Rule:
    In the named years no named council joins a pool of the service, deepens, or leaves a chain of pools.

Maths:
    joining: $\mathrm{joins}_{cat} \le 0$; leaving: $\mathrm{stops}_{cgt} \le 0$

Index and mask:
    joining for every candidate (c, a), leaving for every council c and chain g in which c can have been the
    year before, in each of the years t of the policy. Moving from one host to another is two changes, as in
    changes_limit.

Meaning when binding:
    The council would make the change in that year if it might.

Source:
    Policy: years of elections, of reorganisation, of a change of ledger.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear
from formulations.scope import leaving_index


class Parameters(Params):
    """Years without changes (indices), service (None = every one) and councils."""

    years: tuple[int, ...]
    service: str | None
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    pools = model.numbers.pools

    def joining(council: str, a: str, t: int) -> Row:
        return Row(Linear((1.0, model.joins[council, a, t])), upper=0.0)

    def leaving(council: str, chain: str, t: int) -> Row:
        return Row(model.stops(council, chain, t), upper=0.0)

    joins = [
        (council, a, t)
        for council, a, t in model.joins
        if t in params.years and council in params.councils and params.service in (None, pools[a].service)
    ]
    leaves = leaving_index(model, params.service, params.councils, params.years)
    model.rows(block, "joining", joins, joining)
    model.rows(block, "leaving", leaves, leaving)


FAMILY = Family(name="blackout_years", kind="policy", build=build, params=Parameters)
