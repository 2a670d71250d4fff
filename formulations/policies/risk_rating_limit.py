r"""No membership in an arrangement that is rated above the limit.

Rule:
    No named council is in a pool of the service whose qualitative risk rating (1 to 5, of the delivery model
    or of the arrangement itself) is above the limit, in any year from year 1 on.

Maths:
    rated_above: $\mathrm{member}_{cat} \le 0$ for every a rated above $\mathrm{most\_rating}$

Index and mask:
    For every candidate (c, a) of the policy with such a rating and every year t where a column exists.

Meaning when binding:
    The council would take the risk for the saving.

Source:
    Policy: the appetite for risk that members have agreed.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear


class Parameters(Params):
    """The highest rating allowed, service (None = every one) and councils."""

    most_rating: int
    service: str | None
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    pools = model.numbers.pools

    def rated_above(council: str, a: str, t: int) -> Row:
        return Row(Linear((1.0, model.member[council, a, t])), upper=0.0)

    keys = [
        (council, a, t)
        for council, a, t in model.member
        if t > 0
        and council in params.councils
        and params.service in (None, pools[a].service)
        and pools[a].risk_rating > params.most_rating
    ]
    model.rows(block, "rated_above", keys, rated_above)


FAMILY = Family(name="risk_rating_limit", kind="policy", build=build, params=Parameters)
