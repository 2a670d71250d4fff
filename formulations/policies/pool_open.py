r"""Somebody shares the service, in the way that is named.

Rule:
    In every year from the first to the last a pool of the service is open that has the host, the delivery
    model and is the arrangement that are named (what is not named matches everything); who is in it is free.

Maths:
    some_pool: $\sum_{a \in A} \mathrm{open}_{at} \ge 1$, A the arrangements that match

Index and mask:
    For every year t from first_year to last_year.

Meaning when binding:
    Left alone, nobody would share the service (in that way) in that year; the price is what it costs all
    councils together.

Source:
    Policy, or a question: the same rule prices an alternative to the best plan.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import total
from formulations.scope import matches


class Parameters(Params):
    """What is matched (None = everything), and the first and last year (indices)."""

    service: str
    host: str | None
    model: str | None
    arrangement: str | None
    first_year: int
    last_year: int


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    counting = [a for a, pool in model.numbers.pools.items() if matches(params, pool)]

    def some_pool(t: int) -> Row:
        return Row(total(model.open[a, t] for a in counting), lower=1.0)

    keys = [(t,) for t in range(params.first_year, params.last_year + 1)]
    model.rows(block, "some_pool", keys, some_pool)


FAMILY = Family(name="pool_open", kind="policy", build=build, params=Parameters)
