"""M4 to M6: minimum term, terms that began before today, notice."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import CHAIN, members, policy, solve, tiny, together

TODAY = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}


def test_minimum_term_sums_the_starts_that_are_still_bound() -> None:
    """A term of two years: in year 3 those who started in years 2 and 3 are in; the sum is cut at year 1."""
    built = Built(tiny({"delivery_models.lead.minimum_term_years": 2}, {"years": 3}))
    assert built.row("terms.minimum_term[A,P,3]") == written(
        "member[A,P,3] - joins[A,P,2] - joins[A,P,3] >= 0"
    )
    assert built.row("terms.minimum_term[A,P,1]") == written("member[A,P,1] - joins[A,P,1] >= 0")


def test_minimum_term_of_a_chain_counts_every_depth() -> None:
    built = Built(tiny({"delivery_models.lead.minimum_term_years": 2}, arrangements=CHAIN))
    assert built.row("terms.minimum_term[B,G,2]") == written(
        "member[B,N,2] + member[B,D,2] - starts[B,G,1] - starts[B,G,2] >= 0"
    )
    assert built.rows_of("terms.minimum_term") == ["A,G,1", "A,G,2", "B,G,1", "B,G,2"]


def test_todays_members_stay_until_their_term_ends() -> None:
    """A term of three years from year 0 runs until year 0 + 3 - 1 = 2."""
    built = Built(tiny(TODAY | {"delivery_models.lead.minimum_term_years": 3}, {"years": 3}))
    assert built.row("terms.bound_today[A,P,2]") == written("member[A,P,2] >= 1")
    assert built.rows_of("terms.bound_today") == ["A,P,1", "A,P,2", "B,P,1", "B,P,2"]


def test_notice_forbids_to_stop_in_the_first_years() -> None:
    """stops = joins - member[t] + member[t-1]: in year 1 joins has no column and member[A,P,0] = 1."""
    built = Built(tiny(TODAY | {"delivery_models.lead.notice_years": 2}, {"years": 3}))
    assert built.row("terms.notice[A,P,1]") == written("- member[A,P,1] == -1")
    assert built.row("terms.notice[A,P,2]") == written("joins[A,P,2] - member[A,P,2] + member[A,P,1] == 0")
    assert built.rows_of("terms.notice") == ["A,P,1", "A,P,2", "B,P,1", "B,P,2"]


def test_who_cannot_have_been_a_member_has_no_notice() -> None:
    built = Built(tiny({"delivery_models.lead.notice_years": 1}))
    assert built.rows_of("terms.notice") == []
    assert built.rows_of("terms.bound_today") == []


def test_binds_who_must_join_for_a_year_stays_for_the_term() -> None:
    """The pool costs 50,000 of governance; a duty to share binds both in year 1 only.

    Term 1, out again in year 2: each year is half 200,000 and half 230,000, so -15,000 - 15,000 = -30,000.
    Term 2: year 1 -15,000, year 2 90,000 + 80,000 + 50,000 + 2,000 for two redundancies: -22,000. -37,000.
    """
    duty = policy(
        "pool_required", service="S", councils=("A", "B"), arrangement=None, first_year=1, last_year=1
    )
    costly = {"delivery_models.lead.governance_gbp_per_year": 50_000}
    short = solve(tiny(costly), [duty])
    assert (members(short), short.npv_gbp) == (together(1), -30_000.0)
    long = solve(tiny(costly | {"delivery_models.lead.minimum_term_years": 2}), [duty])
    assert (members(long), long.npv_gbp) == (together(1, 2), -37_000.0)


def test_binds_todays_members_leave_a_costly_pool_when_term_and_notice_allow() -> None:
    """Today's pool costs 80,000 of pay, 80,000 and 50,000 of governance = 210,000; in-house costs 200,000.

    Free to leave in year 1: 5,000 + 10,000. With a year's notice only in year 2: 5,000. In a term of three
    years that began in year 0: not at all.
    """
    costly = TODAY | {"delivery_models.lead.governance_gbp_per_year": 50_000}
    free = solve(tiny(costly))
    assert (members(free), free.npv_gbp) == ([], 15_000.0)
    notice = solve(tiny(costly | {"delivery_models.lead.notice_years": 1}))
    assert (members(notice), notice.npv_gbp) == (together(1), 5_000.0)
    bound = solve(tiny(costly | {"delivery_models.lead.minimum_term_years": 3}))
    assert (members(bound), bound.npv_gbp) == (together(1, 2), 0.0)
