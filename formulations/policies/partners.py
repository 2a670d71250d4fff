r"""An open pool has at least or at most so many members.

Rule:
    Wherever a pool of the service is open, its members, the host included, number at least the least and at
    most the most.

Maths:
    least: $\sum_c \mathrm{member}_{cat} \ge \mathrm{least}\,\mathrm{open}_{at}$; most: $\sum_c
    \mathrm{member}_{cat} \le \mathrm{most}\,\mathrm{open}_{at}$

Index and mask:
    For every arrangement a of the service (or of every service) and every year t where it can be open.

Meaning when binding:
    Fewer (more) partners would save more.

Source:
    Policy: resilience asks for partners, coordination for few of them (DOMAIN.md 2.4).
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import total


class Parameters(Params):
    """Service (None = every one), fewest and most members (None = no limit)."""

    service: str | None
    least: int | None
    most: int | None


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    pools = model.numbers.pools
    keys = [(a, t) for a, t in model.open if t > 0 and params.service in (None, pools[a].service)]

    def against(limit: int, a: str, t: int) -> Any:
        members = total(model.member[council, a, t] for council in pools[a].candidates)
        return members.add(model.open[a, t], -float(limit))

    if params.least is not None:
        fewest = params.least
        model.rows(block, "least", keys, lambda a, t: Row(against(fewest, a, t), lower=0.0))
    if params.most is not None:
        most = params.most
        model.rows(block, "most", keys, lambda a, t: Row(against(most, a, t), upper=0.0))


FAMILY = Family(name="partners", kind="policy", build=build, params=Parameters)
