r"""Any pool of the service must be hosted by the named body.

Rule:
    From year 1 on nobody is a member of an arrangement of the service with another host.

Maths:
    fixed_host: $\mathrm{member}_{cat} \le 0$ for every a of the service with $h(a)$ other than the host
    named

Index and mask:
    For every candidate (c, a) of the service with another host, and every year t where a column exists.

Meaning when binding:
    Another host would be cheaper; `why` says by how much.

Source:
    Policy: an agreement between the partners on who leads.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear


class Parameters(Params):
    """Service and its only host."""

    service: str
    host: str


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    pools = model.numbers.pools

    def fixed_host(council: str, a: str, t: int) -> Row:
        return Row(Linear((1.0, model.member[council, a, t])), upper=0.0)

    keys = [
        (council, a, t)
        for council, a, t in model.member
        if t > 0 and pools[a].service == params.service and pools[a].host != params.host
    ]
    model.rows(block, "fixed_host", keys, fixed_host)


FAMILY = Family(name="fixed_host", kind="policy", build=build, params=Parameters)
