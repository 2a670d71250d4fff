r"""In one year the councils are in no pool.

Rule:
    In the state of the named year none of the named councils is a member of a pool of the service. They may
    join again (or join something else) in the year after.

Maths:
    outside: $\mathrm{member}_{cat} \le 0$ for t = year

Index and mask:
    For every candidate (c, a) of the policy, in its year. Minimum term and notice are logic and hold beside
    it: whoever is bound in that year cannot be taken out.

Meaning when binding:
    The council would stay in the pool.

Source:
    Policy: reorganisation, the end of an agreement, a new tender.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear


class Parameters(Params):
    """The year (index), service (None = every one) and councils."""

    year: int
    service: str | None
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    pools = model.numbers.pools

    def outside(council: str, a: str) -> Row:
        return Row(Linear((1.0, model.member[council, a, params.year])), upper=0.0)

    keys = [
        (council, a)
        for council, a in model.numbers.candidates
        if council in params.councils and params.service in (None, pools[a].service)
    ]
    model.rows(block, "outside", keys, outside)


FAMILY = Family(name="forced_break", kind="policy", build=build, params=Parameters)
