"""Where the referee finds a policy broken: in exactly these places, and by how much."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.verify.test_policies import Value, judge, policy, slack_of

YEARS = ("2026/27", "2027/28", "2028/29", "2029/30", "2030/31", "2031/32")

PLACES: list[tuple[str, str, dict[str, Value], str, list[str]]] = [
    # kind, plan, parameters, what each place misses, places
    (
        *("pool_required", "deepening"),
        *({"service": "ICT", "councils": ("A", "B", "C"), "first_year": 3, "last_year": 6}, "1 membership"),
        ["ICT, C, 2028/29"],
    ),
    (
        *("pool_required", "deepening"),
        *(
            {"service": "ICT", "councils": ("A",), "arrangement": "ICT.A.full", "first_year": 2},
            "1 membership",
        ),
        ["ICT, A, 2027/28"],
    ),
    # Without councils all that need the service, without years the last one: B has gone back in-house.
    ("pool_required", "deepening", {"service": "PAY"}, "1 membership", ["PAY, B, 2031/32"]),
    ("pool_required", "nothing", {"service": "PAY"}, "1 membership", ["PAY, C, 2031/32"]),
    (
        *("pool_forbidden", "deepening", {"host": "B"}, "1 membership"),
        [f"PAY.B.sec, {council}, {year}" for year in YEARS[:2] for council in "AB"],
    ),
    (
        *("pool_forbidden", "deepening", {"councils": ("C",), "host": "P"}, "1 membership"),
        [f"PAY.P.full, C, {year}" for year in YEARS[2:]],
    ),
    (
        *("pool_forbidden", "deepening", {"service": "PAY", "first_year": 6}, "1 membership"),
        ["PAY.P.full, A, 2031/32", "PAY.P.full, C, 2031/32"],
    ),
    (
        *("pool_forbidden", "deepening", {"model": "sec", "last_year": 1}, "1 membership"),
        ["PAY.B.sec, A, 2026/27", "PAY.B.sec, B, 2026/27"],
    ),
    (
        *("pool_forbidden", "deepening", {"arrangement": "ICT.A.net", "first_year": 2}, "1 membership"),
        ["ICT.A.net, A, 2027/28", "ICT.A.net, B, 2027/28"],
    ),
    (
        *("fixed_host", "deepening", {"service": "PAY", "host": "P"}, "1 membership"),
        [f"PAY.B.sec, {council}, {year}" for year in YEARS[:2] for council in "AB"],
    ),
    ("fixed_host", "nothing", {"service": "PAY", "host": "B"}, "", []),
    (
        *("start_window", "deepening", {"earliest": 2, "latest": 3}, "1 change"),
        ["ICT.A.net, A, 2026/27", "ICT.A.net, B, 2026/27", "ICT.A.full, C, 2029/30"],
    ),
    # Who is in payroll from the start has not joined.
    (
        *("start_window", "deepening", {"service": "PAY", "earliest": 4}, "1 change"),
        ["PAY.P.full, A, 2028/29", "PAY.P.full, C, 2028/29"],
    ),
    (
        *("start_window", "deepening", {"councils": ("A",), "latest": 2}, "1 change"),
        ["ICT.A.full, A, 2028/29", "PAY.P.full, A, 2028/29"],
    ),
    (
        *("partners", "deepening", {"service": "ICT", "least": 2, "most": 2}, "1 member"),
        [
            *(f"ICT.A.full, {year}" for year in YEARS[3:]),
            *(f"ICT.P.joint, {year}" for year in YEARS[1:]),
        ],
    ),
    # A moves on, B leaves and C joins; who leaves one pool for another has made two changes.
    ("changes_limit", "deepening", {"most_per_year": 5}, "1 change", ["all councils, 2028/29"]),
    (
        *("changes_limit", "deepening", {"most_per_year": 2, "each_council": True}, "1 change"),
        ["A, 2028/29"],
    ),
    # Without a number none at all.
    (
        *("changes_limit", "break_up", {"each_council": True, "councils": ("A", "D")}, "1 change"),
        ["A, 2026/27", "A, 2030/31", "D, 2030/31"],
    ),
    # The least counts in the last year only, when A's pool has broken up.
    ("host_fairness", "break_up", {"least": 1, "councils": ("A",)}, "1 service", ["A, 2031/32"]),
    (
        *("host_fairness", "break_up", {"most": 0, "councils": ("A", "C")}, "1 service"),
        [f"A, {year}" for year in YEARS[:4]],
    ),
    ("no_loser", "break_up", {}, "£68,003.28", ["D"]),
    ("no_loser", "break_up", {"most_loss_gbp": Decimal(68000)}, "£3.28", ["D"]),
]


@pytest.mark.parametrize(("kind", "plan", "given", "missed", "places"), PLACES)
def test_a_policy_is_broken_in_these_places(
    kind: str, plan: str, given: dict[str, Value], missed: str, places: list[str]
) -> None:
    found = judge(policy(kind, **given), plan=plan).violations
    assert {violation.rule for violation in found} <= {f"policy.{kind}"}
    expected = [(f"set.rule: {place}", f"misses it by {missed}") for place in places]
    assert sorted((violation.place, violation.detail) for violation in found) == sorted(expected)


@pytest.mark.parametrize(
    ("kind", "given", "slack"),
    [
        # Only the limit that is given counts: C hosts nothing, and need not.
        ("host_fairness", {"most": 3, "councils": ("C",)}, 3),
        ("partners", {"service": "PAY", "most": 5}, 3),
        ("partners", {"service": "PAY", "least": 1}, 1),
    ],
)
def test_a_limit_that_is_not_given_is_none(kind: str, given: dict[str, Value], slack: int) -> None:
    assert slack_of(judge(policy(kind, **given))) == slack


PRICE = Decimal("12.34")


@pytest.mark.parametrize(
    ("kind", "given", "state", "slack", "penalty"),
    [
        # Three changes in the first year and five in the fifth, each at its price.
        ("changes_limit", {"most_per_year": 0}, "missed", "-5", 8 * PRICE),
        ("changes_limit", {"most_per_year": 3}, "missed", "-2", 2 * PRICE),
        ("changes_limit", {"most_per_year": 5}, "tight", "0", 0),
        ("changes_limit", {"most_per_year": 6}, "slack", "1", 0),
        # A pound either way is rounding; what little is missed still has its price.
        ("no_loser", {"most_loss_gbp": Decimal("68001.28")}, "missed", "-2.00", 2 * PRICE),
        ("no_loser", {"most_loss_gbp": Decimal("68002.78")}, "tight", "-0.50", PRICE / 2),
        ("no_loser", {"most_loss_gbp": Decimal("68003.78")}, "tight", "0.50", 0),
        ("no_loser", {"most_loss_gbp": Decimal("68005.28")}, "slack", "2.00", 0),
    ],
)
def test_a_preference_may_be_missed_at_its_price(
    kind: str, given: dict[str, Value], state: str, slack: str, penalty: Decimal
) -> None:
    preference = replace(policy(kind, **given), price_gbp_per_unit=PRICE)
    verdict = judge(preference, plan="break_up")
    assert verdict.violations == ()
    assert verdict.accounts is not None
    [row] = verdict.accounts.policies
    assert (row.hard, row.state, str(row.slack)) == (False, state, slack)
    # To the penny of a slack that is itself rounded to the penny here.
    assert row.penalty_gbp == pytest.approx(penalty, abs=Decimal("0.07"))
    # The same as a rule has no price.
    hard = judge(policy(kind, **given), plan="break_up")
    assert hard.accounts is not None
    [row] = hard.accounts.policies
    assert (row.hard, row.penalty_gbp, str(row.slack)) == (True, None, slack)
    assert row.state == ("tight" if state == "missed" else state)
    assert hard.holds == (state != "missed")
