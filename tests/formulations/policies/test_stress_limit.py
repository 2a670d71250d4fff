"""In named stress scenarios the plan saves at least so much."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.formulations.futures import outcomes
from tests.formulations.rows import Built, written
from tests.formulations.tiny import flows, members, policy, rows, solve, tiny, together

STRESS = rows("scenario driver scope value", "third realisation * 0.35", "ends break_up * 1")


def at_least(amount_gbp: int, scenario: str | None = None):
    return policy("stress_limit", least_gbp=Decimal(amount_gbp), scenario=scenario)


def test_one_row_a_scenario() -> None:
    built = Built(tiny(settings=outcomes(), stress=STRESS), [at_least(3000)])
    assert built.row("policy[s.stress_limit].least[ends]") == written("net_saving[all] - at_risk[P,1,2] >= 3")
    assert built.row("policy[s.stress_limit].least[third]") == written(
        "net_saving[all] - 0.65 at_risk[P,1,1] - 0.65 at_risk[P,1,2] - 0.65 at_risk[P,2,2] >= 3"
    )
    named = Built(tiny(settings=outcomes(), stress=STRESS), [at_least(3000, "third")])
    assert named.rows_of("policy[s.stress_limit].least") == ["third"]


@pytest.mark.parametrize(
    ("scenario", "least", "redundant", "npv"),
    [
        ("ends", 8000, 2.0, 38_000.0),
        ("ends", 9000, 1.0, 34_000.0),
        ("third", 12_000, 2.0, 38_000.0),
    ],
)
def test_binds_the_redundancies(scenario: str, least: int, redundant: float, npv: float) -> None:
    """The pool saves 10 and 30 - 2: 38; if it breaks up after a year the 30 are lost.

    With one redundancy, which costs 1 for 5 in the second year, 10 - 1 are left then. If 0.35 of it arrives,
    38 - 0.65 x 40 = 12 are left.
    """
    case = tiny(settings=outcomes(), stress=STRESS)
    solved = solve(case, [at_least(least, scenario)])
    assert (members(solved), solved.npv_gbp) == (together(1, 2), npv)
    assert flows(solved, "redundant") == {("P", "", 2): redundant}
