"""Inverse distributions against known moments and quantiles; events against survival worked out by hand."""

from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from optimizer.case.risks import Risk
from optimizer.errors import InternalError
from optimizer.risk.distributions import amounts, chances, scores, survival, years
from tests.risk.registers import certain, risk

COUNT = 2**16


def evenly() -> npt.NDArray[np.float64]:
    """Return the normal scores of shares 1/2n, 3/2n, ..: their means are integrals by the midpoint rule."""
    return stats.norm.ppf((np.arange(COUNT) + 0.5) / COUNT)


def at(row: Risk, *shares: float) -> list[float]:
    """Return the values below which these shares of all draws lie."""
    return list(amounts(row, stats.norm.ppf(np.array(shares))) / 1e6)


def test_triangular_has_its_moments() -> None:
    """Mean (a + m + b)/3 = 0.6; variance (a2 + b2 + m2 - ab - am - bm)/18; with 0.1, 0.5, 1.2:

    (0.01 + 1.44 + 0.25 - 0.12 - 0.05 - 0.6)/18 = 0.93/18.
    """
    values = amounts(risk("realisation", "triangular", low="0.1", mode="0.5", high="1.2"), evenly()) / 1e6
    assert values.mean() == pytest.approx(0.6, abs=1e-6)
    assert values.var() == pytest.approx(0.93 / 18, abs=1e-6)


def test_triangular_has_its_quantiles() -> None:
    """Below the mode lies (m - a)/(b - a) = 1/4: there u = (x - a)^2/((b - a)(m - a)) and above as from b."""
    row = risk("delay", "triangular", low="0", mode="1", high="4")
    assert at(row, 1 / 16, 1 / 4, 1 - 1 / 12, 1 - 1 / 48) == pytest.approx([0.5, 1, 3, 3.5], abs=2e-6)


@pytest.mark.parametrize("mode", ["0.25", "0.5"])
def test_triangular_may_have_its_mode_at_an_end(mode: str) -> None:
    """With the mode at the low end u = 1 - (b - x)^2/(b - a)^2, at the high end u = (x - a)^2/(b - a)^2."""
    row = risk("realisation", "triangular", low="0.25", mode=mode, high="0.5")
    expected = [0.3, 0.4] if mode == "0.25" else [0.35, 0.45]
    shares = [1 - 0.8**2, 1 - 0.4**2] if mode == "0.25" else [0.4**2, 0.8**2]
    assert at(row, *shares) == pytest.approx(expected, abs=2e-6)


def test_triangular_of_no_width_is_certain() -> None:
    row = risk("delay", "triangular", low="1.5", mode="1.5", high="1.5")
    assert at(row, 1e-9, 0.5, 1 - 1e-9) == [1.5, 1.5, 1.5]


def test_uniform_has_its_quantiles() -> None:
    row = risk("pay_award", "uniform", low="-0.02", high="0.06")
    assert at(row, 0.25, 0.5, 0.875) == pytest.approx([0, 0.02, 0.05], abs=1e-6)


def test_lognormal_has_its_tenth_and_ninetieth_percentile() -> None:
    """Its median is the geometric mean of the two, 0.3."""
    row = risk("exit_cost", "lognormal", low="0.1", high="0.9")
    assert at(row, 0.1, 0.5, 0.9) == pytest.approx([0.1, 0.3, 0.9], abs=1e-6)


def test_lognormal_is_cut_to_the_range_of_its_driver() -> None:
    """An exit costs at most five times a year's spend; what lies beyond becomes that, the rest stays."""
    row = risk("exit_cost", "lognormal", low="0.5", high="5")
    assert at(row, 0.9, 0.95, 1 - 1e-12) == pytest.approx([5, 5, 5], abs=2e-6)
    assert at(row, 0.5) == pytest.approx([2.5**0.5], abs=1e-6)


def test_discrete_has_its_shares_in_the_order_of_the_values() -> None:
    """Given out of order: the lowest value is that of the lowest scores all the same."""
    row = risk("delay", "discrete", values=("2", "0.5", "1"), probabilities=("0.25", "0.5", "0.25"))
    assert at(row, 0.01, 0.49, 0.51, 0.74, 0.76, 0.99) == [0.5, 0.5, 1, 1, 2, 2]


def test_value_of_probability_nil_never_comes() -> None:
    row = risk("delay", "discrete", values=("0", "1", "2"), probabilities=("0", "1", "0"))
    assert set(amounts(row, np.array([-9.0, 0.0, 9.0]))) == {1_000_000}


def test_score_at_a_border_has_the_higher_value() -> None:
    row = risk("delay", "discrete", values=("0", "1"), probabilities=("0.5", "0.5"))
    assert list(amounts(row, np.array([0.0]))) == [1_000_000]


def test_bernoulli_is_neutral_or_high() -> None:
    """What is bad when high comes with high scores, a poor realisation with low ones."""
    assert at(risk("exit_cost", "bernoulli", high="0.3", probability="0.2"), 0.79, 0.81) == [0, 0.3]
    assert at(risk("realisation", "bernoulli", high="0.3", probability="0.2"), 0.19, 0.21) == [0.3, 1]


@pytest.mark.parametrize(
    "row",
    [
        risk("delay", "triangular", low="0", mode="0.5", high="1.1"),
        risk("delay", "uniform", low="0", high="2"),
        risk("delay", "lognormal", low="0.1", high="2"),
        risk("delay", "discrete", values=("2", "0", "1"), probabilities=("0.2", "0.5", "0.3")),
        risk("delay", "bernoulli", high="1", probability="0.4"),
        risk("realisation", "bernoulli", high="0.2", probability="0.4"),
    ],
    ids=lambda row: f"{row.driver}-{row.distribution}",
)
def test_amounts_rise_with_the_score(row: Risk) -> None:
    values = amounts(row, np.linspace(-8, 8, 1001))
    assert (np.diff(values) >= 0).all()
    assert values[0] < values[-1]


def test_survival_of_a_hazard_with_early_years() -> None:
    """0.1 a year, in two early years thrice that: 0.7, 0.49, then 0.9 of it each year: 0.441, 0.3969."""
    row = risk("break_up", "hazard", probability="0.1", early_years=2, early_factor="3")
    shares = [Fraction(70, 100), Fraction(49, 100), Fraction(441, 1000), Fraction(3969, 10000)]
    assert survival(row, 4) == tuple(shares)


def test_hazard_is_at_most_certain() -> None:
    row = risk("break_up", "hazard", probability="0.4", early_years=1, early_factor="3")
    assert survival(row, 2) == (0, 0)
    assert set(years(row, np.array([-8.0, 0.0, 8.0]), 2)) == {1}


def test_years_of_a_hazard_are_as_likely_as_its_survival_says() -> None:
    """Ends in year 1: 0.3, 2: 0.21, 3: 0.049, 4: 0.0441; outlives the four years: 0.3969."""
    row = risk("break_up", "hazard", probability="0.1", early_years=2, early_factor="3")
    found = np.bincount(years(row, evenly(), 4), minlength=6) / COUNT
    assert found == pytest.approx([0, 0.3, 0.21, 0.049, 0.0441, 0.3969], abs=1e-4)


def test_events_come_early_when_the_score_is_high() -> None:
    """Survival is 0.5, 0.25: the highest half of the scores are year 1, the lowest quarter never."""
    row = risk("drop_out", "hazard", probability="0.5")
    assert list(years(row, stats.norm.ppf([0.51, 0.49, 0.26, 0.24, 0.01]), 2)) == [1, 2, 2, 3, 3]


def test_bernoulli_event_comes_in_the_first_year_or_never() -> None:
    row = risk("drop_out", "bernoulli", probability="0.3")
    assert list(years(row, stats.norm.ppf([0.71, 0.69]), 5)) == [1, 6]
    assert survival(row, 3) == (Fraction(7, 10),) * 3


@pytest.mark.parametrize(("probability", "year"), [("0", 8), ("1", 1)])
def test_hazard_of_nought_and_one_are_certain(probability: str, year: int) -> None:
    found = years(risk("break_up", "hazard", probability=probability), np.array([-9.0, 0.0, 9.0]), 7)
    assert set(found) == {year}


def test_amount_cannot_be_a_hazard() -> None:
    with pytest.raises(InternalError, match="realisation is an amount"):
        amounts(risk("realisation", "hazard", probability="0.1"), np.zeros(1))


def test_row_without_its_parameters_is_refused() -> None:
    with pytest.raises(InternalError, match=r"risk delay of \* lacks"):
        amounts(risk("delay", "uniform", low="0"), np.zeros(1))


def test_values_are_rounded_to_millionths() -> None:
    assert list(amounts(certain("delay", "0.123456"), np.zeros(1))) == [123456]
    third = risk("delay", "uniform", low="0", high="1")
    assert list(amounts(third, stats.norm.ppf([1 / 3, 2 / 3]))) == [333333, 666667]


def test_scores_are_finite_at_both_ends() -> None:
    """The first point of a scrambled sequence may be 0, the last one below 1."""
    found = scores(np.array([0.0, 1 - 2**-30]))
    assert np.isfinite(found).all()
    assert found[0] == pytest.approx(-found[1])
    assert chances(np.array([0.0])) == [0.5]
