r"""The plan differs from a known one in at least so many service years.

Rule:
    A service year is one service of one council in one year. It differs where the council is in another
    arrangement (another host, delivery model or depth) than in the known plan, or in one in one plan and in
    none in the other. So a year's delay counts one for each council, and another host for good counts every
    year; money does not count.

Maths:
    least: $\sum_{(c,a,t) \in K} (1 - \mathrm{member}_{cat})
    + \sum_{(c,s,t) \notin K} \sum_{a \in s} \mathrm{member}_{cat} \ge \mathrm{least}$,
    K the memberships of the known plan, (c,s,t) outside K where c needs s and is in none of its arrangements

Index and mask:
    One row; years 1..H, as today is no decision.

Meaning when binding:
    A plan that saves more is too much like the known one.

Source:
    Policy: a real alternative to a plan that is on the table; also how `consolidate alternatives` searches.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear


class Parameters(Params):
    """Memberships of the known plan, each as `council,arrangement,year index`; least service years."""

    memberships: tuple[str, ...]
    least: int


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the row of one policy."""
    model.rows(
        block,
        "least",
        [("all",)],
        lambda _: Row(_service_years(model, params.memberships), lower=float(params.least)),
    )


def _service_years(model: Model, memberships: tuple[str, ...]) -> Linear:
    """Return how many service years differ from the known plan."""
    numbers = model.numbers
    known: dict[tuple[str, str, int], str] = {}
    for council, pool, year in (one.split(",") for one in memberships):
        known[council, numbers.pools[pool].service, int(year)] = pool
    differing = Linear()
    for service in numbers.services.values():
        for council in service.councils:
            for t in numbers.years:
                arrangement = known.get((council, service.service, t))
                if arrangement is None:
                    for other in service.arrangements:
                        differing.add(model.member[council, other, t])
                else:
                    differing.add(1.0).add(model.member[council, arrangement, t], -1.0)
    return differing


FAMILY = Family(name="differs", kind="policy", build=build, params=Parameters)
