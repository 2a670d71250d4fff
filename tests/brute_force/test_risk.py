"""Optimiser, referee and brute force agree on risk in random cases; a failure names its seeds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from formulations import composition
from formulations.promised import least_promised_k, most_promised_k
from optimizer.model.formulate import formulate
from optimizer.model.prepare import prepare
from optimizer.plan.plan import Plan
from tests.brute_force.costs import bau_flows, bau_history, bau_items
from tests.brute_force.draw import Draw
from tests.brute_force.ledger import Linear, members_shares, real_factor
from tests.brute_force.risk import World
from tests.brute_force.risk_cases import risky_case
from tests.brute_force.risk_comparison import (
    differences,
    differences_on_any_plan,
    differences_with_optimiser,
    differences_with_referee,
    is_bound,
    questions_of,
)
from tests.brute_force.risk_programme import Asked, Tail
from tests.brute_force.risk_questions import QUESTIONS, Question, question
from tests.brute_force.risk_terms import RUNNING_LINES, add, terms_of
from tests.brute_force.service_plans import ServicePlan, service_plans
from tests.brute_force.test_random_cases import chunks

AT_HOME = ("pay", "non_staff", "contract", "recruitment")


@pytest.mark.parametrize("seeds", chunks(0, 25), ids=str)
def test_all_agree(seeds: range) -> None:
    assert [problem for seed in seeds for problem in differences(seed, questions_of(seed))] == []


@pytest.mark.long
@pytest.mark.parametrize("seeds", chunks(25, 500), ids=str)
def test_all_agree_on_every_question_about_many_more(seeds: range) -> None:
    assert [problem for seed in seeds for problem in differences(seed)] == []


@pytest.mark.parametrize(
    ("seed", "name"),
    [
        # What rounding left of a bound of nothing became a coefficient that solvers drop.
        (4, "expected_saving"),
        # A partnership that lives as long as the plan was broken up in the last year.
        (22, "under stress_limit"),
    ],
)
def test_what_once_was_wrong(seed: int, name: str) -> None:
    assert differences(seed, [name]) == []


@pytest.mark.parametrize("seed", [7, 12])
def test_all_agree_where_pools_could_be_too_many_things_to_list(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bounds of promises have a second form, for larger pools than cases have that can be enumerated."""
    monkeypatch.setattr(composition, "MOST_COMPOSITIONS", 0)
    assert differences(seed, ["risk_adjusted_saving", "under chance_of_loss_limit"]) == []


@pytest.mark.parametrize("seed", [1, 3, 9])
def test_no_plan_promises_more_or_less_than_the_bounds_of_the_model(seed: int) -> None:
    """In the case of seed 9 a pool that costs more than it releases once hid what another promises."""
    case = risky_case(seed)
    model = formulate(prepare(case, (), "expected_saving")).model
    for service in case.services:
        for plan in service_plans(case, service, ()):
            for (chain, year), promise in terms_of(case, plan).promised.items():
                fewest = {column: plan.rows.bounds[column][0] for column in promise.flows}
                assert promise.at(fewest) <= 1000 * most_promised_k(model, chain, year) + 0.01
                assert promise.at(plan.flows) >= 1000 * least_promised_k(model, chain, year) - 0.01


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_promises_add_up_to_the_running_saving_and_who_is_taken_on_again(seed: int) -> None:
    case = risky_case(seed)
    for service in case.services:
        for plan in service_plans(case, service, ())[:20]:
            terms, saved = terms_of(case, plan), _running_saving(plan)
            for year in range(1, case.settings.years + 1):
                promised = sum(
                    amount.at(plan.flows) for (_, of), amount in terms.promised.items() if of == year
                )
                assert saved[year] == pytest.approx(promised, abs=0.01)


def _running_saving(plan: ServicePlan) -> dict[int, float]:
    """Return the running saving by year, without the recruitment of those who fill posts again."""
    case, service = plan.history.case, plan.history.service
    years: dict[int, Linear] = {year: Linear() for year in range(case.settings.years + 1)}
    again = {column: 0.0 if column[0] == "rehired" else fte for column, fte in plan.flows.items()}
    for history, items, sign in (
        (plan.history, plan.items, -1.0),
        (bau_history(case, service), bau_items(case, service), 1.0),
    ):
        flows = again if sign < 0 else bau_flows(case, service)
        for item in items:
            if item.line in (*RUNNING_LINES, *AT_HOME):
                paid = Linear()
                paid.add(item, sum(members_shares(history, item).values()))
                price = real_factor(case, item.index, item.year)
                add(years[item.year], Linear(paid.at(flows)), sign * price)
    return {year: amount.constant for year, amount in years.items()}


def test_a_tail_is_the_mean_of_the_worst() -> None:
    savings = [4.0, -2.0, 10.0, 0.0]
    assert Tail().of(savings) == 3.0
    assert Tail(0.5, 1.0).of(savings) == -1.0
    assert Tail(0.999, 1.0).of(savings) == pytest.approx(-2.0)
    # A tail of 1.5 outcomes: all of -2 and half of 0.
    assert Tail(0.625, 0.5).of(savings) == pytest.approx(0.5 * 3.0 + 0.5 * -2.0 / 1.5)


def test_a_seed_always_gives_the_same_case() -> None:
    assert risky_case(5) == risky_case(5)


def case_with_a_plan() -> tuple[World, Question]:
    world = World(risky_case(13))
    return world, question(world, Draw("noticed"), "expected_saving")


def test_a_wrong_value_would_be_noticed() -> None:
    world, asked = case_with_a_plan()
    best = world.best(asked.asked)
    assert best is not None
    assert best.plan.memberships
    assert list(differences_with_referee(world.case, asked, best)) == []
    told = list(differences_with_referee(world.case, asked, replace(best, value_gbp=best.value_gbp + 1.1)))
    assert [problem[:10] for problem in told] == ["objective:"]
    savings = (best.savings_gbp[0] + 1.1, *best.savings_gbp[1:])
    told = list(differences_with_referee(world.case, asked, replace(best, savings_gbp=savings)))
    assert [problem[:10] for problem in told] == ["outcome 0:"]
    assert list(differences_on_any_plan(world, Draw("any"))) == []
    scenarios = {name: saving - 1.1 for name, saving in best.scenarios_gbp.items()}
    told = list(differences_with_referee(world.case, asked, replace(best, scenarios_gbp=scenarios)))
    assert [problem[:9] for problem in told] == ["scenario ", "scenario "]


def test_a_wrong_optimum_would_be_noticed() -> None:
    world, asked = case_with_a_plan()
    best = world.best(asked.asked)
    assert best is not None
    assert list(differences_with_optimiser(world.case, asked, best)) == []
    better = replace(best, value_gbp=best.value_gbp + 1.3)
    assert [told[:8] for told in differences_with_optimiser(world.case, asked, better)] == ["optimum:"]
    assert len(list(differences_with_optimiser(world.case, asked, None))) == 1


@pytest.mark.long
def test_the_cases_are_not_trivial() -> None:
    """Somebody shares, risk changes the plan, promises are worth something, and limits bind, often enough."""
    counted: Counter[str] = Counter()
    for seed in range(50):
        world = World(risky_case(seed))
        freely = world.best(Asked())
        assert freely is not None
        for name in QUESTIONS:
            asked = question(world, Draw(f"{name} {seed}"), name)
            best = world.best(asked.asked)
            counted[f"{name}: somebody joins"] += best is not None and _somebody_joins(world, best.plan)
            if "under" in name:
                if name != "under a preference":
                    counted[f"{name}: no plan"] += best is None
                counted[f"{name}: binds"] += is_bound(world, asked, best)
            elif best is not None:
                counted[f"{name}: another plan"] += freely.net_gbp - best.net_gbp > 1.0
        counted["more is better"] += any(
            combination.rewarded(Asked(Tail(0.5, 1.0)), ()) for combination in world.combinations
        )
    rare = {name: number for name, number in counted.items() if number < (1 if "no plan" in name else 10)}
    assert rare == {}


def _somebody_joins(world: World, plan: Plan) -> bool:
    today = {
        (council, need.arrangement_today)
        for (council, _), need in world.case.needs.items()
        if need.arrangement_today
    }
    return any((row.council, row.arrangement) not in today for row in plan.memberships)
