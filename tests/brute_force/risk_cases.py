"""Random cases with a random risk register in which everything happens, small enough to enumerate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from optimizer.case.case import Case
from optimizer.case.risks import Driver, Risk, RiskSettings
from optimizer.errors import InputError
from tests.brute_force.draw import Draw
from tests.brute_force.enumerate import count_plans
from tests.brute_force.random_cases import can_go_on
from tests.brute_force.random_tables import random_tables
from tests.builders import build_case
from tests.risk.registers import certain, risk, with_register

SIZES = ((10, 40), (20, 60), (40, 120))
"""Least and most whole-number plans of a service; each seed draws one pair."""
MOST_COMBINATIONS = 400
OUTCOMES = 8


def risky_case(seed: int) -> Case:
    """Return the case of a seed, with its register, its scenarios and the settings of its sample."""
    for attempt in range(10_000):
        draw = Draw(f"risk {seed} {attempt}")
        tables = random_tables(draw)
        try:
            case = build_case(tables.rows, tables.settings).case
        except InputError:
            continue  # such as a pool that nobody can fill
        fewest, most = SIZES[seed % len(SIZES)]
        if not can_go_on(case) or not fewest <= count_plans(case, (), most) <= most:
            continue
        if _combinations(case) <= MOST_COMBINATIONS:
            return _with_risk(draw, case)
    message = f"seed {seed}: no case of the wanted size"
    raise AssertionError(message)


def _combinations(case: Case) -> int:
    number = 1
    for service in case.services:
        number *= count_plans(
            replace(case, services={service: case.services[service]}), (), MOST_COMBINATIONS
        )
    return number


def _with_risk(draw: Draw, case: Case) -> Case:
    settings = RiskSettings(
        outcomes=OUTCOMES,
        seed=draw.integer(1, 1000),
        level=Decimal(draw.pick(("0", "0.5", "0.7", "0.8", "0.9", "0.95"))),
        weight=Decimal(draw.pick(("0.3", "0.5", "0.8", "1"))),
    )
    # Where more than the promise may arrive, the promise of a year is worth something to the search.
    generous, share = draw.chance(0.4), draw.pick((0.3, 0.6, 0.9))
    rows = [row for driver in DRIVERS if draw.chance(share) for row in _rows(draw, case, driver, generous)]
    scenarios = {name: _scenario(draw, case) for name in ("bleak", "odd")}
    drawn = with_register(case, *rows, **scenarios)
    return replace(drawn, settings=replace(case.settings, risk=settings))


DRIVERS: tuple[Driver, ...] = (
    *("transition_overrun", "realisation", "delay", "break_up", "exit_cost"),
    *("drop_out", "stranded_cost", "pay_award", "supplier_price"),
)


def _rows(draw: Draw, case: Case, driver: Driver, generous: bool) -> list[Risk]:
    """Return the row of a driver for everything, and often a closer one."""
    rows = [_row(draw, driver, "*", generous)]
    closer = _closer_scopes(case, driver)
    if closer and draw.chance(0.5):
        rows += [_row(draw, driver, scope, generous) for scope in draw.pick(closer)]
    return rows


def _closer_scopes(case: Case, driver: Driver) -> list[tuple[str, ...]]:
    """Return groups of scopes that may have a row; the arrangements of a chain must all have the same."""
    if driver == "pay_award":
        return []
    if driver in ("drop_out", "stranded_cost"):
        return [(f"council:{council}",) for council in case.councils]
    services = [(f"service:{service}",) for service in case.services]
    if driver == "supplier_price":
        return services
    alone = [
        (f"arrangement:{name}",) for name, one in case.arrangements.items() if one.chain == one.arrangement
    ]
    return [*services, *alone]


def _row(draw: Draw, driver: Driver, scope: str, generous: bool) -> Risk:
    loading = draw.pick(("-1", "-0.5", "0", "0.4", "1"))

    def between(low: float, high: float) -> Risk:
        if draw.chance(0.5):
            return risk(driver, "uniform", scope, loading, low=str(low), high=str(high))
        mode = draw.number(low, high, 3)
        return risk(driver, "triangular", scope, loading, low=str(low), mode=mode, high=str(high))

    def either(*values: str) -> Risk:
        each = str(Decimal(1) / len(values))
        return risk(driver, "discrete", scope, loading, values=values, probabilities=(each,) * len(values))

    match driver:
        case "transition_overrun":
            return between(-0.2, 1)
        case "realisation" if generous:
            return draw.pick(
                (between(0.9, 1.3), certain(driver, "1.3", scope), either("0.5", "1.2", "1.3", "1.3"))
            )
        case "realisation":
            return draw.pick((between(0, 1.3), either("0", "0.5", "1", "1.3"), between(0.3, 0.8)))
        case "delay":
            return draw.pick((between(0, 2.5), either("0", "0.5", "1", "2.25"), either("0", "0", "0", "1.5")))
        case "break_up":
            hazard = risk(
                driver, "hazard", scope, loading, probability=draw.pick(("0.1", "0.3", "0.5")),
                early_years=draw.pick((0, 1, 2)), early_factor="0.5",
            )  # fmt: skip
            return draw.pick((hazard, risk(driver, "bernoulli", scope, loading, probability="0.4")))
        case "exit_cost":
            return draw.pick(
                (between(0, 1), risk(driver, "bernoulli", scope, loading, high="0.3", probability="0.5"))
            )
        case "drop_out":
            return risk(driver, "hazard", scope, loading, probability=draw.pick(("0.1", "0.3", "0.6")))
        case "stranded_cost":
            return between(0, 0.5)
        case "pay_award":
            return between(-0.05, 0.08)
        case _:
            return between(-0.06, 0.12)


def _scenario(draw: Draw, case: Case) -> tuple[tuple[Driver, str, str], ...]:
    """Return a stress scenario of some of the drivers."""
    last = case.settings.years
    values: dict[Driver, tuple[str, ...]] = {
        "transition_overrun": ("-0.2", "0.4", "1"),
        "realisation": ("0", "0.4", "0.8", "1.2"),
        "delay": ("0.5", "1", "2.25"),
        "break_up": tuple(map(str, range(1, last + 1))),
        "exit_cost": ("0.1", "0.7"),
        "drop_out": tuple(map(str, range(1, last + 1))),
        "stranded_cost": ("0.1", "0.4"),
        "pay_award": ("-0.05", "0.06"),
        "supplier_price": ("-0.06", "0.1"),
    }
    return tuple((driver, "*", draw.pick(values[driver])) for driver in DRIVERS if draw.chance(0.6))
