"""Plans on which promises and outcomes are compared: good ones by hand, of Cambridge, and of random cases."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from optimizer.case import load_case
from optimizer.case.case import Case
from optimizer.plan import Membership, Plan
from tests.brute_force.enumerate import brute_force
from tests.brute_force.random_cases import random_case
from tests.verify.planner import good_plan
from tests.verify.tables import contract

CAMBRIDGE = Path(__file__).parents[2] / "examples" / "cambridge_3c"
RANDOM_SEEDS = (0, 1, 2, 3, 5, 8, 13, 21)
LAST = 8
ALL = ("city", "scdc", "hdc")


def _inside(arrangement: str, councils: tuple[str, ...], first: int, last: int = LAST) -> list[Membership]:
    return [Membership(council, arrangement, year) for council in councils for year in range(first, last + 1)]


@cache
def cambridge() -> tuple[Case, Plan]:
    """Return Cambridge with a plan: ICT in two steps, law and personnel later, today's pools grow."""
    case = load_case(CAMBRIDGE).case
    members = [
        *_inside("ict_network_hdc", ALL, 2, 4),
        *_inside("ict_full_hdc", ALL, 5),
        *_inside("legal_lead_city", ALL, 2),
        *_inside("hr_lead_city", ("city", "scdc"), 3),
        *_inside("hr_lead_city", ("hdc",), 4),
        *_inside("payroll_lead_hdc", ALL, 1),
        *_inside("audit_lead_city", ("city", "scdc"), 1),
        *_inside("audit_lead_city", ("hdc",), 2),
    ]
    return case, good_plan(case, members, contract("city_ict_outsourcing", "run_on", range(5, LAST + 1)))


def random_plans() -> Iterator[tuple[str, Case, Plan]]:
    """Yield the best and a further plan of some random cases."""
    for seed in RANDOM_SEEDS:
        loaded, policies = random_case(seed)
        for found in brute_force(loaded.case, policies, keep=4).best[::3]:
            yield f"random {seed}", loaded.case, found.plan
