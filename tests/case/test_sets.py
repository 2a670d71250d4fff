"""Constraint sets: typed and resolved by kind, combined in order, and spoilt in every way."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from optimizer.case import LoadedCase, load_case, load_sets, sets_from_texts
from optimizer.case.dictionary import policy_kinds
from optimizer.errors import InputError
from tests.builders import CASES

TEMPLATE = CASES.parents[1] / "data" / "template"


@pytest.fixture(scope="module")
def loaded() -> LoadedCase:
    return load_case(TEMPLATE)


def policies(loaded: LoadedCase, text: str) -> dict[str, dict[str, Any]]:
    found = sets_from_texts({"test": text}, loaded.case).policies
    return {policy.policy: dict(policy.parameters) for policy in found}


def policy(kind: str, body: str = "", name: str = "rule") -> str:
    return f'[policy.{name}]\nkind = "{kind}"\nreason = "because"\n{body}\n'


ALL = ("north", "south", "east")
SOURCES = ("transformation_award", "change_reserve", "prudential_borrowing")

RESOLVED: list[tuple[str, str, dict[str, Any]]] = [
    (
        "pool_required",
        'service = "ict"',
        {"service": "ict", "councils": ALL, "arrangement": None, "first_year": 8, "last_year": 8},
    ),
    (
        "pool_required",
        'service = "ict"\ncouncils = ["east", "north"]\nfirst_year = "2027-28"',
        {
            "service": "ict",
            "councils": ("east", "north"),
            "arrangement": None,
            "first_year": 2,
            "last_year": 8,
        },
    ),
    (
        "pool_forbidden",
        'model = "outsourcing"',
        {
            **dict.fromkeys(("service", "host", "arrangement")),
            **{"model": "outsourcing", "councils": ALL, "first_year": 1, "last_year": 8},
        },
    ),
    ("fixed_host", 'service = "payroll"\nhost = "sharedco"', {"service": "payroll", "host": "sharedco"}),
    (
        "start_window",
        'latest = "2030/31"',
        {"service": None, "councils": ALL, "earliest": None, "latest": 5},
    ),
    ("partners", "most = 2", {"service": None, "least": None, "most": 2}),
    (
        "changes_limit",
        "most_per_year = 3",
        {"most_per_year": 3, "councils": ALL, "each_council": False, "each_host": False},
    ),
    (
        "same_host",
        'services = ["payroll", "ict"]',
        {"services": ("payroll", "ict"), "service_group": None, "councils": ALL},
    ),
    (
        "different_hosts",
        'service_group = "support"\ncouncils = ["east"]',
        {"services": ("ict", "payroll"), "service_group": "support", "councils": ("east",)},
    ),
    (
        "pool_open",
        'service = "ict"\nhost = "north"',
        {
            **{"service": "ict", "host": "north", "model": None, "arrangement": None},
            **{"first_year": 8, "last_year": 8},
        },
    ),
    (
        "precedence",
        'first = "ict"\nthen = "payroll"',
        {"first": "ict", "then": "payroll", "councils": ALL, "gap_years": 0},
    ),
    (
        "blackout_years",
        'years = ["2031/32", "2027-28"]',
        {"years": (6, 2), "service": None, "councils": ALL},
    ),
    (
        "forced_break",
        'year = "2028/29"\nservice = "ict"',
        {"year": 3, "service": "ict", "councils": ALL},
    ),
    ("minimum_term", "years = 5", {"years": 5, "service": None, "councils": ALL}),
    ("notice", "years = 2", {"years": 2, "service": None, "councils": ALL}),
    ("risk_rating_limit", "most_rating = 3", {"most_rating": 3, "service": None, "councils": ALL}),
    ("concentration", "most_share = 0.5", {"most_share": Decimal("0.5"), "host": None}),
    ("transition_budget", "", {"pot": "transition", "councils": ()}),
    ("host_fairness", "most = 1", {"least": None, "most": 1, "councils": ALL}),
    ("no_loser", "most_loss_gbp = 0.5", {"most_loss_gbp": Decimal("0.5"), "councils": ALL}),
    ("no_loser", "", {"most_loss_gbp": Decimal(0), "councils": ALL}),
    ("least_saving", "least_gbp = 1000.50", {"least_gbp": Decimal("1000.50")}),
    ("cash_cost_limit", "most_gbp = 1", {"most_gbp": Decimal(1)}),
    ("one_off_cost_limit", "most_gbp = 0", {"most_gbp": Decimal(0)}),
    ("risk_budget", "most_gbp = 5000000", {"most_gbp": Decimal(5_000_000)}),
    ("total_changes_limit", "most = 4", {"most": 4}),
    ("differs", "least = 1", {"memberships": (), "least": 1}),
    (
        "differs",
        'least = 2\nmemberships = ["south, ict.south.lead_authority.full, 2028/29, 2029-30"]',
        {
            "memberships": (
                "south,ict.south.lead_authority.full,3",
                "south,ict.south.lead_authority.full,4",
            ),
            "least": 2,
        },
    ),
    ("expected_saving", "least_gbp = -2000", {"least_gbp": Decimal(-2000)}),
    (
        "cvar_limit",
        "least_gbp = -500.5",
        {"least_gbp": Decimal("-500.5"), "level": Decimal("0.9"), "weight": Decimal(1)},
    ),
    (
        "cvar_limit",
        "least_gbp = 0\nlevel = 0.975\nweight = 0.25",
        {"least_gbp": Decimal(0), "level": Decimal("0.975"), "weight": Decimal("0.25")},
    ),
    (
        "chance_of_loss_limit",
        "most_share = 0.2",
        {"most_share": Decimal("0.2"), "below_gbp": Decimal(0)},
    ),
    ("stress_limit", "least_gbp = 1", {"least_gbp": Decimal(1), "scenario": None}),
    (
        "stress_limit",
        'least_gbp = 1\nscenario = "pessimistic"',
        {"least_gbp": Decimal(1), "scenario": "pessimistic"},
    ),
    ("funded", "", {"councils": ALL, "sources": SOURCES}),
    (
        "funded",
        'councils = ["east"]\nsources = ["change_reserve", "transformation_award"]',
        {"councils": ("east",), "sources": ("change_reserve", "transformation_award")},
    ),
    (
        "host_capacity_fte",
        "most_fte = 20.5",
        {"host": None, "most_fte": Decimal("20.5"), "most_transfers_fte_per_year": None},
    ),
    (
        "host_capacity_volume",
        'service = "ict"\nhost = "north"\nmost_volume = 900',
        {"service": "ict", "host": "north", "most_volume": 900},
    ),
    (
        "affordability",
        "",
        {"councils": ALL, "most_worse_gbp": Decimal(0), "first_year": 0, "last_year": 8},
    ),
    (
        "affordability",
        'first_year = "2026/27"\nlast_year = "2028/29"\nmost_worse_gbp = 5000',
        {"councils": ALL, "most_worse_gbp": Decimal(5000), "first_year": 1, "last_year": 3},
    ),
    (
        "savings_target",
        'year = "2028/29"\nleast_gbp = 100000',
        {"year": 3, "least_gbp": Decimal(100_000), "councils": None, "each_council": False},
    ),
    (
        "savings_target",
        'year = "2028/29"\nleast_gbp = 0\ncouncils = ["south", "east", "north"]',
        {"year": 3, "least_gbp": Decimal(0), "councils": None, "each_council": False},
    ),
    (
        "savings_target",
        'year = "2028/29"\nleast_gbp = 0\neach_council = true',
        {"year": 3, "least_gbp": Decimal(0), "councils": ALL, "each_council": True},
    ),
    ("payback", 'by_year = "2029/30"', {"by_year": 4, "councils": None, "each_council": False}),
    (
        "payback",
        'by_year = "2029/30"\ncouncils = ["east"]',
        {"by_year": 4, "councils": ("east",), "each_council": False},
    ),
    ("maximum_share", "most_share = 0.5", {"most_share": Decimal("0.5"), "councils": ALL}),
    (
        "redundancy_limit",
        "most_per_year_fte = 2",
        {"most_per_year_fte": Decimal(2), "most_total_fte": None, "service": None, "host": None},
    ),
    ("no_compulsory_redundancy", 'host = "north"', {"service": None, "host": "north"}),
    (
        "minimum_cover",
        'service = "ict"\nrole = "all"\nleast_share = 0.75',
        {"service": "ict", "role": "all", "least_fte": None, "least_share": Decimal("0.75")},
    ),
]


@pytest.mark.parametrize(("kind", "body", "expected"), RESOLVED)
def test_parameters_are_resolved(kind: str, body: str, expected: dict[str, Any], loaded: LoadedCase) -> None:
    assert policies(loaded, policy(kind, body)) == {"rule": expected}
    assert set(expected) == set(policy_kinds()[kind].parameters)


def test_every_kind_is_tested() -> None:
    assert {kind for kind, _, _ in RESOLVED} == set(policy_kinds())


def test_blank_councils_of_a_budget_are_those_with_a_pot(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATE, tmp_path / "case")
    with (tmp_path / "case" / "budgets.csv").open("a") as file:
        file.write("east,2026/27,transition,1000\n")
    case = load_case(tmp_path / "case").case
    [found] = sets_from_texts({"test": policy("transition_budget")}, case).policies
    assert found.parameters["councils"] == ("east",)


FAULTS: dict[str, tuple[str, int | None, str | None, str]] = {
    "unknown kind": (policy("no_looser"), 2, "policy.rule.kind", "did you mean 'no_loser'?"),
    "missing kind": ('[policy.rule]\nreason = "x"', 1, "policy.rule.kind", "the key is missing"),
    "missing reason": (
        '[policy.rule]\nkind = "no_loser"',
        1,
        "policy.rule.reason",
        "nothing is given; say who wants the policy and why",
    ),
    "blank reason": (
        '[policy.rule]\nkind = "no_loser"\nreason = " "',
        3,
        "policy.rule.reason",
        "nothing is given",
    ),
    "reason is a number": (
        '[policy.rule]\nkind = "no_loser"\nreason = 5',
        3,
        "policy.rule.reason",
        "is not text; put it in quotation marks",
    ),
    "misspelt parameter": (
        policy("no_loser", "most_los_gbp = 1"),
        4,
        "policy.rule.most_los_gbp",
        "a policy of kind no_loser has no such parameter; did you mean 'most_loss_gbp'?",
    ),
    "missing parameter": (
        policy("changes_limit"),
        1,
        "policy.rule.most_per_year",
        "nothing is given; give a whole number (changes a year), 0 or more",
    ),
    "unknown council": (
        policy("no_loser", 'councils = ["norht"]'),
        4,
        "policy.rule.councils",
        "'norht': is not among the councils of the case; did you mean 'north'?",
    ),
    "no council": (policy("no_loser", "councils = []"), 4, "policy.rule.councils", "the list is empty"),
    "council as text": (
        policy("no_loser", "councils = [1]"),
        4,
        "policy.rule.councils",
        "write texts in quotation marks",
    ),
    "council twice": (
        policy("no_loser", 'councils = ["east", "east"]'),
        4,
        "policy.rule.councils",
        "'east' stands twice in the list",
    ),
    "unknown model": (
        policy("pool_forbidden", 'model = "outsorcing"'),
        4,
        "policy.rule.model",
        "did you mean 'outsourcing'?",
    ),
    "negative money": (
        policy("no_loser", "most_loss_gbp = -1"),
        4,
        "policy.rule.most_loss_gbp",
        "is too small; give an amount (GBP), 0 or more",
    ),
    "inexact money": (
        policy("no_loser", "most_loss_gbp = 0.005"),
        4,
        "policy.rule.most_loss_gbp",
        "has parts of a penny",
    ),
    "quoted money": (
        policy("no_loser", 'most_loss_gbp = "5"'),
        4,
        "policy.rule.most_loss_gbp",
        "write the number without quotation marks",
    ),
    "boolean number": (
        policy("partners", "most = true"),
        4,
        "policy.rule.most",
        "is true or false, not a number",
    ),
    "text for a boolean": (
        policy("changes_limit", 'most_per_year = 1\neach_council = "yes"'),
        5,
        "policy.rule.each_council",
        "write true or false without quotation marks",
    ),
    "year outside": (
        policy("start_window", 'latest = "2034/35"'),
        4,
        "policy.rule.latest",
        "is outside the years of the case; use 2026/27 to 2033/34",
    ),
    "year as a number": (
        policy("start_window", "latest = 2030"),
        4,
        "policy.rule.latest",
        "is not text; put it in quotation marks",
    ),
    "window of no years": (
        policy("start_window", 'earliest = "2030/31"\nlatest = "2029/30"'),
        1,
        "policy.rule",
        "let earliest come before latest",
    ),
    "window without limits": (policy("start_window"), 1, "policy.rule", "give earliest, latest or both"),
    "years in the wrong order": (
        policy("pool_forbidden", 'first_year = "2030/31"\nlast_year = "2029/30"'),
        1,
        "policy.rule",
        "the years are in the wrong order",
    ),
    "least above most": (
        policy("partners", "least = 3\nmost = 2"),
        1,
        "policy.rule",
        "let least be no more than most",
    ),
    "no limit": (policy("host_fairness"), 1, "policy.rule", "give least, most or both"),
    "arrangement of another service": (
        policy("pool_required", 'service = "ict"\narrangement = "payroll_north"'),
        1,
        "policy.rule",
        "the arrangement is for another service",
    ),
    "nothing is forbidden": (
        policy("pool_forbidden", 'service = "ict"\nmodel = "outsourcing"'),
        1,
        "policy.rule",
        "no candidate pool is of the kind that is forbidden",
    ),
    "unknown pot": (
        policy("transition_budget", 'pot = "transitions"'),
        1,
        "policy.rule",
        "did you mean 'transition'?",
    ),
    "unknown source": (
        policy("funded", 'sources = ["change_reserv"]'),
        4,
        "policy.rule.sources",
        "'change_reserv': is not among the sources of the case; did you mean 'change_reserve'?",
    ),
    "no source of its own": (
        policy("funded", 'sources = ["prudential_borrowing"]'),
        1,
        "policy.rule",
        "there is no source to pay from; give south, east a source in funding.csv, or leave them out",
    ),
    "unknown key": ("polices = 1", 1, "polices", "a set has no such key; did you mean 'policy'?"),
    "policy that is a value": ("[policy]\nrule = 1", 2, "policy.rule", "is not a policy"),
    "policies in a list": ("policy = []", 1, "policy", "is not a table of policies"),
    "policy twice": (policy("no_loser") + policy("no_loser"), None, None, "the key or table stands twice"),
    "name with a full stop": (
        policy("no_loser", name='"a.b"'),
        1,
        "policy.a.b",
        "cannot contain a full stop",
    ),
    "replaces nothing": (
        policy("no_loser", 'replaces = "base.rule"'),
        4,
        "policy.rule.replaces",
        "no set before this one has such a policy",
    ),
}


@pytest.mark.parametrize("what", FAULTS)
def test_fault_is_reported_at_its_place(what: str, loaded: LoadedCase) -> None:
    text, row, column, words = FAULTS[what]
    with pytest.raises(InputError) as caught:
        policies(loaded, text)
    found = [(fault.file, fault.row, fault.column, fault.sentence()) for fault in caught.value.faults]
    assert any(
        place[0] == "sets/test.toml" and row in (None, place[1]) and place[2] == column and words in place[3]
        for place in found
    ), found


def test_sets_combine_in_order(loaded: LoadedCase) -> None:
    texts = {"base": policy("no_loser"), "more": policy("partners", "most = 2", name="small")}
    assert [p.full_name for p in sets_from_texts(texts, loaded.case).policies] == ["base.rule", "more.small"]


def test_a_clash_of_names_names_both_places(loaded: LoadedCase) -> None:
    texts = {"base": policy("no_loser"), "more": "\n" + policy("no_loser")}
    with pytest.raises(InputError, match=r"there already \(sets/base.toml, row 1\)") as caught:
        sets_from_texts(texts, loaded.case)
    [fault] = caught.value.faults
    assert (fault.file, fault.row) == ("sets/more.toml", 2)


def test_a_later_policy_replaces_an_earlier_one(loaded: LoadedCase) -> None:
    relaxed = policy("no_loser", 'replaces = "base.rule"\nmost_loss_gbp = 5000')
    found = sets_from_texts({"base": policy("no_loser"), "relaxed": relaxed}, loaded.case).policies
    assert [(p.full_name, p.parameters["most_loss_gbp"]) for p in found] == [("relaxed.rule", 5000)]


def test_sets_are_found_by_name_and_by_path(loaded: LoadedCase, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(policy("partners", "most = 2", name="small"))
    found = load_sets(TEMPLATE, ["base", str(other)], loaded.case)
    assert list(found.set_texts) == ["base", "other"]
    assert [p.full_name for p in found.policies] == ["base.transition_pot", "base.no_losers", "other.small"]
    assert sets_from_texts(found.set_texts, loaded.case).policies == found.policies
    assert set(found.file_hashes) == {"constraints/base.toml", str(other)}
    assert found.descriptions["base"].startswith("What the three councils")


def test_missing_sets_and_sets_named_twice(loaded: LoadedCase) -> None:
    with pytest.raises(InputError) as caught:
        load_sets(TEMPLATE, ["bas", "base", "base"], loaded.case)
    assert [fault.sentence() for fault in caught.value.faults] == [
        "constraints/bas.toml: there is no such constraint set; did you mean 'base'?",
        "constraints/base.toml: a set of this name is there already (constraints/base.toml); "
        "give each set once, and each its own file name",
    ]


def test_a_line_that_nothing_pays_is_odd(loaded: LoadedCase) -> None:
    text = policy("funded", 'councils = ["north"]\nsources = ["prudential_borrowing"]')
    [warning] = sets_from_texts({"test": text}, loaded.case).warnings
    assert (warning.row, warning.column) == (5, "policy.rule.sources")
    assert "no source pays contract_end, contract_extension" in warning.sentence()
    assert "for north, so that nothing may be spent on it; let a source pay it" in warning.sentence()
    assert sets_from_texts({"test": policy("funded")}, loaded.case).warnings == ()


def test_a_set_without_policies_is_odd(loaded: LoadedCase) -> None:
    assert [w.problem for w in sets_from_texts({"none": ""}, loaded.case).warnings] == [
        "the set has no policies"
    ]
