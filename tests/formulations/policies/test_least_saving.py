"""All councils together save at least so much."""

from __future__ import annotations

from decimal import Decimal

from tests.formulations.rows import INFINITY, Built, Row, rounded
from tests.formulations.tiny import FEWEST_CHANGES, members, policy, solve, tiny, together


def at_least(amount_gbp: int):
    return policy("least_saving", least_gbp=Decimal(amount_gbp))


def test_the_saving_is_what_the_model_maximises() -> None:
    built = Built(tiny(), [at_least(30_000)])
    saving = {c: rounded(k) for c, k in zip(built.columns, built.matrix.objective, strict=True) if rounded(k)}
    assert built.row("policy[s.least_saving].least[all]") == Row(saving, 30.0, INFINITY)


def test_binds_where_fewer_changes_come_first() -> None:
    """Fewest changes means that nobody shares. To save 15,000 two must join; then all 38,000 is."""
    free = solve(tiny(), objectives=[FEWEST_CHANGES])
    assert (members(free), free.npv_gbp) == ([], 0.0)
    bound = solve(tiny(), [at_least(15_000)], objectives=[FEWEST_CHANGES])
    assert (members(bound), bound.npv_gbp) == (together(1, 2), 38_000.0)
    assert solve(tiny(), [at_least(38_002)]).status == "infeasible"
