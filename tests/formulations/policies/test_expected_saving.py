"""On average over the outcomes the saving is at least so much."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.formulations.futures import BREAKS_AT_ONCE, certain, outcomes, register
from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, solve, tiny, together

HALF = certain("realisation", 0.5)
EXIT = certain("exit_cost", 0.01)


def at_least(amount_gbp: int):
    return policy("expected_saving", least_gbp=Decimal(amount_gbp))


def test_the_mean_of_what_arrives() -> None:
    built = Built(tiny(settings=outcomes(), risks=register(HALF)), [at_least(3000)])
    assert built.row("policy[s.expected_saving].least[all]") == written(
        "net_saving[all] - 0.5 at_risk[P,0,1] - 0.5 at_risk[P,0,2] >= 3"
    )


@pytest.mark.parametrize(("least", "years", "npv"), [(-1000, (1, 2), 38_000.0), (4000, (2,), 10_000.0)])
def test_binds_the_year_of_the_opening(least: int, years: tuple[int, ...], npv: float) -> None:
    """Opened in 1 the pool saves 10 and 30 - 2; of that 5 + 30 fail to arrive and 0.01 x 200 is paid: 1.

    Opened in 2 it saves 10, of which half arrives: 5, since its break-up lies beyond the plan.
    """
    case = tiny(settings=outcomes(), risks=register(HALF, EXIT, BREAKS_AT_ONCE))
    solved = solve(case, [at_least(least)])
    assert (members(solved), solved.npv_gbp) == (together(*years), npv)
