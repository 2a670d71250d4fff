"""A duty to share."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

TWO_POOLS = rows("arrangement service host model", "P S A lead", "Q S B lead")


def duty(first: int, last: int, arrangement: str | None = None, councils: tuple[str, ...] = ("B",)):
    return policy(
        "pool_required",
        service="S",
        councils=councils,
        arrangement=arrangement,
        first_year=first,
        last_year=last,
    )


def test_required_in_any_pool_of_the_service() -> None:
    built = Built(tiny(arrangements=TWO_POOLS), [duty(1, 2)])
    assert built.row("policy[s.pool_required].required[B,2]") == written("member[B,P,2] + member[B,Q,2] >= 1")
    assert built.rows_of("policy[s.pool_required].required") == ["B,1", "B,2"]


def test_required_under_the_one_arrangement_named() -> None:
    built = Built(tiny(arrangements=TWO_POOLS), [duty(2, 2, "Q", ("A", "B"))])
    assert built.row("policy[s.pool_required].required[A,2]") == written("member[A,Q,2] >= 1")
    assert built.rows_of("policy[s.pool_required].required") == ["A,2", "B,2"]


def test_a_duty_that_nobody_can_meet_is_a_row_that_fails() -> None:
    """Nobody can join before year 2: 0 >= 1."""
    late = tiny({"delivery_models.lead.lead_months": 19})
    built = Built(late, [duty(1, 1)])
    row = built.row("policy[s.pool_required].required[B,1]")
    assert (row.lower, set(row.terms)) == (1.0, {"nobody"})
    assert solve(late, [duty(1, 1)]).status == "infeasible"


def test_binds_a_duty_to_share_at_a_loss() -> None:
    """Governance of 50,000 makes sharing dearer. Without the duty nobody shares.

    With it in the last year they join in year 2: half of 200,000 and of 230,000, so -15,000.
    """
    costly = tiny({"delivery_models.lead.governance_gbp_per_year": 50_000})
    free = solve(costly)
    assert (members(free), free.npv_gbp) == ([], 0.0)
    bound = solve(costly, [duty(2, 2)])
    assert (members(bound), bound.npv_gbp) == (together(2), -15_000.0)
