r"""Nobody is made redundant.

Rule:
    The pools of the policy make nobody redundant; posts go by turnover and redeployment only.

Maths:
    none: $\sum_r \mathrm{redundant}_{art} \le 0$

Index and mask:
    For every arrangement a of the service and host that are named (or of all) and every year t.

Meaning when binding:
    Posts that nobody needs are kept until their holders leave; the price is their pay until then.

Source:
    Policy: the usual promise to staff before a transfer (DESIGN.md section 5).
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Index, Model, Params, Row
from formulations.linear import total


class Parameters(Params):
    """Service and host (None = every one)."""

    service: str | None
    host: str | None


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    pools = model.numbers.pools
    keys: list[Index] = [
        (pool.arrangement, t)
        for pool in pools.values()
        if params.service in (None, pool.service) and params.host in (None, pool.host)
        for t in model.numbers.years
    ]

    def none(arrangement: str, t: int) -> Row:
        redundant = model.free["redundant"]
        return Row(total(redundant[arrangement, role, t] for role in pools[arrangement].roles), upper=0.0)

    model.rows(block, "none", keys, none)


FAMILY = Family(
    name="no_compulsory_redundancy",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "workforce"),
)
