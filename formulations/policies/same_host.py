r"""A council gets the services, where it shares them, from one host.

Rule:
    Wherever a named council is in pools of two of the named services in one year, both pools have the same
    host. A service that the council keeps in-house has no host and asks nothing of the others.

Maths:
    one_host: $\sum_{a \in A_s, h(a) = h} \mathrm{member}_{cat} + \sum_{a \in A_{s'}, h(a) \neq h}
    \mathrm{member}_{cat} \le 1$

Index and mask:
    For every pair of services $s$, $s'$ in the order of the policy, every body h that hosts candidate pools
    of s, every council c of the policy that needs both, and every year t. Where the two have different hosts
    only the row of the host of s is broken, by 1: each pair, council and year counts once.

Meaning when binding:
    The council would rather have the services from different hosts (or, where that saves nothing, share only
    one of them).

Source:
    Policy: services that work on the same systems and with the same people belong together.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.scope import from_another, from_host, pair_index


class Parameters(Params):
    """Two services or more (those of `service_group` where one is given) and the councils."""

    services: tuple[str, ...]
    service_group: str | None
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""

    def one_host(first: str, second: str, host: str, council: str, t: int) -> Row:
        elsewhere = from_another(model, council, second, host, t)
        return Row(from_host(model, council, first, host, t).add(elsewhere), upper=1.0)

    model.rows(block, "one_host", pair_index(model.numbers, params.services, params.councils), one_host)


FAMILY = Family(name="same_host", kind="policy", build=build, params=Parameters)
