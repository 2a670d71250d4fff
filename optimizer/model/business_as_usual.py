"""What every council pays when nothing changes, in the model's own numbers (the referee has its own)."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.model.numbers import Numbers, PoolNumbers

Costs = dict[str, tuple[float, ...]]
"""For each council a tuple of thousand pounds, index 0 = year 0 (no running cost in the case)."""

Line = tuple[str, str, float]
"""Council, cost line and real thousand pounds of a year."""


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
        for council, line, amount in _year(numbers, t):
            whole[council][t] += amount
            cashable[council][t] += numbers.cashable_share[line] * amount
    return _frozen(whole), _frozen(cashable)


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
    in_scope_k = joined.in_scope_other_k if joined else 0.0
    yield council, "non_staff", price["general"] * (need.other_k - in_scope_k)
    if joined:
        yield council, "member_yearly", price["general"] * joined.yearly_k
    for role in numbers.services[service].roles:
        post = numbers.posts.get((council, service, role))
        if post:
            home = post.fte - (joined.in_scope_fte.get(role, 0.0) if joined else 0.0)
            yield council, "pay", price["pay"] * home * post.pay_k
            yield council, "recruitment", price["general"] * home * post.turnover * post.recruitment_k
    for contract in numbers.contracts.values():
        if (contract.council, contract.service) == (council, service):
            displaced = need.today in contract.displacing
            live = contract.live_before[t] + contract.live_after[t] if displaced else 1.0
            yield council, "contract", price[contract.index] * contract.charge_k * live
    for line, index in (("pay", "pay"), ("non_staff", "general"), ("contract", "contract")):
        yield council, line, price[index] * numbers.changes_k.get((council, service, t, line), 0.0)


def _charges(numbers: Numbers, pool: PoolNumbers, t: int) -> Iterator[Line]:
    """Yield what the members of a pool of today pay: running cost by one key, recruitment by the other."""
    price = {index: values[t] for index, values in numbers.real_price.items()}
    running = price["general"] * (
        pool.need_today_k + pool.governance_k + pool.per_partner_k * (pool.members_today - 1)
    )
    recruitment = 0.0
    for role in pool.roles.values():
        running += price["pay"] * role.pay_k * role.staff_today_fte
        recruitment += price["general"] * role.recruitment_k * role.turnover * role.staff_today_fte
    members = {
        council: numbers.candidates[council, pool.arrangement]
        for council in pool.candidates
        if numbers.candidates[council, pool.arrangement].member_today
    }
    running_weights = sum(member.running_weight for member in members.values())
    one_off_weights = sum(member.one_off_weight for member in members.values())
    for council, member in members.items():
        yield council, "recharge", pool.markup * running * member.running_weight / running_weights
        yield council, "recharge", pool.markup * recruitment * member.one_off_weight / one_off_weights
