r"""What a host can handle of a service: the volume of its pools' members.

Rule:
    The members of a host's pools of the service, the host itself included, together bring no more volume
    than it can handle.

Maths:
    volume: $\sum_{a \in A_s: h(a) = h} V_{at} \le \mathrm{most\_volume}$

Index and mask:
    For the host h of the policy, or each council or provider that hosts a candidate pool of the service
    s, and every year t.

Meaning when binding:
    Systems or premises of the host are full; the next council goes elsewhere or waits.

Source:
    Policy: capacity of hosts (DESIGN.md section 5). What one pool can take on is logic (`capacity`).
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import total


class Parameters(Params):
    """Host (None = each), service, and most volume of its pools together, in units of the service."""

    host: str | None
    service: str
    most_volume: int


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    numbers = model.numbers
    pools = [
        pool
        for pool in numbers.pools.values()
        if pool.service == params.service and params.host in (None, pool.host)
    ]
    most = float(params.most_volume)

    def volume(host: str, t: int) -> Row:
        return Row(
            total(model.volume[pool.arrangement, t] for pool in pools if pool.host == host), upper=most
        )

    hosts = dict.fromkeys(pool.host for pool in pools)
    model.rows(block, "volume", [(host, t) for host in hosts for t in numbers.years], volume)


FAMILY = Family(
    name="host_capacity_volume",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "scale"),
)
