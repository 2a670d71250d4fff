"""The figures of risk that every run publishes: the plan on a fresh sample, which no search has seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from optimizer.case.case import Case
from optimizer.risk.distributions import Floats
from optimizer.risk.evaluate import ALL, evaluate, in_pence
from optimizer.risk.sample import FRESH, draw, fresh_seed
from optimizer.risk.statistics import chance_of_loss, cvar, expected, percentile
from optimizer.verify.promise import Promise


@dataclass(frozen=True, slots=True)
class RiskFigures:
    """What a plan saves over the outcomes of a fresh sample (docs/risk.md, "Measures"), to a penny.

    Attributes:
        outcomes: size of the sample.
        seed: seed of the sample.
        expected_npv_gbp: mean, with `expected_npv_standard_error_gbp`.
        p10_npv_gbp, p50_npv_gbp, p80_npv_gbp, p90_npv_gbp: what so many per cent of the outcomes stay below.
        chance_of_loss: share of the outcomes below 0, to 6 places.
        cvar_level: level of the tail, of the case.
        cvar_npv_gbp: mean of the worst 1 - level of the outcomes, with `cvar_npv_standard_error_gbp`.
        savings_gbp: saving in every outcome, float64[outcomes] in whole pence, of all councils together under
            "" and of each.
    """

    outcomes: int
    seed: int
    expected_npv_gbp: Decimal
    expected_npv_standard_error_gbp: Decimal
    p10_npv_gbp: Decimal
    p50_npv_gbp: Decimal
    p80_npv_gbp: Decimal
    p90_npv_gbp: Decimal
    chance_of_loss: Decimal
    cvar_level: Decimal
    cvar_npv_gbp: Decimal
    cvar_npv_standard_error_gbp: Decimal
    savings_gbp: Mapping[str, Floats] = field(default_factory=dict, compare=False, repr=False)


def fresh_figures(case: Case, promise: Promise) -> RiskFigures:
    """Return what a plan is worth on the fresh sample of its case.

    Args:
        case: the case with its register.
        promise: what the plan promises.
    """
    seed, level = fresh_seed(case), case.settings.risk.level
    by_council = in_pence(evaluate(promise, draw(case, FRESH, seed)))
    savings = by_council[ALL]
    mean, tail = expected(savings), cvar(savings, level)
    p10, p50, p80, p90 = (_pounds(percentile(savings, percent).value) for percent in (10, 50, 80, 90))
    return RiskFigures(
        outcomes=FRESH,
        seed=seed,
        expected_npv_gbp=_pounds(mean.value),
        expected_npv_standard_error_gbp=_pounds(mean.standard_error),
        p10_npv_gbp=p10,
        p50_npv_gbp=p50,
        p80_npv_gbp=p80,
        p90_npv_gbp=p90,
        chance_of_loss=Decimal(f"{chance_of_loss(savings).value:.6f}"),
        cvar_level=level,
        cvar_npv_gbp=_pounds(tail.value),
        cvar_npv_standard_error_gbp=_pounds(tail.standard_error),
        savings_gbp=by_council,
    )


def _pounds(amount: float) -> Decimal:
    """Return pounds to a penny; nothing has no sign."""
    return Decimal(f"{amount:.2f}") + 0
