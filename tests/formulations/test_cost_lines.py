"""Every line of data/cost_lines.csv is written, by whom, at which prices and as what it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from formulations.linear import Linear
from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.model.formulate import formulate
from optimizer.model.prepare import prepare
from tests.brute_force.random_cases import random_case
from tests.formulations.rows import Built, amount, terms_of
from tests.formulations.tiny import rows, tiny

SEEDS = range(12)
LINES = {line.line: line for line in cost_lines().values() if line.timing != "transfer"}
RATES = {"general": Decimal("0.02"), "pay": Decimal("0.03"), "contract": Decimal("0.05")}


def at_prices(case: Case, rates: dict[str, Decimal]) -> Case:
    """Return a case with these yearly price rises; its contracts all follow the index `contract`."""
    prices = {f"price_{index}": rate for index, rate in rates.items()}
    contracts = {name: replace(item, index="contract") for name, item in case.contracts.items()}
    return replace(case, settings=replace(case.settings, **prices), contracts=contracts)


@cache
def models(seed: int):
    """Return the models of a random case at rising prices and at constant ones."""
    case = random_case(seed)[0].case
    still = dict.fromkeys(RATES, Decimal(0))
    return tuple(formulate(prepare(at_prices(case, rates))).model for rates in (RATES, still))


def test_every_line_is_written_and_no_other() -> None:
    written = {cell.line for seed in SEEDS for cell in models(seed)[0].ledger.cells}
    assert written == set(LINES)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_is_at_the_prices_of_its_index(seed: int) -> None:
    """Real = base x ((1 + own rate) / (1 + general rate))^t."""
    rising, still = (model.ledger.cells for model in models(seed))
    assert set(rising) == set(still)
    for cell, at_rising in rising.items():
        index = LINES[cell.line].index
        factor = float((1 + RATES[index]) / (1 + RATES["general"])) ** cell.year
        expected = Linear((factor, still[cell]))
        assert terms_of(at_rising) == pytest.approx(terms_of(expected), abs=2e-9), cell


@pytest.mark.parametrize("index", ["pay", "general", "none"])
def test_contract_lines_follow_the_contracts_own_index(index: str) -> None:
    """20 a year from year 2 on (t = 2): x (1.03 / 1.02)^2, x 1, x 1 / 1.02^2."""
    header = "council service annual_charge_gbp end_date displaced_by novation_allowed end_early_share index"
    terms = rows(f"contract {header}", f"k B S 20000 2030-03-31 full yes 1 {index}")
    prices = {"prices.general": "0.02", "prices.pay": "0.03", "prices.contract": "0.05"}
    built = Built(tiny(None, prices, contracts=terms))
    factor = {"pay": (1.03 / 1.02) ** 2, "general": 1.0, "none": 1 / 1.02**2}[index]
    # Ended on 1 October 2027, 2.5 years before its end.
    ended = amount(f"{50 * factor:.12f} ends[k,2]")
    assert built.cell("B", "", 2, "contract_end") == pytest.approx(ended, abs=2e-9)
    held = amount(f"{10 * factor:.12f} nov[k,P,1] + {10 * factor:.12f} nov[k,P,2]")
    assert built.cell("A", "P", 2, "pool_novated") == pytest.approx(held, abs=2e-9)
    assert built.cell("B", "", 2, "contract")["1"] == pytest.approx(20 * factor)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_line_is_borne_by_whom_the_table_says(seed: int) -> None:
    model = models(seed)[0]
    numbers = model.numbers
    for cell in model.ledger.cells:
        if LINES[cell.line].bearer == "host":
            pool = numbers.pools[cell.arrangement]
            assert (cell.body, cell.service) == (pool.host, pool.service)
        else:
            assert (cell.body, cell.service) in numbers.needs
            assert not cell.arrangement or (cell.body, cell.arrangement) in numbers.candidates


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_council_bears_once_is_what_budgets_read(seed: int) -> None:
    ledger = models(seed)[0].ledger
    once: dict[tuple[str, int], Linear] = {}
    for cell, cost in ledger.cells.items():
        if LINES[cell.line].bearer == "council" and LINES[cell.line].one_off:
            once.setdefault((cell.body, cell.year), Linear()).add(cost)
    assert set(once) == set(ledger.own_one_off)
    for key, cost in once.items():
        assert terms_of(cost) == pytest.approx(terms_of(ledger.own_one_off[key]), abs=2e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_of_a_pools_cost_are_its_lines(seed: int) -> None:
    """Running parts, recruitment and one-offs of a financial year; set-up ahead counts in the year before."""
    ledger = models(seed)[0].ledger
    names = {"running_before": "running", "running_after": "running", "ahead": "one_off"}
    parts: dict[tuple[str, int, str], Linear] = {}
    for part, cost in ledger.parts.items():
        year = part.year - 1 if part.kind == "ahead" else part.year
        parts.setdefault((part.arrangement, year, names.get(part.kind, part.kind)), Linear()).add(cost)
    lines: dict[tuple[str, int, str], Linear] = {}
    for cell, cost in ledger.cells.items():
        line = LINES[cell.line]
        if line.bearer == "host":
            kind = "one_off" if line.one_off else "recruitment" if line.timing == "event" else "running"
            lines.setdefault((cell.arrangement, cell.year, kind), Linear()).add(cost)
    assert set(parts) == set(lines)
    for key, cost in lines.items():
        assert terms_of(cost) == pytest.approx(terms_of(parts[key]), abs=2e-9)


def test_the_cases_reach_every_line_often() -> None:
    """So that the tests above do not pass on empty lines."""
    counts = Counter(
        cell.line for seed in SEEDS for cell, cost in models(seed)[0].ledger.cells.items() if terms_of(cost)
    )
    assert min(counts[line] for line in LINES) >= 5
