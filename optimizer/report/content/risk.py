"""What the risk register does to the plan: figures, a histogram, the register itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from optimizer.case.case import Case
from optimizer.case.risks import Risk
from optimizer.report.content.amounts import gbp
from optimizer.report.content.headline import WORDS
from optimizer.report.content.read_tables import RunTables
from optimizer.report.content.rules import HistogramBin, RegisterRow, RiskContent, RiskFigure
from optimizer.risk.distributions import Floats

SHOWN = (
    *("expected_npv_gbp", "p10_npv_gbp", "p50_npv_gbp", "p80_npv_gbp", "p90_npv_gbp"),
    *("chance_of_loss", "cvar_npv_gbp", "risk_outcomes"),
)
MOST_BINS = 40


def risk(case: Case, tables: RunTables) -> RiskContent:
    """Return the risk of the plan as published, and the register that it comes from."""
    savings = tables.outcomes_gbp[""]
    tail = 1 - gbp(tables.summary["cvar_level"][0])
    return RiskContent(
        outcomes=len(savings),
        figures=tuple(
            RiskFigure(
                measure,
                _figure_in_words(measure, tail),
                gbp(tables.summary[measure][0]),
                tables.summary[measure][1],
            )
            for measure in SHOWN
        ),
        histogram=tuple(_histogram(savings)),
        register=tuple(_register_row(one) for one in case.risks.values()),
    )


def _figure_in_words(measure: str, tail: Decimal) -> str:
    if measure == "cvar_npv_gbp":
        return f"mean net saving of the worst {(tail * 100).normalize():f}% of the outcomes"
    return WORDS[measure]


def _histogram(savings_gbp: Floats) -> Iterator[HistogramBin]:
    """Yield bins of equal, round width over all outcomes; one of them begins at nil."""
    low, high = float(savings_gbp.min()), float(savings_gbp.max())
    width = _round_width((high - low) / MOST_BINS)
    first, last = int(np.floor(low / width)), int(np.floor(high / width))
    places = np.floor(savings_gbp / width).astype(int)
    counts = np.bincount(places - first, minlength=last - first + 1)
    for place, count in enumerate(counts, start=first):
        yield HistogramBin(Decimal(place * width), Decimal((place + 1) * width), int(count))


def _round_width(width_gbp: float) -> int:
    """Return the next 1, 2 or 5 times a power of ten pounds."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= width_gbp:
                return digit * power
        power *= 10


def _register_row(one: Risk) -> RegisterRow:
    return RegisterRow(
        driver=one.driver,
        scope=one.scope,
        distribution=_in_words(one),
        loading=one.loading,
        source=one.source,
        grade=one.grade,
        origin="reference class" if one.from_reference_class else "given",
    )


def _in_words(one: Risk) -> str:
    match one.distribution:
        case "triangular":
            return f"between {one.low} and {one.high}, likeliest {one.mode}"
        case "uniform":
            return f"between {one.low} and {one.high}, all equally likely"
        case "lognormal":
            return f"one in ten below {one.low}, one in ten above {one.high} (lognormal)"
        case "bernoulli":
            value = "" if one.high is None else f" then {one.high}"
            return f"happens with probability {one.probability}{',' if value else ''}{value}"
        case "hazard":
            early = (
                f", {one.early_factor} times that in the first {one.early_years} years"
                if one.early_years
                else ""
            )
            return f"probability {one.probability} a year{early}"
        case "discrete":
            pairs = zip(one.values, one.probabilities, strict=True)
            return "; ".join(f"{value} with probability {chance}" for value, chance in pairs)
