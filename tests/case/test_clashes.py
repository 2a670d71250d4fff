"""Policies that contradict one another on their face: found on reading, and never where there is a plan."""

from __future__ import annotations

from collections import Counter

import pytest

from optimizer.case import LoadedCase, sets_from_texts
from optimizer.case.policies.clashes import required_and_ruled_out
from optimizer.case.policies.entry import Entry
from optimizer.case.policies.stated import Stated
from optimizer.errors import Fault, InputError
from tests.brute_force.draw import Draw
from tests.brute_force.enumerate import brute_force
from tests.brute_force.random_cases import random_case
from tests.brute_force.random_policies import PATTERNS
from tests.brute_force.random_policies import policy as drawn
from tests.formulations.tiny import rows, solve, tiny

TWO_SERVICES = {
    "services": rows("service volume_unit change_month service_group", "S users 10 G", "T users 10 G"),
    "baseline": rows(
        "council service fte pay_gbp_per_fte redundancy_gbp_per_fte recruitment_gbp_per_fte turnover_share",
        *(f"{c} {s} {fte} 10000 1000 0 0" for c, fte in (("A", 6), ("B", 4)) for s in "ST"),
    ),
    "baseline_services": rows(
        "council service volume non_staff_gbp",
        *(f"{c} {s} {users} {users * 100}" for c, users in (("A", 600), ("B", 400)) for s in "ST"),
    ),
    "scale_curves": rows(
        "service measure volume value",
        *(
            f"{s} {m} {v} {x}"
            for s in "ST"
            for m, v, x in (
                ("fte:all", 400, 5),
                ("fte:all", 1000, 8),
                ("non_staff", 400, 50000),
                ("non_staff", 1000, 80000),
            )
        ),
    ),
    "arrangements": rows("arrangement service host model", "P S A lead", "Q S B lead", "R T A lead"),
    "joining": rows(
        "council arrangement join_gbp", "B P 20000", "B Q 15000", "A P 1", "A Q 1", "A R 1", "B R 1"
    ),
    "budgets": rows(
        "council financial_year pot amount_gbp",
        *(f"B {year} transition {amount}" for year, amount in (("2026/27", 14999), ("2027/28", 10000))),
        *(f"B {year} enough {amount}" for year, amount in (("2026/27", 10000), ("2027/28", 15000))),
        "B 2026/27 some 1",
    ),
}


@pytest.fixture(scope="module")
def case() -> LoadedCase:
    return tiny(**TWO_SERVICES)


def policy(name: str, kind: str, body: str) -> str:
    return f'[policy.{name}]\nkind = "{kind}"\nreason = "because"\n{body}\n'


def faults(case: LoadedCase, *policies: str) -> tuple[Fault, ...]:
    """Return the faults of policies, each in a set of its own: one, two, ..."""
    names = ("one", "two", "three")
    try:
        sets_from_texts(dict(zip(names, policies, strict=False)), case.case)
    except InputError as error:
        return error.faults
    return ()


REQUIRED = policy("must", "pool_required", 'service = "S"\nfirst_year = "2026/27"')
BY_THE_END = policy("must", "pool_required", 'service = "S"')

CLASHES = {
    "required and forbidden": (
        REQUIRED,
        policy("no", "pool_forbidden", 'service = "S"'),
        "required and ruled out",
    ),
    "one arrangement required and its host forbidden": (
        policy("must", "pool_required", 'service = "S"\narrangement = "Q"'),
        policy("no", "pool_forbidden", 'host = "B"'),
        "required and ruled out (A, S, 2027/28)",
    ),
    "required under another host": (
        policy("must", "pool_required", 'service = "S"\narrangement = "Q"'),
        policy("no", "fixed_host", 'service = "S"\nhost = "A"'),
        "required and ruled out",
    ),
    "required before the earliest start": (
        REQUIRED,
        policy("late", "start_window", 'earliest = "2027/28"'),
        "required and ruled out (A, S, 2026/27)",
    ),
    "required with a break": (
        BY_THE_END,
        policy("break", "forced_break", 'year = "2027/28"'),
        "required and ruled out (A, S, 2027/28)",
    ),
    "required and too risky": (
        BY_THE_END,
        policy("safe", "risk_rating_limit", "most_rating = 1"),
        "ruled out",
    ),
    "required while nothing may change": (
        REQUIRED,
        policy("election", "blackout_years", 'years = ["2026/27"]'),
        "ruled out",
    ),
    "somebody must share what everybody may not": (
        policy("open", "pool_open", 'service = "S"\nhost = "B"'),
        policy("no", "fixed_host", 'service = "S"\nhost = "A"'),
        "required and ruled out",
    ),
    "two hosts": (
        policy("a", "fixed_host", 'service = "S"\nhost = "A"'),
        policy("b", "fixed_host", 'service = "S"\nhost = "B"'),
        "fixed to two hosts, A and B",
    ),
    "earliest after latest": (
        policy("late", "start_window", 'earliest = "2027/28"\nservice = "S"'),
        policy("early", "start_window", 'latest = "2026/27"'),
        "may join from 2027/28 and no later than 2026/27",
    ),
    "same and different hosts": (
        policy("same", "same_host", 'services = ["S", "T"]'),
        policy("different", "different_hosts", 'service_group = "G"'),
        "the same host and different hosts",
    ),
    "more partners than partners": (
        policy("many", "partners", 'least = 2\nservice = "T"'),
        policy("few", "partners", "most = 1"),
        "at least 2 members and at most 1",
    ),
    "in a circle": (
        policy("first", "precedence", 'first = "S"\nthen = "T"'),
        policy("second", "precedence", 'first = "T"\nthen = "S"'),
        "in a circle (S before T before S)",
    ),
    "no money to join": (
        BY_THE_END,
        policy("pot", "transition_budget", ""),
        "at least £15,000.00 in one year, and its pot never has more than £14,999.00",
    ),
}


@pytest.mark.parametrize("name", CLASHES)
def test_both_places_are_named(name: str, case: LoadedCase) -> None:
    first, second, words = CLASHES[name]
    found = [fault for fault in faults(case, first, second) if words in fault.problem]
    assert found, faults(case, first, second)
    for fault in found:
        assert fault.file == "sets/two.toml"
        assert "(sets/one.toml, row 1)" in fault.problem
        assert fault.remedy
    assert faults(case, first) == ()


@pytest.mark.parametrize("name", CLASHES)
def test_a_preference_clashes_with_nothing(name: str, case: LoadedCase) -> None:
    first, second, words = CLASHES[name]
    wish = 'negotiable = "preference"\nprice_gbp_per_unit = 5\nreason = "because"'
    soft = second.replace('reason = "because"', wish)
    assert not any(words in fault.problem for fault in faults(case, first, soft))


HARMLESS = {
    "forbidden to another council": (
        policy("must", "pool_required", 'service = "S"\ncouncils = ["A"]'),
        policy("no", "pool_forbidden", 'service = "S"\ncouncils = ["B"]\nhost = "B"'),
    ),
    "forbidden in another year": (
        BY_THE_END,
        policy("no", "pool_forbidden", 'service = "S"\nlast_year = "2026/27"'),
    ),
    "hosts of two services": (
        policy("a", "fixed_host", 'service = "S"\nhost = "B"'),
        policy("b", "fixed_host", 'service = "T"\nhost = "A"'),
    ),
    "windows of two services": (
        policy("late", "start_window", 'earliest = "2027/28"\nservice = "S"'),
        policy("early", "start_window", 'latest = "2026/27"\nservice = "T"'),
    ),
    "windows of two councils": (
        policy("late", "start_window", 'earliest = "2027/28"\ncouncils = ["A"]'),
        policy("early", "start_window", 'latest = "2026/27"\ncouncils = ["B"]'),
    ),
    "one after the other": (
        policy("first", "precedence", 'first = "S"\nthen = "T"\ncouncils = ["A"]'),
        policy("second", "precedence", 'first = "T"\nthen = "S"\ncouncils = ["B"]'),
    ),
    "money in one of the years": (BY_THE_END, policy("pot", "transition_budget", 'pot = "enough"')),
    "a year without a limit": (BY_THE_END, policy("pot", "transition_budget", 'pot = "some"')),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_can_hold_together_is_let_through(name: str, case: LoadedCase) -> None:
    assert faults(case, *HARMLESS[name]) == ()


def test_a_circle_of_three_names_all_of_them(case: LoadedCase) -> None:
    circle = [
        policy(f"{first}{then}", "precedence", f'first = "{first}"\nthen = "{then}"')
        for first, then in (("S", "T"), ("T", "S"))
    ]
    [fault] = faults(case, *circle)
    assert "it contradicts ST (sets/one.toml, row 1)" in fault.problem


def test_members_and_hosts_that_cannot_be(case: LoadedCase) -> None:
    [fault] = faults(case, policy("many", "partners", "least = 3"))
    assert fault.problem == "no pool of any service can have 3 members, the most is 2"
    [fault] = faults(case, policy("fair", "host_fairness", 'least = 2\ncouncils = ["B"]'))
    assert fault.problem == "B is to host 2 pools, but the arrangements offer it 1 (S)"


RULING_OUT = ("pool_forbidden", "fixed_host", "start_window")


def test_no_plan_is_ever_ruled_out() -> None:
    """Where reading says that what is required is ruled out, enumeration finds no plan."""
    found: Counter[str] = Counter()
    for seed in range(60):
        case = random_case(seed)[0].case
        draw = Draw(f"clashes {seed}")
        for number, kind in enumerate(RULING_OUT):
            policies = tuple(
                drawn(case, place, one, **PATTERNS[one](draw, case))
                for place, one in enumerate(("pool_required", kind), start=number)
            )
            entry = Entry("random", "random.toml", "rule", {}, {})
            firm = [Stated(entry, one) for one in policies]
            if list(required_and_ruled_out(firm, case)):
                found[kind] += 1
                assert not brute_force(case, policies).feasible, f"seed {seed}, {kind}"
    assert {kind: found[kind] for kind in RULING_OUT if found[kind] < 2} == {}


@pytest.mark.parametrize(("pot", "status"), [("transition", "infeasible"), ("enough", "optimal")])
def test_a_pot_that_never_covers_joining_leaves_no_plan(pot: str, status: str, case: LoadedCase) -> None:
    """B joins S for 15,000 at the least: 14,999 in the better year are not enough, 15,000 are."""
    must, budget = (
        sets_from_texts({"one": text}, case.case).policies[0]
        for text in (BY_THE_END, policy("pot", "transition_budget", f'pot = "{pot}"'))
    )
    assert solve(case, [must, budget]).status == status
