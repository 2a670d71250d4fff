"""Every kind of policy kept, at its limit and broken; slack, unit and state."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.case import sets_from_texts
from optimizer.case.case import SHARED, Case, Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.errors import InternalError
from optimizer.plan import Plan
from optimizer.verify import Verdict, verify
from optimizer.verify.policies import KINDS
from tests.verify.plans import good_plans
from tests.verify.test_money_policies import MONEY_AND_PEOPLE
from tests.verify.test_risk_policies import RISK
from tests.verify.test_structure_policies import OTHERWISE_TESTED, STRUCTURE_AND_CALENDAR

Value = str | int | bool | Decimal | tuple[str, ...] | tuple[int, ...] | None
ALL = ("A", "B", "C", "D")


def policy(kind: str, **given: Value) -> Policy:
    """Return a policy as the reader of sets makes it: every parameter of the kind is there."""
    parameters: dict[str, Value] = dict.fromkeys(policy_kinds()[kind].parameters)
    return Policy("rule", "set", kind, "for the test", "", {**parameters, **given})


def judge(*policies: Policy, plan: str = "deepening") -> Verdict:
    case, good = good_plans()[plan]
    return verify(case, policies, good)


def slack_of(verdict: Verdict) -> Decimal | None:
    assert verdict.accounts is not None
    [row] = verdict.accounts.policies
    assert row.hard
    return row.slack


CHANGES = 2 + 1 + 6 + 1
"""Of the plan `deepening`: A and B join ICT, D joins, the six of year 3, and C joins ICT in year 4."""

KEPT_AND_BROKEN = [
    # kind, parameters, slack (below zero: broken)
    ("pool_required", {"service": "ICT", "councils": ("A", "B", "C"), "first_year": 6, "last_year": 6}, 0),
    ("pool_required", {"service": "ICT", "councils": ("A", "B", "C"), "first_year": 3, "last_year": 6}, -1),
    (
        "pool_required",
        {"service": "ICT", "councils": ("A",), "arrangement": "ICT.A.full", "first_year": 3, "last_year": 6},
        0,
    ),
    (
        "pool_required",
        {"service": "ICT", "councils": ("A",), "arrangement": "ICT.A.full", "first_year": 2, "last_year": 6},
        -1,
    ),
    ("pool_required", {"service": "PAY", "councils": ("D",), "first_year": 6, "last_year": 6}, -1),
    ("pool_forbidden", {"councils": ALL, "model": "lead", "first_year": 1, "last_year": 6}, -1),
    ("pool_forbidden", {"councils": ("D",), "model": "lead", "first_year": 1, "last_year": 6}, 0),
    ("pool_forbidden", {"councils": ALL, "host": "P", "first_year": 1, "last_year": 1}, 0),
    ("pool_forbidden", {"councils": ALL, "host": "P", "first_year": 1, "last_year": 2}, -1),
    (
        "pool_forbidden",
        {"councils": ALL, "host": "P", "service": "PAY", "first_year": 1, "last_year": 2},
        0,
    ),
    (
        "pool_forbidden",
        {"councils": ALL, "arrangement": "PAY.B.sec", "first_year": 3, "last_year": 6},
        0,
    ),
    ("fixed_host", {"service": "PAY", "host": "P"}, -1),
    ("fixed_host", {"service": "ICT", "host": "A"}, -1),
    ("start_window", {"councils": ALL, "earliest": 1, "latest": 4}, 0),
    ("start_window", {"councils": ALL, "earliest": 2}, -1),
    ("start_window", {"councils": ALL, "latest": 3}, -1),
    ("start_window", {"councils": ("A", "B", "D"), "latest": 3}, 0),
    ("start_window", {"councils": ALL, "service": "PAY", "earliest": 3, "latest": 3}, 0),
    ("partners", {"least": 1}, 0),
    ("partners", {"least": 2}, -1),
    ("partners", {"service": "ICT", "most": 3}, 0),
    ("partners", {"service": "PAY", "most": 3}, 1),
    ("partners", {"most": 2}, -1),
    # Year 3: A and B deepen in ICT; in payroll A moves (two changes), B leaves, C joins: six in all.
    ("changes_limit", {"most_per_year": 6, "councils": ALL, "each_council": False}, 0),
    ("changes_limit", {"most_per_year": 5, "councils": ALL, "each_council": False}, -1),
    ("changes_limit", {"most_per_year": 3, "councils": ALL, "each_council": True}, 0),
    ("changes_limit", {"most_per_year": 2, "councils": ALL, "each_council": True}, -1),
    ("changes_limit", {"most_per_year": 2, "councils": ("B", "C"), "each_council": True}, 0),
    # Year 3: A and B deepen at A; both leave B's pool; A and C join the provider's.
    ("changes_limit", {"most_per_year": 2, "councils": ALL, "each_host": True}, 0),
    ("changes_limit", {"most_per_year": 1, "councils": ALL, "each_host": True}, -1),
    ("changes_limit", {"most_per_year": 1, "councils": ("B",), "each_host": True}, 0),
    *STRUCTURE_AND_CALENDAR,
    ("host_fairness", {"most": 1, "councils": ("A", "B")}, 0),
    ("host_fairness", {"most": 0, "councils": ("B",)}, -1),
    ("host_fairness", {"least": 1, "councils": ("A",)}, 0),
    ("host_fairness", {"least": 1, "councils": ("B",)}, -1),
    ("total_changes_limit", {"most": CHANGES}, 0),
    ("total_changes_limit", {"most": CHANGES - 1}, -1),
]


@pytest.mark.parametrize(("kind", "given", "slack"), KEPT_AND_BROKEN)
def test_whole_number_policies(kind: str, given: dict[str, Value], slack: int) -> None:
    verdict = judge(policy(kind, **given))
    assert slack_of(verdict) == slack
    assert {violation.rule for violation in verdict.violations} == (
        {f"policy.{kind}"} if slack < 0 else set()
    )
    assert all(violation.place.startswith("set.rule: ") for violation in verdict.violations)


WHOLE_PLAN = {
    "least_saving": ("least_gbp", lambda measures: measures.npv_saving_gbp, -1),
    "cash_cost_limit": ("most_gbp", lambda measures: measures.cash_cost_gbp, 1),
    "one_off_cost_limit": ("most_gbp", lambda measures: measures.one_off_cost_gbp, 1),
    "risk_budget": ("most_gbp", lambda measures: measures.rated_gbp, 1),
}
"""Parameter, the measure that it limits, and 1 where the measure may be at most that much."""

MONEY = ("transition_budget", "no_loser", *WHOLE_PLAN)


def test_every_kind_of_policy_is_known_and_tested() -> None:
    tested = {kind for kind, _, slack in KEPT_AND_BROKEN if slack < 0} | {*MONEY}
    tested |= OTHERWISE_TESTED | MONEY_AND_PEOPLE
    tested |= {kind for kind, _, slack in RISK if slack.startswith("-")}
    tested |= {"funded"}  # in test_funding.py
    tested |= {"differs"}  # in test_service_years_unlike_a_known_plan_are_counted
    assert set(KINDS) == set(policy_kinds()) == tested


def test_units() -> None:
    assert all(kind.unit for kind in policy_kinds().values())
    whole = {kind.unit for kind in policy_kinds().values() if kind.whole_units}
    assert whole == {"memberships", "members", "changes", "services", "service years", "pools", "units"}


def test_no_loser() -> None:
    kept = judge(policy("no_loser", councils=ALL, most_loss_gbp=Decimal(0)))
    assert kept.accounts is not None
    worst = kept.accounts.measures.worst_council_npv_gbp
    assert slack_of(kept) == worst
    limit = -worst if worst < 0 else Decimal(0)
    at_limit = judge(policy("no_loser", councils=ALL, most_loss_gbp=limit))
    assert at_limit.holds


@pytest.mark.parametrize("kind", WHOLE_PLAN)
@pytest.mark.parametrize(("room", "holds"), [("10", True), ("0", True), ("-0.99", True), ("-1.01", False)])
def test_limits_on_the_whole_plan_are_limits_on_its_measures(kind: str, room: str, holds: bool) -> None:
    parameter, measure, sign = WHOLE_PLAN[kind]
    accounts = judge().accounts
    assert accounts is not None
    limit = measure(accounts.measures) + sign * Decimal(room)
    verdict = judge(policy(kind, **{parameter: limit}))
    assert verdict.holds == holds
    assert slack_of(verdict) == Decimal(room)
    assert {violation.rule for violation in verdict.violations} <= {f"policy.{kind}"}


@pytest.mark.parametrize(("over", "holds"), [("0.50", True), ("1.50", False)])
def test_money_limits_tolerate_a_pound(over: str, holds: bool) -> None:
    case, plan = good_plans()["deepening"]
    spent = -_budget_slack(case, plan, Decimal(0))
    verdict = _budget(case, plan, spent - Decimal(over))
    assert verdict.holds == holds
    assert verdict.accounts is not None
    assert verdict.accounts.policies[0].state == "tight"


def _budget(case: Case, plan: Plan, amount: Decimal, who: str = "A", year: int = 0) -> Verdict:
    limited = replace(case, budgets_gbp={(who, year, "pot"): amount, (who, year, "another"): Decimal(0)})
    return verify(limited, (policy("transition_budget", pot="pot", councils=("A", "B")),), plan)


def _budget_slack(case: Case, plan: Plan, amount: Decimal, who: str = "A", year: int = 0) -> Decimal:
    verdict = _budget(case, plan, amount, who, year)
    assert verdict.accounts is not None
    slack = verdict.accounts.policies[0].slack
    assert slack is not None
    return slack


def test_transition_budget_of_a_council() -> None:
    # Year 0 has base prices: 3,000 of joining ahead, and of the set-up of 20,000 by FTE in scope:
    # A's are 0.4 x 9 + 0.25 x 5.5 = 4.975, B's 0.4 x 6 + 0.25 x 3.5 = 3.275.
    case, plan = good_plans()["deepening"]
    share = Decimal("4.975") / Decimal("8.25")
    assert _budget_slack(case, plan, Decimal(20000)) == round(20000 - 3000 - 20000 * share, 2)


def test_shared_row_limits_all_councils_together_whoever_is_named() -> None:
    # Year 0: 3,000 of A and a quarter of B's 15,000.55, and the whole set-up of 20,000.
    case, plan = good_plans()["deepening"]
    assert _budget_slack(case, plan, Decimal(30000), SHARED) == Decimal("3249.86")
    assert not _budget(case, plan, Decimal(26000), SHARED).holds


def test_council_that_is_not_named_is_not_limited() -> None:
    case, plan = good_plans()["deepening"]
    verdict = _budget(case, plan, Decimal(0), "C", 4)
    assert verdict.holds
    assert slack_of(verdict) is None


def test_provider_charges_count_with_their_mark_up() -> None:
    # Ahead in year 2: deepening of A 3,000 and of B 4,500, set-up of the full pool 12,000, and a quarter of
    # 30,000 for the provider's pool, x 1.04 x 1.05; and what else falls in that year.
    case, plan = good_plans()["deepening"]
    ahead = (Decimal(3000 + 4500 + 12000) + Decimal(7500) * Decimal("1.092")) * Decimal("1.02") ** 2
    lines = ("redundancy", "strain", "contract_extension")
    others = sum(c.pence for c in plan.ledger if c.line in lines and (c.year, c.basis) == (2, "nominal"))
    spent = -_budget_slack(case, plan, Decimal(0), SHARED, 2)
    assert abs(spent - ahead - Decimal(others) / 100) < Decimal("0.03")


def test_slack_is_none_where_nothing_is_limited() -> None:
    verdict = judge(policy("partners", service="ICT", least=5), plan="nothing")
    assert verdict.holds
    assert slack_of(verdict) is None
    assert verdict.accounts is not None
    assert verdict.accounts.policies[0].state == "slack"


def test_wrong_type_of_parameter_is_our_fault() -> None:
    with pytest.raises(InternalError, match="most_per_year"):
        judge(policy("changes_limit", most_per_year="many"))
    with pytest.raises(InternalError, match="councils"):
        judge(policy("no_loser", councils="A"))
    with pytest.raises(InternalError, match="most_loss_gbp"):
        judge(policy("no_loser", most_loss_gbp=1))
    with pytest.raises(InternalError, match="each_council"):
        judge(policy("changes_limit", most_per_year=1, each_council="no"))
    with pytest.raises(InternalError, match="service"):
        judge(policy("pool_required", service=1))


def test_policies_are_checked_even_where_the_plan_cannot_be_costed() -> None:
    case, plan = good_plans()["golden"]
    knots = {key: tuple(replace(k, volume=k.volume - 1) for k in curve) for key, curve in case.curves.items()}
    limits = (
        policy("partners", most=1),
        policy("no_loser", councils=("A",)),
        policy("transition_budget", pot="transition"),
    )
    verdict = verify(replace(case, curves=knots), limits, plan)
    assert verdict.accounts is None
    assert {violation.rule for violation in verdict.violations} == {"scale.on_curve", "policy.partners"}


def test_service_years_unlike_a_known_plan_are_counted() -> None:
    """Moved, left out, put in: each is one; a plan is unlike nothing at all in every membership."""
    itself = [
        f"{row.council},{row.arrangement},{row.year}" for row in good_plans()["deepening"][1].memberships
    ]
    assert "A,ICT.A.net,1" in itself
    moved = ["A,ICT.A.full,1" if one == "A,ICT.A.net,1" else one for one in itself]
    for known, unlike in (
        (itself, 0),
        (moved, 1),
        (moved[:-1], 2),
        ([*moved[:-1], "D,ICT.P.joint,1"], 3),
        ([], len(itself)),
    ):
        for least in (1, 3):
            verdict = judge(policy("differs", memberships=tuple(known), least=least))
            assert slack_of(verdict) == unlike - least
            rules = {violation.rule for violation in verdict.violations}
            assert rules == ({"policy.differs"} if unlike < least else set())


TEXTS = {
    "pool_required": 'service = "ICT"',
    "pool_forbidden": 'model = "company"',
    "fixed_host": 'service = "PAY"\nhost = "P"',
    "start_window": 'latest = "2028/29"',
    "partners": "least = 2",
    "changes_limit": "most_per_year = 4",
    "transition_budget": "",
    "host_fairness": "most = 2",
    "no_loser": "",
    "least_saving": "least_gbp = 1000",
    "cash_cost_limit": "most_gbp = 1000",
    "one_off_cost_limit": "most_gbp = 1000",
    "risk_budget": "most_gbp = 1000",
    "total_changes_limit": "most = 3",
    "differs": "least = 1",
    "same_host": 'services = ["ICT", "PAY"]',
    "different_hosts": 'services = ["PAY", "ICT"]',
    "pool_open": 'service = "ICT"',
    "precedence": 'first = "PAY"\nthen = "ICT"',
    "blackout_years": 'years = ["2027/28", "2031/32"]',
    "forced_break": 'year = "2031/32"',
    "minimum_term": "years = 2",
    "notice": "years = 2",
    "risk_rating_limit": "most_rating = 3",
    "concentration": "most_share = 0.9",
    "funded": "",
    "host_capacity_fte": "most_fte = 12.5",
    "host_capacity_volume": 'service = "ICT"\nmost_volume = 1500',
    "affordability": "",
    "savings_target": 'year = "2028/29"\nleast_gbp = 0.5',
    "payback": 'by_year = "2028/29"\neach_council = true',
    "maximum_share": "most_share = 0.75",
    "redundancy_limit": "most_total_fte = 2",
    "no_compulsory_redundancy": "",
    "minimum_cover": 'service = "ICT"\nrole = "desk"\nleast_share = 0.5',
    "expected_saving": "least_gbp = -1000000",
    "cvar_limit": "least_gbp = -1000000",
    "chance_of_loss_limit": "most_share = 0.2",
    "stress_limit": "least_gbp = -1000000",
}


@pytest.mark.parametrize("kind", policy_kinds())
def test_policies_as_they_are_read_from_a_file(kind: str) -> None:
    # Every parameter that is not given is blank; the referee takes each as the reader of sets leaves it.
    case, plan = good_plans()["deepening"]
    case = replace(case, scenarios={"as_planned": ()})
    text = f'[policy.rule]\nkind = "{kind}"\nreason = "for the test"\n{TEXTS[kind]}\n'
    policies = sets_from_texts({"set": text}, case).policies
    accounts = verify(case, policies, plan).accounts
    assert accounts is not None
    assert [(row.policy, row.kind) for row in accounts.policies] == [("rule", kind)]
    assert accounts.policies[0].slack is not None
