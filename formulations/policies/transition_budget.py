r"""One-off costs of a year stay within the pot, in cash.

Rule:
    What a council pays once in a year, its share of its pools' one-off costs included, stays within its
    pot; a shared pot limits all councils together.

Maths:
    own: $G_t (\mathrm{own\ one\text{-}offs}_{ct} + \mathrm{charges}_{ct}) \le \mathrm{budget}_{ct}$;
    shared: $G_t \sum (\mathrm{one\text{-}offs\ of\ councils\ and\ of\ their\ pools})_t \le
    \mathrm{budget}_t$

Index and mask:
    For every council of the policy (or `shared`) and every year t with a row in the pot. Recruitment is not
    a one-off (data/cost_lines.csv).

Meaning when binding:
    A pound more in that year's pot would buy an earlier or a cheaper change.

Source:
    Policy: the section 151 officer's limit; nominal, because pots are cash (CORE.md part 3, budget case).
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear
from formulations.recharge import ONE_OFF_PARTS, charged

SHARED = "shared"


class Parameters(Params):
    """The pot, and the councils whose pots are kept."""

    pot: str
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    numbers = model.numbers
    rows = {(body, t): k for (body, t, pot), k in numbers.budgets_k.items() if pot == params.pot}
    # A block per kind keeps the two names apart although both are indexed (body, year).
    block.council_pot, block.shared_pot = pyo.Block(), pyo.Block()

    def own(council: str, t: int) -> Row:
        cost = Linear((1.0, model.ledger.own_one_off.get((council, t), 0.0)))
        cost.add(charged(model, council, t, ONE_OFF_PARTS))
        return Row(Linear((numbers.growth[t], cost)), upper=rows[council, t])

    def shared(t: int) -> Row:
        return Row(Linear((numbers.growth[t], _all_one_offs(model, t))), upper=rows[SHARED, t])

    model.rows(block.council_pot, "own", [key for key in rows if key[0] in params.councils], own)
    model.rows(block.shared_pot, "shared", [(t,) for body, t in rows if body == SHARED], shared)


def _all_one_offs(model: Model, t: int) -> Linear:
    """Return the one-offs of all councils and their pools in a financial year; pools at what members pay."""
    result = Linear()
    for council in model.numbers.councils:
        result.add(model.ledger.own_one_off.get((council, t), 0.0))
    for part, cost in model.ledger.parts.items():
        year = part.year - 1 if part.kind == "ahead" else part.year
        if part.kind in ONE_OFF_PARTS and year == t:
            result.add(cost, model.numbers.pools[part.arrangement].markup)
    return result


FAMILY = Family(
    name="transition_budget",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "recharge"),
    reads=lambda params: ONE_OFF_PARTS,
)
