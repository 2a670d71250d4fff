"""Tiny cases whose sums fit in a docstring, changed cell by cell.

The case without changes: councils A (600 users, 6 FTE, 60,000 of other spend) and B (400 users, 4 FTE,
40,000) have the service S, which changes on 1 October (phi = 1/2), over two years; a post costs 10,000 a
year. Pool P at A takes in everything; its curve gives 5 FTE and 50,000 at 400 users, 8 FTE and 80,000 at
1,000, so 3 + 0.005 x users FTE and 30,000 + 50 x users.
Nobody leaves by turnover, recruitment costs nothing, redundancy 1,000 a post. No prices rise and
nothing is discounted, so NPVs are plain sums.

Today the two cost 10 x 10,000 + 100,000 = 200,000 a year. Sharing from year 1: year 1 is half today's and
half 10 x 10,000 + 80,000 = 180,000, together 190,000; in year 2 two posts go (2,000), so pay is 10,000 x
(8 + 10) / 2 = 90,000, with 80,000 of other spend 170,000. NPV = 10,000 + (200,000 - 172,000) = 38,000.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from functools import cache

from optimizer.case import LoadedCase
from optimizer.case.case import Objective, Policy
from tests.builders import build_case
from tests.solving import Solved, solve

NPV_GBP = 38_000.0
Cells = Mapping[str, object]


FEWEST_CHANGES = Objective("least_disruption", Decimal(0), "a test", "s")


def rows(header: str, *lines: str) -> list[dict[str, str]]:
    """Return rows of cells parted by blanks; `-` is a blank cell."""
    columns = header.split()
    found = [dict(zip(columns, line.split(), strict=True)) for line in lines]
    return [{column: "" if cell == "-" else cell for column, cell in row.items()} for row in found]


TABLES: dict[str, list[dict[str, str]]] = {
    "councils": rows("council", "A", "B"),
    "services": rows("service volume_unit change_month", "S users 10"),
    "baseline": rows(
        "council service role fte pay_gbp_per_fte turnover_share redundancy_gbp_per_fte"
        " strain_gbp_per_fte recruitment_gbp_per_fte",
        "A S all 6 10000 0 1000 0 0",
        "B S all 4 10000 0 1000 0 0",
    ),
    "baseline_services": rows("council service volume non_staff_gbp", "A S 600 60000", "B S 400 40000"),
    "scale_curves": rows(
        "service measure volume value",
        "S fte:all 400 5",
        "S fte:all 1000 8",
        "S non_staff 400 50000",
        "S non_staff 1000 80000",
    ),
    "depths": rows("depth staff_share non_staff_share", "half 0.5 0.5", "full 1 1"),
    "delivery_models": rows(
        "model staff_mode default_depth dip_share minimum_term_years notice_years least_members",
        "lead transfer full 0 1 0 2",
    ),
    "arrangements": rows("arrangement service host model", "P S A lead"),
}
SETTINGS: dict[str, object] = {
    "name": "tiny",
    "base_year": "2025/26",
    "years": 2,
    "decision_date": "2025-04-01",
    "discount_rate": 0,
    "prices.general": 0,
    "prices.pay": 0,
    "prices.contract": 0,
}
CHAIN = rows("arrangement service host model depth chain", "N S A lead half G", "D S A lead full G")
"""Two depths of one pool at A: half of everything (N) and all of it (D)."""

THIRD: dict[str, list[dict[str, str]]] = {
    "councils": rows("council", "C"),
    "baseline": rows(
        "council service role fte pay_gbp_per_fte turnover_share redundancy_gbp_per_fte"
        " strain_gbp_per_fte recruitment_gbp_per_fte",
        "C S all 5 10000 0 1000 0 0",
    ),
    "baseline_services": rows("council service volume non_staff_gbp", "C S 500 50000"),
}
"""Council C (500 users, 5 FTE, 50,000), to be added to the tables."""

LONGER_CURVES = rows(
    "service measure volume value",
    "S fte:all 400 5",
    "S fte:all 1600 11",
    "S non_staff 400 50000",
    "S non_staff 1600 110000",
)
"""The same straight curves, long enough for three councils: 10.5 FTE and 105,000 at 1,500 users."""


def tiny(
    changes: Cells | None = None,
    settings: Cells | None = None,
    *,
    third: bool = False,
    **tables: list[dict[str, str]],
) -> LoadedCase:
    """Return the tiny case with changes.

    Args:
        changes: cells by `table.first cells of the row.column`, such as `baseline.B S.fte`; `*` is every row.
        settings: keys of case.toml.
        third: whether council C takes part.
        tables: whole tables in place of those of the tiny case.
    """
    content = deepcopy(TABLES) | deepcopy(tables)
    if third:
        for name, added in deepcopy(THIRD).items():
            content[name] += added
        content["scale_curves"] = deepcopy(tables.get("scale_curves", LONGER_CURVES))
    for path, cell in (changes or {}).items():
        name, key, column = path.split(".", 2)
        chosen = [row for row in content[name] if key == "*" or _begins(row, key)]
        assert chosen, f"no row {key} in {name}"
        for row in chosen:
            row[column] = str(cell)
    return build_case(content, SETTINGS | dict(settings or {}))


def _begins(row: Mapping[str, str], key: str) -> bool:
    words = key.split()
    return list(row.values())[: len(words)] == words


def policy(
    kind: str, **parameters: str | int | bool | Decimal | tuple[str, ...] | tuple[int, ...] | None
) -> Policy:
    """Return the policy `s.KIND` with all its parameters."""
    return Policy(kind, "s", kind, "a test", "", parameters)


@cache
def solved_tiny() -> Solved:
    """Return the best plan of the tiny case as it is."""
    return solve(tiny())


def members(solved: Solved) -> list[tuple[str, str, int]]:
    """Return who is in which pool in which year, sorted."""
    assert solved.plan is not None, solved.status
    return [tuple(row) for row in solved.plan.memberships]


def together(*years: int, pool: str = "P", councils: str = "AB") -> list[tuple[str, str, int]]:
    """Return the memberships of councils named by one letter each in one pool."""
    return sorted((council, pool, year) for council in councils for year in years)


def flows(solved: Solved, flow: str) -> dict[tuple[str, str, int], float]:
    """Return the FTE of a flow by (arrangement, council, year); one role."""
    assert solved.plan is not None
    return {(f.arrangement, f.council, f.year): float(f.fte) for f in solved.plan.staff if f.flow == flow}


def states(solved: Solved) -> dict[tuple[str, int], str]:
    """Return the state of each contract by year."""
    assert solved.plan is not None
    return {(row.contract, row.year): row.state for row in solved.plan.contracts}
