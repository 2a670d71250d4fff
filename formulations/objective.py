r"""What the best plan is best at: by default, the net present saving of all councils together.

Rule:
    The best plan saves the councils most, in real money, discounted to the base year; or it is best by
    another measure, where a constraint set asks for that first (data/objectives.csv).

Maths:
    - net_saving: $\max \sum_{t=0}^{H} d_t \sum_{c} (\mathrm{real\_bau} - \mathrm{real\_plan})_{ct}$ less
      the price of missed preferences, $d_t = (1 + \mathrm{rate})^{-t}$. A council's own pools count at cost
      (their recharges add up to it); a provider's pools at what their members pay.
    - lowest_cost: $\min \sum_t G_t \sum_c \mathrm{real\_plan}_{ct}$
    - worst_off_council: $\max z$, worst: $z \le \sum_t d_t (\mathrm{bau}_{ct} - \mathrm{own}_{ct} -
      \mathrm{charges}_{ct})$
    - expected_saving: $\max \frac{1}{n} \sum_w \mathrm{saving}_w$ over the outcomes of the sample
    - risk_adjusted_saving: $\max (1 - \mathrm{weight}) \frac{1}{n} \sum_w \mathrm{saving}_w +
      \mathrm{weight}\,\mathrm{CVaR}$, with the rows of `cvar_limit` (short_from)
    - least_risk: $\min \sum_{c,a,t} \mathrm{rating}_a\,\mathrm{spend}_{ca}\,\mathrm{member}_{cat}$
    - least_disruption: $\min \sum \mathrm{joins} + \sum \mathrm{stops}$

Index and mask:
    One objective; worst for every council c. Objectives that come before the net saving are solved one after
    another, each kept within its tolerance by a policy while the next is improved (docs/conventions.md).

Meaning when binding:
    Not a limit.

Source:
    CORE.md part 1, OBJECTIVE; DESIGN.md section 4 for the others. Financing is never part of any.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from formulations import measures
from formulations.family import Family, Model, Row
from formulations.ledger import PoolPart
from formulations.linear import Linear, value
from formulations.outcomes import expected_saving_k
from formulations.recharge import ALL_PARTS
from formulations.risk_adjusted import risk_adjusted_k

NET_SAVING = "net_saving"
WORST_OFF = "worst_off_council"


def charges_read(objective: str) -> tuple[PoolPart, ...]:
    """Return the parts of what members pay to pools that an objective reads."""
    return ALL_PARTS if objective == WORST_OFF else ()


def build(model: Model) -> None:
    """Add the objective that the numbers ask for; more is better."""
    block = model.pyomo.objective = pyo.Block()
    model.best = _best(model, block)
    terms = model.best.collected()
    block.best = pyo.Objective(expr=terms.body() + terms.constant, sense=pyo.maximize)


def _best(model: Model, block: Any) -> Linear:
    match model.numbers.objective:
        case "lowest_cost":
            return Linear((-1.0, measures.cash_cost_k(model)))
        case "worst_off_council":
            return _worst_off_k(model, block)
        case "expected_saving":
            return expected_saving_k(model)
        case "risk_adjusted_saving":
            return risk_adjusted_k(model, block, model.numbers.risk_level, model.numbers.risk_weight)
        case "least_risk":
            return Linear((-1.0, measures.risk_k(model)))
        case "least_disruption":
            # A change counts like a pound, so that one unit serves all objectives.
            return Linear((-0.001, measures.changes(model)))
        case _:
            return measures.net_saving_k(model).add(model.penalty_k, -1.0)


def _worst_off_k(model: Model, block: Any) -> Linear:
    """Return a column that is at most the saving of each council."""
    column = model.balances(block, "worst_saving", [("all",)])["all",]
    savings = measures.council_savings_k(model, model.numbers.councils)

    def worst(council: str) -> Row:
        return Row(Linear((1.0, column), (-1.0, savings[council])), upper=0.0)

    model.rows(block, "worst", [(council,) for council in savings], worst)
    model.determine(column, lambda: min(map(value, savings.values())))
    return Linear((1.0, column))


FAMILY = Family(name="objective", kind="logic", build=build)
