r"""Where people work: moves, turnover, redundancy and recruitment, with staff conserved at every seam.

Rule:
    The posts in scope move with the service and no others; a pool keeps at least the staff that its curve
    needs, and more in a year of joining; people leave by turnover, redeployment or (after a transfer, never
    after a secondment) redundancy; posts at home, and in models that move nobody, are never removed.

Maths:
    - W1 $\mathrm{home}_{csrt} := \mathrm{fte}_{csr} - \sum_a n_{car}\,\mathrm{member}_{cat}$
    - W2 home_balance: $\mathrm{home}_t = \mathrm{home}_{t-1} + \sum_a (\mathrm{returned} -
      \mathrm{transferred}) + \mathrm{rehired}$
    - W3 transferred_limit: $\mathrm{transferred} \le n\,\mathrm{joins}$; returned_limit: $\mathrm{returned}
      \le n\,\mathrm{leaves}$
    - W4 staff_balance: $\mathrm{staff}_t = (1-\tau)\,\mathrm{staff}_{t-1} + \sum_c (\mathrm{transferred} -
      \mathrm{returned}) - \mathrm{redundant} - \mathrm{redeployed} + \mathrm{recruited}$
    - W5 required: $\mathrm{staff}_{art} \ge \mathrm{req}_{art} + \sum_c
      \mathrm{dip}_a\,n_{car}\,\mathrm{joins}_{cat}$
    - W6 staff_limit, recruited_limit: $\mathrm{staff}, \mathrm{recruited} \le
      S^{max}_{ar}\,\mathrm{open}_{at}$
    - W7 removable: $\mathrm{redundant} + \mathrm{redeployed} \le (1-\tau)\,\mathrm{staff}_{t-1} - \sum_c
      \mathrm{returned}$ (without a year's wait: $+ \sum_c \mathrm{transferred}$)
    - W8 redeployment_places: $\sum_a \mathrm{redeployed}_{art} \le \mathrm{places}_{sr}$
    - lines pay, recruitment at home; pool_pay, redundancy, strain, pool_recruitment in the pool

Index and mask:
    For every role r that moves under arrangement a (staff share and in-scope FTE above 0), council c and
    year t. returned, rehired and W2 exist where somebody can leave, transferred where somebody can join as
    well (before, it is n joins itself), redundant where staff were transferred, redeployed where there are
    places.

Meaning when binding:
    required: one post less would save its pay; removable: people cannot go before they have come.

Source:
    CORE.md part 1, W1 to W8. Smax is larger than CORE's (docs/conventions.md, Workforce): it must never make
    a plan impossible that the other rules allow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from formulations.family import Columns, Family, Index, Model, Row
from formulations.ledger import running_parts
from formulations.limits import pay_limits
from formulations.linear import Linear, total, value
from optimizer.model.numbers import Numbers, PoolNumbers


def moving(numbers: Numbers) -> list[tuple[str, str, str, float]]:
    """Return (council, arrangement, role, in-scope FTE) for all that can move."""
    return [
        (council, a, role, fte)
        for (council, a), candidate in numbers.candidates.items()
        for role, fte in candidate.in_scope_fte.items()
        if role in numbers.pools[a].roles and fte > 0
    ]


def build(model: Model) -> None:
    """Add W1 to W8 and the staff lines."""
    block = model.pyomo.workforce = pyo.Block()
    _declare(model, block)
    _home_rows(model, block)
    _move_rows(model, block)
    _pool_rows(model, block)
    _removal_rows(model, block)
    _home_costs(model)
    for a, t in model.open:
        if t > 0:
            _pool_costs(model, model.numbers.pools[a], t)


def _was_member(model: Model, council: str, a: str, t: int) -> bool:
    before = model.member[council, a, t - 1]
    return not isinstance(before, float) or before > 0


def _declare(model: Model, block: Any) -> None:
    numbers = model.numbers
    movers = moving(numbers)
    pool_index = [(a, role, t) for a, t in model.open if t > 0 for role in numbers.pools[a].roles]
    leaving = [(c, a, r, t) for c, a, r, _ in movers for t in numbers.years if _was_member(model, c, a, t)]
    removal = [k for k in pool_index if _has_staff(model, k)]
    joining = [(c, a, r, t) for c, a, r, _ in movers for t in numbers.years if (c, a, t) in model.joins]
    settled = {(c, numbers.pools[a].service, r, t) for c, a, r, t in leaving}
    index: dict[str, list[Index]] = {
        "transferred": [
            (c, a, r, t) for c, a, r, t in joining if (c, numbers.pools[a].service, r, t) in settled
        ],
        "returned": list(leaving),
        "rehired": [(c, numbers.pools[a].service, r, t) for c, a, r, t in leaving],
        "redundant": [k for k in removal if numbers.pools[k[0]].may_retire],
        "redeployed": [
            k
            for k in removal
            if numbers.redeployment_places.get((numbers.pools[k[0]].service, k[1]), 0.0) > 0
        ],
        "recruited": pool_index,
    }
    for name, keys in index.items():
        model.free[name] = model.amounts(block, name, keys)
    for c, a, r, t in joining:
        if (c, a, r, t) not in model.free["transferred"]:
            # Nobody of this council can be in a pool yet: all in scope move, and W2 holds by itself. A column
            # here would be whole in every plan without being declared so, which HiGHS answers wrongly.
            fte = numbers.candidates[c, a].in_scope_fte[r]
            model.free["transferred"][c, a, r, t] = Linear((fte, model.joins[c, a, t]))
    model.staff = model.amounts(block, "staff", pool_index)
    for a, pool in numbers.pools.items():
        for role, item in pool.roles.items():
            model.staff[a, role, 0] = item.staff_today_fte
    for a, role, t in pool_index:
        model.determine(model.staff[a, role, t], _staff_after(model, a, role, t))


def _has_staff(model: Model, key: Index) -> bool:
    """Tell whether the pool can have staff that could be removed in the year."""
    a, _, t = key
    before = model.open[a, t - 1]
    return model.numbers.redundancy_wait_years == 0 or not isinstance(before, float) or before > 0


def _moves(model: Model, flow: str, a: str, role: str, t: int) -> Linear:
    flows = model.free[flow]
    return total(flows[council, a, role, t] for council in model.numbers.pools[a].candidates)


def _balance(model: Model, a: str, role: str, t: int) -> Linear:
    """Return staff[t] as W4 gives it from the year before and the flows."""
    turnover = model.numbers.pools[a].roles[role].turnover
    return (
        Linear((1.0 - turnover, model.staff[a, role, t - 1]))
        .add(_moves(model, "transferred", a, role, t))
        .add(_moves(model, "returned", a, role, t), -1.0)
        .add(model.free["redundant"][a, role, t], -1.0)
        .add(model.free["redeployed"][a, role, t], -1.0)
        .add(model.free["recruited"][a, role, t])
    )


def _staff_after(model: Model, a: str, role: str, t: int) -> Callable[[], float]:
    return lambda: max(0.0, value(_balance(model, a, role, t)))


def _home_index(model: Model) -> list[Index]:
    """Return (council, service, role, year) wherever somebody of the council can be in a pool already."""
    return list(model.free["rehired"])


def _home(model: Model, council: str, service: str, role: str, t: int) -> Linear:
    """Return W1 as an expression."""
    numbers = model.numbers
    result = Linear((numbers.posts[council, service, role].fte, 1.0))
    for a in numbers.services[service].arrangements:
        fte = numbers.candidates[council, a].in_scope_fte.get(role, 0.0)
        result.add(model.member[council, a, t], -fte)
    return result


def _home_rows(model: Model, block: Any) -> None:
    numbers = model.numbers
    free = model.free

    def home_balance(council: str, service: str, role: str, t: int) -> Row:
        terms = _home(model, council, service, role, t)
        terms.add(_home(model, council, service, role, t - 1), -1.0)
        for a in numbers.services[service].arrangements:
            terms.add(free["returned"][council, a, role, t], -1.0)
            terms.add(free["transferred"][council, a, role, t])
        return Row(terms.add(free["rehired"][council, service, role, t], -1.0), lower=0.0, upper=0.0)

    model.rows(block, "home_balance", _home_index(model), home_balance)


def _move_rows(model: Model, block: Any) -> None:
    numbers = model.numbers
    free = model.free

    def transferred(council: str, a: str, role: str, t: int) -> Row:
        fte = numbers.candidates[council, a].in_scope_fte[role]
        terms = Linear((1.0, free["transferred"][council, a, role, t]), (-fte, model.joins[council, a, t]))
        return Row(terms, upper=0.0)

    def returned(council: str, a: str, role: str, t: int) -> Row:
        fte = numbers.candidates[council, a].in_scope_fte[role]
        terms = Linear((1.0, free["returned"][council, a, role, t]), (-fte, model.leaves(council, a, t)))
        return Row(terms, upper=0.0)

    chosen = [key for key, column in free["transferred"].items() if not isinstance(column, Linear)]
    model.rows(block, "transferred_limit", chosen, transferred)
    model.rows(block, "returned_limit", list(free["returned"]), returned)


def _pool_rows(model: Model, block: Any) -> None:
    numbers = model.numbers

    def staff_balance(a: str, role: str, t: int) -> Row:
        terms = _balance(model, a, role, t).add(model.staff[a, role, t], -1.0)
        return Row(terms, lower=0.0, upper=0.0)

    def required(a: str, role: str, t: int) -> Row:
        pool = numbers.pools[a]
        terms = Linear((1.0, model.staff[a, role, t])).add(model.required_fte[a, role, t], -1.0)
        for council in pool.candidates:
            fte = numbers.candidates[council, a].in_scope_fte.get(role, 0.0)
            terms.add(model.joins[council, a, t], -pool.dip * fte)
        return Row(terms, lower=0.0)

    def limit_of(columns: Columns) -> Callable[..., Row]:
        def limit(a: str, role: str, t: int) -> Row:
            most = numbers.pools[a].roles[role].staff_limit_fte
            return Row(Linear((1.0, columns[a, role, t]), (-most, model.open[a, t])), upper=0.0)

        return limit

    keys = [key for key in model.staff if key[2] > 0]
    model.rows(block, "staff_balance", keys, staff_balance)
    model.rows(block, "required", keys, required)
    model.rows(block, "staff_limit", keys, limit_of(model.staff))
    model.rows(block, "recruited_limit", keys, limit_of(model.free["recruited"]))


def _removal_rows(model: Model, block: Any) -> None:
    numbers = model.numbers
    free = model.free

    def removable(a: str, role: str, t: int) -> Row:
        turnover = numbers.pools[a].roles[role].turnover
        terms = Linear((1.0, free["redundant"][a, role, t]), (1.0, free["redeployed"][a, role, t]))
        terms.add(_moves(model, "returned", a, role, t))
        terms.add(model.staff[a, role, t - 1], turnover - 1.0)
        if numbers.redundancy_wait_years == 0:
            terms.add(_moves(model, "transferred", a, role, t), -1.0)
        return Row(terms, upper=0.0)

    def redeployment_places(service: str, role: str, t: int) -> Row:
        moved = total(free["redeployed"][a, role, t] for a in numbers.services[service].arrangements)
        return Row(moved, upper=numbers.redeployment_places[service, role])

    model.rows(block, "removable", [key for key in model.staff if key[2] > 0], removable)
    places = [
        (s, r, t)
        for (s, r), places in numbers.redeployment_places.items()
        if places > 0
        for t in numbers.years
    ]
    model.rows(block, "redeployment_places", places, redeployment_places)


def _home_costs(model: Model) -> None:
    numbers = model.numbers
    for (council, service, role), post in numbers.posts.items():
        phi = numbers.services[service].phi
        for t in numbers.years:
            before = _home(model, council, service, role, t - 1)
            staying = model.average(_home(model, council, service, role, t), before, phi)
            pay = Linear((post.pay_k, staying))
            model.ledger.council("pay", council, service, t, pay, index="pay")
            vacancies = Linear((post.turnover, before)).add(model.free["rehired"][council, service, role, t])
            cost = Linear((post.recruitment_k, vacancies))
            model.ledger.council("recruitment", council, service, t, cost, index="general")


def _pool_costs(model: Model, pool: PoolNumbers, t: int) -> None:
    phi = model.numbers.services[pool.service].phi
    a = pool.arrangement
    for role, item in pool.roles.items():
        limit = max(item.staff_limit_fte, item.staff_today_fte)
        for part, share, state in running_parts(phi, t):
            if share > 0:
                pay = Linear((share * item.pay_k, model.staff[a, role, state]))
                rate = share * item.pay_k
                model.ledger.pool(
                    "pool_pay",
                    pool,
                    t,
                    pay,
                    index="pay",
                    part=part,
                    most=rate * limit,
                    limits=pay_limits(model.numbers, pool, role, rate),
                )
        for line, rate in (("redundancy", item.redundancy_k), ("strain", item.strain_k)):
            if rate > 0 and (a, role, t) in model.free["redundant"]:
                cost = Linear((rate, model.free["redundant"][a, role, t]))
                model.ledger.pool(line, pool, t, cost, index="pay", part="one_off", most=rate * limit)
        if item.recruitment_k > 0:
            cost = Linear((item.recruitment_k, model.free["recruited"][a, role, t]))
            most = item.recruitment_k * limit
            model.ledger.pool(
                "pool_recruitment", pool, t, cost, index="general", part="recruitment", most=most
            )


FAMILY = Family(name="workforce", kind="logic", build=build, requires=("decisions", "scale"))
