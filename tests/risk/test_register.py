"""Which row of the register speaks for what: the closest scope, whatever the order of the rows."""

from itertools import permutations

import pytest

from optimizer.case.risks import Driver
from optimizer.risk.register import (
    NEUTRAL,
    chains_of,
    closest,
    scopes_of_arrangement,
    scopes_of_council,
    scopes_of_service,
)
from tests.risk.registers import certain, with_register
from tests.verify import cases

CASE = cases.rich()
POOL = CASE.arrangements["ICT.A.full"]
BY_CLOSENESS = ("arrangement:ICT.A.full", f"model:{POOL.model}", "service:ICT", "*")


@pytest.mark.parametrize("driver", ["transition_overrun", "realisation", "delay", "exit_cost"])
@pytest.mark.parametrize("first", range(4))
def test_closest_scope_holds_for_an_arrangement(driver: Driver, first: int) -> None:
    there = BY_CLOSENESS[first:]
    for order in permutations(there):
        case = with_register(CASE, *(certain(driver, "0.5", scope) for scope in order))
        found = closest(case, driver, scopes_of_arrangement(POOL))
        assert found is not None
        assert found.scope == there[0]


def test_other_things_and_other_drivers_do_not_count() -> None:
    rows = [certain("delay", "1", scope) for scope in ("arrangement:ICT.A.net", "service:PAY", "model:none")]
    case = with_register(CASE, *rows, certain("realisation", "0.5"))
    assert closest(case, "delay", scopes_of_arrangement(POOL)) is None


def test_council_comes_before_everything() -> None:
    case = with_register(CASE, certain("stranded_cost", "0.1"), certain("stranded_cost", "0.2", "council:B"))
    found = [closest(case, "stranded_cost", scopes_of_council(one)) for one in ("A", "B")]
    assert [row.scope if row else None for row in found] == ["*", "council:B"]


def test_service_comes_before_everything() -> None:
    row = certain("supplier_price", "0.2", "service:PAY")
    case = with_register(CASE, row)
    assert closest(case, "supplier_price", scopes_of_service("PAY")) == row
    assert closest(case, "supplier_price", scopes_of_service("ICT")) is None


def test_chains_are_in_the_order_of_their_first_arrangements() -> None:
    chains = chains_of(CASE)
    assert list(chains) == list(dict.fromkeys(one.chain for one in CASE.arrangements.values()))
    assert len(chains) < len(CASE.arrangements)
    deep = CASE.arrangements["ICT.A.full"].chain
    assert chains[deep].arrangement == next(
        name for name, one in CASE.arrangements.items() if one.chain == deep
    )


def test_neutral_values_are_those_of_the_definition() -> None:
    """The table of docs/risk.md; the two events do not happen."""
    assert NEUTRAL == {
        "transition_overrun": 0,
        "realisation": 1,
        "delay": 0,
        "exit_cost": 0,
        "stranded_cost": 0,
        "pay_award": 0,
        "supplier_price": 0,
    }
