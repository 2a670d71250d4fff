"""Which alternatives a plan has, and by which policies exactly they are forced; nothing is solved here."""

from __future__ import annotations

from optimizer.analysis.why.alternatives import Alternative, alternatives
from optimizer.analysis.why.chosen import chosen, free_from
from optimizer.case import LoadedCase
from optimizer.case.policies import Entry, typed_policy
from optimizer.case.raw import Findings
from optimizer.plan.plan import Membership, Plan
from tests.formulations.tiny import CHAIN, rows, tiny

THREE_YEARS = {"years": 3}


def plan(*memberships: tuple[str, str, int]) -> Plan:
    return Plan(tuple(Membership(*one) for one in memberships), (), (), ())


def both(pool: str, *years: int) -> list[tuple[str, str, int]]:
    return [(council, pool, year) for council in "AB" for year in years]


def found(case: LoadedCase, given: Plan, council: str = "") -> dict[str, Alternative]:
    return {one.title: one for one in alternatives(case.case, given, ("S",), council)}


def forced(one: Alternative) -> list[tuple[str, dict[str, object]]]:
    """Return kind and parameters of the policies, blank ones and the service left out."""
    return [
        (
            policy.kind,
            {name: value for name, value in policy.parameters.items() if value is not None and value != "S"},
        )
        for policy in one.policies
    ]


def pools(*lines: str) -> list[dict[str, str]]:
    return rows("arrangement service host model notice_years minimum_term_years", *lines)


TWO = pools("P S A lead 0 1", "Q S B lead 0 1")
MODELS = rows(
    "model staff_mode default_depth dip_share minimum_term_years notice_years least_members",
    "lead transfer full 0 1 0 2",
    "committee transfer full 0 1 0 2",
)
ALL = ("A", "B")


def test_the_policies_of_each_kind() -> None:
    case = tiny(None, THREE_YEARS, arrangements=TWO)
    given = found(case, plan(*both("P", 2, 3)))
    assert {title: forced(one) for title, one in given.items()} == {
        "S is not shared": [("pool_forbidden", {"councils": ALL, "first_year": 1, "last_year": 3})],
        "B hosts S instead of A": [
            ("pool_forbidden", {"councils": ALL, "host": "A", "first_year": 1, "last_year": 3}),
            ("pool_open", {"host": "B", "first_year": 3, "last_year": 3}),
        ],
        # Year 1 needs no window: nobody can join before it.
        "S starts in 2026/27 instead of 2027/28": [("pool_open", {"first_year": 1, "last_year": 3})],
        "S starts in 2028/29 instead of 2027/28": [
            ("start_window", {"councils": ALL, "earliest": 3}),
            ("pool_open", {"first_year": 3, "last_year": 3}),
        ],
    }
    assert {one.too_early for one in given.values()} == {""}


def test_a_pool_that_closes_again_is_compared_while_it_lasts() -> None:
    case = tiny(None, THREE_YEARS, arrangements=TWO)
    given = found(case, plan(*both("P", 1, 2)))
    assert forced(given["B hosts S instead of A"])[1] == (
        "pool_open",
        {"host": "B", "first_year": 2, "last_year": 2},
    )
    assert forced(given["S starts in 2027/28 instead of 2026/27"])[1][1] == {
        "first_year": 2,
        "last_year": 2,
    }
    # After the plan's own end the pool would have to last to the end.
    assert forced(given["S starts in 2028/29 instead of 2026/27"])[1][1] == {
        "first_year": 3,
        "last_year": 3,
    }


def test_a_plan_of_two_models_has_each_of_them_as_an_alternative() -> None:
    arrangements = rows(
        "arrangement service host model depth chain", "N S A committee half G", "D S A lead full G"
    )
    case = tiny(None, THREE_YEARS, arrangements=arrangements, delivery_models=MODELS)
    given = found(case, plan(*both("N", 1), *both("D", 2, 3)))
    assert list(given) == [
        "S is not shared",
        "S under committee instead of committee, then lead",
        "S under lead instead of committee, then lead",
        "S starts in 2027/28 instead of 2026/27",
        "S starts in 2028/29 instead of 2026/27",
    ]
    assert [of["model"] for _, of in forced(given["S under lead instead of committee, then lead"])] == [
        "committee",
        "lead",
    ]


def today(pool: str) -> dict[str, object]:
    return {
        f"baseline_services.{council} S.{column}": cell
        for council in ALL
        for column, cell in (("arrangement_today", pool), ("member_since", "2024/25"))
    }


def test_what_goes_on_as_today_has_no_start() -> None:
    """Notice of a year: out from year 2. Term of 3 years from 2024/25 (year -1): out from year 2 as well."""
    case = tiny(today("P"), THREE_YEARS, arrangements=pools("P S A lead 1 1", "Q S B lead 0 1"))
    given = found(case, plan(*both("P", 1, 2, 3)))
    assert list(given) == ["S is not shared from 2027/28", "B hosts S instead of A"]
    assert forced(given["S is not shared from 2027/28"])[0][1]["first_year"] == 2
    assert forced(given["B hosts S instead of A"])[0][1]["first_year"] == 2
    longer = tiny(today("P"), THREE_YEARS, arrangements=pools("P S A lead 0 3", "Q S B lead 0 1"))
    assert free_from(longer.case, "S", "") == 2
    assert free_from(longer.case, "S", "", lambda pool: pool.host, "A") == 1
    endless = tiny(today("P"), THREE_YEARS, arrangements=pools("P S A lead 0 9", "Q S B lead 0 1"))
    assert free_from(endless.case, "S", "") == 3


def test_a_move_from_todays_pool_starts_with_the_pool_that_it_goes_to() -> None:
    case = tiny(today("P"), THREE_YEARS, arrangements=TWO)
    moved = plan(*both("P", 1), *both("Q", 2, 3))
    assert chosen(case.case, moved, "S").start == (2, "Q")
    given = found(case, moved)
    assert forced(given["S starts in 2028/29 instead of 2027/28"]) == [
        ("start_window", {"councils": ALL, "earliest": 3}),
        ("pool_open", {"arrangement": "Q", "first_year": 3, "last_year": 3}),
    ]


def test_one_council_in_and_one_out() -> None:
    case = tiny(None, THREE_YEARS, third=True, arrangements=TWO)
    given = plan(*both("P", 1, 2, 3))
    assert {title: forced(one) for title, one in found(case, given, "B").items()} == {
        "B does not share S": [("pool_forbidden", {"councils": ("B",), "first_year": 1, "last_year": 3})],
        "B shares S hosted by B instead of A": [
            ("pool_forbidden", {"councils": ("B",), "host": "A", "first_year": 1, "last_year": 3}),
            ("pool_required", {"councils": ("B",), "first_year": 3, "last_year": 3}),
        ],
        "B joins S in 2027/28 instead of 2026/27": [
            ("start_window", {"councils": ("B",), "earliest": 2}),
            ("pool_required", {"councils": ("B",), "first_year": 2, "last_year": 3}),
        ],
        "B joins S in 2028/29 instead of 2026/27": [
            ("start_window", {"councils": ("B",), "earliest": 3}),
            ("pool_required", {"councils": ("B",), "first_year": 3, "last_year": 3}),
        ],
    }
    assert list(found(case, given, "C")) == [
        "C shares S hosted by A",
        "C shares S hosted by B",
        "C shares S under lead",
        "C joins S in 2026/27",
        "C joins S in 2027/28",
        "C joins S in 2028/29",
    ]


def test_a_council_without_the_need_has_no_alternative() -> None:
    assert found(tiny(None, THREE_YEARS, arrangements=TWO), plan(), "C") == {}


def test_a_name_can_be_no_users() -> None:
    """A user's policy has no full stop in its name, so `why.1.pool_open` is nobody else's."""
    case = tiny(None, THREE_YEARS, arrangements=TWO)
    names = [
        policy.full_name for one in found(case, plan(*both("P", 2, 3))).values() for policy in one.policies
    ]
    assert all(name.count(".") == 2 for name in names)
    one = found(case, plan(*both("P", 2, 3)))["B hosts S instead of A"]
    assert [policy.full_name for policy in one.policies] == ["why.1.pool_forbidden", "why.2.pool_open"]


def test_the_policies_are_those_that_a_set_would_give() -> None:
    """With their blanks resolved as on reading, so that model and referee meet nothing new."""
    case = tiny(None, THREE_YEARS, arrangements=TWO)
    one = found(case, plan(*both("P", 2, 3)))["S starts in 2028/29 instead of 2027/28"]
    written = (
        {"kind": "start_window", "reason": "r", "service": "S", "earliest": "2028/29"},
        {"kind": "pool_open", "reason": "r", "service": "S", "first_year": "2028/29"},
    )
    for policy, keys in zip(one.policies, written, strict=True):
        findings = Findings()
        read = typed_policy(Entry("s", "s.toml", "p", keys, {}), case.case, findings)
        assert findings.faults == []
        assert read is not None
        assert dict(read.parameters) == dict(policy.parameters)


def test_the_chain_of_depths_is_one_start() -> None:
    case = tiny(None, THREE_YEARS, arrangements=CHAIN)
    deepening = plan(*both("N", 1), *both("D", 2, 3))
    assert chosen(case.case, deepening, "S").start == (1, "N")
    assert [one.value for one in found(case, deepening).values() if one.kind == "start"] == [
        "2027/28",
        "2028/29",
    ]
