"""Sums of terms, and the ledger in which they are booked: who pays what, at which prices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyomo.environ import ConcreteModel, Var
from pyomo.environ import value as value_of

from formulations.ledger import Cell, Ledger, Part, Range, running_parts
from formulations.linear import Linear, total, value
from optimizer.model.numbers import PoolNumbers
from optimizer.model.prepare import prepare
from tests.formulations.tiny import tiny

PRICE = 1.05 / 1.02
"""What a pound of pay is in real money a year on, where pay rises by 5% and everything else by 2%."""


@pytest.fixture
def variables() -> Iterator[tuple[Var, Var]]:
    """Return x = 3 and y = 5."""
    model = ConcreteModel()
    model.x, model.y = Var(initialize=3.0), Var(initialize=5.0)
    return model.x, model.y


@pytest.fixture(scope="module")
def numbers():
    return prepare(tiny(None, {"prices.general": "0.02", "prices.pay": "0.05"}).case)


@pytest.fixture
def ledger(numbers) -> Ledger:
    return Ledger(numbers)


@pytest.fixture(scope="module")
def pool(numbers) -> PoolNumbers:
    return numbers.pools["P"]


def parts_of(expression: Linear) -> tuple[float, list[tuple[float, str]]]:
    terms = zip(expression.coefficients, expression.variables, strict=True)
    return expression.constant, [(coefficient, variable.name) for coefficient, variable in terms]


def test_numbers_add_to_the_constant_and_variables_to_the_terms(variables) -> None:
    x, y = variables
    expression = Linear((2.0, x), (3.0, 4), (-1.0, 0.5))
    assert parts_of(expression.add(y)) == (11.5, [(2.0, "x"), (1.0, "y")])
    # The expression itself, not a copy: additions can be strung together.
    assert parts_of(expression.add(1.0).add(2.0)) == parts_of(expression) == (14.5, [(2.0, "x"), (1.0, "y")])


def test_nothing_times_a_term_leaves_no_trace(variables) -> None:
    x, _ = variables
    assert parts_of(Linear((1.0, x)).add(x, 0.0).add(7.0, 0.0)) == (0.0, [(1.0, "x")])


@pytest.mark.parametrize("factor", [1.0, 2.0, -0.5])
def test_an_expression_is_added_with_its_constant(variables, factor: float) -> None:
    x, y = variables
    inner = Linear((3.0, x), (5.0, 1.0))
    outer = Linear((1.0, y), (1.0, 1.0)).add(inner, factor)
    assert parts_of(outer) == (1.0 + 5.0 * factor, [(1.0, "y"), (3.0 * factor, "x")])
    # What was added stays as it is when the sum goes on.
    outer.add(y)
    assert parts_of(inner) == (5.0, [(3.0, "x")])


def test_an_expression_without_variables_is_constant(variables) -> None:
    assert Linear((2.0, 1.0)).is_constant()
    assert not Linear((2.0, variables[0])).is_constant()


def test_collected_has_every_variable_once(variables) -> None:
    x, y = variables
    several = Linear((1.0, x), (2.0, y), (-4.0, x), (6.0, 1.0))
    assert parts_of(several.collected()) == (6.0, [(-3.0, "x"), (2.0, "y")])
    once = Linear((1.0, x), (2.0, y))
    assert once.collected() is once


def test_what_rounding_leaves_is_small_against_its_terms(variables) -> None:
    x, _ = variables
    # A thousandth beside 1e6 - 1e6 is a cost of its own, and so is 1e-13 where nothing cancels out.
    [coefficient] = Linear((1e6, x), (1e-3, x), (-1e6, x)).collected().coefficients
    assert coefficient == pytest.approx(1e-3, rel=1e-6)
    assert parts_of(Linear((1e-13, x), (1e-13, x)).collected()) == (0.0, [(2e-13, "x")])
    # Beside 1 - 1 the same 1e-13 is rounding, wherever in the sum it stands.
    assert parts_of(Linear((1.0, x), (-1.0, x), (1e-13, x)).collected()) == (0.0, [])
    assert parts_of(Linear((1e-13, x), (1.0, x), (-1.0, x)).collected()) == (0.0, [])
    assert parts_of(Linear((1.0, x), (-1.0, x)).collected()) == (0.0, [])


def test_body_is_the_variable_part_alone(variables) -> None:
    x, y = variables
    assert value_of(Linear((2.0, x), (1.0, y), (100.0, 1.0)).body()) == 2 * 3 + 5


def test_total_adds_every_term_times_the_coefficient(variables) -> None:
    x, y = variables
    assert parts_of(total([x, 4.0, y])) == (4.0, [(1.0, "x"), (1.0, "y")])
    assert parts_of(total([x, 4.0], -0.5)) == (-2.0, [(-0.5, "x")])


def test_value_reads_numbers_variables_and_expressions(variables) -> None:
    x, y = variables
    assert [value(2), value(0.5), value(x)] == [2.0, 0.5, 3.0]
    assert value(Linear((2.0, x), (-1.0, y), (10.0, 1.0))) == 2 * 3 - 5 + 10


def test_running_cost_is_parted_by_the_change_date() -> None:
    """On 1 January a quarter of the year is left: theirs who are members then; the rest is earlier."""
    assert set(running_parts(0.25, 3)) == {("running_after", 0.25, 3), ("running_before", 0.75, 2)}


def test_a_line_adds_up_at_the_prices_of_the_year(ledger: Ledger, variables) -> None:
    x, y = variables
    ledger.council("pay", "A", "S", 1, x, index="pay")
    ledger.council("pay", "A", "S", 1, 2.0, index="pay")
    ledger.council("pay", "A", "S", 0, y, index="pay")
    ledger.council("joining", "A", "S", 1, y, index="general", arrangement="P", one_off=True)
    ledger.council("leaving", "A", "S", 1, 1.0, index="pay", arrangement="P", one_off=True)
    assert {cell: parts_of(amount) for cell, amount in ledger.cells.items()} == {
        Cell("A", "S", "", 1, "pay"): (pytest.approx(2 * PRICE), [(pytest.approx(PRICE), "x")]),
        Cell("A", "S", "", 0, "pay"): (0.0, [(1.0, "y")]),
        Cell("A", "S", "P", 1, "joining"): (0.0, [(1.0, "y")]),
        Cell("A", "S", "P", 1, "leaving"): (pytest.approx(PRICE), []),
    }
    assert list(ledger.own_one_off) == [("A", 1)]
    assert parts_of(ledger.own_one_off["A", 1]) == (pytest.approx(PRICE), [(1.0, "y")])
    assert (ledger.parts, ledger.ranges) == ({}, {})


def test_a_pool_pays_at_its_host_and_keeps_what_it_shares_out(
    ledger: Ledger, pool: PoolNumbers, variables
) -> None:
    x, y = variables
    ledger.pool("pool_pay", pool, 1, x, index="pay", part="running_after", most=30.0)
    ledger.pool("pool_income", pool, 1, y, index="general", part="running_after", most=0.0, least=-4.0)
    ledger.pool("governance", pool, 1, 2.0, index="pay", part="running_after", most=2.0, least=2.0)
    ledger.pool("set_up", pool, 0, y, index="pay", part="ahead", most=7.0)
    ledger.pool("set_up", pool, 1, y, index="general", part="one_off", most=7.0)
    assert {cell: parts_of(amount) for cell, amount in ledger.cells.items()} == {
        Cell("A", "S", "P", 1, "pool_pay"): (0.0, [(pytest.approx(PRICE), "x")]),
        Cell("A", "S", "P", 1, "pool_income"): (0.0, [(1.0, "y")]),
        Cell("A", "S", "P", 1, "governance"): (pytest.approx(2 * PRICE), []),
        Cell("A", "S", "P", 0, "set_up"): (0.0, [(1.0, "y")]),
        Cell("A", "S", "P", 1, "set_up"): (0.0, [(1.0, "y")]),
    }
    assert {part: parts_of(amount) for part, amount in ledger.parts.items()} == {
        Part("P", 1, "running_after"): (pytest.approx(2 * PRICE), [(pytest.approx(PRICE), "x"), (1.0, "y")]),
        Part("P", 1, "ahead"): (0.0, [(1.0, "y")]),
        Part("P", 1, "one_off"): (0.0, [(1.0, "y")]),
    }
    assert {part: (bounds.least, bounds.most) for part, bounds in ledger.ranges.items()} == {
        Part("P", 1, "running_after"): (pytest.approx(2 * PRICE - 4), pytest.approx(32 * PRICE)),
        Part("P", 1, "ahead"): (0.0, 7.0),
        Part("P", 1, "one_off"): (0.0, 7.0),
    }
    assert ledger.own_one_off == {}


def test_own_costs_leave_the_pools_out(ledger: Ledger, pool: PoolNumbers, variables) -> None:
    x, y = variables
    ledger.pool("pool_pay", pool, 1, 9.0, index="pay", part="running_after", most=9.0)
    ledger.council("pay", "A", "S", 1, x, index="general")
    ledger.council("other_spend", "A", "S", 1, y, index="general")
    ledger.council("pay", "A", "S", 2, 3.0, index="general")
    ledger.council("pay", "B", "S", 1, 4.0, index="general")
    assert {place: parts_of(amount) for place, amount in ledger.own_costs().items()} == {
        ("A", 1): (0.0, [(1.0, "x"), (1.0, "y")]),
        ("A", 2): (3.0, []),
        ("B", 1): (4.0, []),
    }


def test_a_range_is_closer_for_given_members() -> None:
    """Twice 0 to 30, but 8 to 10 a member; and 1 to 5 whoever is in it: 17 to 25 for one member."""
    cost = Range()
    cost.widen(0.0, 30.0, 2.0, lambda members: (8.0 * len(members), 10.0 * len(members)))
    cost.widen(1.0, 5.0)
    assert (cost.least, cost.most) == (1.0, 65.0)
    assert cost.of(("A",)) == (17.0, 25.0)
    assert cost.of(("A", "B")) == (33.0, 45.0)
