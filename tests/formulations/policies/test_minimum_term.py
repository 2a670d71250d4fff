"""A term longer than the arrangement's own."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import CHAIN, members, policy, solve, tiny, together

ROW = "policy[s.minimum_term].stays"


def term(years: int, councils: tuple[str, ...] = ("A", "B"), service: str | None = None):
    return policy("minimum_term", years=years, service=service, councils=councils)


def test_each_start_keeps_its_later_years() -> None:
    """A term of three: who starts in year 1 is in in years 2 and 3; the year of the start is in anyway."""
    built = Built(tiny(settings={"years": 4}), [term(3, ("B",))])
    assert built.row("policy[s.minimum_term].stays[B,P,1,3]") == written("member[B,P,3] - joins[B,P,1] >= 0")
    assert built.rows_of(ROW) == ["B,P,1,2", "B,P,1,3", "B,P,2,3", "B,P,2,4", "B,P,3,4"]


def test_only_what_is_longer_than_the_own_term() -> None:
    """The own term of 2 covers the year of the start and the next; the policy adds the third."""
    case = tiny({"delivery_models.lead.minimum_term_years": 2}, {"years": 4})
    assert Built(case, [term(3, ("B",))]).rows_of(ROW) == ["B,P,1,3", "B,P,2,4"]
    assert Built(case, [term(2)]).rows_of(ROW) == []


def test_a_chain_counts_as_one() -> None:
    built = Built(tiny(arrangements=CHAIN), [term(2, ("B",), "S")])
    assert built.row("policy[s.minimum_term].stays[B,G,1,2]") == written(
        "member[B,N,2] + member[B,D,2] - starts[B,G,1] >= 0"
    )


def test_binds_who_must_join_for_a_year_stays_for_the_term() -> None:
    """The pool costs 50,000 of governance; a duty to share binds both in year 1 only (as in test_terms).

    Out again in year 2: each year is half 200,000 and half 230,000, so -15,000 - 15,000 = -30,000.
    Two years: year 1 -15,000, year 2 90,000 + 80,000 + 50,000 + 2,000 for two redundancies: -22,000. -37,000.
    """
    duty = policy(
        "pool_required", service="S", councils=("A", "B"), arrangement=None, first_year=1, last_year=1
    )
    case = tiny({"delivery_models.lead.governance_gbp_per_year": 50_000})
    short = solve(case, [duty, term(1)])
    assert (members(short), short.npv_gbp) == (together(1), -30_000.0)
    long = solve(case, [duty, term(2)])
    assert (members(long), long.npv_gbp) == (together(1, 2), -37_000.0)
