r"""Memberships of the named kind are not allowed.

Rule:
    No council of the policy is a member of an arrangement that matches the service, host, delivery model
    and arrangement that are named (what is not named matches everything), in any year from the first to the
    last.

Maths:
    forbidden: $\mathrm{member}_{cat} \le 0$

Index and mask:
    For every matching candidate (c, a) and year t from first_year to last_year where a column exists.

Meaning when binding:
    The council would choose one of these memberships if it might.

Source:
    Policy, such as a delivery model that members have ruled out.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear
from formulations.scope import matches


class Parameters(Params):
    """What is matched (None = everything), and the first and last year (indices)."""

    service: str | None
    councils: tuple[str, ...]
    host: str | None
    model: str | None
    arrangement: str | None
    first_year: int
    last_year: int


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""

    def forbidden(council: str, a: str, t: int) -> Row:
        return Row(Linear((1.0, model.member[council, a, t])), upper=0.0)

    keys = [
        (council, a, t)
        for council, a, t in model.member
        if council in params.councils
        and params.first_year <= t <= params.last_year
        and matches(params, model.numbers.pools[a])
    ]
    model.rows(block, "forbidden", keys, forbidden)


FAMILY = Family(name="pool_forbidden", kind="policy", build=build, params=Parameters)
