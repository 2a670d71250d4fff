r"""No host has more than a share of all that is put into pools.

Rule:
    In every year the spend in scope that the members put into the pools of one host is at most the share of
    the spend in scope that all members put into all pools. What stays in-house counts on neither side, so
    with a share below 1 nobody shares anything until there are hosts enough (three for a share of 0.4).

Maths:
    most: $\sum_{a: h(a) = h} \sum_c \mathrm{spend}_{ca} \mathrm{member}_{cat} \le \mathrm{most\_share}
    \sum_a \sum_c \mathrm{spend}_{ca} \mathrm{member}_{cat}$

Index and mask:
    For every host h of the policy and every year t. The spend in scope of a member is what it spends on its
    own, a year and in prices of the base year, on what the arrangement takes over: its own pay of the FTE in
    scope plus other spend in scope; contract charges are not in it. It belongs to the membership, whatever
    the pool itself costs, and holds for the state of the year, not for its average.

Meaning when binding:
    Another pool at this host (or a larger one) would save more.

Source:
    Policy: exposure to the failure of one body.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear
from formulations.scope import hosts


class Parameters(Params):
    """Largest share of one host, and the host that it holds for (None = each of them)."""

    most_share: float
    host: str | None


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    numbers = model.numbers

    def most(host: str, t: int) -> Row:
        terms = Linear()
        for (council, a), candidate in numbers.candidates.items():
            own = 1.0 if numbers.pools[a].host == host else 0.0
            terms.add(model.member[council, a, t], candidate.in_scope_spend_k * (own - params.most_share))
        return Row(terms, upper=0.0)

    limited = hosts(numbers) if params.host is None else (params.host,)
    model.rows(block, "most", [(host, t) for host in limited for t in numbers.years], most)


FAMILY = Family(name="concentration", kind="policy", build=build, params=Parameters)
