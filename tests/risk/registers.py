"""Registers for tests: rows with what is not said left out, and cases that have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from optimizer.case.case import Case
from optimizer.case.risks import Driver, Risk, ScenarioValue

BLANK: Mapping[str, Any] = {
    "low": None,
    "mode": None,
    "high": None,
    "probability": None,
    "early_years": 0,
    "early_factor": Decimal(1),
    "values": (),
    "probabilities": (),
}


def risk(driver: Driver, distribution: str, scope: str = "*", loading: str = "0", **given: Any) -> Risk:
    """Return a row; numbers as texts, `early_years` as a number, lists as tuples of texts."""
    parameters = dict(BLANK)
    for name, value in given.items():
        if isinstance(value, tuple):
            parameters[name] = tuple(map(Decimal, value))
        else:
            parameters[name] = Decimal(value) if isinstance(value, str) else value
    assert parameters.keys() == BLANK.keys()
    return Risk(
        driver=driver,
        scope=scope,
        distribution=distribution,  # type: ignore[arg-type]
        loading=Decimal(loading),
        source="test",
        grade="ASSUMED",
        from_reference_class=False,
        **parameters,
    )


def certain(driver: Driver, value: str, scope: str = "*") -> Risk:
    """Return an amount that has one value only."""
    return risk(driver, "discrete", scope, values=(value,), probabilities=("1",))


def with_register(case: Case, *rows: Risk, **scenarios: tuple[tuple[Driver, str, str], ...]) -> Case:
    """Return the case with these rows and scenarios and no others."""
    named = {
        name: tuple(ScenarioValue(driver, scope, Decimal(value)) for driver, scope, value in values)
        for name, values in scenarios.items()
    }
    return replace(case, risks={(row.driver, row.scope): row for row in rows}, scenarios=named)


def with_seed(case: Case, seed: int) -> Case:
    """Return the case whose search would draw another sample."""
    settings = replace(case.settings, risk=replace(case.settings.risk, seed=seed))
    return replace(case, settings=settings)


def everything() -> tuple[Risk, ...]:
    """Return a row of every driver, of every distribution."""
    return (
        risk("transition_overrun", "lognormal", low="0.1", high="1.2", loading="0.4"),
        risk("realisation", "triangular", low="0.1", mode="0.6", high="1.3", loading="-0.5"),
        risk("delay", "uniform", low="0", high="2.5", loading="0.3"),
        risk("break_up", "hazard", probability="0.08", early_years=2, early_factor="2", loading="0.5"),
        risk("exit_cost", "bernoulli", high="0.4", probability="0.6", loading="0.2"),
        risk("drop_out", "hazard", probability="0.1", loading="0.5"),
        risk("stranded_cost", "uniform", low="0", high="0.5"),
        risk("pay_award", "triangular", low="-0.02", mode="0", high="0.03"),
        risk(
            "supplier_price", "discrete", values=("-0.01", "0", "0.05"), probabilities=("0.2", "0.5", "0.3")
        ),
    )
