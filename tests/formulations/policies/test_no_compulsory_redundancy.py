"""Nobody is made redundant."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import flows, members, policy, rows, solve, solved_tiny, tiny, together

TWO_HOSTS = rows("arrangement service host model setup_gbp", "P S A lead 0", "Q S B lead 5000")


def promise(service: str | None = None, host: str | None = None):
    return policy("no_compulsory_redundancy", service=service, host=host)


def test_every_pool_and_year() -> None:
    built = Built(tiny(None, {"years": 3}, arrangements=TWO_HOSTS), [promise()])
    assert built.row("policy[s.no_compulsory_redundancy].none[P,2]") == written("redundant[P,all,2] <= 0")
    assert built.rows_of("policy[s.no_compulsory_redundancy].none") == ["P,2", "P,3", "Q,2", "Q,3"]
    one = Built(tiny(arrangements=TWO_HOSTS), [promise("S", "B")])
    assert one.rows_of("policy[s.no_compulsory_redundancy].none") == ["Q,2"]


def test_binds_posts_that_nobody_needs() -> None:
    """2 posts at 4,000 each (half a year's pay less the pay-off) are kept: 38,000 less 8,000."""
    assert flows(solved_tiny(), "redundant") == {("P", "", 2): 2.0}
    kept = solve(tiny(), [promise()])
    assert (members(kept), flows(kept, "redundant"), kept.npv_gbp) == (together(1, 2), {}, 30_000.0)


def test_binds_with_turnover_left() -> None:
    """One in ten leaves: of 10, 9 are left in year 2. 1 less by turnover, the promise keeps the other.

    So 8,000 less 2,000 of NPV would be lost without turnover; with it 4,000.
    """
    case = tiny({"baseline.*.turnover_share": "0.1"})
    free, kept = solve(case), solve(case, [promise()])
    assert (flows(free, "redundant"), flows(kept, "redundant")) == ({("P", "", 2): 1.0}, {})
    assert free.npv_gbp is not None
    assert kept.npv_gbp == free.npv_gbp - 4_000.0


def test_another_host_keeps_its_freedom() -> None:
    """The promise of A's pools is dear (8,000): the pool at B, 5,000 of set-up, is cheaper."""
    at_b = solve(tiny(arrangements=TWO_HOSTS), [promise(host="A")])
    assert (members(at_b), at_b.npv_gbp) == (together(1, 2, pool="Q"), 33_000.0)
