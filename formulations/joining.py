r"""What a council bears itself for joining, belonging and leaving.

Rule:
    Who joins pays its joining cost (less a credit when it deepens), any spend it still carries while the
    pool takes hold, the former higher pay of its people while that is protected, and a yearly cost where
    one is set; who leaves pays its leaving cost and compensates those who stay.

Maths:
    - M3 deepens_joins, deepens_inside: $\mathrm{deepens}_{cat} \le \mathrm{joins}_{cat}$, $\le
      \mathrm{in}_{cg,t-1}$; where a policy rewards costs, deepens_both: $\mathrm{deepens}_{cat} \ge
      \mathrm{joins}_{cat} + \mathrm{in}_{cg,t-1} - 1$
    - joining = $\mathrm{join}_{ca} (\mathrm{joins} - \mathrm{credit}_a\,\mathrm{deepens})$, the lead share
      in $t-1$
    - member_yearly = $\mathrm{yearly}_{ca}\,\mathrm{avg}(\mathrm{member})$
    - protection = $\sum_{j=0}^{P} f(j) \max(0, \mathrm{pay}_c - \mathrm{pay}_h)\,n
      (1-\tau)^j\,\mathrm{joins}_{ca,t-j}$
    - ramp = $\sum_j \mathrm{ramp}_{aj}\,o_{ca}\,\mathrm{joins}_{ca,t-j}$
    - leaving = $(\mathrm{leave}_{ca} + \mathrm{compensation}_{ca})\,\mathrm{stops\_from}_{cat}$;
      compensation_income is the pool's

Index and mask:
    For every candidate (c, a) and year t; protection and ramp run on whatever happens after joining.

Meaning when binding:
    deepens_inside: only those who come from the same chain have the credit.

Source:
    CORE.md part 1, M3 and COST LINES.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from formulations.family import Columns, Family, Model, Row
from formulations.linear import Linear, value
from optimizer.model.numbers import CandidateNumbers


def build(model: Model) -> None:
    """Add deepening and the lines joining, member_yearly, protection, ramp, leaving, compensation_income."""
    block = model.pyomo.joining = pyo.Block()
    deepens = _deepens(model, block)
    for (council, arrangement), candidate in model.numbers.candidates.items():
        for t in model.numbers.years:
            _joining(model, council, arrangement, candidate, t, deepens)
            _belonging(model, council, arrangement, candidate, t)
            _leaving(model, council, arrangement, candidate, t)


def _deepens(model: Model, block: Any) -> Columns:
    numbers = model.numbers
    credited = [
        (council, a, t)
        for council, a, t in model.joins
        if numbers.pools[a].deepening_credit > 0
        and numbers.candidates[council, a].join_k > 0
        and len(numbers.chains[numbers.pools[a].chain].arrangements) > 1
    ]
    deepens = model.binaries(block, "deepens", credited)

    def inside(council: str, a: str, t: int) -> Linear:
        return model.in_chain(council, numbers.pools[a].chain, t - 1)

    def deepens_joins(council: str, a: str, t: int) -> Row:
        return Row(Linear((1.0, deepens[council, a, t]), (-1.0, model.joins[council, a, t])), upper=0.0)

    def deepens_inside(council: str, a: str, t: int) -> Row:
        return Row(Linear((1.0, deepens[council, a, t])).add(inside(council, a, t), -1.0), upper=0.0)

    def deepens_both(council: str, a: str, t: int) -> Row:
        terms = Linear((1.0, deepens[council, a, t]), (-1.0, model.joins[council, a, t]))
        return Row(terms.add(inside(council, a, t), -1.0), lower=-1.0)

    model.rows(block, "deepens_joins", credited, deepens_joins)
    model.rows(block, "deepens_inside", credited, deepens_inside)
    if model.exact_costs:
        model.rows(block, "deepens_both", credited, deepens_both)
    for key, column in deepens.items():
        model.determine(column, _lesser(model.joins[key], inside(*key)))
    return deepens


def _lesser(joins: Any, inside: Linear) -> Callable[[], float]:
    return lambda: min(value(joins), value(inside))


def _joining(
    model: Model, council: str, arrangement: str, candidate: CandidateNumbers, t: int, deepens: Columns
) -> None:
    key = (council, arrangement, t)
    if key not in model.joins or candidate.join_k == 0:
        return
    pool = model.numbers.pools[arrangement]
    joined = Linear((1.0, model.joins[key]), (-pool.deepening_credit, deepens[key]))
    for share, year in ((1.0 - candidate.join_lead, t), (candidate.join_lead, t - 1)):
        if share > 0:
            cost = Linear((share * candidate.join_k, joined))
            model.ledger.council(
                "joining",
                council,
                pool.service,
                year,
                cost,
                index="general",
                arrangement=arrangement,
                one_off=True,
            )


def _belonging(model: Model, council: str, arrangement: str, candidate: CandidateNumbers, t: int) -> None:
    service = model.numbers.pools[arrangement].service
    phi = model.numbers.services[service].phi

    def add(line: str, amount: Linear, index: str) -> None:
        if not amount.is_constant() or amount.constant != 0.0:
            model.ledger.council(line, council, service, t, amount, index=index, arrangement=arrangement)

    member = model.average(
        model.member[council, arrangement, t], model.member[council, arrangement, t - 1], phi
    )
    add("member_yearly", Linear((candidate.yearly_k, member)), "general")
    for line, amounts, index in (
        ("protection", candidate.protection_k, "pay"),
        ("ramp", candidate.ramp_k, "general"),
    ):
        cost = Linear()
        for j, amount in enumerate(amounts):
            if t - j >= 1:
                cost.add(model.joins[council, arrangement, t - j], amount)
        add(line, cost, index)


def _leaving(model: Model, council: str, arrangement: str, candidate: CandidateNumbers, t: int) -> None:
    stops = model.stops_from[council, arrangement, t]
    own = candidate.leave_k + candidate.compensation_k
    if own == 0 or (isinstance(stops, Linear) and stops.is_constant()) or isinstance(stops, float):
        return
    pool = model.numbers.pools[arrangement]
    model.ledger.council(
        "leaving",
        council,
        pool.service,
        t,
        Linear((own, stops)),
        index="general",
        arrangement=arrangement,
        one_off=True,
    )
    if candidate.compensation_k > 0:
        income = Linear((-candidate.compensation_k, stops))
        model.ledger.pool(
            "compensation_income",
            pool,
            t,
            income,
            index="general",
            part="one_off",
            most=0.0,
            least=-candidate.compensation_k,
        )


FAMILY = Family(name="joining", kind="logic", build=build, requires=("decisions", "membership"))
