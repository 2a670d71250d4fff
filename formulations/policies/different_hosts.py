r"""A council gets no two of the services from one host.

Rule:
    Wherever a named council is in pools of two of the named services in one year, the pools have different
    hosts. A service that the council keeps in-house has no host; one that it hosts itself has it as host.

Maths:
    apart: $\sum_{a \in A_s, h(a) = h} \mathrm{member}_{cat} + \sum_{a \in A_{s'}, h(a) = h}
    \mathrm{member}_{cat} \le 1$

Index and mask:
    For every pair of services $s$, $s'$ in the order of the policy, every body h that hosts candidate pools
    of s, every council c of the policy that needs both, and every year t. It holds council by council: a body
    may host both services as long as no council is in both of its pools.

Meaning when binding:
    The council would rather have both services from one host.

Source:
    Policy: not to depend on one body for everything; separation of duties, such as payroll and audit.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.scope import from_host, pair_index


class Parameters(Params):
    """Two services or more (those of `service_group` where one is given) and the councils."""

    services: tuple[str, ...]
    service_group: str | None
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""

    def apart(first: str, second: str, host: str, council: str, t: int) -> Row:
        same = from_host(model, council, second, host, t)
        return Row(from_host(model, council, first, host, t).add(same), upper=1.0)

    model.rows(block, "apart", pair_index(model.numbers, params.services, params.councils), apart)


FAMILY = Family(name="different_hosts", kind="policy", build=build, params=Parameters)
