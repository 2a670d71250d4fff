r"""What may fail to arrive: the promise and the exposure of each partnership.

Rule:
    What a partnership promises in a year is what its members no longer pay at home, less what it costs, less
    the same of today; what it promises above nothing is at risk, from its opening on, and so is what its
    members have put into it.

Maths:
    - at_risk_from: $\sum_{u \le t} R_{gut} \ge \Delta_{gt} := \mathrm{released}_{gt} -
      \mathrm{spent}_{gt} - \Delta^0_{gt}$, $R \ge 0$; exposed_from: $\sum_{u \le t} E_{gut} \ge \sum_{a \in
      g, c} \mathrm{spend}_{ca}\,\mathrm{member}_{cat} - E^0_g$, $E \ge 0$
    - opened in u: risk_first, exposure_first: $R_{gut} \le \bar\Delta_{gt}\,\mathrm{first}_{gu}$,
      $E_{gut} \le \bar E_g\,\mathrm{first}_{gu}$; first_open: $\mathrm{first}_{gu} \le \sum_{a \in g}
      \mathrm{open}_{au}$; first_by: $\sum_{u' \le u} \mathrm{first}_{gu'} \ge \mathrm{open}_{au}$;
      first_once: $\sum_u \mathrm{first}_{gu} \le 1$
    - where more than the promise may arrive, risk_most: $\sum_u R_{gut} \le \Delta_{gt} +
      \bar\Delta^-_{gt} (1 - \mathrm{gains}_{gt})$; risk_gains: $\sum_u R_{gut} \le
      \bar\Delta_{gt}\,\mathrm{gains}_{gt}$
    - contracts that run on, run_parts: $\sum_g \mathrm{run\_in}_{kgt} = \mathrm{run}_{kt}$; run_member:
      $\mathrm{run\_in}_{kgt} \le \sum_{a \in g\ \mathrm{displaces}\ k} \mathrm{member}_{c(k)at}$
    - net_saving_is, transition_is, brought_in_is (present value of what is brought in from t on),
      pay_saving_is, supplier_saving_is: one column each for what outcomes act on as a whole

Index and mask:
    Only where a policy or the objective reads outcomes. For every chain g and year t; u the years in which it
    can open, or one u where it is open today or no outcome breaks it up; E only for the years that a break-up
    of some outcome charges; gains only where an outcome delivers more than the promise.

Meaning when binding:
    at_risk_from: all that is promised above nothing counts as a promise.

Source:
    docs/risk.md; the record of real schemes in data/reference_risks.csv.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo

from formulations import measures
from formulations.clock import break_ups, clock_of, start_clocks
from formulations.family import Columns, Family, Index, Model, Row
from formulations.linear import Linear, total, value
from formulations.promised import least_promised_k, most_promised_k, promised_k, run_in
from formulations.unrealised import weigh_shortfalls

TRANSITION = frozenset({"joining", "leaving", "set_up", "redundancy", "strain"})
"""Lines that an overrun of the transition makes dearer."""


def build(model: Model) -> None:
    """Add what outcomes act on, where something reads them."""
    if not model.numbers.outcomes:
        return
    block = model.pyomo.promise = pyo.Block()
    start_clocks(model, block)
    weigh_shortfalls(model)
    run_in(model, block)
    _at_risk(model, block, promised_k(model))
    _exposed(model, block)
    _accumulators(model, block)


def _years_of(model: Model, g: str, t: int) -> list[int]:
    """Return the openings of which a state of the year can be."""
    return [u for u in clock_of(model, g) if u <= t]


def _at_risk(model: Model, block: Any, promised: dict[tuple[str, int], Linear]) -> None:
    """Declare R with the rows that make it what is promised above nothing."""
    most = {key: most_promised_k(model, *key) for key, terms in promised.items() if not terms.is_constant()}
    index = [(g, u, t) for g, t in most for u in _years_of(model, g, t)]
    at_risk = model.at_risk = model.amounts(block, "at_risk", index)
    _determine(model, at_risk, lambda g, t: promised[g, t])

    def all_of(g: str, t: int) -> Linear:
        return total(at_risk[g, u, t] for u in _years_of(model, g, t))

    def at_risk_row(g: str, t: int) -> Row:
        return Row(all_of(g, t).add(promised[g, t], -1.0), lower=0.0)

    def risk_first(g: str, u: int, t: int) -> Row:
        return Row(Linear((1.0, at_risk[g, u, t]), (-most[g, t], model.first[g, u])), upper=0.0)

    model.rows(block, "at_risk_from", list(most), at_risk_row)
    model.rows(block, "risk_first", [key for key in index if (key[0], key[1]) in model.first], risk_first)
    rewarded = [(g, t) for g, t in most if _may_exceed(model, g, t)]
    gains = model.binaries(block, "gains", rewarded)

    def risk_most(g: str, t: int) -> Row:
        loss = -least_promised_k(model, g, t)
        return Row(all_of(g, t).add(promised[g, t], -1.0).add(gains[g, t], loss), upper=loss)

    def risk_gains(g: str, t: int) -> Row:
        return Row(all_of(g, t).add(gains[g, t], -most[g, t]), upper=0.0)

    model.rows(block, "risk_most", rewarded, risk_most)
    model.rows(block, "risk_gains", rewarded, risk_gains)
    for g, t in rewarded:
        model.determine(gains[g, t], _is_above(promised[g, t]))


def _is_above(terms: Linear) -> Callable[[], float]:
    return lambda: float(value(terms) > 0.0)


def _may_exceed(model: Model, g: str, t: int) -> bool:
    """Tell whether in some outcome more arrives than is promised for the year."""
    return any(
        float(weights[:, t].min()) < 0.0
        for (_, chain, u), weights in model.shortfalls.items()
        if chain == g and u <= t
    )


def _exposed(model: Model, block: Any) -> None:
    """Declare E with the rows that make it what members have put in above today."""
    numbers = model.numbers
    charged: dict[tuple[str, int], None] = {}
    for outcomes in numbers.outcomes:
        for place, g in enumerate(numbers.chains):
            costs = outcomes.exit_cost[:, place] != 0.0
            for u in clock_of(model, g):
                for year in np.unique(break_ups(numbers, outcomes, g, u)[costs]).tolist():
                    if year <= numbers.last_year:
                        charged[g, year - 1] = None
    spend = {(g, t): _spend_k(model, g, t).add(_spend_k(model, g, 0), -1.0) for g, t in charged if t > 0}
    spend = {key: terms for key, terms in spend.items() if not terms.is_constant()}
    index = [(g, u, t) for g, t in spend for u in _years_of(model, g, t)]
    exposed = model.exposed = model.amounts(block, "exposed", index)
    _determine(model, exposed, lambda g, t: spend[g, t])

    def exposed_row(g: str, t: int) -> Row:
        terms = total(exposed[g, u, t] for u in _years_of(model, g, t))
        return Row(terms.add(spend[g, t], -1.0), lower=0.0)

    def exposure_first(g: str, u: int, t: int) -> Row:
        most = sum(
            max(numbers.candidates[c, a].in_scope_spend_k for c, a in pairs)
            for pairs in _candidates_by_council(model, g).values()
        )
        return Row(Linear((1.0, exposed[g, u, t]), (-most, model.first[g, u])), upper=0.0)

    model.rows(block, "exposed_from", list(spend), exposed_row)
    model.rows(
        block, "exposure_first", [key for key in index if (key[0], key[1]) in model.first], exposure_first
    )


def _candidates_by_council(model: Model, g: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for a in model.numbers.chains[g].arrangements:
        for council in model.numbers.pools[a].candidates:
            found.setdefault(council, []).append((council, a))
    return found


def _spend_k(model: Model, g: str, t: int) -> Linear:
    """Return the spend in scope of the members of a chain in a state, base-year prices."""
    numbers, result = model.numbers, Linear()
    for a in numbers.chains[g].arrangements:
        for council in numbers.pools[a].candidates:
            result.add(model.member[council, a, t], numbers.candidates[council, a].in_scope_spend_k)
    return result


def _determine(model: Model, columns: Columns, amount: Callable[[str, int], Linear]) -> None:
    for g, u, t in columns:
        model.determine(columns[g, u, t], _above_nothing(amount(g, t), model.first.get((g, u), 1.0)))


def _above_nothing(terms: Linear, first: Any) -> Callable[[], float]:
    return lambda: max(0.0, value(terms)) if value(first) > 0.5 else 0.0


def _accumulators(model: Model, block: Any) -> None:
    """Declare one column for each amount that outcomes act on as a whole, so that their rows stay short."""
    numbers = model.numbers
    model.net_saving_k = _one_column(model, block, "net_saving", {("all",): measures.net_saving_k(model)})[
        "all",
    ]
    model.transition = _one_column(model, block, "transition", _transition_k(model))
    model.brought_in = _one_column(model, block, "brought_in", _brought_in_k(model))
    pay, supplier = _price_savings_k(model)
    if any(np.any(outcomes.pay_award) for outcomes in numbers.outcomes):
        model.pay_saving = _one_column(model, block, "pay_saving", pay)
    if any(np.any(outcomes.supplier_price) for outcomes in numbers.outcomes):
        model.supplier_saving = _one_column(model, block, "supplier_saving", supplier)


def _one_column(model: Model, block: Any, name: str, amounts: dict[Any, Linear]) -> Columns:
    given = {key: terms.collected() for key, terms in amounts.items()}
    columns = model.balances(block, name, [key for key, terms in given.items() if not terms.is_constant()])

    def equal(*key: Any) -> Row:
        return Row(Linear((1.0, columns[key]), (-1.0, given[key])), lower=0.0, upper=0.0)

    model.rows(block, f"{name}_is", list(columns), equal)
    for key, column in columns.items():
        model.determine(column, _value_of(given[key]))
    found = Columns(columns)
    for key, terms in given.items():
        if terms.is_constant() and terms.constant:
            found[key] = terms
    return found


def _value_of(terms: Linear) -> Callable[[], float]:
    return lambda: value(terms)


def _markup(model: Model, body: str, arrangement: str) -> float:
    """Return what councils pay for each pound of a cell."""
    if not arrangement or model.numbers.pools[arrangement].host != body:
        return 1.0
    return model.numbers.pools[arrangement].markup


def _transition_k(model: Model) -> dict[Index, Linear]:
    found: dict[Index, Linear] = {}
    for cell, amount in model.ledger.cells.items():
        if cell.line in TRANSITION:
            factor = model.numbers.discount[cell.year] * _markup(model, cell.body, cell.arrangement)
            found.setdefault((cell.arrangement,), Linear()).add(amount, factor)
    return found


def _brought_in_k(model: Model) -> dict[Index, Linear]:
    """Return the present value of what each council brings into pools above today, from each year on."""
    numbers = model.numbers
    found: dict[Index, Linear] = {}
    for council in numbers.councils:
        later = Linear()
        for t in reversed(numbers.years):
            for (who, a), candidate in numbers.candidates.items():
                if who == council:
                    phi = numbers.services[numbers.pools[a].service].phi
                    member = model.average(
                        model.member[council, a, t], model.member[council, a, t - 1], phi
                    ).add(model.member[council, a, 0], -1.0)
                    later.add(member, numbers.discount[t] * candidate.in_scope_spend_k)
            found[council, t] = Linear((1.0, later))
    return found


def _price_savings_k(model: Model) -> tuple[dict[Index, Linear], dict[Index, Linear]]:
    """Return the real saving on cells that follow pay, by year, and contract prices, by service and year."""
    pay: dict[Index, Linear] = {}
    supplier: dict[Index, Linear] = {}
    for (service, t, index), cost in model.ledger.indexed.items():
        if index == "pay":
            pay.setdefault((t,), Linear()).add(cost, -1.0)
        elif index == "contract":
            supplier.setdefault((service, t), Linear()).add(cost, -1.0)
    for (service, t, index), cost_k in model.numbers.indexed_today_k.items():
        if index == "pay":
            pay.setdefault((t,), Linear()).add(cost_k)
        elif index == "contract":
            supplier.setdefault((service, t), Linear()).add(cost_k)
    return pay, supplier


FAMILY = Family(
    name="promise",
    kind="logic",
    build=build,
    requires=("decisions", "pools", "scale", "workforce", "contracts", "joining", "in_house"),
)
