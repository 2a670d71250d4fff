r"""A council joins a pool of one service only once it shares another.

Rule:
    A named council joins a pool of the service `then` in a year only if, so many years before (the gap; 0 =
    in the same year), it is a member of a pool of the service `first`. Deepening and moving count as joining;
    whoever is in a pool of `then` already may stay, and `first` may be left again.

Maths:
    first_before: $\sum_{a \in A_{s'}} \mathrm{joins}_{cat} \le \sum_{a \in A_s}
    \mathrm{member}_{ca,t-\mathrm{gap\_years}}$, s the service that comes first, $s'$ the one that then may

Index and mask:
    For every council c of the policy and every year t; the state of year 0 is today's, and before it there is
    nobody in a pool (nothing is known of it). The gap is in states of years, not in months: with a gap of 0
    the later service may change earlier within that year.

Meaning when binding:
    The council would join the second service earlier, or without the first.

Source:
    Policy: the order of a programme, such as ICT before the services that run on its systems.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import total


class Parameters(Params):
    """The service that comes first, the one that then may, councils, and the years between the two."""

    first: str
    then: str
    councils: tuple[str, ...]
    gap_years: int


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    services = model.numbers.services

    def first_before(council: str, t: int) -> Row:
        terms = total(model.joins[council, a, t] for a in services[params.then].arrangements)
        # What was before year 0 has no column and reads as 0.
        before = t - params.gap_years
        for a in services[params.first].arrangements:
            terms.add(model.member[council, a, before], -1.0)
        return Row(terms, upper=0.0)

    keys = [(council, t) for council in params.councils for t in model.numbers.years]
    model.rows(block, "first_before", keys, first_before)


FAMILY = Family(name="precedence", kind="policy", build=build, params=Parameters)
