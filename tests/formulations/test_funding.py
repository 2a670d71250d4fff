"""What sources hold and pay: limits of the year, balances, no more than is spent; what borrowing costs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from formulations.drawings import _parted
from formulations.ledger import INCOME, OWN_FUNDABLE, POOL_FUNDABLE, POOL_LINES
from optimizer.case.case import Policy
from optimizer.case.fundable import INCOME_LINES, fundable_lines
from tests.formulations.rows import Built, amount, by_price, terms_of, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

HEADER = "source council financial_year amount_gbp kind lines rate life_years floor_gbp"
JOINING = rows("council arrangement join_gbp", "B P 6000")
SET_UP = {"delivery_models.lead.setup_gbp": 10_000, "delivery_models.lead.setup_capital_share": "0.4"}
PRICES = {"prices.general": "0.02", "prices.pay": "0.02"}
REST = "rest - - 100000 grant redundancy;set_up_capital;set_up_revenue - - -"
"""A pot that pays for everything but joining, so that a test sees one limit."""


def funded(*sources: str, councils: tuple[str, ...] = ("A", "B")) -> Policy:
    return policy("funded", councils=councils, sources=sources)


def preferred(*sources: str, price: int = 2, councils: tuple[str, ...] = ("B",)) -> Policy:
    return replace(funded(*sources, councils=councils), price_gbp_per_unit=Decimal(price))


@pytest.fixture(scope="module")
def built() -> Built:
    """B pays joining (6) and its part of set-up (10, of it 4 capital) and of redundancies.

    The loan pays capital only, so there are two groups of lines: `set_up_capital`, and all others under the
    name of the first, `joining`. Year 1 is at 1.02, year 2 at 1.0404.
    """
    sources = rows(
        HEADER,
        "award - 2026/27 8000 grant - - - -",
        "purse B - 5000 reserve - - - 1000",
        "purse B 2027/28 500 reserve - - - 1000",
        "loan - - 7000 borrowing set_up_capital 0.05 4 -",
    )
    case = tiny(SET_UP, PRICES, joining=JOINING, funding=sources)
    return Built(case, [preferred("award", "purse", "loan")])


def test_nothing_is_built_where_no_policy_asks() -> None:
    built = Built(tiny(joining=JOINING, funding=rows(HEADER, "award - - 8000 grant - - - -")))
    assert built.columns_of("draw") == []
    assert built.formulation.model.financing == {}


def test_a_pot_has_a_column_where_it_may_pay_and_has_money(built: Built) -> None:
    """The grant in its year alone, the loan for capital alone, nothing of A, which is not asked."""
    assert built.columns_of("draw") == [
        "award,B,1,joining",
        "award,B,1,set_up_capital",
        "loan,B,1,set_up_capital",
        "loan,B,2,set_up_capital",
        "purse,B,1,joining",
        "purse,B,1,set_up_capital",
        "purse,B,2,joining",
        "purse,B,2,set_up_capital",
    ]


def test_nothing_is_drawn_that_is_not_spent(built: Built) -> None:
    """B is charged 0.4 of set-up: of 6 revenue and of 4 capital, at 1.02. Nobody can go in year 1 yet."""
    assert built.row("funding.spent[B,1,joining]") == written(
        "draw[award,B,1,joining] + draw[purse,B,1,joining] - 6.12 joins[B,P,1] - 2.448 opens[P,1] <= 0"
    )
    assert built.row("funding.spent[B,1,set_up_capital]") == written(
        "draw[award,B,1,set_up_capital] + draw[purse,B,1,set_up_capital] + draw[loan,B,1,set_up_capital]"
        " - 1.632 opens[P,1] <= 0"
    )


def test_what_a_year_or_all_years_have(built: Built) -> None:
    assert built.row("funding.within[award,shared,1]") == written(
        "draw[award,B,1,joining] + draw[award,B,1,set_up_capital] <= 8"
    )
    assert built.row("funding.within[loan,shared,all]") == written(
        "draw[loan,B,1,set_up_capital] + draw[loan,B,2,set_up_capital] <= 7"
    )


def test_a_reserve_keeps_its_floor_before_each_new_amount(built: Built) -> None:
    """5 - 1 until the end of year 1, 5.5 - 1 until the end of year 2."""
    assert built.row("funding.balance[purse,B,1]") == written(
        "draw[purse,B,1,joining] + draw[purse,B,1,set_up_capital] <= 4"
    )
    assert built.row("funding.balance[purse,B,2]") == written(
        "draw[purse,B,1,joining] + draw[purse,B,1,set_up_capital]"
        " + draw[purse,B,2,joining] + draw[purse,B,2,set_up_capital] <= 4.5"
    )
    assert built.rows_of("funding.balance") == ["purse,B,1", "purse,B,2"]


def test_a_reserve_that_comes_later_has_no_balance_before() -> None:
    """In year 0 it has nothing, which is no breach of its floor: nothing can be drawn."""
    later = rows(HEADER, "purse B 2027/28 5000 reserve - - - 1000", "purse B 2026/27 3000 reserve - - - 1000")
    built = Built(tiny(joining=JOINING, funding=later), [preferred("purse")])
    assert built.rows_of("funding.balance") == ["purse,B,1", "purse,B,2"]
    assert built.row("funding.balance[purse,B,1]") == written("draw[purse,B,1,joining] <= 2")


def test_where_pots_must_pay_the_last_pays_the_rest() -> None:
    """6 x joins less what the grant pays: no column, and no equation, for what would be whole by itself."""
    pots = rows(HEADER, "award B - 5000 grant - - - -", "purse B - 4000 reserve - - - -")
    built = Built(
        tiny({"delivery_models.lead.staff_mode": "none"}, {"years": 1}, joining=JOINING, funding=pots),
        [funded("award", "purse", councils=("B",))],
    )
    assert built.columns_of("draw") == ["award,B,1,joining"]
    assert built.row("funding.spent[B,1,joining]") == written("draw[award,B,1,joining] - 6 joins[B,P,1] <= 0")
    assert built.row("funding.balance[purse,B,1]") == written("6 joins[B,P,1] - draw[award,B,1,joining] <= 4")
    assert built.rows_of("policy[s.funded].covered") == []


def test_financing_is_drawings_less_interest_and_repayment(built: Built) -> None:
    """Of the loan of year 1 a quarter is repaid in year 2, with 5% on all of it."""
    financing = built.formulation.model.financing
    assert terms_of(financing["B", 2]) == amount(
        "draw[purse,B,2,joining] + draw[purse,B,2,set_up_capital] + draw[loan,B,2,set_up_capital]"
        " - 0.3 draw[loan,B,1,set_up_capital]"
    )
    assert ("A", 1) not in financing


def test_interest_falls_with_the_debt_and_ends_with_the_loan() -> None:
    """10% over 2 years: of 1 taken in year 1, 0.5 + 0.1 in year 2, 0.5 + 0.05 in year 3, nothing after."""
    pots = rows(HEADER, "loan - 2026/27 9000 borrowing - 0.1 2 -")
    curves = tiny(None, {"years": 4}, joining=JOINING, funding=pots)
    financing = Built(curves, [preferred("loan")]).formulation.model.financing
    drawn = "draw[loan,B,1,joining]"
    assert [terms_of(financing["B", t]).get(drawn) for t in (1, 2, 3)] == [1.0, -0.6, -0.55]
    assert ("B", 4) not in financing


def test_lines_that_sources_do_not_tell_apart_are_charged_together() -> None:
    """One charge for set-up and redundancies where all pots pay both, two where one pays only the latter."""
    alike = tiny(SET_UP, funding=rows(HEADER, "award - - 8000 grant - - - -"))
    apart = tiny(
        SET_UP, funding=rows(HEADER, "award - - 8000 grant - - - -", "other - - 1 grant redundancy - - -")
    )
    columns = [by_price(case, [funded("award", "other")]).columns_of("price") for case in (alike, apart)]
    assert [len(found) for found in columns] == [3, 5]
    named = by_price(apart, [funded("award")])
    assert len(named.columns_of("price")) == 3


def test_charges_of_groups_add_up_to_those_that_other_policies_read() -> None:
    pots = rows(HEADER, "award - - 8000 grant redundancy;strain;joining - - -", REST)
    budget = policy("transition_budget", pot="transition", councils=("B",))
    built = Built(tiny(SET_UP, funding=pots), [funded("award", "rest"), budget])
    charges = built.formulation.model.charges
    groups = [terms_of(charges["B", 2, name]) for name in ("set_up_capital", "redundancy")]
    assert terms_of(charges["B", 2, "one_off"]) == groups[0] | groups[1]
    assert not groups[0].keys() & groups[1].keys()


def test_the_fundable_lines_are_those_of_the_dictionary() -> None:
    assert {*OWN_FUNDABLE, *POOL_FUNDABLE} == set(fundable_lines())
    assert {line.ledger_line for line in fundable_lines().values()} & POOL_LINES == {
        *("set_up", "redundancy", "strain")
    }
    assert (INCOME,) == INCOME_LINES


def test_pence_of_sources_are_parted_among_lines_in_order() -> None:
    paid = _parted({"a": 70, "b": 41}, {"joining": 50, "novation": 0, "strain": 60})
    assert list(paid) == [("a", "joining", 50), ("a", "strain", 20), ("b", "strain", 41)]
    assert list(_parted({"a": 30}, {"joining": 50, "strain": 60})) == [("a", "joining", 30)]
    assert list(_parted({}, {"joining": 50})) == []


def test_binds_the_year_of_a_grant() -> None:
    """Joining costs B 6,000. Paid by a grant of year 1 they share at once: 38,000 - 6,000 = 32,000.

    With the grant in year 2 they wait: half of 20,000 less 6,000 = 4,000.
    """
    for year, together_in, npv_gbp in (("2026/27", (1, 2), 32_000.0), ("2027/28", (2,), 4_000.0)):
        pots = rows(HEADER, f"award B {year} 6000 grant joining - - -", REST)
        found = solve(tiny(joining=JOINING, funding=pots), [funded("award", "rest")])
        assert (members(found), found.npv_gbp) == (together(*together_in), npv_gbp)


def test_binds_the_floor_of_a_reserve() -> None:
    """6,000 in hand and 500 more in year 2: with no floor they share at once (32,000).

    With a floor of 500 only 5,500 can be drawn in year 1, and 6,000 in year 2: they wait (4,000).
    """
    for floor, together_in, npv_gbp in ((0, (1, 2), 32_000.0), (500, (2,), 4_000.0)):
        pots = [
            f"purse B - 6000 reserve joining - - {floor}",
            f"purse B 2027/28 500 reserve joining - - {floor}",
        ]
        case = tiny(joining=JOINING, funding=rows(HEADER, *pots, REST))
        found = solve(case, [funded("purse", "rest")])
        assert (members(found), found.npv_gbp) == (together(*together_in), npv_gbp)


def test_binds_a_limit_of_borrowing() -> None:
    """Set-up of 10,000, capital by 40%: 38,000 - 10,000 = 28,000 where 4,000 may be borrowed for it.

    With a limit of 3,999 they may not open in any year, and nothing is saved.
    """
    for limit, npv_gbp in ((4000, 28_000.0), (3999, 0.0)):
        pots = [
            f"loan - - {limit} borrowing set_up_capital 0.05 10 -",
            "rest - - 100000 grant redundancy;set_up_revenue - - -",
        ]
        found = solve(tiny(SET_UP, funding=rows(HEADER, *pots)), [funded("loan", "rest")])
        assert found.npv_gbp == npv_gbp


def test_binds_a_pot_that_all_share() -> None:
    """3,000 for each to join: 32,000 from a pot of 6,000; with 5,999 nobody can, as it takes both."""
    joining = rows("council arrangement join_gbp", "A P 3000", "B P 3000")
    for held, npv_gbp in ((6000, 32_000.0), (5999, 0.0)):
        pots = rows(HEADER, f"receipts - - {held} capital_receipt joining - - -", REST)
        found = solve(tiny(joining=joining, funding=pots), [funded("receipts", "rest")])
        assert found.npv_gbp == npv_gbp
