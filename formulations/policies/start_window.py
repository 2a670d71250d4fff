r"""Joining is allowed only between two years.

Rule:
    The named councils join pools of the named service no earlier than the earliest year and no later than
    the latest; deepening counts as joining.

Maths:
    outside: $\mathrm{joins}_{cat} \le 0$ for t before earliest or after latest

Index and mask:
    For every candidate (c, a) of the policy and every year t outside the window where joins exists.

Meaning when binding:
    An earlier (later) start would be worth more.

Source:
    Policy: elections, reorganisation, the capacity of a programme team.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear


class Parameters(Params):
    """Service (None = every one), councils, and the window in year indices (None = no bound)."""

    service: str | None
    councils: tuple[str, ...]
    earliest: int | None
    latest: int | None


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    pools = model.numbers.pools
    earliest = 1 if params.earliest is None else params.earliest
    latest = model.numbers.last_year if params.latest is None else params.latest

    def outside(council: str, a: str, t: int) -> Row:
        return Row(Linear((1.0, model.joins[council, a, t])), upper=0.0)

    keys = [
        (council, a, t)
        for council, a, t in model.joins
        if council in params.councils
        and params.service in (None, pools[a].service)
        and not earliest <= t <= latest
    ]
    model.rows(block, "outside", keys, outside)


FAMILY = Family(name="start_window", kind="policy", build=build, params=Parameters)
