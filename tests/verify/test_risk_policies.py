"""Limits on risk kept, at their limit and broken, and objectives over outcomes, by hand from the golden case.

In the golden case half of the running saving arrives, or all of it, and each in exactly half of 16 outcomes
(Sobol points are even). PV(R) = 82,500 d1 + 246,800 d2 + 316,200 d3 = 595,294.87; the plan promises
372,588.62, so the outcomes are worth 372,588.62 and 372,588.62 - 297,647.43 = 74,941.19 (their mean is
223,764.90). In the scenario `late` everything comes a year later: -60,000 - 137,000 d1 + 50,000 d2 + 246,800
d3; in `dear` the transition costs twice as much: -120,000 - 114,500 d1 + 181,800 d2 + 316,200 d3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import NET_SAVING, policy_kinds
from optimizer.case.risks import Risk, ScenarioValue
from optimizer.errors import InternalError
from optimizer.verify import Verdict, business_as_usual, outlook, verify
from tests.verify.plans import good_plans

Value = str | Decimal | None


def d(number: str) -> Decimal:
    return Decimal(number)


GOOD, MEAN, BAD = d("372588.62"), d("223764.90"), d("74941.19")
LATE, DEAR = d("76907.85"), d("224278.51")


@cache
def risky() -> Case:
    """Return the golden case with the register and the scenarios of the sums above."""
    case, _ = good_plans()["golden"]
    halves = Risk(
        driver="realisation",
        scope="*",
        distribution="discrete",
        low=None,
        mode=None,
        high=None,
        probability=None,
        early_years=0,
        early_factor=Decimal(1),
        values=(d("0.5"), Decimal(1)),
        probabilities=(d("0.5"), d("0.5")),
        loading=Decimal(0),
        source="for the test",
        grade="ASSUMED",
        from_reference_class=False,
    )
    return replace(
        case,
        settings=replace(
            case.settings,
            risk=replace(case.settings.risk, outcomes=16, seed=3, level=d("0.75"), weight=d("0.5")),
        ),
        risks={("realisation", "*"): halves},
        scenarios={
            "late": (ScenarioValue("delay", "*", Decimal(1)),),
            "dear": (ScenarioValue("transition_overrun", "*", Decimal(1)),),
        },
    )


def policy(kind: str, **given: Value) -> Policy:
    parameters: dict[str, Value] = dict.fromkeys(policy_kinds()[kind].parameters)
    return Policy("rule", "set", kind, "for the test", "", {**parameters, **given})


def judge(*policies: Policy, objective: str = NET_SAVING) -> Verdict:
    return verify(risky(), policies, good_plans()["golden"][1], objective)


TAIL = {"level": d("0.75"), "weight": Decimal(1)}
CHANCE = {"below_gbp": d("100000")}

RISK: list[tuple[str, Mapping[str, Value], str]] = [
    ("expected_saving", {"least_gbp": MEAN}, "0.00"),
    ("expected_saving", {"least_gbp": MEAN - 10}, "10.00"),
    ("expected_saving", {"least_gbp": MEAN + 1}, "-1.00"),
    ("expected_saving", {"least_gbp": MEAN + 2}, "-2.00"),
    # The worst quarter are four of the eight bad outcomes.
    ("cvar_limit", {"least_gbp": BAD, **TAIL}, "0.00"),
    ("cvar_limit", {"least_gbp": BAD + 2, **TAIL}, "-2.00"),
    # Half the mean, half of the worst quarter; no weight of the worst: the mean.
    ("cvar_limit", {"least_gbp": d("149353.05"), **TAIL, "weight": d("0.5")}, "0.00"),
    ("cvar_limit", {"least_gbp": MEAN + 5, **TAIL, "weight": Decimal(0)}, "-5.00"),
    # Of the worst 12 of 16 outcomes eight are bad: (2 x 74,941.19 + 372,588.62) / 3 = 174,157.00.
    ("cvar_limit", {"least_gbp": d("174157"), "level": d("0.25"), "weight": Decimal(1)}, "0.00"),
    # Eight of 16 outcomes are below; of 16, 49% are 7, and 56.2% are 8.
    ("chance_of_loss_limit", {"most_share": d("0.5"), **CHANCE}, "0.000000"),
    ("chance_of_loss_limit", {"most_share": d("0.562"), **CHANCE}, "0.000000"),
    ("chance_of_loss_limit", {"most_share": d("0.5625"), **CHANCE}, "0.062500"),
    ("chance_of_loss_limit", {"most_share": d("0.49"), **CHANCE}, "-0.062500"),
    ("chance_of_loss_limit", {"most_share": Decimal(0), **CHANCE}, "-0.500000"),
    ("chance_of_loss_limit", {"most_share": Decimal(0), "below_gbp": Decimal(0)}, "0.000000"),
    # Half a pound below counts as at the amount; two pounds do not.
    ("chance_of_loss_limit", {"most_share": Decimal(0), "below_gbp": BAD + d("0.5")}, "0.000000"),
    ("chance_of_loss_limit", {"most_share": Decimal(0), "below_gbp": BAD + 2}, "-0.500000"),
    ("stress_limit", {"least_gbp": LATE}, "0.00"),
    ("stress_limit", {"least_gbp": LATE + 3}, "-3.00"),
    ("stress_limit", {"least_gbp": DEAR, "scenario": "dear"}, "0.00"),
    ("stress_limit", {"least_gbp": DEAR + 3, "scenario": "dear"}, "-3.00"),
    ("stress_limit", {"least_gbp": LATE + 3, "scenario": "dear"}, str(DEAR - LATE - 3)),
]


@pytest.mark.parametrize(("kind", "given", "slack"), RISK)
def test_limits_on_risk(kind: str, given: Mapping[str, Value], slack: str) -> None:
    verdict = judge(policy(kind, **given))
    assert verdict.accounts is not None
    [row] = verdict.accounts.policies
    assert str(row.slack) == slack
    # Money limits tolerate a pound.
    kept = d(slack) >= (-1 if row.unit == "GBP" else 0)
    assert [violation.rule for violation in verdict.violations] == ([] if kept else [f"policy.{kind}"])


def test_a_missed_preference_costs_its_price_for_every_scenario() -> None:
    wish = replace(
        policy("stress_limit", least_gbp=DEAR), negotiable="preference", price_gbp_per_unit=d("0.1")
    )
    accounts = judge(wish).accounts
    assert accounts is not None
    # 147,370.66 short in the scenario late, nothing in the other.
    assert accounts.policies[0].penalty_gbp == d("14737.07")
    share = policy("chance_of_loss_limit", most_share=d("0.3"), below_gbp=d("100000"))
    accounts = judge(replace(share, negotiable="preference", price_gbp_per_unit=Decimal(1000))).accounts
    assert accounts is not None
    # 30% of 16 outcomes are 4; eight are below: 4/16 too many.
    assert accounts.policies[0].penalty_gbp == d("250.00")


def test_places_say_where() -> None:
    verdict = judge(
        policy("expected_saving", least_gbp=GOOD),
        policy("cvar_limit", least_gbp=GOOD, **TAIL),
        policy("chance_of_loss_limit", most_share=Decimal(0), **CHANCE),
        policy("stress_limit", least_gbp=DEAR + 100),
    )
    assert [violation.place for violation in verdict.violations] == [
        "set.rule: all outcomes",
        "set.rule: the worst outcomes",
        "set.rule: all outcomes",
        "set.rule: scenario late",
        "set.rule: scenario dear",
    ]


@pytest.mark.parametrize(
    ("objective", "worth"),
    # The mean; and half the mean, half of the worst quarter, as [risk] says.
    [("expected_saving", MEAN), ("risk_adjusted_saving", d("149353.05"))],
)
def test_objectives_over_outcomes(objective: str, worth: Decimal) -> None:
    accounts = judge(objective=objective).accounts
    assert accounts is not None
    assert accounts.objective_gbp == worth
    nothing = business_as_usual(risky(), (), objective).accounts
    assert nothing is not None
    assert nothing.objective_gbp == 0


@pytest.mark.parametrize("kind", ["expected_saving", "cvar_limit", "chance_of_loss_limit"])
def test_measures_of_the_sample_are_there_where_a_policy_reads_it(kind: str) -> None:
    given = {**TAIL, "least_gbp": Decimal(0), "most_share": Decimal(1)}
    own = {name: value for name, value in given.items() if name in policy_kinds()[kind].parameters}
    accounts = judge(policy(kind, **own)).accounts
    assert accounts is not None
    assert accounts.in_sample is not None
    assert (accounts.in_sample.expected_gbp, accounts.in_sample.risk_adjusted_gbp) == (MEAN, d("149353.05"))
    assert accounts.objective_gbp == GOOD


def test_plans_that_nobody_asks_about_their_risk_draw_no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    for drawn in ("draw", "promise_of"):
        monkeypatch.setattr(outlook, drawn, never)
    accounts = judge(policy("least_saving", least_gbp=Decimal(0))).accounts
    assert accounts is not None
    assert accounts.in_sample is None
    with pytest.raises(InternalError, match="none were drawn"):
        _ = replace(accounts, objective="expected_saving").objective_gbp
    with pytest.raises(AssertionError):
        judge(objective="expected_saving")


def test_scenarios_are_no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(outlook, "draw")
    accounts = judge(policy("stress_limit", least_gbp=Decimal(0))).accounts
    assert accounts is not None
    assert accounts.in_sample is None


def test_a_plan_that_cannot_be_costed_has_no_risk() -> None:
    knots = {
        key: tuple(replace(knot, volume=knot.volume - 1) for knot in curve)
        for key, curve in risky().curves.items()
    }
    limits = [policy(kind, **given) for kind, given, slack in RISK if slack.startswith("-")]
    verdict = verify(replace(risky(), curves=knots), tuple(limits), good_plans()["golden"][1])
    assert verdict.accounts is None
    assert {violation.rule for violation in verdict.violations} == {"scale.on_curve"}
