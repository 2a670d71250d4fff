"""What must hold between answers about risk, whatever the case and its register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from optimizer.case.case import Case, Objective, Policy
from optimizer.case.dictionary import NET_SAVING
from optimizer.errors import InfeasibleError
from optimizer.pipeline import Answer, Journal, best
from optimizer.plan.facts import RunOptions
from tests.brute_force.risk_cases import risky_case
from tests.risk.registers import certain

SEEDS = range(7, 19)
OPTIONS = RunOptions(gap_gbp=Decimal("0.10"), second_opinion_seconds=0)
ROUNDING_GBP = 1
Parameters = Mapping[str, Decimal | str | None]


def answer(case: Case, measure: str, *policies: Policy) -> Answer | None:
    """Return the best plan by one measure, None where no plan keeps the policies."""
    aim = Objective(measure, Decimal(0), "a test", "s")
    try:
        return best(case, policies, OPTIONS, Journal(), aim, confirm_bound=False)
    except InfeasibleError:
        return None


def reached(case: Case, measure: str, *policies: Policy) -> Decimal | None:
    found = answer(case, measure, *policies)
    return None if found is None else found.accounts.objective_gbp


@cache
def freely(seed: int, measure: str) -> Decimal:
    found = reached(risky_case(seed), measure)
    assert found is not None
    return found


def with_tail(case: Case, level: str, weight: str) -> Case:
    risk = replace(case.settings.risk, level=Decimal(level), weight=Decimal(weight))
    return replace(case, settings=replace(case.settings, risk=risk))


def without_risk(case: Case) -> Case:
    return replace(case, risks={})


def rule(kind: str, parameters: Parameters) -> Policy:
    return Policy(policy=kind, set="s", kind=kind, reason="a test", source="", parameters=parameters)


def limits(kind: str, saving_gbp: Decimal) -> list[Parameters]:
    """Return a limit of a kind ever tighter, from one that everything keeps."""
    shares = [Decimal(share) * saving_gbp for share in ("0.1", "0.4", "0.7")]
    amounts = [Decimal("-1e8"), -saving_gbp, *shares]
    match kind:
        case "expected_saving":
            return [{"least_gbp": amount} for amount in amounts]
        case "cvar_limit":
            terms = {"level": Decimal("0.7"), "weight": Decimal("0.6")}
            return [{"least_gbp": amount, **terms} for amount in amounts]
        case "stress_limit":
            return [{"least_gbp": amount, "scenario": None} for amount in amounts]
        case _:
            return [
                {"most_share": Decimal(share), "below_gbp": Decimal(100)}
                for share in ("1", "0.5", "0.25", "0")
            ]


@pytest.mark.parametrize("kind", ["expected_saving", "cvar_limit", "stress_limit", "chance_of_loss_limit"])
@pytest.mark.parametrize("seed", SEEDS[::4])
def test_a_tighter_limit_never_raises_the_saving(seed: int, kind: str) -> None:
    """Neither the net saving nor that which is expected; where a plan can be found no more, none is later."""
    case = risky_case(seed)
    most = max(freely(seed, NET_SAVING), Decimal(1000))
    for measure in (NET_SAVING, "expected_saving"):
        answers = [reached(case, measure, rule(kind, parameters)) for parameters in limits(kind, most)]
        assert answers[0] is not None
        assert abs(answers[0] - freely(seed, measure)) <= ROUNDING_GBP, "the loosest limit is none"
        for looser, tighter in zip(answers, answers[1:], strict=False):
            assert tighter is None or (looser is not None and tighter <= looser + ROUNDING_GBP)


def test_tighter_limits_matter() -> None:
    """Otherwise the test before could not fail."""
    case, most = risky_case(7), freely(7, NET_SAVING)
    loose, *_, tight = (
        reached(case, NET_SAVING, rule("cvar_limit", one)) for one in limits("cvar_limit", most)
    )
    assert loose is not None
    assert tight is None or tight < loose - 1000


@pytest.mark.parametrize("measure", ["expected_saving", "risk_adjusted_saving"])
@pytest.mark.parametrize("seed", SEEDS)
def test_where_all_goes_as_planned_the_saving_is_the_promise(seed: int, measure: str) -> None:
    found = answer(without_risk(risky_case(seed)), measure)
    assert found is not None
    net = found.accounts.measures.npv_saving_gbp
    assert abs(net - freely(seed, NET_SAVING)) <= ROUNDING_GBP
    assert abs(found.accounts.objective_gbp - net) <= ROUNDING_GBP


@pytest.mark.parametrize(("level", "weight"), [("0", "1"), ("0", "0.4"), ("0.9", "0")])
@pytest.mark.parametrize("seed", SEEDS[::2])
def test_the_worst_of_all_outcomes_are_all_of_them(seed: int, level: str, weight: str) -> None:
    """At level 0 the tail is everything, and of weight 0 it does not count: the expected saving."""
    adjusted = reached(with_tail(risky_case(seed), level, weight), "risk_adjusted_saving")
    assert adjusted is not None
    assert abs(adjusted - freely(seed, "expected_saving")) <= ROUNDING_GBP


@pytest.mark.parametrize("seed", SEEDS[::2])
def test_looking_at_fewer_of_the_worst_never_raises_the_saving(seed: int) -> None:
    answers = [
        reached(with_tail(risky_case(seed), level, "1"), "risk_adjusted_saving")
        for level in ("0", "0.5", "0.8", "0.999")
    ]
    for more, fewer in zip(answers, answers[1:], strict=False):
        assert more is not None
        assert fewer is not None
        assert fewer <= more + ROUNDING_GBP


@pytest.mark.parametrize("seed", SEEDS[::2])
def test_a_worse_register_never_raises_the_expected_saving(seed: int) -> None:
    """Less that arrives, later, at a dearer transition: each alone and all together."""
    case = without_risk(risky_case(seed))
    rows = [certain("realisation", "0.7"), certain("delay", "0.75"), certain("transition_overrun", "0.3")]
    none = freely(seed, NET_SAVING)
    every = reached(replace(case, risks={(row.driver, row.scope): row for row in rows}), "expected_saving")
    assert every is not None
    for row in rows:
        one = reached(replace(case, risks={(row.driver, row.scope): row}), "expected_saving")
        assert one is not None
        assert every - ROUNDING_GBP <= one <= none + ROUNDING_GBP
