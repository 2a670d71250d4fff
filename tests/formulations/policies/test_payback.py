"""What has been spent is saved again by a year."""

from __future__ import annotations

import pytest

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

JOINING = rows("council arrangement join_gbp", "B P 20000")
SET_UP = {"delivery_models.lead.setup_gbp": 25_000}
NOBODY_MOVES = {"delivery_models.lead.staff_mode": "none"}


def paid_back(by_year: int, councils: tuple[str, ...] | None = None, *, each_council: bool = False):
    return policy("payback", by_year=by_year, councils=councils, each_council=each_council)


def test_running_totals_of_all_councils_together() -> None:
    """A year of sharing saves 30 A + 20 B - 30 (pool); year 1 is half of it, and so is what year 2 adds."""
    built = Built(tiny(NOBODY_MOVES), [paid_back(1)])
    year_1 = "15 member[A,P,1] + 10 member[B,P,1] - 15 open[P,1]"
    assert built.row("policy[s.payback].paid_back[1]") == written(f"{year_1} >= 0")
    assert built.row("policy[s.payback].paid_back[2]") == written(
        f"{year_1} + {year_1} + {year_1.replace(',1', ',2')} >= 0"
    )
    assert built.rows_of("policy[s.payback].paid_back") == ["1", "2"]
    assert not built.columns_of("paid")
    assert Built(tiny(NOBODY_MOVES), [paid_back(2)]).rows_of("policy[s.payback].paid_back") == ["2"]


def test_nominal_and_not_discounted() -> None:
    """At 2% a year: 1.02 x year 1 and 1.0404 x year 2; a rate of 25% changes nothing."""
    settings = {"prices.general": "0.02", "prices.pay": "0.02", "discount_rate": "0.25"}
    built = Built(tiny(NOBODY_MOVES, settings), [paid_back(2)])
    assert built.row("policy[s.payback].paid_back[2]") == written(
        "30.906 member[A,P,1] + 20.604 member[B,P,1] - 30.906 open[P,1]"
        " + 15.606 member[A,P,2] + 10.404 member[B,P,2] - 15.606 open[P,2] >= 0"
    )


def test_councils_apart_read_their_charges() -> None:
    """B is charged 0.4 of 15 for being open, of 15 for A's users and of 10 for its own."""
    case = tiny(NOBODY_MOVES, {"years": 1}, joining=JOINING)
    expected = written("16 member[B,P,1] - 20 joins[B,P,1] - 6 open[P,1] - 6 member[A,P,1] >= 0")
    each = Built(case, [paid_back(1, ("A", "B"), each_council=True)])
    assert each.row("policy[s.payback].paid_back[B,1]") == expected
    assert each.rows_of("policy[s.payback].paid_back") == ["A,1", "B,1"]
    some = Built(case, [paid_back(1, ("B",))])
    assert some.row("policy[s.payback].paid_back[1]") == expected


@pytest.mark.parametrize(("by_year", "shares"), [(1, False), (2, True)])
def test_binds_a_set_up_that_takes_too_long(by_year: int, shares: bool) -> None:
    """Set-up of 25,000: 15,000 down after year 1, 13,000 up after year 2 (28,000)."""
    solved = solve(tiny(SET_UP), [paid_back(by_year)])
    assert (members(solved), solved.npv_gbp) == ((together(1, 2), 13_000.0) if shares else ([], 0.0))


def test_binds_each_council() -> None:
    """Joining costs B 20,000: together 18,000 up in the end, but B is 4,800 down (-16,000 + 11,200)."""
    case = tiny(joining=JOINING)
    assert solve(case, [paid_back(2)]).npv_gbp == 18_000.0
    assert solve(case, [paid_back(2, ("A",))]).npv_gbp == 18_000.0
    assert members(solve(case, [paid_back(2, ("A", "B"), each_council=True)])) == []
    assert members(solve(case, [paid_back(2, ("B",))])) == []


def test_binds_later_years_too() -> None:
    """Half of everything (N) first, all of it (D, set-up 30,000) from year 2.

    Deepening saves 5,000, then -7,000 (15,000 of other spend and 10,000 of pay are saved, 2,000 of
    redundancies and the set-up are paid), then 40,000 a year: 78,000. It is paid back in year 1 but down by
    2,000 after year 2. So it stays at half: 5,000 + 14,000 + 20,000 + 20,000.
    """
    header = "arrangement service host model depth chain setup_gbp first_year"
    pools = rows(header, "N S A lead half G 0 -", "D S A lead full G 30000 2027/28")
    case = tiny(None, {"years": 4}, arrangements=pools)
    free = solve(case)
    assert (members(free), free.npv_gbp) == (
        sorted(together(1, pool="N") + together(2, 3, 4, pool="D")),
        78_000.0,
    )
    for by_year in (1, 2):
        strict = solve(case, [paid_back(by_year)])
        assert (members(strict), strict.npv_gbp) == (together(1, 2, 3, 4, pool="N"), 59_000.0)
    assert solve(case, [paid_back(3)]).npv_gbp == 78_000.0
