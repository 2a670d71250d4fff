"""Who is where, and what changes from one year to the next, for decisions too short-lived for a good plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from optimizer.plan import ContractState, Membership
from optimizer.verify.costing import tell
from optimizer.verify.decisions import Decisions, decisions_of
from optimizer.verify.history import History, make_history
from optimizer.verify.timeline import make_timeline
from tests.verify import cases
from tests.verify.plans import good_plans
from tests.verify.tables import contract, memberships

YEARS = range(1, 7)


def history_of(rows: list[Membership], contracts: Iterable[ContractState] = ()) -> History:
    given = {(row.contract, row.year): ((row.state, row.arrangement),) for row in contracts}
    return make_history(cases.rich(), Decisions(frozenset(tuple(row) for row in rows), given, {}))


def years(holds: Callable[..., object], *of: str) -> set[int]:
    return {year for year in YEARS if holds(*of, year)}


# A is in the network for a year, in everything for a year, out for a year and with the provider for a year.
BRIEFLY = [
    *memberships("ICT.A.net", "A", (2,)),
    *memberships("ICT.A.full", "A", (3,)),
    *memberships("ICT.P.full", "A", (5,)),
]


def test_moves_of_a_council() -> None:
    history = history_of(BRIEFLY)
    assert history.active == ("ICT.A.net", "ICT.A.full", "ICT.P.full", "PAY.B.sec")
    found = {
        pool: [
            years(of_council, "A", pool)
            for of_council in (history.is_member, history.joins, history.leaves, history.deepens)
        ]
        for pool in history.active[:3]
    }
    assert found == {
        "ICT.A.net": [{2}, {2}, {3}, set()],
        "ICT.A.full": [{3}, {3}, {4}, {3}],
        "ICT.P.full": [{5}, {5}, {6}, set()],
    }
    chain = [
        years(of_chain, "A", "ICT_A") for of_chain in (history.is_in_chain, history.starts, history.stops)
    ]
    assert chain == [{2, 3}, {2}, {4}]


def test_moves_of_a_pool() -> None:
    history = history_of(BRIEFLY)
    found = {
        pool: [years(of_pool, pool) for of_pool in (history.is_open, history.opens, history.opens_deeper)]
        for pool in history.active[:3]
    }
    assert found == {
        "ICT.A.net": [{2}, {2}, set()],
        "ICT.A.full": [{3}, {3}, {3}],
        "ICT.P.full": [{5}, {5}, set()],
    }
    assert years(history.is_chain_open, "ICT_A") == {2, 3}
    assert [history.volume("ICT.A.net", year) for year in YEARS] == [0, 800, 0, 0, 0, 0]
    # B alone is in the network when A and C come into the pool of its chain; the order is the case's.
    several = history_of([*memberships("ICT.A.net", "B", (1, 2)), *memberships("ICT.A.full", "CBA", (3,))])
    assert years(several.opens_deeper, "ICT.A.full") == {3}
    assert years(several.deepens, "B", "ICT.A.full") == {3}
    assert years(several.deepens, "A", "ICT.A.full") == set()
    assert several.members["ICT.A.full"][3] == several.candidates("ICT.A.full") == ("A", "B", "C")
    assert several.volume("ICT.A.full", 3) == 800 + 500 + 400


def test_places_of_a_council() -> None:
    history = history_of(BRIEFLY)
    nowhere: tuple[str, ...] = ()
    assert history.places["A", "ICT"] == (
        *(nowhere, nowhere, ("ICT.A.net",), ("ICT.A.full",), nowhere, ("ICT.P.full",), nowhere),
    )
    assert ("C", "ICT") not in history.places


def test_members_stand_in_the_order_of_the_case() -> None:
    case = cases.rich()
    reverse = replace(case, councils=case.councils[::-1])
    rows = frozenset((council, "ICT.A.full", 3) for council in "ABC")
    assert make_history(reverse, Decisions(rows, {}, {})).members["ICT.A.full"][3] == ("C", "B", "A")


def test_todays_members_are_in_from_the_start() -> None:
    history = history_of(memberships("PAY.B.sec", "A", range(1, 3)))
    assert history.members["PAY.B.sec"] == (("A", "B"), ("A",), ("A",), (), (), (), ())
    assert years(history.leaves, "A", "PAY.B.sec") == {3}
    assert years(history.leaves, "B", "PAY.B.sec") == {1}
    assert years(history.joins, "A", "PAY.B.sec") == years(history.opens, "PAY.B.sec") == set()


def test_states_of_a_contract() -> None:
    rows = [
        *contract("iA", "novated", (2,), "ICT.A.net"),
        *contract("iA", "novated", (3,), "ICT.A.full"),
        *contract("iA", "ended", (5,)),
        *contract("iB", "run_on", (4, 5)),
        *contract("iB", "ended", (6,)),
    ]
    history = history_of([*BRIEFLY, *memberships("ICT.A.full", "B", range(4, 7))], rows)
    for name, pooled, runs_on, ended, ends, displaced in (
        ("iA", {2, 3, 5}, set(), {5}, {5}, {2, 5}),
        ("iB", {4, 5, 6}, {4, 5}, {6}, {6}, {4}),
        ("iC", set(), set(), set(), set(), set()),
    ):
        of_contract = (history.pooled, history.runs_on, history.ended, history.ends, history.displaced)
        assert [years(holds, name) for holds in of_contract] == [pooled, runs_on, ended, ends, displaced]
    # Passing from one pool of a chain to the next is no second novation.
    assert [history.novates("iA", year) for year in YEARS] == [0, 1, 0, 0, 0, 0]
    assert history.novated_to("iA", 3) == ("ICT.A.full",)
    # What today's pools displace runs on today, whatever the plan says.
    assert history.states("pA", 0) == (("run_on", ""),)
    assert history.states("iA", 0) == history.states("iA", 1) == ()
    assert history.displaced("pA", 1) is False


def test_a_contract_may_pass_to_another_host() -> None:
    rows = [*contract("iA", "novated", (2,), "ICT.A.net"), *contract("iA", "novated", (3,), "ICT.P.full")]
    history = history_of([Membership("A", "ICT.A.net", 2), Membership("A", "ICT.P.full", 3)], rows)
    assert [history.novates("iA", year) for year in YEARS] == [0, 1, 1, 0, 0, 0]


def test_every_series_has_the_years_of_the_case_and_no_more() -> None:
    case, plan = good_plans()["deepening"]
    story, timeline = tell(case, decisions_of(plan)), make_timeline(case)
    of_staff = (story.workforce.home, story.workforce.required, story.workforce.dip, story.workforce.staff)
    series = [
        *(values for table in of_staff for values in table.values()),
        *(
            *story.workforce.need_gbp.values(),
            *story.history.members.values(),
            *story.history.places.values(),
        ),
        *(*timeline.live_before.values(), *timeline.live_after.values(), *timeline.years_left.values()),
        *(*timeline.relative.values(), *timeline.cash.values(), timeline.discount),
    ]
    assert {len(values) for values in series} == {1 + case.settings.years} == {7}
