r"""What sources of money hold, and what they pay of the councils' one-off costs.

Rule:
    A source pays for lines that it may pay for, while it has the money: a grant in its year, receipts and
    reserves from their year on, a reserve not below its floor, borrowing up to its limit. Nothing is drawn
    but for what is spent. Interest and repayment follow from what is borrowed.

Maths:
    - spent: $\sum_s \mathrm{draw}_{sctg} \le G_t (\mathrm{own\ lines}_{ctg} + \mathrm{charges}_{ctg})$
    - within (grants and borrowing): $\sum_{cg} \mathrm{draw}_{sctg} \le \mathrm{amount}_{st}$, or over all
      years where the amount is not dated
    - balance (receipts and reserves): $\sum_{u \le t} \sum_{cg} \mathrm{draw}_{scug} \le \sum_{u \le t}
      \mathrm{amount}_{su} - \mathrm{floor}_s$
    - $\mathrm{financing}_{ct} = \sum_{sg} \mathrm{draw}_{sctg} - \sum_{u < t \le u + L} \sum_{sg}
      (1/L + \mathrm{interest}\,(1 - (t - u - 1)/L))\,\mathrm{draw}_{scug}$, the second sum over borrowing
      with a life of $L$ years

Index and mask:
    Only where a policy of kind funded is in force. draw: every council c and pot s of such a policy, year t =
    0..H in which the pot has money, and group g of lines that the same pots may pay for. Where its pots must
    pay all that is spent, the last of them has no column but pays the rest: a column forced equal to a spend
    that is whole without being declared so is what HiGHS answers wrongly (SOLVER.md section 1). A balance
    has a row in the last year before the next amount.

Meaning when binding:
    The pot is spent: a pound more in it would pay for an earlier or a better change.

Source:
    DESIGN.md sections 4 and 5; CORE.md part 2 (funding) and E3. Capital money pays for what its lines say;
    financing is never part of the objective or of a council's saving (CORE.md part 4).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pyomo.environ as pyo

from formulations.family import Columns, Family, Index, Model, Row
from formulations.fundable import Group, asked, councils_of, groups, sources_of
from formulations.ledger import OWN_FUNDABLE
from formulations.linear import Linear, total
from optimizer.model.numbers import PotNumbers


class Draw(NamedTuple):
    """Address of what a pot pays; `council` is who draws, and `source` tells its pot (one for each)."""

    source: str
    council: str
    year: int
    group: str


def build(model: Model) -> None:
    """Add draws[source, council, year, group], spend[council, year, group], financing[council, year]."""
    policies = asked(model.numbers)
    if not policies:
        return
    block = model.pyomo.funding = pyo.Block()
    named = {
        council: frozenset[str]().union(*(sources_of(p) for p in policies if council in councils_of(p)))
        for council in model.numbers.councils
        if any(council in councils_of(policy) for policy in policies)
    }
    found = groups(model.numbers)
    model.spend = _spend(model, found, list(named))
    pots: dict[Draw, PotNumbers] = {}
    pots_of = {group.name: group.pots for group in found}
    for council, t, name in model.spend:
        for pot in pots_of[name]:
            if pot.source in named[council] and pot.council in (None, council) and _has_money(pot, t):
                pots[Draw(pot.source, council, t, name)] = pot
    model.draws = model.free["draw"] = _draws(model, block, pots)
    for draw, pot in pots.items():
        model.dearness.add(model.draws[draw], pot.dearness)
    _limit_to_spend(model, block)
    _limit_to_pots(model, block, pots)
    _finance(model, pots)


def _spend(model: Model, found: tuple[Group, ...], councils: list[str]) -> Columns:
    """Return what each council has to pay for; where nothing can be spent there is no entry."""
    growth = model.numbers.growth
    group_of = {line: group.name for group in found for line in group.lines}
    spend = Columns()

    def add(council: str, t: int, group: str, amount: Linear) -> None:
        if council in councils and not (amount.is_constant() and amount.constant == 0.0):
            spend.setdefault((council, t, group), Linear()).add(amount, growth[t])

    for cell, amount in model.ledger.cells.items():
        if cell.line in OWN_FUNDABLE:
            add(cell.body, cell.year, group_of[cell.line], amount)
    for (council, t, part), charge in model.charges.items():
        if part in group_of:
            add(council, t, part, charge)
    return spend


def _has_money(pot: PotNumbers, t: int) -> bool:
    if None in pot.amounts_k:
        return pot.amounts_k[None] > 0.0
    if pot.carries_over:
        return any(year is not None and year <= t for year in pot.amounts_k)
    return pot.amounts_k.get(t, 0.0) > 0.0


def _draws(model: Model, block: Any, pots: dict[Draw, PotNumbers]) -> Columns:
    """Declare what is drawn; where the pots of a cell must pay it all, the last of them pays the rest."""
    payers: dict[Index, list[Draw]] = {}
    for draw in pots:
        payers.setdefault(draw[1:], []).append(draw)
    hard = [policy for policy in asked(model.numbers) if policy.price_k is None]
    last = {
        draws[-1]: draws[:-1]
        for (council, _, _), draws in payers.items()
        if any(
            council in councils_of(policy) and {draw.source for draw in draws} <= sources_of(policy)
            for policy in hard
        )
    }
    columns = model.amounts(block, "draw", [draw for draw in pots if draw not in last])
    for draw, others in last.items():
        rest = Linear((1.0, model.spend[draw[1:]]))
        for other in others:
            rest.add(columns[other], -1.0)
        columns[draw] = rest
    return columns


def _limit_to_spend(model: Model, block: Any) -> None:
    """Draw nothing that is not spent: what is left of a grant is no income, and nobody pays in."""
    paid: dict[Index, Linear] = {}
    for draw, amount in model.draws.items():
        if not isinstance(amount, Linear):
            paid.setdefault(draw[1:], Linear((-1.0, model.spend[draw[1:]]))).add(amount)
    model.rows(block, "spent", list(paid), lambda *key: Row(paid[key], upper=0.0))


def _limit_to_pots(model: Model, block: Any, pots: dict[Draw, PotNumbers]) -> None:
    """Draw from each pot what it has, in each year or in all."""
    every_year = range(model.numbers.years[-1] + 1)
    within: dict[Index, Row] = {}
    balance: dict[Index, Row] = {}
    for pot in dict.fromkeys((pot.source, pot.council) for pot in pots.values()):
        drawn = {draw: model.draws[draw] for draw, of in pots.items() if (of.source, of.council) == pot}
        terms = next(of for of in pots.values() if (of.source, of.council) == pot)
        name = (terms.source, terms.council or "shared")
        if None in terms.amounts_k:
            within[*name, "all"] = Row(total(drawn.values()), upper=terms.amounts_k[None])
        elif not terms.carries_over:
            for t in sorted({draw.year for draw in drawn}):
                of_year = (amount for draw, amount in drawn.items() if draw.year == t)
                within[*name, t] = Row(total(of_year), upper=terms.amounts_k[t])
        else:
            # Before its first amount there is no balance, and nothing to draw.
            for t in every_year[min(year for year in terms.amounts_k if year is not None) :]:
                if t == every_year[-1] or t + 1 in terms.amounts_k:
                    until = (amount for draw, amount in drawn.items() if draw.year <= t)
                    there = sum(k for year, k in terms.amounts_k.items() if year is not None and year <= t)
                    balance[*name, t] = Row(total(until), upper=there - terms.floor_k)
    model.rows(block, "within", list(within), lambda *key: within[key])
    model.rows(block, "balance", list(balance), lambda *key: balance[key])


def _finance(model: Model, pots: dict[Draw, PotNumbers]) -> None:
    """Add up what comes in and what borrowing costs afterwards, by council and year."""
    for draw, pot in pots.items():
        amount = model.draws[draw]
        flows = {draw.year: 1.0}
        loan = pot.loans.get(draw.year) or pot.loans.get(None)
        if loan is not None:
            for t in range(draw.year + 1, min(draw.year + loan.life_years, model.numbers.years[-1]) + 1):
                left = 1.0 - (t - draw.year - 1) / loan.life_years
                flows[t] = -1.0 / loan.life_years - loan.rate * left
        for t, factor in flows.items():
            model.financing.setdefault((draw.council, t), Linear()).add(amount, factor)


FAMILY = Family(name="funding", kind="logic", build=build, requires=("decisions", "recharge"))
