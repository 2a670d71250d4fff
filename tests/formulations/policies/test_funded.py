"""One-off costs are paid from named sources."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.formulations.rows import Built, written
from tests.formulations.test_funding import HEADER, JOINING, REST, funded, preferred
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

TWICE = ("award B 2026/27 5000 grant - - - -", "award B 2027/28 6000 grant - - - -")


def test_what_is_spent_is_drawn_from_the_named_sources() -> None:
    """Joining 6; another source may pay too, but is not named; what a preference misses has its column."""
    pots = rows(HEADER, *TWICE, "gift B - 9000 grant - - - -")
    case = tiny(joining=JOINING, funding=pots)
    built = Built(case, [preferred("award")])
    assert built.row("policy[s.funded].covered[B,1,joining]") == written(
        "draw[award,B,1,joining] + covered_below[B,1,joining] - 6 joins[B,P,1] >= 0"
    )
    assert built.columns_of("draw") == ["award,B,1,joining", "award,B,2,joining"]


def test_where_nothing_named_may_pay_nothing_is_spent() -> None:
    """No source pays for redundancies, so that there are none: 0.4 of them, at 1 each, is 0 or less.

    The lines that no source pays are a group of their own, under the name of the first, `leaving`.
    """
    pots = rows(HEADER, "award - - 90000 grant joining - - -")
    built = Built(tiny(joining=JOINING, funding=pots), [funded("award")])
    assert built.row("policy[s.funded].covered[B,2,leaving]") == written("- 0.4 redundant[P,all,2] >= 0")


def test_a_council_that_is_not_named_pays_from_its_budget() -> None:
    pots = rows(HEADER, "award - - 6000 grant - - - -")
    built = Built(tiny(joining=JOINING, funding=pots), [preferred("award", councils=("A",))])
    assert built.rows_of("policy[s.funded].covered") == ["A,2,joining"]


def test_two_policies_on_one_council_leave_what_both_name() -> None:
    """What the one names alone the other may not take: only gift pays, so that there is nothing to join with.

    With gift at 6,000 they join at once (32,000 where redundancies are paid too).
    """
    pots = [*TWICE, "gift B - {} grant - - - -", REST]
    for held, npv_gbp in ((1, 0.0), (6000, 32_000.0)):
        table = rows(HEADER, *(pot.format(held) for pot in pots))
        case = tiny(joining=JOINING, funding=table)
        second = replace(funded("gift", "rest"), policy="second")
        found = solve(case, [funded("award", "gift", "rest"), second])
        assert found.npv_gbp == npv_gbp


def test_binds_the_money_of_the_first_year() -> None:
    """Nobody asks: they share at once, 38,000 - 6,000 = 32,000. With 5,000 in year 1 they wait: 4,000."""
    case = tiny(joining=JOINING, funding=rows(HEADER, *TWICE, REST))
    free = solve(case)
    assert (members(free), free.npv_gbp) == (together(1, 2), 32_000.0)
    tight = solve(case, [funded("award", "rest")])
    assert (members(tight), tight.npv_gbp) == (together(2), 4_000.0)


def test_binds_what_is_afforded_by_way_of_debt() -> None:
    """Joining costs B 20,000, so sharing saves 18,000, but B is 16,000 worse off in year 1: 40 + 36 + 20.

    Nobody may be worse off, so they do not share. With a loan of 20,000 at 10% over 4 years B is 4,000
    better off in year 1, and in year 2 by 80,000 - 68,800 less 5,000 and 2,000: 4,200. Repaid in one year,
    22,000 are due then: -10,800, so they do not share.
    """
    joining = rows("council arrangement join_gbp", "B P 20000")
    afford = policy(
        "affordability", most_worse_gbp=Decimal(0), councils=("A", "B"), first_year=0, last_year=2
    )
    for life, npv_gbp in ((4, 18_000.0), (1, 0.0)):
        loan = f"loan B - 20000 borrowing joining 0.1 {life} -"
        case = tiny(joining=joining, funding=rows(HEADER, loan, REST))
        assert solve(case, [afford]).npv_gbp == 0.0
        assert solve(case, [afford, funded("loan", "rest")]).npv_gbp == npv_gbp


def test_binds_a_preference_only_up_to_its_price() -> None:
    """1,000 of the 6,000 have no source. At £2 a pound that is 2,000, and waiting costs 28,000: it is missed.

    At £29 a pound it is 29,000, so they wait.
    """
    case = tiny(joining=JOINING, funding=rows(HEADER, *TWICE, REST))
    missed = solve(case, [preferred("award", "rest")])
    assert (members(missed), missed.npv_gbp) == (together(1, 2), 32_000.0)
    assert missed.verdict is not None
    assert missed.verdict.accounts is not None
    assert missed.verdict.accounts.penalty_gbp == Decimal("2000.00")
    unfunded = [row for row in missed.verdict.accounts.funding if not row.source]
    assert [tuple(row) for row in unfunded] == [("", "B", 1, "joining", 100_000)]
    dear = solve(case, [preferred("award", "rest", price=29)])
    assert (members(dear), dear.npv_gbp) == (together(2), 4_000.0)


def test_charges_by_group_of_lines_stand_beside_whole_charges() -> None:
    """No loser reads whole parts of what a pool costs, sources their groups: three councils, so several sets.

    With sources that pay for everything the rule costs nothing: as without sources.
    """
    pots = rows(HEADER, "award - - 90000 grant redundancy - - -", "pot - - 90000 grant - - - -")
    no_loser = policy("no_loser", most_loss_gbp=Decimal(0), councils=("A", "B", "C"))
    case = tiny(third=True, funding=pots)
    built = Built(case, [funded("award", "pot"), no_loser])
    parts = {name.split(",")[1] for name in built.columns_of("rest")}
    assert "running_after" in parts
    assert "one_off:redundancy" in parts
    free, paid = solve(case, [no_loser]), solve(case, [funded("award", "pot"), no_loser])
    assert (members(paid), paid.npv_gbp) == (members(free), free.npv_gbp)
