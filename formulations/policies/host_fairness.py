r"""Each council hosts at least or at most so many services.

Rule:
    Each named council hosts no more than the most pools in any year, and at least the least in the last
    year.

Maths:
    least: $\sum_{a: h(a) = c} \mathrm{open}_{aH} \ge \mathrm{least}$; most: $\sum_{a: h(a) = c}
    \mathrm{open}_{at} \le \mathrm{most}$

Index and mask:
    least for every council of the policy in year H; most for every council of the policy and every year t.

Meaning when binding:
    Services would rather gather at fewer (other) hosts; the price is what fairness costs.

Source:
    Policy: sovereignty and balance between partners (DOMAIN.md C2).
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear, total


class Parameters(Params):
    """Fewest (last year) and most (every year) pools hosted (None = no limit), and the councils."""

    least: int | None
    most: int | None
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    numbers = model.numbers

    def hosted(council: str, t: int) -> Linear:
        return total(model.open[a, t] for a, pool in numbers.pools.items() if pool.host == council)

    if params.least is not None:
        fewest = float(params.least)
        keys = [(council, numbers.last_year) for council in params.councils]
        model.rows(block, "least", keys, lambda council, t: Row(hosted(council, t), lower=fewest))
    if params.most is not None:
        most = float(params.most)
        keys = [(council, t) for council in params.councils for t in numbers.years]
        model.rows(block, "most", keys, lambda council, t: Row(hosted(council, t), upper=most))


FAMILY = Family(name="host_fairness", kind="policy", build=build, params=Parameters)
