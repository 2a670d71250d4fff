r"""What happens to a supplier contract when its council's service goes into a pool.

Rule:
    A contract that a pool replaces runs on beside the pool until its end, is handed over to the host
    (novated) where its terms allow, or is ended early and paid off; in-house the council pays its charge or
    its renewal.

Maths:
    - $\mathrm{pooled}_{kt} := \sum_{a\ \mathrm{displaces}\ k} \mathrm{member}_{c(k)at}$
    - K1 one_state: $\mathrm{pooled}_{kt} = \mathrm{run}_{kt} + \mathrm{ended}_{kt} + \sum_a
      \mathrm{nov}_{kat}$; novated_member: $\mathrm{nov}_{kat} \le \mathrm{member}_{c(k)at}$
    - K2 ended_stays: $\mathrm{ended}_t \ge \mathrm{ended}_{t-1} + \mathrm{pooled}_t - 1$; novated_stays:
      with $N_{kgt} := \sum_{a \in g} \mathrm{nov}_{kat}$, $N_t \ge N_{t-1} + \sum_{a \in g}
      \mathrm{member}_{c(k)at} - 1$
    - K3 ends_from: $\mathrm{ends}_t \ge \mathrm{ended}_t - \mathrm{ended}_{t-1}$; novates_from:
      $\mathrm{novates}_{kgt} \ge N_t - N_{t-1}$; displaced_from: $\mathrm{displaced}_t \ge
      \mathrm{pooled}_t - \mathrm{pooled}_{t-1}$
    - K4 credit_charge, credit_need: $\mathrm{credit2}_{at} \le \sum_k
      \mathrm{replaces}_k\,p_k\,\mathrm{live2}_{kt}\,\mathrm{nov}_{kat}$ and $\le
      \varphi\,\mathrm{need}_{at}$; $\mathrm{credit1}$ the same with live1, $\mathrm{nov}_{t-1}$,
      $(1-\varphi)\,\mathrm{need}_{t-1}$
    - where a policy rewards costs (`Family.rewards_costs`), the events and credits from the other side too:
      ends_ended, novates_held, displaced_pooled: $\mathrm{ends} \le \mathrm{ended}_t$, $\mathrm{novates}
      \le N_t$, $\mathrm{displaced} \le \mathrm{pooled}_t$; ends_new, novates_new, displaced_new: $\le 1$
      less the same of $t-1$; credit_all_charge, credit_all_need: $\mathrm{credit} \ge$ the one bound where
      $\mathrm{capped} = 0$, the other where it is 1
    - lines contract, contract_end, contract_extension, novation; pool_novated, and the credits in
      pool_non_staff

Index and mask:
    For every contract k and the arrangements a of its council's service deep enough to replace it; nov only
    where novation is allowed, ended only where ending early is, displaced only where a bridging extension
    would cost something. Today's members run their contracts on (year 0).

Meaning when binding:
    one_state: every contract must go somewhere; the prices of the other states are what `why` reports.

Source:
    CORE.md part 1, K1 to K4 and COST LINES; extension convention in docs/conventions.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from formulations.family import Columns, Family, Index, Model, Row
from formulations.ledger import Limits, PoolPart
from formulations.limits import held_limits, spared_limits
from formulations.linear import Linear, total, value
from optimizer.model.numbers import ContractNumbers, PoolNumbers


def build(model: Model) -> None:
    """Add K1 to K4 and the contract lines."""
    block = model.pyomo.contracts = pyo.Block()
    states = _declare(model, block)
    _state_rows(model, block, states)
    events = _event_rows(model, block, states)
    for contract in model.numbers.contracts.values():
        for t in model.numbers.years:
            _own_costs(model, contract, t, states, events)
    _pool_costs(model, states)
    _credits(model, block, states)


def pooled(model: Model, contract: ContractNumbers, t: int) -> Linear:
    """Return whether the contract's council is in a pool that replaces it."""
    return total(model.member[contract.council, a, t] for a in contract.displacing)


def _can_be_pooled(model: Model, contract: ContractNumbers, t: int) -> bool:
    state = pooled(model, contract, t)
    return not state.is_constant() or state.constant > 0


def _declare(model: Model, block: Any) -> dict[str, Columns]:
    """Declare run, ended and nov; the state of year 0 is `run` for contracts of today's members."""
    numbers = model.numbers
    index = [
        (k, t)
        for k, contract in numbers.contracts.items()
        for t in numbers.years
        if _can_be_pooled(model, contract, t)
    ]
    run = model.binaries(block, "run", index)
    ended = model.binaries(block, "ended", [key for key in index if numbers.contracts[key[0]].end_allowed])
    novated = model.binaries(
        block,
        "nov",
        [
            (k, a, t)
            for k, t in index
            if numbers.contracts[k].novation_allowed
            for a in numbers.contracts[k].displacing
            if not isinstance(model.member[numbers.contracts[k].council, a, t], float)
        ],
    )
    model.free["run"], model.free["ended"], model.free["nov"] = Columns(run), Columns(ended), Columns(novated)
    for k, contract in numbers.contracts.items():
        run[k, 0] = pooled(model, contract, 0).constant
    return {"run": run, "ended": ended, "nov": novated}


def _held(model: Model, states: dict[str, Columns], k: str, chain: str, t: int) -> Linear:
    """Return N: whether the contract is novated to a pool of the chain."""
    return total(states["nov"][k, a, t] for a in model.numbers.chains[chain].arrangements)


def _chain_index(model: Model, states: dict[str, Columns]) -> list[Index]:
    pools = model.numbers.pools
    return list(dict.fromkeys((k, pools[a].chain, t) for k, a, t in states["nov"]))


def _state_rows(model: Model, block: Any, states: dict[str, Columns]) -> None:
    contracts = model.numbers.contracts
    run, ended, novated = states["run"], states["ended"], states["nov"]

    def one_state(k: str, t: int) -> Row:
        terms = pooled(model, contracts[k], t).add(run[k, t], -1.0).add(ended[k, t], -1.0)
        return Row(
            terms.add(total(novated[k, a, t] for a in contracts[k].displacing), -1.0), lower=0.0, upper=0.0
        )

    def novated_member(k: str, a: str, t: int) -> Row:
        member = model.member[contracts[k].council, a, t]
        return Row(Linear((1.0, novated[k, a, t]), (-1.0, member)), upper=0.0)

    def ended_stays(k: str, t: int) -> Row:
        terms = Linear((1.0, ended[k, t]), (-1.0, ended[k, t - 1]))
        return Row(terms.add(pooled(model, contracts[k], t), -1.0), lower=-1.0)

    def novated_stays(k: str, chain: str, t: int) -> Row:
        contract = contracts[k]
        terms = _held(model, states, k, chain, t).add(_held(model, states, k, chain, t - 1), -1.0)
        for a in model.numbers.chains[chain].arrangements:
            if a in contract.displacing:
                terms.add(model.member[contract.council, a, t], -1.0)
        return Row(terms, lower=-1.0)

    model.rows(block, "one_state", [key for key in run if key[1] > 0], one_state)
    model.rows(block, "novated_member", list(novated), novated_member)
    model.rows(block, "ended_stays", [k for k in ended if (k[0], k[1] - 1) in ended], ended_stays)
    chains = [
        k for k in _chain_index(model, states) if not _held(model, states, k[0], k[1], k[2] - 1).is_constant()
    ]
    model.rows(block, "novated_stays", chains, novated_stays)


def _event_rows(model: Model, block: Any, states: dict[str, Columns]) -> dict[str, Columns]:
    """Declare ends, novates and displaced with K3."""
    contracts = model.numbers.contracts
    ends = model.binaries(block, "ends", list(states["ended"]))
    novates = model.binaries(block, "novates", _chain_index(model, states))
    bridged = [(k, t) for k, t in states["run"] if t > 0 and contracts[k].extension_k[t]]
    displaced = model.binaries(block, "displaced", bridged)

    def ended_rise(k: str, t: int) -> Linear:
        return Linear((1.0, states["ended"][k, t]), (-1.0, states["ended"][k, t - 1]))

    def novated_rise(k: str, chain: str, t: int) -> Linear:
        return _held(model, states, k, chain, t).add(_held(model, states, k, chain, t - 1), -1.0)

    def pooled_rise(k: str, t: int) -> Linear:
        return pooled(model, contracts[k], t).add(pooled(model, contracts[k], t - 1), -1.0)

    for name, columns, rise in (
        ("ends_from", ends, ended_rise),
        ("novates_from", novates, novated_rise),
        ("displaced_from", displaced, pooled_rise),
    ):
        model.rows(block, name, list(columns), _at_least(columns, rise))
        for key, column in columns.items():
            model.determine(column, _rising(rise, key))
    if model.exact_costs:
        _exact_events(model, block, states, ends, novates, displaced)
    return {"ends": ends, "novates": novates, "displaced": displaced}


def _exact_events(
    model: Model, block: Any, states: dict[str, Columns], ends: Columns, novates: Columns, displaced: Columns
) -> None:
    """Add that nothing happens twice or without a reason, where a cost might pay."""
    contracts, ended = model.numbers.contracts, states["ended"]

    def ends_ended(k: str, t: int) -> Row:
        return Row(Linear((1.0, ends[k, t]), (-1.0, ended[k, t])), upper=0.0)

    def ends_new(k: str, t: int) -> Row:
        return Row(Linear((1.0, ends[k, t]), (1.0, ended[k, t - 1])), upper=1.0)

    def novates_held(k: str, chain: str, t: int) -> Row:
        held = _held(model, states, k, chain, t)
        return Row(Linear((1.0, novates[k, chain, t]), (-1.0, held)), upper=0.0)

    def novates_new(k: str, chain: str, t: int) -> Row:
        held = _held(model, states, k, chain, t - 1)
        return Row(Linear((1.0, novates[k, chain, t]), (1.0, held)), upper=1.0)

    def displaced_pooled(k: str, t: int) -> Row:
        return Row(Linear((1.0, displaced[k, t])).add(pooled(model, contracts[k], t), -1.0), upper=0.0)

    def displaced_new(k: str, t: int) -> Row:
        return Row(Linear((1.0, displaced[k, t])).add(pooled(model, contracts[k], t - 1)), upper=1.0)

    model.rows(block, "ends_ended", list(ends), ends_ended)
    model.rows(block, "ends_new", list(ends), ends_new)
    model.rows(block, "novates_held", list(novates), novates_held)
    model.rows(block, "novates_new", list(novates), novates_new)
    model.rows(block, "displaced_pooled", list(displaced), displaced_pooled)
    model.rows(block, "displaced_new", list(displaced), displaced_new)


def _at_least(columns: Columns, rise: Callable[..., Linear]) -> Callable[..., Row]:
    return lambda *key: Row(Linear((1.0, columns[key])).add(rise(*key), -1.0), lower=0.0)


def _rising(rise: Callable[..., Linear], key: Index) -> Callable[[], float]:
    return lambda: max(0.0, value(rise(*key)))


def _own_costs(
    model: Model, contract: ContractNumbers, t: int, states: dict[str, Columns], events: dict[str, Columns]
) -> None:
    phi = model.numbers.services[contract.service].phi
    k, charge = contract.contract, contract.charge_k

    def add(line: str, year: int, amount: Linear, index: str, *, one_off: bool = True) -> None:
        model.ledger.council(
            line, contract.council, contract.service, year, amount, index=index, one_off=one_off
        )

    paid = Linear((charge, 1.0))
    paid.add(pooled(model, contract, t), -charge * phi)
    paid.add(pooled(model, contract, t - 1), -charge * (1.0 - phi))
    paid.add(states["run"][k, t], charge * contract.live_after[t])
    paid.add(states["run"][k, t - 1], charge * contract.live_before[t])
    add("contract", t, paid, contract.index, one_off=False)
    add("contract_end", t, Linear((contract.end_k[t], events["ends"][k, t])), contract.index)
    for year, premium in contract.extension_k[t]:
        add("contract_extension", year, Linear((premium, events["displaced"][k, t])), contract.index)
    for chain in {model.numbers.pools[a].chain for a in contract.displacing}:
        add("novation", t, Linear((contract.novation_fee_k, events["novates"][k, chain, t])), "general")


def _live_parts(model: Model, pool: PoolNumbers, t: int) -> tuple[tuple[PoolPart, str, int, float], ...]:
    """Return (part, which live part, state, share of the year) for both halves of year t."""
    phi = model.numbers.services[pool.service].phi
    return (("running_after", "live_after", t, phi), ("running_before", "live_before", t - 1, 1.0 - phi))


def _pool_costs(model: Model, states: dict[str, Columns]) -> None:
    """Add pool_novated: what the host pays for contracts that it has taken over."""
    for k, a in dict.fromkeys((k, a) for k, a, _ in states["nov"]):
        contract, pool = model.numbers.contracts[k], model.numbers.pools[a]
        for t in model.numbers.years:
            for part, live, state, _ in _live_parts(model, pool, t):
                rate = contract.charge_k * getattr(contract, live)[t]
                held = states["nov"][k, a, state]
                if rate > 0 and not isinstance(held, float):
                    amount = Linear((rate, held))
                    model.ledger.pool(
                        "pool_novated",
                        pool,
                        t,
                        amount,
                        index=contract.index,
                        part=part,
                        most=rate,
                        limits=held_limits(contract.council, rate),
                    )


def _credits(model: Model, block: Any, states: dict[str, Columns]) -> None:
    """Add K4 and take the credits off pool_non_staff."""
    numbers = model.numbers
    by_pool: dict[str, list[str]] = {}
    for k, a in dict.fromkeys((k, a) for k, a, _ in states["nov"]):
        by_pool.setdefault(a, []).append(k)
    bounds: dict[Index, tuple[Linear, Linear]] = {}
    limits: dict[Index, Limits] = {}
    for a, names in by_pool.items():
        for t in numbers.years:
            for part, live, state, share in _live_parts(model, numbers.pools[a], t):
                charge = Linear()
                replaced: list[tuple[str, float]] = []
                for k in names:
                    contract = numbers.contracts[k]
                    replaced.append((contract.council, contract.replaces_k * getattr(contract, live)[t]))
                    charge.add(states["nov"][k, a, state], replaced[-1][1])
                need = model.need_k[a, state]
                if not charge.is_constant() and isinstance(need, Linear) and not need.is_constant():
                    bounds[a, part, t] = (charge, Linear((share, need)))
                    limits[a, part, t] = spared_limits(numbers, numbers.pools[a], replaced, share)
    credits = model.amounts(block, "credit", list(bounds))

    def below(place: int) -> Callable[..., Row]:
        return lambda *key: Row(Linear((1.0, credits[key])).add(bounds[key][place], -1.0), upper=0.0)

    model.rows(block, "credit_charge", list(bounds), below(0))
    model.rows(block, "credit_need", list(bounds), below(1))
    if model.exact_costs:
        _exact_credits(model, block, credits, bounds)
    for key, column in credits.items():
        model.determine(column, _smaller(*bounds[key]))
        a, part, t = key
        pool = numbers.pools[a]
        amount = Linear((-1.0, column))
        model.ledger.pool(
            "pool_non_staff",
            pool,
            t,
            amount,
            index="general",
            part=part,
            most=0.0,
            limits=limits[key],
        )


def _exact_credits(
    model: Model, block: Any, credits: Columns, bounds: dict[Index, tuple[Linear, Linear]]
) -> None:
    """Add that a credit is the smaller of its bounds: `capped` says that it is the need."""
    capped = model.binaries(block, "capped", list(bounds))

    def credit_all_charge(*key: Any) -> Row:
        charge, _ = bounds[key]
        most = sum(charge.coefficients)
        return Row(Linear((1.0, credits[key]), (-1.0, charge), (most, capped[key])), lower=0.0)

    def credit_all_need(*key: Any) -> Row:
        _, need = bounds[key]
        most = _most_need(model, key)
        return Row(Linear((1.0, credits[key]), (-1.0, need), (-most, capped[key])), lower=-most)

    model.rows(block, "credit_all_charge", list(bounds), credit_all_charge)
    model.rows(block, "credit_all_need", list(bounds), credit_all_need)
    for key, column in capped.items():
        model.determine(column, _is_larger(*bounds[key]))


def _most_need(model: Model, key: Index) -> float:
    """Return the most that the pool can need in the part of the year."""
    a, part, t = key
    pool = model.numbers.pools[a]
    [share] = [share for name, _, _, share in _live_parts(model, pool, t) if name == part]
    return share * max(k for band in pool.bands for k in band.non_staff_k)


def _is_larger(charge: Linear, need: Linear) -> Callable[[], float]:
    return lambda: float(value(charge) > value(need))


def _smaller(charge: Linear, need: Linear) -> Callable[[], float]:
    return lambda: max(0.0, min(value(charge), value(need)))


FAMILY = Family(name="contracts", kind="logic", build=build, requires=("decisions", "scale"))
