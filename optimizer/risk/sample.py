"""The sample: Sobol points through the common factor and the distributions of the register (docs/risk.md).

Every driver has a dimension of its own for each thing that it is drawn for, whether a row of the register
holds for it or not, always in the same order: a row that is added or changed leaves all other draws as they
were. Where arrangements of a service share a draw and have rows of their own, the own part of the normal
score is shared; loading and distribution are each row's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from optimizer.case.case import Case
from optimizer.case.risks import Driver
from optimizer.risk.distributions import Floats, amounts, scores, years
from optimizer.risk.outcomes import MILLION, Outcomes, Whole
from optimizer.risk.register import (
    EVERYTHING,
    NEUTRAL,
    chains_of,
    closest,
    scopes_of_arrangement,
    scopes_of_council,
    scopes_of_service,
)

FRESH = 10_000
"""Outcomes of the sample on which a plan is judged that the search has found."""

CASE = ""
"""What is drawn once for the whole case is drawn for this."""

Values = Callable[[Driver, tuple[str, ...], str], Whole]
"""The values of a driver, one an outcome, in scopes (the closest first), by what it is drawn for."""


def draw(case: Case, outcomes: int, seed: int) -> Outcomes:
    """Return a sample of outcomes, all of the same weight.

    Args:
        case: the case with its register.
        outcomes: how many, 1 or more.
        seed: which sample; the same seed and register give the same outcomes.
    """
    return next(blocks(case, outcomes, seed, outcomes))


def blocks(case: Case, outcomes: int, seed: int, size: int) -> Iterator[Outcomes]:
    """Yield the sample of `draw` in consecutive pieces of at most `size` outcomes, to spare memory."""
    from scipy.stats import qmc  # takes most of a second, which only a run that draws should pay

    columns = {drawn: column for column, drawn in enumerate(_dimensions(case), start=1)}
    sobol = qmc.Sobol(d=1 + len(columns), scramble=True, rng=seed)
    # The first point on its own: nobody needs to be told that only powers of two are quite even.
    points: Floats = sobol.random(1)
    for start in range(0, outcomes, size):
        wanted = min(size, outcomes - start)
        points = np.concatenate([points, sobol.random(wanted - len(points))])
        yield _outcomes(case, wanted, _drawn(case, points, columns))
        points = points[:0]


def as_planned(case: Case) -> Outcomes:
    """Return the one outcome in which everything happens as the plan says."""
    return _outcomes(case, 1, lambda driver, _scopes, _drawn_for: np.array([_neutral(case, driver)]))


def stressed(case: Case) -> tuple[tuple[str, ...], Outcomes]:
    """Return the names of the stress scenarios and their outcomes, in the order of the case.

    What a scenario does not name is as planned; a year beyond the plan is one that does not come.
    """

    def value(values: dict[tuple[Driver, str], Decimal], driver: Driver, scopes: tuple[str, ...]) -> int:
        for scope in scopes:
            if (driver, scope) in values:
                return _whole(case, driver, values[driver, scope])
        return _neutral(case, driver)

    named = [{(row.driver, row.scope): row.value for row in rows} for rows in case.scenarios.values()]

    def values_of(driver: Driver, scopes: tuple[str, ...], _drawn_for: str) -> Whole:
        return np.array([value(values, driver, scopes) for values in named], dtype=np.int64)

    return tuple(case.scenarios), _outcomes(case, len(named), values_of)


def fresh_seed(case: Case) -> int:
    """Return the seed of the sample that no search has seen, another one than that of the search."""
    return case.settings.risk.seed + 2**32


def _dimensions(case: Case) -> Iterator[tuple[Driver, str]]:
    """Yield what has a dimension of its own after that of the common factor: driver, what it is drawn for."""
    chains = tuple(chains_of(case))
    things: dict[Driver, tuple[str, ...]] = {
        "realisation": tuple(case.services),
        "transition_overrun": tuple(case.services),
        "delay": tuple(case.services),
        "pay_award": (CASE,),
        "supplier_price": tuple(case.services),
        "drop_out": case.councils,
        "stranded_cost": case.councils,
        "break_up": chains,
        "exit_cost": chains,
    }
    for driver, drawn_for in things.items():
        yield from ((driver, thing) for thing in drawn_for)


def _drawn(case: Case, points: Floats, columns: dict[tuple[Driver, str], int]) -> Values:
    """Return the values at Sobol points, shape (outcomes, 1 + dimensions)."""
    factor = scores(points[:, 0])
    known: dict[tuple[Driver, str, str], Whole] = {}

    def values(driver: Driver, scopes: tuple[str, ...], drawn_for: str) -> Whole:
        risk = closest(case, driver, scopes)
        if risk is None:
            return np.full(len(points), _neutral(case, driver), dtype=np.int64)
        key = (driver, risk.scope, drawn_for)
        if key not in known:
            own = scores(points[:, columns[driver, drawn_for]])
            loading = float(risk.loading)
            normal = loading * factor + np.sqrt(1 - loading**2) * own
            event = driver not in NEUTRAL
            known[key] = years(risk, normal, case.settings.years) if event else amounts(risk, normal)
        return known[key]

    return values


def _outcomes(case: Case, outcomes: int, values: Values) -> Outcomes:
    chains = chains_of(case)

    def side_by_side(columns: list[Whole]) -> Whole:
        return np.stack(columns, axis=1) if columns else np.zeros((outcomes, 0), dtype=np.int64)

    def by_chain(driver: Driver, *, by_service: bool) -> Whole:
        return side_by_side(
            [
                values(driver, scopes_of_arrangement(first), first.service if by_service else chain)
                for chain, first in chains.items()
            ]
        )

    def by_council(driver: Driver) -> Whole:
        return side_by_side([values(driver, scopes_of_council(one), one) for one in case.councils])

    return Outcomes(
        arrangements=tuple(case.arrangements),
        chains=tuple(chains),
        councils=case.councils,
        services=tuple(case.services),
        overrun=side_by_side(
            [
                values("transition_overrun", scopes_of_arrangement(one), one.service)
                for one in case.arrangements.values()
            ]
        ),
        realised=by_chain("realisation", by_service=True),
        delay=by_chain("delay", by_service=True),
        life_years=by_chain("break_up", by_service=False),
        exit_cost=by_chain("exit_cost", by_service=False),
        drop_year=by_council("drop_out"),
        stranded=by_council("stranded_cost"),
        pay_award=values("pay_award", (EVERYTHING,), CASE),
        supplier_price=side_by_side(
            [values("supplier_price", scopes_of_service(one), one) for one in case.services]
        ),
    )


def _neutral(case: Case, driver: Driver) -> int:
    return int(NEUTRAL[driver] * MILLION) if driver in NEUTRAL else case.settings.years + 1


def _whole(case: Case, driver: Driver, value: Decimal) -> int:
    """Return a value of a scenario as outcomes have it: millionths, or a year not beyond the plan's end."""
    if driver in NEUTRAL:
        return int((value * MILLION).to_integral_value(ROUND_HALF_UP))
    return min(int(value), case.settings.years + 1)
