"""What a partnership promises in a year, as an expression, with its bounds. Rows of the family `promise`."""

from __future__ import annotations

from typing import Any

from formulations.composition import possible_members, sets_of_members
from formulations.family import Model, Row
from formulations.ledger import Members, Part
from formulations.linear import NOTHING, Linear, total, value
from optimizer.model.numbers import ContractNumbers

RUNNING_OF_POOL = frozenset({"pool_pay", "pool_non_staff", "pool_novated", "governance", "pool_recruitment"})
"""Running lines of a pool, recruitment among them."""

RUNNING_OF_MEMBER = frozenset({"member_yearly", "protection", "ramp"})
"""Running lines that a council bears for its membership in a pool."""


def run_in(model: Model, block: Any) -> None:
    """Say to which chain a contract that runs on belongs, where it could be several."""
    numbers, run = model.numbers, model.free["run"]
    index = [
        (k, g, t)
        for k, t in run
        for chains in (_chains_of(model, numbers.contracts[k]),)
        if len(chains) > 1
        for g in chains
    ]
    parts = model.run_in = model.binaries(block, "run_in", index)

    def run_parts(k: str, t: int) -> Row:
        terms = total(parts[k, g, t] for g in _chains_of(model, numbers.contracts[k]))
        return Row(terms.add(run[k, t], -1.0), lower=0.0, upper=0.0)

    def run_member(k: str, g: str, t: int) -> Row:
        terms = Linear((1.0, parts[k, g, t]))
        return Row(terms.add(_displaced_in(model, numbers.contracts[k], g, t), -1.0), upper=0.0)

    model.rows(block, "run_parts", list(dict.fromkeys((k, t) for k, _, t in index)), run_parts)
    model.rows(block, "run_member", index, run_member)
    for k, g, t in index:
        inside = _displaced_in(model, numbers.contracts[k], g, t)
        model.determine(parts[k, g, t], _both(run[k, t], inside))


def _both(run: Any, inside: Linear) -> Any:
    return lambda: min(value(run), value(inside))


def _chains_of(model: Model, contract: ContractNumbers) -> list[str]:
    return list(dict.fromkeys(model.numbers.pools[a].chain for a in contract.displacing))


def _displaced_in(model: Model, contract: ContractNumbers, g: str, t: int) -> Linear:
    inside = (a for a in contract.displacing if model.numbers.pools[a].chain == g)
    return total(model.member[contract.council, a, t] for a in inside)


def _runs_on(model: Model, contract: ContractNumbers, g: str, t: int) -> Any:
    """Return whether the contract runs on beside a pool of the chain in a state."""
    if t == 0:
        return _displaced_in(model, contract, g, 0).constant
    if (contract.contract, g, t) in model.run_in:
        return model.run_in[contract.contract, g, t]
    return model.free["run"][contract.contract, t]


def promised_k(model: Model) -> dict[tuple[str, int], Linear]:
    """Return the promise of each chain for each year, released less spent, less the same of today.

    Source: docs/risk.md.
    """
    spent = _spent_k(model)
    return {
        (g, t): _promised_k(model, g, t, spent.get((g, t), Linear()))
        for g in model.numbers.chains
        for t in model.numbers.years
    }


def _promised_k(model: Model, g: str, t: int, spent: Linear) -> Linear:
    numbers = model.numbers
    result = Linear((-1.0, numbers.promise_today_k.get((g, t), 0.0)))
    for a in numbers.chains[g].arrangements:
        for council in numbers.pools[a].candidates:
            after, before = _released_k(model, council, a, t)
            result.add(model.member[council, a, t], after).add(model.member[council, a, t - 1], before)
    for contract in numbers.contracts.values():
        if g in _chains_of(model, contract):
            charge = contract.charge_k * numbers.real_price[contract.index][t]
            result.add(_runs_on(model, contract, g, t), -charge * contract.live_after[t])
            result.add(_runs_on(model, contract, g, t - 1), -charge * contract.live_before[t])
    return result.add(spent, -1.0).collected()


def _released_k(model: Model, council: str, a: str, t: int) -> tuple[float, float]:
    """Return what a member no longer pays at home in a year, for its state then and for the one before."""
    numbers = model.numbers
    pool, candidate = numbers.pools[a], numbers.candidates[council, a]
    phi = numbers.services[pool.service].phi
    price = {index: values[t] for index, values in numbers.real_price.items()}
    yearly, vacancies = price["general"] * candidate.in_scope_other_k, 0.0
    for role, fte in candidate.in_scope_fte.items():
        post = numbers.posts[council, pool.service, role]
        yearly += price["pay"] * post.pay_k * fte
        vacancies += price["general"] * post.turnover * post.recruitment_k * fte
    for name in pool.displaces:
        contract = numbers.contracts[name]
        if contract.council == council:
            yearly += price[contract.index] * contract.charge_k
    return phi * yearly, (1.0 - phi) * yearly + vacancies


def _spent_k(model: Model) -> dict[tuple[str, int], Linear]:
    """Return what each chain costs in each year to run, and its members to belong to it."""
    pools = model.numbers.pools
    found: dict[tuple[str, int], Linear] = {}
    for cell, amount in model.ledger.cells.items():
        if cell.line in RUNNING_OF_POOL:
            factor = pools[cell.arrangement].markup
        elif cell.line in RUNNING_OF_MEMBER:
            factor = 1.0
        else:
            continue
        found.setdefault((pools[cell.arrangement].chain, cell.year), Linear()).add(amount, factor)
    return found


def most_promised_k(model: Model, g: str, t: int) -> float:
    """Return the most that a chain can promise for a year, by what its members can be."""
    today = model.numbers.promise_today_k.get((g, t), 0.0)
    arrangements = model.numbers.chains[g].arrangements
    after = sum(_most_after_k(model, a, t) for a in arrangements)
    before = sum(_most_before_k(model, a, t) for a in arrangements)
    return unless_nothing(max(0.0, after + before - today))


def unless_nothing(amount: float) -> float:
    """Return an amount; none where it is no more than what rounding leaves of a sum that cancels out."""
    return amount if abs(amount) > NOTHING else 0.0


def least_promised_k(model: Model, g: str, t: int) -> float:
    """Return the least, below 0: what a chain and belonging to it can cost at most."""
    numbers = model.numbers
    cost = numbers.promise_today_k.get((g, t), 0.0)
    for a in numbers.chains[g].arrangements:
        for kind in ("running_after", "running_before", "recruitment"):
            ends = model.ledger.ranges.get(Part(a, t, kind))
            cost += ends.most * numbers.pools[a].markup if ends else 0.0
        for council in numbers.pools[a].candidates:
            candidate = numbers.candidates[council, a]
            own = candidate.yearly_k + sum(candidate.protection_k) + sum(candidate.ramp_k)
            cost += own * max(values[t] for values in numbers.real_price.values())
    for contract in numbers.contracts.values():
        if g in _chains_of(model, contract):
            cost += contract.charge_k * numbers.real_price[contract.index][t]
    return unless_nothing(min(0.0, -cost))


def _most_after_k(model: Model, a: str, t: int) -> float:
    part = Part(a, t, "running_after")
    return _most_of_state(model, part, t, {c: _released_k(model, c, a, t)[0] for c in _candidates(model, a)})


def _most_before_k(model: Model, a: str, t: int) -> float:
    part = Part(a, t, "running_before")
    released = {c: _released_k(model, c, a, t)[1] for c in _candidates(model, a)}
    return _most_of_state(model, part, t - 1, released)


def _candidates(model: Model, a: str) -> Members:
    return model.numbers.pools[a].candidates


def _most_of_state(model: Model, part: Part, state: int, released: dict[str, float]) -> float:
    """Return the most that a state of a pool releases above what it costs, over the members it can have.

    Never below 0, which is what a closed pool releases, even where every set of members costs more.
    """
    councils = possible_members(model, part.arrangement, state)
    if not councils:
        return 0.0
    ends = model.ledger.ranges.get(part)
    markup = model.numbers.pools[part.arrangement].markup
    sets = sets_of_members(model, part.arrangement, state)
    if sets is None:
        return sum(released[council] for council in councils)
    most = max(
        (
            sum(released[council] for council in members) - (markup * ends.of(members)[0] if ends else 0.0)
            for members in sets
        ),
        default=0.0,
    )
    return max(0.0, most)
