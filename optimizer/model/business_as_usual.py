"""What every council pays when nothing changes, in the model's own numbers (the referee has its own)."""

from __future__ import annotations

from optimizer.model.numbers import Numbers, PoolNumbers


def business_as_usual_real_k(numbers: Numbers) -> dict[str, tuple[float, ...]]:
    """Return the real cost of each council in years 0..H with today's memberships carried on (CORE: BAU).

    Args:
        numbers: prepared numbers; `bau_real_k` itself is not read.

    Returns:
        For each council a tuple of thousand pounds, index 0 = year 0 (no running cost in the case).
    """
    cost = {council: [0.0] * (numbers.last_year + 1) for council in numbers.councils}
    for t in numbers.years:
        for council, service in numbers.needs:
            cost[council][t] += _own(numbers, council, service, t)
        for pool in numbers.pools.values():
            if pool.members_today:
                _share_out(numbers, pool, t, cost)
    return {council: tuple(values) for council, values in cost.items()}


def _own(numbers: Numbers, council: str, service: str, t: int) -> float:
    need = numbers.needs[council, service]
    joined = numbers.candidates[council, need.today] if need.today else None
    price = {index: values[t] for index, values in numbers.real_price.items()}
    total = price["general"] * need.other_k
    if joined:
        total += price["general"] * (joined.yearly_k - joined.in_scope_other_k)
    for role in numbers.services[service].roles:
        post = numbers.posts.get((council, service, role))
        if post:
            home = post.fte - (joined.in_scope_fte.get(role, 0.0) if joined else 0.0)
            total += home * (
                price["pay"] * post.pay_k + price["general"] * post.turnover * post.recruitment_k
            )
    for contract in numbers.contracts.values():
        if (contract.council, contract.service) == (council, service):
            displaced = need.today in contract.displacing
            live = contract.live_before[t] + contract.live_after[t] if displaced else 1.0
            total += price[contract.index] * contract.charge_k * live
    for line, index in (("pay", "pay"), ("non_staff", "general"), ("contract", "contract")):
        total += price[index] * numbers.changes_k.get((council, service, t, line), 0.0)
    return total


def _share_out(numbers: Numbers, pool: PoolNumbers, t: int, cost: dict[str, list[float]]) -> None:
    """Add the running cost and the recruitment of a pool of today to what its members pay."""
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
        cost[council][t] += pool.markup * running * member.running_weight / running_weights
        cost[council][t] += pool.markup * recruitment * member.one_off_weight / one_off_weights
