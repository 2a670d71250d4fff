r"""Whoever starts in a chain of pools stays in it for so many years.

Rule:
    A named council that starts in a chain of pools of the service in a year is in that chain in that year and
    in those after it, so many years in all, as far as the case goes. Only what is longer than the
    arrangement's own term changes anything. Members of today did not start under the policy: what binds them
    is the term of their arrangement.

Maths:
    stays: $\mathrm{in}_{cgt} \ge \mathrm{starts}_{cgu}$ for $u + \max(1, L_g) \le t < u +
    \mathrm{years}$

Index and mask:
    For every council c and chain g of the policy, every year u in which c can start in g, and every later
    year t to H within the term that the arrangement's own term does not bind already. A row for each start
    and year, so that what a preference is missed by is the years that each start falls short of.

Meaning when binding:
    The member would rather be out by now.

Source:
    Policy: a partnership agreement longer than the delivery model asks for.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.scope import chain_index


class Parameters(Params):
    """Years to stay, the year of the start included, service (None = every one) and councils."""

    years: int
    service: str | None
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    numbers = model.numbers

    def stays(council: str, chain: str, start: int, t: int) -> Row:
        terms = model.in_chain(council, chain, t).add(model.starts[council, chain, start], -1.0)
        return Row(terms, lower=0.0)

    keys = [
        (council, chain, start, t)
        for council, chain in chain_index(numbers, params.service, params.councils)
        for start in numbers.years
        for t in range(
            start + max(1, numbers.chains[chain].minimum_term_years),
            min(start + params.years - 1, numbers.last_year) + 1,
        )
    ]
    model.rows(block, "stays", keys, stays)


FAMILY = Family(name="minimum_term", kind="policy", build=build, params=Parameters)
