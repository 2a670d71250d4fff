"""An open pool keeps a minimum of staff."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.formulations.rows import Built, written
from tests.formulations.tiny import flows, policy, rows, solve, solved_tiny, tiny

ROLES = {
    "baseline": rows(
        "council service role fte pay_gbp_per_fte turnover_share redundancy_gbp_per_fte"
        " strain_gbp_per_fte recruitment_gbp_per_fte",
        "A S desk 6 10000 0 1000 0 0",
        "A S night 2 10000 0 1000 0 0",
        "B S desk 4 10000 0 1000 0 0",
    ),
    "scale_curves": rows(
        "service measure volume value",
        "S fte:desk 400 5",
        "S fte:desk 1000 8",
        "S fte:night 400 1",
        "S fte:night 1000 1",
        "S non_staff 400 50000",
        "S non_staff 1000 80000",
    ),
}


def cover(least_fte: str | None = None, least_share: str | None = None, role: str | None = None):
    return policy(
        "minimum_cover",
        service="S",
        role=role,
        least_fte=None if least_fte is None else Decimal(least_fte),
        least_share=None if least_share is None else Decimal(least_share),
    )


def test_each_role_of_every_pool_that_may_be_open() -> None:
    built = Built(tiny(**ROLES), [cover("1.5")])
    assert built.row("policy[s.minimum_cover].fte[P,night,2]") == written(
        "staff[P,night,2] - 1.5 open[P,2] >= 0"
    )
    indices = ["P,desk,1", "P,desk,2", "P,night,1", "P,night,2"]
    assert built.rows_of("policy[s.minimum_cover].fte") == indices
    assert built.rows_of("policy[s.minimum_cover].share") == []
    one = Built(tiny(**ROLES), [cover("1.5", role="night")])
    assert one.rows_of("policy[s.minimum_cover].fte") == ["P,night,1", "P,night,2"]


def test_share_of_what_members_have_put_in() -> None:
    """0.9 x 6 of A and 0.9 x 4 of B; only A has posts at night."""
    built = Built(tiny(**ROLES), [cover(least_share="0.9")])
    assert built.row("policy[s.minimum_cover].share[P,desk,2]") == written(
        "staff[P,desk,2] - 5.4 member[A,P,2] - 3.6 member[B,P,2] >= 0"
    )
    assert built.row("policy[s.minimum_cover].share[P,night,1]") == written(
        "staff[P,night,1] - 1.8 member[A,P,1] >= 0"
    )


def test_pools_that_take_in_no_posts_are_not_limited() -> None:
    case = tiny({"delivery_models.lead.staff_mode": "none"})
    assert Built(case, [cover("3")]).rows_of("policy[s.minimum_cover].fte") == []
    assert solve(case, [cover("3")]).npv_gbp == solve(case).npv_gbp


@pytest.mark.parametrize("limit", [cover("9"), cover(least_share="0.9"), cover("9", role="all")])
def test_binds_the_last_posts(limit) -> None:
    """8 are required, 10 came: with 9 kept, one goes in year 2 and not two, which costs 4,000."""
    assert flows(solved_tiny(), "redundant") == {("P", "", 2): 2.0}
    kept = solve(tiny(), [limit])
    assert (flows(kept, "redundant"), kept.npv_gbp) == ({("P", "", 2): 1.0}, 34_000.0)
