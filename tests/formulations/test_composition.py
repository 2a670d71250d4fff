"""Which councils exactly make up a pool, where charges are read and there are few such sets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from formulations import composition
from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

NO_LOSER = policy("no_loser", most_loss_gbp=Decimal(0), councils=("A", "B", "C"))


def sets_of(built: Built, year: int = 1, pool: str = "P") -> set[str]:
    names = [name.split(",") for name in built.columns_of("composed")]
    return {members for a, members, t in names if (a, t) == (pool, str(year))}


@pytest.fixture(scope="module")
def built() -> Built:
    return Built(tiny(third=True), [NO_LOSER])


def test_an_open_pool_is_made_up_of_one_set_of_members(built: Built) -> None:
    assert built.row("composition.one_composition[P,1]") == written(
        "composed[P,A+B,1] + composed[P,A+C,1] + composed[P,A+B+C,1] - open[P,1] == 0"
    )


def test_a_council_is_a_member_of_the_sets_that_it_is_in(built: Built) -> None:
    """A hosts: that it is a member whenever the pool is open is said by `pools`."""
    assert built.row("composition.members_composed[B,P,1]") == written(
        "composed[P,A+B,1] + composed[P,A+B+C,1] - member[B,P,1] == 0"
    )
    assert built.rows_of("composition.members_composed") == ["B,P,1", "B,P,2", "C,P,1", "C,P,2"]


def test_the_sets_are_whole_numbers(built: Built) -> None:
    whole = [built.matrix.integer[place] for place, name in enumerate(built.columns) if "composed[" in name]
    assert len(whole) == 6
    assert all(whole)


def test_nothing_is_built_where_no_policy_reads_charges() -> None:
    assert Built(tiny(third=True)).columns_of("composed") == []


def test_sets_that_a_pool_does_not_allow_do_not_exist() -> None:
    """At most two members; no fewer than three; 1,000 users below a curve that begins at 1,050."""
    no_more = tiny({"delivery_models.lead.most_members": 2}, third=True)
    assert sets_of(Built(no_more, [NO_LOSER])) == {"A+B", "A+C"}
    no_fewer = tiny({"delivery_models.lead.least_members": 3}, third=True)
    assert Built(no_fewer, [NO_LOSER]).columns_of("composed") == []
    knots = ("S fte:all 1050 8", "S fte:all 1600 11", "S non_staff 1050 80000", "S non_staff 1600 110000")
    short = tiny(third=True, scale_curves=rows("service measure volume value", *knots))
    assert sets_of(Built(short, [NO_LOSER])) == {"A+C", "A+B+C"}


def test_a_pool_of_one_may_be_its_host_alone_and_a_providers_anybody() -> None:
    alone = tiny({"delivery_models.lead.least_members": 1}, third=True)
    assert sets_of(Built(alone, [NO_LOSER])) == {"A", "A+B", "A+C", "A+B+C"}
    provider = {
        "providers": rows("provider", "X"),
        "arrangements": rows("arrangement service host model pool_pay_gbp_per_fte", "P S X lead 10000"),
    }
    assert sets_of(Built(tiny(third=True, **provider), [NO_LOSER])) == {"A+B", "A+C", "B+C", "A+B+C"}


def test_who_cannot_be_a_member_yet_is_in_no_set() -> None:
    """Nobody may join Q before year 2: in year 1 there is nothing to tell apart."""
    first = rows("arrangement service host model first_year", "P S A lead 2026/27", "Q S C lead 2027/28")
    built = Built(tiny(third=True, arrangements=first), [NO_LOSER])
    assert sets_of(built, 1, "Q") == set()
    assert sets_of(built, 2, "Q") == {"A+C", "B+C", "A+B+C"}


def test_pools_of_many_sets_are_charged_by_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composition, "MOST_COMPOSITIONS", 2)
    many = Built(tiny(third=True), [NO_LOSER])
    assert many.columns_of("composed") == []
    assert many.columns_of("price") != []
    monkeypatch.setattr(composition, "MOST_COMPOSITIONS", 3)
    assert sets_of(Built(tiny(third=True), [NO_LOSER])) == {"A+B", "A+C", "A+B+C"}


@pytest.mark.parametrize("most", [0, 16])
def test_binds_who_makes_up_the_pool_decides_who_loses(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By price and by composition alike. All three save 22,500 and 63,000, in year 1 and 2; A and B 38,000.

    C saves 7,500 + 21,000 = 28,500 among three, as a third of the users, and 21,591 with A alone, but joining
    costs it 30,000: it would lose, so A and B share without it. With weight 400 for its 500 users it pays two
    sevenths: 36,429 + 66,429 + 1,500 beside 50,000 of its own, so it saves 45,643; all share (55,500).
    """
    monkeypatch.setattr(composition, "MOST_COMPOSITIONS", most)
    header = "council arrangement join_gbp weight"
    by_volume = tiny(third=True, joining=rows(header, "C P 30000 -"))
    assert solve(by_volume).npv_gbp == 55_500.0
    without = solve(by_volume, [NO_LOSER])
    assert (members(without), without.npv_gbp) == (together(1, 2), 38_000.0)
    agreed = solve(tiny(third=True, joining=rows(header, "C P 30000 400")), [NO_LOSER])
    assert agreed.npv_gbp == 55_500.0
    assert ("C", "P", 1) in members(agreed)
