"""Every kind of policy: from what it is missed by to changes, and to a sentence with a number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.analysis.explain.changes import Change, SetAside, applied
from optimizer.analysis.explain.elastic import Miss
from optimizer.analysis.explain.kinds import SET_ASIDE_ONLY, TRANSLATIONS
from optimizer.analysis.explain.kinds.translation import rounded_up
from optimizer.case.case import Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.errors import InternalError
from tests.analysis.explain.small import Value, named
from tests.formulations.tiny import rows, tiny

BUDGETS = rows(
    "council financial_year pot amount_gbp",
    "A 2026/27 transition 10000",
    "B 2027/28 transition 20000",
    "shared 2026/27 transition 5500",
)
CASE = tiny(third=True, settings={"years": 4}, budgets=BUDGETS).case
ABC = ("A", "B", "C")
ALL = {"service": None, "councils": ABC}


def given(kind: str, **parameters: Value) -> Policy:
    return named("p", kind, **dict.fromkeys(policy_kinds()[kind].parameters) | parameters)


def miss(rule: str, *index: str, amount: float = 1.0) -> Miss:
    return Miss(rule, index, amount)


def test_every_kind_gives_way_or_says_why_not() -> None:
    """A new kind of policy needs a translation in `kinds`, or a reason in SET_ASIDE_ONLY."""
    assert {*TRANSLATIONS, *SET_ASIDE_ONLY} == set(policy_kinds())
    assert not {*TRANSLATIONS} & {*SET_ASIDE_ONLY}
    assert all(reason.strip() for reason in SET_ASIDE_ONLY.values())


GIVING = [
    (
        given("expected_saving", least_gbp=Decimal(500)),
        [miss("least", "all", amount=2000.5)],
        "be content, on average over the outcomes, with a loss of £2,500",
    ),
    (
        given("cvar_limit", least_gbp=Decimal(-4000), level=Decimal("0.9"), weight=Decimal(1)),
        [miss("least", "all", amount=250.0)],
        "be content, in the worst outcomes, with a loss of £5k",
    ),
    (
        given("chance_of_loss_limit", most_share=Decimal("0.2"), below_gbp=Decimal(0)),
        [miss("most", "all", amount=0.115)],
        "accept a loss in up to 32% of the outcomes",
    ),
    (
        given("stress_limit", least_gbp=Decimal(20_000), scenario="late"),
        [miss("least", "late", amount=5000.0)],
        "be content, in the scenario late, with a saving of £15k",
    ),
    # policy, misses, sentence
    (
        given("transition_budget", pot="transition", councils=ABC),
        [miss("shared_pot.shared", "1", amount=400.0), miss("council_pot.own", "B", "2", amount=1000.0)],
        "raise the shared 2026/27 transition budget by £1k to £6,500 and B's 2027/28 transition budget by "
        "£1k to £21k",
    ),
    (
        given("no_loser", most_loss_gbp=Decimal(0), councils=ABC),
        [miss("no_loser", "A", amount=182_000.004), miss("no_loser", "B", amount=7.0)],
        "let a council end up to £183k worse off over the whole case",
    ),
    (
        given("changes_limit", most_per_year=2, councils=("A", "B"), each_council=True, each_host=False),
        [miss("limit", "A", "1")],
        "allow each of A and B three changes a year",
    ),
    (
        given("changes_limit", most_per_year=0, councils=ABC, each_council=False, each_host=False),
        [miss("limit", "1", amount=11.0)],
        "allow all councils together 11 changes a year",
    ),
    (
        given("partners", service="S", least=3, most=None),
        [miss("least", "P", "1"), miss("least", "P", "2")],
        "let a pool for S have as few as two members",
    ),
    (
        given("partners", least=2, most=2),
        [miss("most", "P", "1")],
        "let a pool have as many as three members",
    ),
    (
        given("host_fairness", least=2, most=3, councils=ABC),
        [miss("least", "A", "4"), miss("most", "B", "2", amount=2.0)],
        "let each council host as few as one service and let each council host as many as five services",
    ),
    (
        given("start_window", service="S", councils=ABC, earliest=3, latest=None),
        [miss("outside", "A", "P", "2"), miss("outside", "B", "P", "2")],
        "let S start in 2027/28, not only from 2028/29",
    ),
    (
        given("start_window", councils=("A",), earliest=None, latest=1),
        [miss("outside", "A", "P", "4")],
        "let sharing in A start as late as 2029/30, not only until 2026/27",
    ),
    (
        given("pool_required", service="S", councils=ABC, first_year=1, last_year=4),
        [miss("required", "C", str(year)) for year in (1, 2, 3, 4)],
        "excuse C from sharing S",
    ),
    (
        given("pool_required", service="S", councils=ABC, first_year=1, last_year=4),
        [miss("required", council, "1") for council in ABC],
        "let S wait until 2027/28 (not 2026/27)",
    ),
    (
        given("pool_required", service="S", councils=ABC, first_year=1, last_year=4),
        [miss("required", council, "4") for council in ABC],
        "ask for S to be shared until 2028/29 only",
    ),
    (
        given("pool_forbidden", service="S", model="lead_authority", councils=ABC, first_year=1, last_year=4),
        [miss("forbidden", "B", "P", "3"), miss("forbidden", "B", "P", "4")],
        "allow pools for S of the model lead authority for B",
    ),
    (
        given("pool_forbidden", arrangement="P", councils=ABC, first_year=1, last_year=4),
        [miss("forbidden", council, "P", "4") for council in ABC],
        "allow the pool P from 2029/30 on",
    ),
    (
        given("pool_forbidden", host="A", councils=ABC, first_year=1, last_year=4),
        [miss("forbidden", council, "P", "1") for council in ABC],
        "allow pools hosted by A until 2026/27",
    ),
    (
        given("fixed_host", service="S", host="B"),
        [miss("fixed_host", "A", "P", "1")],
        "let A host S in place of B",
    ),
    (
        given("same_host", services=("S", "T"), councils=ABC),
        [miss("one_host", "S", "T", "A", "C", "1")],
        "excuse C from having the services from one host",
    ),
    (
        given("different_hosts", services=("S", "T"), councils=ABC),
        [miss("apart", "S", "T", "A", "B", "1")],
        "excuse B from having each service from another host",
    ),
    (
        given("blackout_years", years=(1, 2), service="S", councils=("A", "B")),
        [miss("joining", "A", "P", "2")],
        "allow changes to S of A and B in 2027/28",
    ),
    (
        given("forced_break", year=2, councils=ABC),
        [miss("outside", "A", "P")],
        "excuse A from the break in 2027/28",
    ),
    (
        given("least_saving", least_gbp=Decimal(50_000)),
        [miss("least", "all", amount=1.0)],
        "be content with a saving of £49k",
    ),
    (
        given("cash_cost_limit", most_gbp=Decimal(1_000_000)),
        [miss("most", "all", amount=2_500.0)],
        "let all years cost up to £1,003k",
    ),
    (
        given("one_off_cost_limit", most_gbp=Decimal(500)),
        [miss("most", "all", amount=10.0)],
        "let the whole plan cost once up to £1,500",
    ),
    (
        given("risk_budget", most_gbp=Decimal(500_000)),
        [miss("most", "all", amount=10_000.0)],
        "raise the risk budget (rated pounds) to £510k",
    ),
    (
        given("host_capacity_fte", host="A", most_fte=Decimal(10), most_transfers_fte_per_year=Decimal(5)),
        [miss("fte", "A", "1", amount=2.31), miss("transfers", "A", "1", amount=1.0)],
        "let A have 12.4 FTE of staff in its pools and let A take in 6 FTE a year",
    ),
    (
        given("host_capacity_volume", service="S", most_volume=1000),
        [miss("volume", "A", "1", amount=500.0)],
        "let each host handle up to 1,500 users of S",
    ),
    (
        given("affordability", most_worse_gbp=Decimal(0), councils=ABC, first_year=0, last_year=4),
        [miss("affordable", "A", "1", amount=2_000.0)],
        "let a council be up to £2k worse off in a year, in cash",
    ),
    (
        given("savings_target", year=2, least_gbp=Decimal(90_000), each_council=False),
        [miss("target", "2", amount=12_345.0)],
        "be content with all councils together saving £77k in 2027/28",
    ),
    (
        given("redundancy_limit", most_per_year_fte=Decimal(0), most_total_fte=Decimal(1)),
        [miss("per_year", "1", amount=2.0), miss("in_total", "all", amount=1.0)],
        "allow 2 FTE of redundancies a year and allow 2 FTE of redundancies in all",
    ),
    (
        given("minimum_cover", service="S", least_fte=Decimal(9)),
        [miss("fte", "P", "all", "1", amount=0.96)],
        "be content with 8 FTE staff of each role in a pool for S",
    ),
    (
        given("total_changes_limit", most=0),
        [miss("most", "all")],
        "allow one change over all years",
    ),
    (
        given("differs", memberships=(), least=9),
        [miss("least", "all", amount=4.0)],
        "be content with a plan that differs in five service years",
    ),
]
"""What each kind does with misses; the arithmetic is in the sentence."""


@pytest.mark.parametrize(
    ("policy", "misses", "sentence"), GIVING, ids=lambda value: getattr(value, "kind", "")
)
def test_misses_become_changes_and_a_sentence(policy: Policy, misses: list[Miss], sentence: str) -> None:
    translation = TRANSLATIONS[policy.kind]
    assert translation.changes is not None
    changes = translation.changes(CASE, policy, misses)
    assert translation.say(CASE, policy, changes) == sentence
    case, [repaired] = applied(CASE, [policy], changes)
    assert (case.budgets_gbp, repaired.parameters) != (CASE.budgets_gbp, policy.parameters)


TRYING = [
    # policy, the first two sentences that are tried, how many there are
    (
        given("pool_required", service="S", councils=ABC, first_year=2, last_year=2),
        ["let S wait until 2028/29 (not 2027/28)", "let S wait until 2029/30 (not 2027/28)"],
        2,
    ),
    (
        given("pool_open", service="S", first_year=2, last_year=4),
        ["let the pool for S wait until 2028/29", "let the pool for S wait until 2029/30"],
        2,
    ),
    (
        given("precedence", first="S", then="T", gap_years=2, councils=ABC),
        ["let T be shared one year after S", "let T be shared in the same year as S"],
        2,
    ),
    (
        given("minimum_term", years=4, **ALL),
        ["let councils leave a pool after three years", "let councils leave a pool after two years"],
        3,
    ),
    (
        given("notice", years=3, **ALL),
        [
            "let councils leave pools after the first two years",
            "let councils leave pools after the first year",
        ],
        2,
    ),
    (
        given("risk_rating_limit", most_rating=2, **ALL),
        ["allow pools with a risk rating of 3"],
        1,
    ),
    (
        given("concentration", most_share=Decimal("0.75"), host=None),
        ["let one host have 85% of all that is shared", "let one host have 95% of all that is shared"],
        3,
    ),
    (
        given("payback", by_year=2, councils=None, each_council=False),
        ["let what is spent be paid back by 2028/29", "let what is spent be paid back by 2029/30"],
        2,
    ),
    (
        given("maximum_share", most_share=Decimal("0.65"), councils=("A",)),
        ["let A have 75% of what all councils save", "let A have 85% of what all councils save"],
        4,
    ),
    (
        given("minimum_cover", service="S", least_share=Decimal("0.25")),
        [
            "be content with 15% of the posts in a pool for S",
            "be content with 5% of the posts in a pool for S",
        ],
        3,
    ),
    (
        given("forced_break", year=2, **ALL),
        [
            "let the break fall in 2026/27 in place of 2027/28",
            "let the break fall in 2028/29 in place of 2027/28",
        ],
        3,
    ),
]


@pytest.mark.parametrize(("policy", "first", "count"), TRYING, ids=lambda value: getattr(value, "kind", ""))
def test_smallest_changes_are_tried_first(policy: Policy, first: list[str], count: int) -> None:
    translation = TRANSLATIONS[policy.kind]
    tried = list(translation.tries(CASE, policy))
    assert [translation.say(CASE, policy, changes) for changes in tried][:2] == first
    assert len(tried) == count
    for changes in tried:
        _, [repaired] = applied(CASE, [policy], changes)
        assert repaired.parameters != policy.parameters


def test_every_translation_is_shown_here() -> None:
    assert {policy.kind for policy, *_ in (*GIVING, *TRYING)} == set(TRANSLATIONS)


@pytest.mark.parametrize(
    ("policy", "misses"),
    [
        (
            given("pool_required", service="S", councils=("A",), first_year=2, last_year=2),
            [miss("required", "A", "2")],
        ),
        (given("fixed_host", service="S", host="B"), []),
        (
            given("minimum_cover", service="S", least_fte=Decimal(1)),
            [miss("fte", "P", "all", "1", amount=1.0)],
        ),
        (
            given("same_host", services=("S", "T"), councils=("A",)),
            [miss("one_host", "S", "T", "A", "A", "1")],
        ),
        (given("blackout_years", years=(2,), **ALL), [miss("joining", "A", "P", "2")]),
    ],
)
def test_nothing_smaller_than_all_of_it_is_no_change(policy: Policy, misses: list[Miss]) -> None:
    translation = TRANSLATIONS[policy.kind]
    assert translation.changes is not None
    assert translation.changes(CASE, policy, misses) == ()


@pytest.mark.parametrize(
    ("amount", "pounds"),
    [(0.0001, 0), (1.0, 1000), (1000.0, 1000), (1000.0005, 1000), (1000.01, 2000), (181_000.5, 182_000)],
)
def test_money_is_rounded_up_to_thousands_but_not_for_noise(amount: float, pounds: int) -> None:
    """A tenth of a penny is less than the solver's tolerance, and no reason for another thousand."""
    assert rounded_up(amount, Decimal(1000)) == pounds


def test_a_window_counts_the_years_outside_it() -> None:
    policy = given("start_window", service="S", councils=ABC, earliest=2, latest=2)
    weigh = TRANSLATIONS["start_window"].weigh
    assert [weigh(CASE, policy, miss("outside", "A", "P", str(year))) for year in (1, 3, 4)] == [
        1.0,
        1.0,
        2.0,
    ]


@pytest.mark.parametrize("change", [SetAside("s.other")])
def test_a_change_of_something_else_is_refused(change: Change) -> None:
    with pytest.raises(InternalError):
        applied(CASE, [given("fixed_host", service="S", host="B")], [change])
