"""P5: volume, staff and transfers that a host can take on."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, solve, tiny, together

A_C_THEN_B = sorted([*together(1, 2, councils="AC"), ("B", "P", 2)])


def test_capacity_of_volume() -> None:
    built = Built(tiny({"arrangements.P.capacity_volume": 1100}, third=True))
    assert built.row("capacity.volume[P,2]") == written(
        "600 member[A,P,2] + 400 member[B,P,2] + 500 member[C,P,2] - 1100 open[P,2] <= 0"
    )
    assert built.rows_of("capacity.volume") == ["P,1", "P,2"]
    assert not Built(tiny({"arrangements.P.capacity_volume": 1500}, third=True)).rows_of("capacity.volume")


def test_capacity_of_staff() -> None:
    built = Built(tiny({"arrangements.P.capacity_fte": "10.5"}))
    assert built.row("capacity.fte[P,2]") == written("staff[P,all,2] <= 10.5")


def test_capacity_of_transfers() -> None:
    """In year 1 those who join bring 6 and 4; from year 2 on who moves between pools may bring fewer."""
    built = Built(tiny({"arrangements.P.capacity_transfers_fte_per_year": 10}))
    assert built.row("capacity.transfers[P,1]") == written("6 joins[A,P,1] + 4 joins[B,P,1] <= 10")
    assert built.row("capacity.transfers[P,2]") == written(
        "transferred[A,P,all,2] + transferred[B,P,all,2] <= 10"
    )


def test_no_rows_without_capacities() -> None:
    built = Built(tiny())
    assert not [name for name in built.matrix.row_names if name.startswith("capacity.")]


def test_binds_the_capacity_of_volume() -> None:
    """Room for 1,100 users: A and C, 47,500; with room for all 85,500 (tiny case)."""
    full = solve(tiny({"arrangements.P.capacity_volume": 1100}, third=True))
    assert (members(full), full.npv_gbp) == (together(1, 2, councils="AC"), 47_500.0)
    free = solve(tiny(third=True))
    assert (members(free), free.npv_gbp) == (together(1, 2, councils="ABC"), 85_500.0)


def test_binds_the_capacity_of_staff() -> None:
    """All three need 10.5 posts, and A and C bring 11 to begin with: with room for 10 only A and B, 38,000.

    (Minimum term 2, or B would make room for C in year 2.)
    """
    changes = {"arrangements.P.capacity_fte": 10, "delivery_models.lead.minimum_term_years": 2}
    full = solve(tiny(changes, third=True))
    assert (members(full), full.npv_gbp) == (together(1, 2), 38_000.0)


def test_binds_the_capacity_of_transfers() -> None:
    """11 posts may come in a year: A and C first (6 + 5), B in year 2 instead of year 1.

    Year 1: 12,500. Year 2: B half a year at home 40,000; pay (11 + 10.5) / 2 x 10,000 = 107,500 with 4.5
    redundancies of 15; spend half of 85,000 and of 105,000 = 95,000; pay-offs 4,500. 300,000 - 247,000 =
    53,000. NPV 65,500 instead of 85,500.
    """
    slow = solve(tiny({"arrangements.P.capacity_transfers_fte_per_year": 11}, third=True))
    assert (members(slow), slow.npv_gbp) == (A_C_THEN_B, 65_500.0)
