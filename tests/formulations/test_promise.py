"""What a partnership promises and exposes, and the columns that outcomes act on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from formulations.promised import unless_nothing
from optimizer.case.case import Objective
from tests.formulations.futures import BREAKS_AT_ONCE, certain, outcomes, register
from tests.formulations.rows import Built, terms_of, written
from tests.formulations.tiny import CHAIN, flows, members, policy, rows, solve, tiny, together

EXPECTED = Objective("expected_saving", Decimal(0), "a test", "s")
CONTRACT = rows(
    "contract council service annual_charge_gbp end_date displaced_by novation_allowed",
    "k B S 20000 2027-03-31 full yes",
)
EVERYTHING = register(
    certain("realisation", 0.5),
    BREAKS_AT_ONCE,
    certain("exit_cost", 0.3),
    certain("transition_overrun", 0.2),
    "drop_out council:B bernoulli - - - 1 - - - - 0 t S",
    certain("stranded_cost", 0.1),
    certain("pay_award", 0.05),
    certain("supplier_price", 0.1),
)


@pytest.fixture(scope="module")
def built() -> Built:
    """Return the tiny case with set-up of 5,000 and a contract of B of 20,000 to March 2027."""
    case = tiny({"delivery_models.lead.setup_gbp": 5000}, outcomes(), risks=EVERYTHING, contracts=CONTRACT)
    return Built(case, objective="expected_saving")


def test_nothing_is_built_where_nothing_reads_outcomes() -> None:
    model = Built(tiny(settings=outcomes(), risks=EVERYTHING))
    assert not [name for name in model.matrix.row_names if name.startswith("promise.")]


def test_the_clock_starts_with_the_first_opening(built: Built) -> None:
    assert built.row("promise.first_open[P,2]") == written("first[P,2] - open[P,2] <= 0")
    assert built.row("promise.first_by[P,2]") == written("first[P,1] + first[P,2] - open[P,2] >= 0")
    assert built.row("promise.first_once[P]") == written("first[P,1] + first[P,2] <= 1")
    assert built.is_integer("first[P,1]")


def test_a_chain_starts_with_whichever_opens_first() -> None:
    model = Built(
        tiny(settings=outcomes(), risks=EVERYTHING, arrangements=CHAIN), objective="expected_saving"
    )
    assert model.row("promise.first_open[G,1]") == written("first[G,1] - open[N,1] - open[D,1] <= 0")
    assert model.row("promise.first_by[D,1]") == written("first[G,1] - open[D,1] >= 0")


def test_the_promise_is_what_is_released_less_what_is_spent(built: Built) -> None:
    """Half a year of 2026/27: A releases (60 pay + 60 other) / 2 = 60, B (40 + 20 + contract 20) / 2 = 40.

    The pool spends (30 + 0.05 x users) / 2: 15 and 15 for A's 600, 10 for B's 400; so 60 - 15 = 45 for A and
    40 - 10 = 30 for B. Staff cost 10 / 2 each. The contract lives half the year: 10 where it runs on, 10 at
    the host where it is handed over, less the credit.
    """
    assert built.row("promise.at_risk_from[P,1]") == written(
        "at_risk[P,1,1] - 45 member[A,P,1] - 30 member[B,P,1] + 15 open[P,1] + 5 staff[P,all,1]"
        " + 10 run[k,1] + 10 nov[k,P,1] - credit[P,running_after,1] >= 0"
    )
    assert built.row("promise.at_risk_from[P,2]") == written(
        "at_risk[P,1,2] + at_risk[P,2,2]"
        " - 45 member[A,P,1] - 30 member[B,P,1] + 15 open[P,1] + 5 staff[P,all,1]"
        " - 45 member[A,P,2] - 30 member[B,P,2] + 15 open[P,2] + 5 staff[P,all,2] >= 0"
    )


def test_what_is_at_risk_belongs_to_the_first_opening(built: Built) -> None:
    """At most, both in: 45 + 30 - 15 - 5 x 8 FTE = 20, and a credit of 0.9 x 10; in 2027/28 twice 20."""
    assert built.row("promise.risk_first[P,1,1]") == written("at_risk[P,1,1] - 29 first[P,1] <= 0")
    assert built.row("promise.risk_first[P,1,2]") == written("at_risk[P,1,2] - 40 first[P,1] <= 0")


def test_what_members_have_put_in_is_exposed_the_year_before_the_break_up(built: Built) -> None:
    """A: 60 pay + 60 other; B: 40 pay + 20 other. The pool lives one year: opened in 1 it breaks up in 2."""
    assert built.row("promise.exposed_from[P,1]") == written(
        "exposed[P,1,1] - 120 member[A,P,1] - 60 member[B,P,1] >= 0"
    )
    assert built.row("promise.exposure_first[P,1,1]") == written("exposed[P,1,1] - 180 first[P,1] <= 0")
    assert not built.has_row("promise.exposed_from[P,2]")


def test_outcomes_act_on_one_column_each(built: Built) -> None:
    assert built.row("promise.net_saving_is[all]").terms["net_saving[all]"] == 1.0
    assert built.row("promise.transition_is[P]") == written(
        "transition[P] - 5 opens[P,1] - 5 opens[P,2] - redundant[P,all,2] == 0"
    )
    # Who withdraws in 1 takes what is brought in from then on: half of 60 in the year of joining.
    assert built.row("promise.brought_in_is[B,1]") == written(
        "brought_in[B,1] - 60 member[B,P,1] - 30 member[B,P,2] == 0"
    )
    assert built.row("promise.pay_saving_is[1]") == written(
        "pay_saving[1] - 30 member[A,P,1] - 20 member[B,P,1] + 5 staff[P,all,1] == 0"
    )
    # Half of 20 is released; the contract runs on, is handed over, or is ended and paid off for 10.
    assert built.row("promise.supplier_saving_is[S,1]") == written(
        "supplier_saving[S,1] - 10 member[B,P,1] + 10 run[k,1] + 10 nov[k,P,1] + 10 ends[k,1] == 0"
    )


def test_the_expected_saving_weighs_them(built: Built) -> None:
    """Half arrives, none after the break-up; exit 0.3, overrun 0.2, stranded 0.1; 1.05^2 - 1 = 0.1025."""
    assert terms_of(built.formulation.model.best) == {
        "net_saving[all]": 1.0,
        "at_risk[P,1,1]": -0.5,
        "at_risk[P,1,2]": -1.0,
        "at_risk[P,2,2]": -0.5,
        "exposed[P,1,1]": -0.3,
        "transition[P]": -0.2,
        "brought_in[B,1]": -0.1,
        "pay_saving[1]": 0.05,
        "pay_saving[2]": 0.1025,
        "supplier_saving[S,1]": 0.1,
        "supplier_saving[S,2]": 0.21,
    }


def test_delay_moves_savings_into_later_years_and_out_of_the_plan() -> None:
    """A year and a half late, at 25% a year: half of year 1 would come in year 3, which is not looked at."""
    risks = register(certain("delay", 1.5))
    settings = {**outcomes(), "years": 3, "discount_rate": "0.25"}
    weights = terms_of(
        Built(tiny(settings=settings, risks=risks), objective="expected_saving").formulation.model.best
    )
    # Year 1: 0.8 - (0.64 + 0.512) / 2; year 2: 0.64 - 0.512 / 2; year 3: all of 0.512.
    assert {name: -k for name, k in weights.items() if name.startswith("at_risk")} == pytest.approx(
        {"at_risk[P,0,1]": 0.224, "at_risk[P,0,2]": 0.384, "at_risk[P,0,3]": 0.512}
    )


def test_more_than_the_promise_counts_only_where_there_is_a_promise() -> None:
    """At most 20 is promised for the first year.

    At least, it costs 10 for each of 18 FTE (10 and the 8 required) and 80 of spend, and releases nothing.
    """
    case = tiny(settings=outcomes(), risks=register(certain("realisation", 1.25)))
    model = Built(case, objective="expected_saving")
    assert model.row("promise.risk_gains[P,1]") == written("at_risk[P,0,1] - 20 gains[P,1] <= 0")
    assert model.row("promise.risk_most[P,1]") == written(
        "at_risk[P,0,1] - 45 member[A,P,1] - 30 member[B,P,1] + 15 open[P,1] + 5 staff[P,all,1]"
        " + 260 gains[P,1] <= 260"
    )
    assert model.is_integer("gains[P,1]")


def test_a_contract_that_runs_on_belongs_to_one_chain() -> None:
    pools = rows("arrangement service host model", "P S A lead", "Q S B lead")
    case = tiny(settings=outcomes(), risks=EVERYTHING, arrangements=pools, contracts=CONTRACT)
    model = Built(case, objective="expected_saving")
    assert model.row("promise.run_parts[k,1]") == written("run_in[k,P,1] + run_in[k,Q,1] - run[k,1] == 0")
    assert model.row("promise.run_member[k,Q,1]") == written("run_in[k,Q,1] - member[B,Q,1] <= 0")
    assert model.row("promise.at_risk_from[Q,1]").terms["run_in[k,Q,1]"] == 10.0
    assert model.is_integer("run_in[k,Q,1]")


def test_what_today_delivers_already_is_no_promise() -> None:
    """Today's pool of both: 60 + 40 + 60 + 40 = 200 released, 8 FTE and 80 spent: 40 a year."""
    today = {
        "baseline_services.*.arrangement_today": "P",
        "baseline_services.*.member_since": "2025/26",
        "scale_curves.S non_staff 1000.value": 80000,
    }
    breaks_in_2 = "break_up * hazard - - - 1 1 0 - - 0 t S"
    case = tiny(today, outcomes(), risks=register(breaks_in_2, certain("exit_cost", 0.3)))
    model = Built(case, objective="expected_saving")
    assert model.formulation.model.numbers.promise_today_k["P", 2] == pytest.approx(40.0)
    assert model.rows_of("promise.first_once") == []
    assert model.columns_of("at_risk") == ["P,0,1", "P,0,2"]
    # 200 are exposed by the plan as today, so that only more than that would be.
    row = model.row("promise.exposed_from[P,1]")
    assert (row.terms["member[A,P,1]"], row.lower) == (-120.0, -200.0)


@pytest.mark.parametrize(
    ("risks", "years", "saving"),
    [
        ((certain("realisation", 0.5),), (1, 2), 37_000.0),
        ((certain("realisation", 0.5), certain("exit_cost", 0.01), BREAKS_AT_ONCE), (2,), 9_000.0),
        ((certain("realisation", 0.0),), (), 0.0),
    ],
)
def test_binds_the_year_of_the_opening(risks: tuple[str, ...], years: tuple[int, ...], saving: float) -> None:
    """Opened in 1 for 1 the pool promises 10 and 30, less 2 for redundancies: 37; opened in 2 it promises 10.

    Half realised: 37 - 20 = 17 against 9 - 5 = 4. If it breaks up after a year as well, for 0.01 of 200,
    the first is worth 37 - 5 - 30 - 2 = 0 (without redundancies 29 - 5 - 20 - 2 = 2) and the second still 4,
    since its break-up lies beyond the plan. Nothing realised: the set-up is lost.
    """
    case = tiny({"delivery_models.lead.setup_gbp": 1000}, outcomes(), risks=register(*risks))
    solved = solve(case, objectives=[EXPECTED])
    assert (members(solved), solved.npv_gbp) == (together(*years), saving)
    assert bool(flows(solved, "redundant")) == (1 in years)


def test_a_partnership_that_lives_as_long_as_the_plan_ends_after_it() -> None:
    """Opened in year 1 at the earliest, with a life of 2 years it ends in year 3; one of today in year 2."""
    stress = rows("scenario driver scope value", "ends break_up * 2", "ends exit_cost * 0.3")
    limit = [policy("stress_limit", least_gbp=Decimal(3000), scenario=None)]
    lives = Built(tiny(settings=outcomes(), stress=stress), limit)
    assert lives.row("policy[s.stress_limit].least[ends]") == written("net_saving[all] >= 3")
    today = {
        "baseline_services.*.arrangement_today": "P",
        "baseline_services.*.member_since": "2025/26",
        "scale_curves.S non_staff 1000.value": 80000,
    }
    breaks_up = Built(tiny(today, outcomes(), stress=stress), limit)
    assert breaks_up.row("policy[s.stress_limit].least[ends]").terms["at_risk[P,0,2]"] == -1.0


def test_a_pool_that_only_costs_hides_nothing_that_another_of_its_chain_promises() -> None:
    """N costs 500,000 a year whoever joins; D is bounded as if it were alone: both in, 45 + 30 - 15 - 40."""
    dear = [{**CHAIN[0], "governance_gbp_per_year": "500000"}, CHAIN[1]]
    case = tiny(settings=outcomes(), risks=register(BREAKS_AT_ONCE), arrangements=dear)
    model = Built(case, objective="expected_saving")
    assert model.row("promise.risk_first[G,1,1]") == written("at_risk[G,1,1] - 20 first[G,1] <= 0")


def test_what_rounding_leaves_of_a_bound_of_nothing_is_nothing() -> None:
    assert unless_nothing(2.3e-13) == 0.0
    assert unless_nothing(-2.3e-13) == 0.0
    assert unless_nothing(-0.01) == -0.01
