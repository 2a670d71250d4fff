"""No council is worse off in a year than it can bear, in cash."""

from __future__ import annotations

from decimal import Decimal

import pyomo.environ as pyo
import pytest

from formulations.linear import Linear
from formulations.policies import affordability
from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

JOINING = rows("council arrangement join_gbp", "B P 20000")
PRICES = {"prices.general": "0.02", "prices.pay": "0.02", "prices.contract": "0.02"}


def affordable(
    most_worse_gbp: str = "0", councils: tuple[str, ...] = ("A", "B"), first_year: int = 0, last_year: int = 2
):
    return policy(
        "affordability",
        most_worse_gbp=Decimal(most_worse_gbp),
        councils=councils,
        first_year=first_year,
        last_year=last_year,
    )


def one_year(**parameters):
    """Nobody moves, prices rise by 2%: what B saves in year 1 is half of its 40 less joining and charge.

    It is charged 0.4 of 15 for being open, of 15 for A's users and of 10 for its own.
    """
    case = tiny({"delivery_models.lead.staff_mode": "none"}, PRICES | {"years": 1}, joining=JOINING)
    return Built(case, [affordable(**parameters, councils=("B",), last_year=1)])


def test_a_row_written_out() -> None:
    built = one_year(most_worse_gbp="5000")
    assert built.row("policy[s.affordability].affordable[B,1]") == written(
        "20.4 member[B,P,1] - 20.4 joins[B,P,1]"
        " - 6.12 open[P,1] - 6.12 member[A,P,1] - 4.08 member[B,P,1] >= -5"
    )
    assert built.rows_of("policy[s.affordability].affordable") == ["B,1"]


def test_financing_counts() -> None:
    """3 thousand of grant in year 1 leave the rows 3 more room."""
    model = one_year().formulation.model
    model.financing["B", 1] = Linear((1.0, 3.0))
    block = model.pyomo.with_grant = pyo.Block()
    params = affordability.Parameters(most_worse_k=5.0, councils=("B",), first_year=0, last_year=1)
    affordability.build(model, block, params)
    assert pyo.value(block.affordable["B", 1].lower) == -8.0


def test_what_is_paid_ahead_falls_in_year_0() -> None:
    """A quarter of joining costs B 5,000 in the base year."""
    case = tiny({"delivery_models.lead.join_lead_share": "0.25"}, joining=JOINING)
    built = Built(case, [affordable()])
    assert built.row("policy[s.affordability].affordable[B,0]") == written("- 5 joins[B,P,1] >= 0")
    assert built.rows_of("policy[s.affordability].affordable") == ["A,1", "A,2", "B,0", "B,1", "B,2"]
    later = Built(case, [affordable(first_year=1, last_year=1)])
    assert later.rows_of("policy[s.affordability].affordable") == ["A,1", "B,1"]


@pytest.mark.parametrize(
    ("given", "shares"),
    [
        ({}, False),
        ({"most_worse_gbp": "15990"}, False),
        ({"most_worse_gbp": "16000"}, True),
        ({"councils": ("A",)}, True),
        ({"first_year": 2}, True),
    ],
)
def test_binds_a_year_of_joining(given: dict, shares: bool) -> None:
    """Joining costs B 20,000. In year 1 it pays half of today's 80,000, 40% of a pool of 90,000, and joining:
    96,000, which is 16,000 worse; in year 2 it saves 11,200 (40% of 28,000). All save 38,000 - 20,000."""
    solved = solve(tiny(joining=JOINING), [affordable(**given)])
    expected = (together(1, 2), 18_000.0) if shares else ([], 0.0)
    assert (members(solved), solved.npv_gbp) == expected
