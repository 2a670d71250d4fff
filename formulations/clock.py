"""When a partnership began, and when it breaks up: the years between which its risks run.

Rows of the family `promise`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from formulations.family import Model, Row
from formulations.linear import Linear, total, value
from optimizer.model.numbers import Numbers, OutcomeNumbers, Whole


def clock_of(model: Model, chain: str) -> list[int]:
    """Return the openings that are told apart: the years in which the chain can first be open.

    One alone where nothing depends on it: the chain is open today (its clock starts in year 0), or no outcome
    breaks it up.
    """
    return model.clocks[chain]


def break_ups(numbers: Numbers, outcomes: OutcomeNumbers, chain: str, opening: int) -> Whole:
    """Return the year of the break-up in every outcome; the one after the last where it does not come.

    Args:
        numbers: the case.
        outcomes: one row an outcome.
        chain: the partnership.
        opening: one of `clock_of`. Year 0 of a chain that is not open today stands for every opening, as no
            outcome breaks it up: a life as long as the plan outlives it, whenever it begins.
    """
    never = numbers.last_year + 1
    if opening == 0 and not _is_open_today(numbers, chain):
        return np.full(outcomes.number, never, dtype=np.int64)
    place = list(numbers.chains).index(chain)
    return np.minimum(never, opening + outcomes.life_years[:, place])


def _is_open_today(numbers: Numbers, chain: str) -> bool:
    return any(numbers.pools[a].members_today for a in numbers.chains[chain].arrangements)


def start_clocks(model: Model, block: Any) -> None:
    """Declare first[chain, year] with the rows that make it the year of the first opening."""
    numbers = model.numbers
    for place, (name, chain) in enumerate(numbers.chains.items()):
        years = [
            u
            for u in numbers.years
            if any(not isinstance(model.open[a, u], float) for a in chain.arrangements)
        ]
        breaks = any(
            int(outcomes.life_years[:, place].min()) < numbers.last_year for outcomes in numbers.outcomes
        )
        model.clocks[name] = years if years and breaks and not _is_open_today(numbers, name) else [0]
    index = [(g, u) for g, years in model.clocks.items() if years != [0] for u in years]
    first = model.first = model.binaries(block, "first", index)

    def is_open(g: str, u: int) -> Linear:
        return total(model.open[a, u] for a in numbers.chains[g].arrangements)

    def first_open(g: str, u: int) -> Row:
        return Row(Linear((1.0, first[g, u])).add(is_open(g, u), -1.0), upper=0.0)

    def first_by(a: str, u: int) -> Row:
        g = numbers.pools[a].chain
        terms = total(first[g, v] for v in model.clocks[g] if v <= u)
        return Row(terms.add(model.open[a, u], -1.0), lower=0.0)

    def first_once(g: str) -> Row:
        return Row(total(first[g, u] for u in model.clocks[g]), upper=1.0)

    model.rows(block, "first_open", index, first_open)
    states = [
        (a, u)
        for g, u in index
        for a in numbers.chains[g].arrangements
        if not isinstance(model.open[a, u], float)
    ]
    model.rows(block, "first_by", states, first_by)
    model.rows(block, "first_once", list(dict.fromkeys((g,) for g, _ in index)), first_once)
    for g, u in index:
        model.determine(first[g, u], _opens_first(is_open, model.clocks[g], g, u))


def _opens_first(
    is_open: Callable[[str, int], Linear], years: list[int], g: str, u: int
) -> Callable[[], float]:
    return lambda: float(
        value(is_open(g, u)) > 0.5 and all(value(is_open(g, v)) < 0.5 for v in years if v < u)
    )
