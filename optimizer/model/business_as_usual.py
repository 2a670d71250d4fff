"""What every council pays when nothing changes, in the model's own numbers (the referee has its own)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from optimizer.model.numbers import Numbers, PoolNumbers

Costs = dict[str, tuple[float, ...]]
"""For each council a tuple of thousand pounds, index 0 = year 0 (no running cost in the case)."""


class Line(NamedTuple):
    """What a council pays in a year: cost line, its price index, real thousand pounds.

    `chain` is that of the pool whose cost it is, empty where it is none.
    """

    council: str
    service: str
    line: str
    price_index: str
    amount_k: float
    chain: str = ""


def business_as_usual_k(numbers: Numbers) -> tuple[Costs, Costs]:
    """Return the real cost of each council in years 0..H with today's memberships carried on (CORE: BAU).

    Args:
        numbers: prepared numbers; `bau_real_k` and `bau_cashable_k` themselves are not read.

    Returns:
        The whole cost, and the cashable share of it.
    """
    whole = {council: [0.0] * (numbers.last_year + 1) for council in numbers.councils}
    cashable = {council: [0.0] * (numbers.last_year + 1) for council in numbers.councils}
    for t in numbers.years:
        for paid in _year(numbers, t):
            whole[paid.council][t] += paid.amount_k
            cashable[paid.council][t] += numbers.cashable_share[paid.line] * paid.amount_k
    return _frozen(whole), _frozen(cashable)


def indexed_today_k(numbers: Numbers) -> dict[tuple[str, int, str], float]:
    """Return what all councils pay under business as usual, by service, year and price index, real."""
    found: dict[tuple[str, int, str], float] = {}
    for t in numbers.years:
        for paid in _year(numbers, t):
            key = (paid.service, t, paid.price_index)
            found[key] = found.get(key, 0.0) + paid.amount_k
    return found


def promise_today_k(numbers: Numbers) -> dict[tuple[str, int], float]:
    """Return what today's chains release less what they cost, by chain and year, real (docs/risk.md)."""
    found: dict[tuple[str, int], float] = {}
    for (council, service), need in numbers.needs.items():
        if need.today is None:
            continue
        chain = numbers.pools[need.today].chain
        alone = replace(numbers, needs={(council, service): replace(need, today=None)})
        shared = replace(numbers, needs={(council, service): need})
        for t in numbers.years:
            saved = sum(paid.amount_k for paid in _own(alone, council, service, t))
            saved -= sum(paid.amount_k for paid in _own(shared, council, service, t))
            found[chain, t] = found.get((chain, t), 0.0) + saved
    for t in numbers.years:
        for pool in numbers.pools.values():
            if pool.members_today:
                cost = sum(paid.amount_k for paid in _charges(numbers, pool, t))
                found[pool.chain, t] = found.get((pool.chain, t), 0.0) - cost
    return found


def _frozen(costs: dict[str, list[float]]) -> Costs:
    return {council: tuple(values) for council, values in costs.items()}


def _year(numbers: Numbers, t: int) -> Iterator[Line]:
    for council, service in numbers.needs:
        yield from _own(numbers, council, service, t)
    for pool in numbers.pools.values():
        if pool.members_today:
            yield from _charges(numbers, pool, t)


def _own(numbers: Numbers, council: str, service: str, t: int) -> Iterator[Line]:
    need = numbers.needs[council, service]
    joined = numbers.candidates[council, need.today] if need.today else None
    price = {index: values[t] for index, values in numbers.real_price.items()}

    def line(name: str, index: str, amount_k: float) -> Line:
        return Line(council, service, name, index, price[index] * amount_k)

    in_scope_k = joined.in_scope_other_k if joined else 0.0
    yield line("non_staff", "general", need.other_k - in_scope_k)
    if joined:
        yield line("member_yearly", "general", joined.yearly_k)
    for role in numbers.services[service].roles:
        post = numbers.posts.get((council, service, role))
        if post:
            home = post.fte - (joined.in_scope_fte.get(role, 0.0) if joined else 0.0)
            yield line("pay", "pay", home * post.pay_k)
            yield line("recruitment", "general", home * post.turnover * post.recruitment_k)
    for contract in numbers.contracts.values():
        if (contract.council, contract.service) == (council, service):
            displaced = need.today in contract.displacing
            live = contract.live_before[t] + contract.live_after[t] if displaced else 1.0
            yield line("contract", contract.index, contract.charge_k * live)
    for name, index in (("pay", "pay"), ("non_staff", "general"), ("contract", "contract")):
        yield line(name, index, numbers.changes_k.get((council, service, t, name), 0.0))


def _charges(numbers: Numbers, pool: PoolNumbers, t: int) -> Iterator[Line]:
    """Yield what the members of a pool of today pay: running cost by one key, recruitment by the other."""
    price = {index: values[t] for index, values in numbers.real_price.items()}
    running = {
        "general": pool.need_today_k + pool.governance_k + pool.per_partner_k * (pool.members_today - 1),
        "pay": sum(role.pay_k * role.staff_today_fte for role in pool.roles.values()),
    }
    recruitment = sum(
        role.recruitment_k * role.turnover * role.staff_today_fte for role in pool.roles.values()
    )
    members = {
        council: numbers.candidates[council, pool.arrangement]
        for council in pool.candidates
        if numbers.candidates[council, pool.arrangement].member_today
    }
    running_weights = sum(member.running_weight for member in members.values())
    one_off_weights = sum(member.one_off_weight for member in members.values())
    for council, member in members.items():
        share = pool.markup * member.running_weight / running_weights
        for index, amount in running.items():
            yield Line(council, pool.service, "recharge", index, share * price[index] * amount, pool.chain)
        share = pool.markup * member.one_off_weight / one_off_weights
        amount = share * price["general"] * recruitment
        yield Line(council, pool.service, "recharge", "general", amount, pool.chain)
