"""Count how often each feature and each kind of policy occurs and matters.

`python -m tests.brute_force.coverage 100` prints the table of the first hundred seeds.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

from tests.brute_force.enumerate import brute_force
from tests.brute_force.features import IN_A_PLAN, IN_THE_CASE, RELAXED, binding_rules
from tests.brute_force.random_cases import random_case
from tests.brute_force.random_policies import PATTERNS

BINDING = (*RELAXED, "wait for redundancy", *(f"policy {kind}" for kind in PATTERNS))


def cases_with(seeds: Iterable[int]) -> Counter[str]:
    """Count the cases that have each feature, and those that have a policy of each kind."""
    counted: Counter[str] = Counter()
    for seed in seeds:
        loaded, policies = random_case(seed)
        counted.update(name for name, holds in IN_THE_CASE.items() if holds(loaded.case))
        counted.update({f"policy {rule.kind}" for rule in policies})
    return counted


def answers_with(seeds: Iterable[int]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count what the best plans use, what one of the ten best uses, and which rules change the answer."""
    best: Counter[str] = Counter()
    ten: Counter[str] = Counter()
    binding: Counter[str] = Counter()
    for seed in seeds:
        loaded, policies = random_case(seed)
        answer = brute_force(loaded.case, policies)
        binding.update(set(binding_rules(loaded.case, policies, answer)))
        if not answer.feasible:
            best["infeasible"] += 1
            continue
        best["worse than business as usual"] += answer.best[0].value_gbp < -1
        best["no better than business as usual"] += abs(answer.best[0].value_gbp) <= 1
        best["better than business as usual"] += answer.best[0].value_gbp > 1
        for name, uses in IN_A_PLAN.items():
            best[name] += bool(uses(loaded.case, answer.best[0].plan))
            ten[name] += any(uses(loaded.case, found.plan) for found in answer.best)
    return best, ten, binding


def table(seeds: range) -> str:
    """Return the counts as text."""
    have = cases_with(seeds)
    best, ten, binding = answers_with(seeds)
    lines = [f"{len(seeds)} seeds", "", f"{'cases that have':40}"]
    lines += [f"{name:40}{have[name]:6}" for name in IN_THE_CASE]
    lines += ["", f"{'plans that use':40}{'best':>6}{'ten':>6}"]
    lines += [f"{name:40}{best[name]:6}{ten[name]:6}" for name in IN_A_PLAN]
    lines += [f"{name:40}{count:6}" for name, count in best.items() if name not in IN_A_PLAN]
    lines += ["", f"{'rules that change the answer':40}{'have':>6}{'bind':>6}"]
    lines += [f"{name:40}{have[name] or '':>6}{binding[name]:6}" for name in BINDING]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(range(int(sys.argv[1]))) + "\n")
