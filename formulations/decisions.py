r"""Who is in which pool, and which pools are open: the decisions that every family reads.

Rule:
    In every year each council either keeps a service in-house or is a member of one arrangement; a pool is
    open or closed. Every state holds from the change date of its year to that of the next; year 0 is today.

Maths:
    $\mathrm{member}_{cat}, \mathrm{joins}_{cat}, \mathrm{open}_{at}, \mathrm{opens}_{at} \in \{0,1\}$

Index and mask:
    joins: for every candidate (c, a) and every year in which joining is allowed (rule M5: the change date
    is not before the decision plus the lead time, and the year is inside the arrangement's years), but for
    today's members not year 1. member: today's members in every year, others from the first year in which
    they may join. open, opens: where somebody can be a member. What cannot happen has no column.

Meaning when binding:
    Not a limit; the columns are the choice itself.

Source:
    CORE.md part 1, MEMBERSHIP, POOLS and M5. All columns are declared binary although leaving and opening
    would follow: HiGHS calls feasible models infeasible where such columns are continuous (SOLVER.md
    section 1).
"""

from __future__ import annotations

from collections.abc import Callable

import pyomo.environ as pyo

from formulations.family import Columns, Family, Index, Model
from formulations.linear import value
from optimizer.model.numbers import Numbers


def join_index(numbers: Numbers) -> list[Index]:
    """Return (council, arrangement, year) wherever joining is allowed."""
    return [
        (council, arrangement, t)
        for (council, arrangement), candidate in numbers.candidates.items()
        for t in candidate.join_years
        if not (candidate.member_today and t == 1)
    ]


def member_index(numbers: Numbers) -> list[Index]:
    """Return (council, arrangement, year) wherever the council can be a member."""
    index: list[Index] = []
    for (council, arrangement), candidate in numbers.candidates.items():
        first = 1 if candidate.member_today else min(candidate.join_years, default=numbers.last_year + 1)
        index.extend((council, arrangement, t) for t in numbers.years if t >= first)
    return index


def open_index(numbers: Numbers) -> list[Index]:
    """Return (arrangement, year) wherever the pool can be open."""
    return list(dict.fromkeys((arrangement, t) for _, arrangement, t in member_index(numbers)))


def build(model: Model) -> None:
    """Declare the shared decisions and today's state."""
    numbers = model.numbers
    block = model.pyomo.decisions = pyo.Block()
    model.member = model.binaries(block, "member", member_index(numbers))
    model.joins = model.binaries(block, "joins", join_index(numbers))
    model.open = model.binaries(block, "open", open_index(numbers))
    model.opens = model.binaries(block, "opens", open_index(numbers))
    model.free["member"] = Columns(model.member)
    for (council, arrangement), candidate in numbers.candidates.items():
        model.member[council, arrangement, 0] = 1.0 if candidate.member_today else 0.0
    for arrangement, pool in numbers.pools.items():
        model.open[arrangement, 0] = 1.0 if pool.members_today else 0.0
    for key, column in model.joins.items():
        model.determine(column, _rise(model.member, key))
    for arrangement, t in open_index(numbers):
        model.determine(model.open[arrangement, t], _any_member(model, arrangement, t))
    for key, column in model.opens.items():
        model.determine(column, _rise(model.open, key))


def _rise(states: Columns, key: Index) -> Callable[[], float]:
    before = (*key[:-1], key[-1] - 1)
    return lambda: max(0.0, value(states[key]) - value(states[before]))


def _any_member(model: Model, arrangement: str, t: int) -> Callable[[], float]:
    candidates = model.numbers.pools[arrangement].candidates
    return lambda: max(value(model.member[council, arrangement, t]) for council in candidates)


FAMILY = Family(name="decisions", kind="logic", build=build, requires=())
