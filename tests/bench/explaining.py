"""Count the solves that a minimal conflict takes: `python -m tests.bench.explaining`.

Forty policies on the Cambridge case, three of which clash: legal and HR are each to be shared in the first
year, and no council is to take on more than one change a year. Any two of these can be kept.
"""

from __future__ import annotations

import math
import sys
import time
from random import Random

from optimizer.analysis.explain.oracle import Oracle
from optimizer.analysis.explain.quickxplain import minimal_conflict
from optimizer.case import load_case
from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import policy_kinds
from tests.bench.__main__ import EXAMPLE

COUNT = 40
ORDERS = 5
TARGET = 3 * math.log2(COUNT) + 3


def policy(name: str, kind: str, case: Case, **given: object) -> Policy:
    """Return the policy `bench.NAME`; every parameter that is not given is blank, councils are all."""
    parameters = dict.fromkeys(policy_kinds()[kind].parameters) | given
    if "councils" in parameters and parameters["councils"] is None:
        parameters["councils"] = case.councils
    return Policy(name, "bench", kind, "for the benchmark", "", parameters)  # type: ignore[arg-type]


def planted(case: Case) -> list[Policy]:
    """Return the three policies that clash."""
    first = {"first_year": 1, "last_year": 1}
    changes = {"most_per_year": 1, "each_council": True, "each_host": False}
    return [
        policy("legal_soon", "pool_required", case, service="legal", **first),
        policy("hr_soon", "pool_required", case, service="hr", **first),
        policy("one_change", "changes_limit", case, **changes),
    ]


def harmless(case: Case) -> list[Policy]:
    """Return policies that clash with nothing: each rules out some plans, but never all of them."""
    last = case.settings.years
    found = []
    for service in case.services:
        found.append(policy(f"window_{service}", "start_window", case, service=service, latest=last - 1))
        found.append(policy(f"partners_{service}", "partners", case, service=service, least=2, most=3))
    for name, pool in case.arrangements.items():
        if pool.model == "sla_customer":
            years = {"first_year": 1, "last_year": last}
            found.append(policy(f"no_{name}", "pool_forbidden", case, arrangement=name, **years))
    for council in case.councils:
        for most in (4, 5):
            given = {"most": most, "councils": (council,)}
            found.append(policy(f"hosts_{council}_{most}", "host_fairness", case, **given))
        for year in range(4, last + 1):
            given = {"years": (year,), "service": "audit", "councils": (council,)}
            found.append(policy(f"audit_{council}_{year}", "blackout_years", case, **given))
    found.append(policy("losses", "no_loser", case, most_loss_gbp=case.budgets_gbp["city", 3, "transition"]))
    return found


def forty(case: Case, seed: int) -> list[Policy]:
    """Return forty policies, the three planted ones among them, in an order that depends on the seed."""
    random = Random(seed)
    others = harmless(case)
    chosen = [*planted(case), others[-1], *random.sample(others[:-1], COUNT - 4)]
    random.shuffle(chosen)
    return chosen


def main() -> None:
    """Count and print."""
    case = load_case(EXAMPLE).case
    names = {one.full_name for one in planted(case)}
    total = 0
    for seed in range(1, ORDERS + 1):
        policies = forty(case, seed)
        began = time.perf_counter()
        oracle = Oracle(case, policies)
        built = time.perf_counter() - began
        conflict = minimal_conflict(oracle.together, [one.full_name for one in policies])
        if set(conflict or ()) != names:
            message = f"the conflict found is {conflict}, not the one that was planted"
            raise RuntimeError(message)
        total += oracle.solves
        seconds = time.perf_counter() - began
        sys.stdout.write(f"order {seed}: {oracle.solves} solves, {seconds:.1f} s ({built:.1f} s to build)\n")
        sys.stdout.flush()
    sys.stdout.write(f"on average {total / ORDERS:.1f} solves; 3 log2({COUNT}) + 3 = {TARGET:.0f}\n")


if __name__ == "__main__":
    main()
