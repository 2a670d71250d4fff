"""A longer minimum term where it matters: a pool must be open in year 1 that most would leave at once.

In random policies it hardly ever binds, because nobody leaves a pool early without a reason.
"""

from __future__ import annotations

import pytest

from tests.brute_force.comparison import differences_with_optimiser, differences_with_referee
from tests.brute_force.enumerate import brute_force
from tests.brute_force.random_cases import random_case
from tests.brute_force.random_policies import policy
from tests.solving import solve

SEEDS = (60, 61, 74, 97)
"""Seeds below 100 in which the term changes the best plan, of 32 with a pool of a short term."""


@pytest.mark.parametrize("seed", SEEDS)
def test_all_agree_where_a_longer_term_binds(seed: int) -> None:
    loaded, _ = random_case(seed)
    case = loaded.case
    short = [one for one in case.arrangements.values() if max(one.minimum_term_years, one.notice_years) <= 1]
    pool = short[seed % len(short)]
    duty = policy(
        *(case, 1, "pool_open"), service=pool.service, arrangement=pool.arrangement, first_year=1, last_year=1
    )
    term = policy(case, 2, "minimum_term", years=case.settings.years)
    free, bound = brute_force(case, (duty,), keep=1), brute_force(case, (duty, term))
    assert free.best[0].value_gbp > bound.best[0].value_gbp + 1
    found = list(differences_with_optimiser(bound, solve(loaded, (duty, term))))
    for plan in bound.best:
        found += differences_with_referee(case, (duty, term), plan)
    assert found == []
