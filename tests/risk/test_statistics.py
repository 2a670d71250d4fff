"""Measures of a sample against sums done by hand, against pandas and against other samples."""

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.errors import InternalError
from optimizer.risk.distributions import Floats
from optimizer.risk.statistics import Estimate, chance_of_loss, cvar, expected, percentile
from optimizer.verify.outcomes import cvar_gbp

TEN = np.array([30.0, -20.0, 10.0, 50.0, 0.0, 20.0, -40.0, 70.0, 60.0, 40.0])
"""In order: -40, -20, 0, 10, 20, 30, 40, 50, 60, 70."""

Measure = Callable[[Floats], Estimate]
SAVINGS = st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=40).map(
    lambda some: np.array(some, float)
)


def test_expected_is_the_mean() -> None:
    """Sum 220, mean 22.

    Squares: 900 + 400 + 100 + 2500 + 0 + 400 + 1600 + 4900 + 3600 + 1600 = 16,000; less 10 x 22^2 = 4,840:
    11,160. Variance 11,160 / 9 = 1,240; of the mean 124.
    """
    found = expected(TEN)
    assert found.value == pytest.approx(22)
    assert found.standard_error == pytest.approx(math.sqrt(124))


def test_percentiles_are_linear_between_order_statistics() -> None:
    """P10 lies at place 0.1 x 9 = 0.9 of 0..9: -40 + 0.9 x 20 = -22; P90 at 8.1: 60 + 0.1 x 10."""
    assert [percentile(TEN, percent).value for percent in (0, 10, 50, 90, 100)] == pytest.approx(
        [-40, -22, 25, 61, 70]
    )


def test_chance_of_a_loss_counts_what_is_below_nothing() -> None:
    """Two of ten; nothing is no loss. Error: sqrt(0.2 x 0.8 / 10)."""
    found = chance_of_loss(TEN)
    assert found.value == 0.2
    assert found.standard_error == pytest.approx(math.sqrt(0.016))
    assert chance_of_loss(TEN, 10.0).value == 0.3
    assert chance_of_loss(TEN, 10.5).value == 0.4


@pytest.mark.parametrize(
    ("level", "value"),
    [
        ("0", 22),  # the mean
        ("0.8", -30),  # the worst two
        ("0.7", -20),  # -60/3
        ("0.75", -24),  # two and a half: (-40 - 20 + 0/2)/2.5
        ("0.85", -100 / 3),  # one and a half: (-40 - 20/2)/1.5
        ("0.9", -40),  # the worst one
        ("0.95", -40),  # half of it
        ("1", -40),
    ],
)
def test_cvar_counts_the_border_in_part(level: str, value: float) -> None:
    assert cvar(TEN, Decimal(level)).value == pytest.approx(value)


def test_standard_error_of_cvar_is_that_of_the_shortfalls() -> None:
    """Level 0.8: border -20, shortfalls 20 once and 0 nine times: variance (400 - 400/10)/9 = 40;

    error sqrt(40)/(0.2 sqrt(10)) = 10. Where the tail is one outcome or less, nothing is known of it.
    """
    assert cvar(TEN, Decimal("0.8")).standard_error == pytest.approx(10)
    assert math.isnan(cvar(TEN, Decimal("0.9")).standard_error)


def test_one_outcome_has_measures_but_no_errors() -> None:
    one = np.array([-5.0])
    found = [expected(one), percentile(one, 10), chance_of_loss(one), cvar(one, Decimal("0.9"))]
    assert [each.value for each in found] == [-5, -5, 1, -5]
    assert all(math.isnan(each.standard_error) for each in found)


@pytest.mark.parametrize("savings", [[], [1.0, math.nan], [1.0, math.inf]])
def test_what_is_no_number_is_refused(savings: list[float]) -> None:
    """Sorted, what is no number would be the best outcome of all."""
    measures: tuple[Measure, ...] = (
        expected,
        chance_of_loss,
        lambda some: percentile(some, 10),
        lambda some: cvar(some, Decimal(0)),
    )
    for measure in measures:
        with pytest.raises(InternalError, match="no outcomes at all, or of savings that are no numbers"):
            measure(np.array(savings))


@given(SAVINGS)
def test_measures_are_those_of_pandas(savings: Floats) -> None:
    series = pd.Series(savings)
    assert expected(savings).value == pytest.approx(series.mean(), abs=1e-6)
    if len(savings) > 1:
        assert expected(savings).standard_error == pytest.approx(series.sem(), abs=1e-6)
    for percent in (10, 50, 80, 90):
        assert percentile(savings, percent).value == pytest.approx(series.quantile(percent / 100), abs=1e-6)
    assert chance_of_loss(savings).value == (series < 0).mean()


@given(SAVINGS, st.integers(0, 999))
def test_cvar_is_the_exact_one_and_the_largest_of_its_bounds(savings: Floats, thousandths: int) -> None:
    """CVaR = max over eta of eta - sum max(0, eta - saving)/((1 - level) n): some outcome attains it."""
    level = Decimal(thousandths) / 1000
    found = cvar(savings, level).value
    exact = cvar_gbp([Fraction(int(saving)) for saving in savings], Fraction(level))
    assert found == pytest.approx(float(exact), rel=1e-9, abs=1e-6)
    tail = (1 - float(level)) * len(savings)
    bounds = [eta - np.maximum(0, eta - savings).sum() / tail for eta in savings]
    assert found == pytest.approx(max(bounds), rel=1e-9, abs=1e-6)


@given(SAVINGS)
def test_cvar_falls_from_the_mean_to_the_worst(savings: Floats) -> None:
    found = [cvar(savings, Decimal(level) / 20).value for level in range(21)]
    assert found[0] == pytest.approx(savings.mean(), abs=1e-6)
    assert found[-1] == savings.min()
    assert all(later <= earlier + 1e-6 for earlier, later in zip(found, found[1:], strict=False))


def test_standard_errors_are_those_seen_from_sample_to_sample() -> None:
    """Of 2,000 normal samples of 400: each measure spreads as its standard error says, within a tenth."""
    draws = np.random.default_rng(2026).normal(1000, 300, (2000, 400))

    def spread_over_error(measure: Measure) -> float:
        found: list[Estimate] = [measure(sample) for sample in draws]
        errors = [one.standard_error for one in found]
        return float(np.std([one.value for one in found]) / np.mean(errors))

    assert spread_over_error(expected) == pytest.approx(1, abs=0.1)
    assert spread_over_error(lambda some: chance_of_loss(some, 800.0)) == pytest.approx(1, abs=0.1)
    assert spread_over_error(lambda some: cvar(some, Decimal("0.8"))) == pytest.approx(1, abs=0.1)
    for percent in (10, 50, 90):
        assert spread_over_error(lambda some, p=percent: percentile(some, p)) == pytest.approx(1, abs=0.1)
