r"""What a host can manage in people: staff in post, and transfers in a year.

Rule:
    All pools of a host together have no more staff in post, and take in no more staff in a year, than the
    host can manage.

Maths:
    fte: $\sum_{a: h(a) = h} \sum_r \mathrm{staff}_{art} \le \mathrm{most\_fte}$; transfers: $\sum_{a:
    h(a) = h} \sum_{c,r} \mathrm{transferred}_{cart} \le \mathrm{most\_transfers}$

Index and mask:
    For the host h of the policy, or each council or provider that hosts a candidate pool, and every year
    t; over its pools of all services. Its own posts that stay at home do not count.

Meaning when binding:
    The host is full: its payroll, managers and buildings keep out the next council or the next service.

Source:
    Policy: capacity of hosts (DESIGN.md section 5). What one pool can take on is logic (`capacity`).
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Index, Model, Params, Row
from formulations.linear import Linear, total


class Parameters(Params):
    """Host (None = each), most staff in post, most transferred in a year (None = no limit)."""

    host: str | None
    most_fte: float | None
    most_transfers_fte_per_year: float | None


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    numbers = model.numbers
    hosts = dict.fromkeys(pool.host for pool in numbers.pools.values() if params.host in (None, pool.host))
    keys: list[Index] = [(host, t) for host in hosts for t in numbers.years]

    def staff(host: str, t: int) -> Linear:
        hosted = [pool for pool in numbers.pools.values() if pool.host == host]
        return total(model.staff[pool.arrangement, role, t] for pool in hosted for role in pool.roles)

    def moved(host: str, t: int) -> Linear:
        return total(
            model.free["transferred"][council, pool.arrangement, role, t]
            for pool in numbers.pools.values()
            if pool.host == host
            for council in pool.candidates
            for role in pool.roles
        )

    if params.most_fte is not None:
        most = params.most_fte
        model.rows(block, "fte", keys, lambda host, t: Row(staff(host, t), upper=most))
    if params.most_transfers_fte_per_year is not None:
        limit = params.most_transfers_fte_per_year
        model.rows(block, "transfers", keys, lambda host, t: Row(moved(host, t), upper=limit))


FAMILY = Family(
    name="host_capacity_fte",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "workforce"),
)
