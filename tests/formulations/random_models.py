"""Models of random cases and of tiny ones, in which together every constraint of every family occurs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache

from formulations import FAMILIES
from tests.brute_force.random_cases import random_case
from tests.formulations.futures import BREAKS_AT_ONCE, certain, outcomes, register
from tests.formulations.rows import Built, by_price
from tests.formulations.tiny import CHAIN, policy, rows, tiny
from tests.formulations.two_services import two_services

SEEDS = range(30)
ONE = Decimal(1)


@cache
def random_built(seed: int) -> Built:
    """Return the model of a random case with its policies."""
    loaded, policies = random_case(seed)
    return Built(loaded, policies)


@cache
def off_the_curve() -> Built:
    """Return a model with a single band that some memberships miss (curves of random cases have several)."""
    knots = ("S fte:all 1000 8", "S fte:all 1100 9", "S non_staff 1000 80000", "S non_staff 1100 85000")
    curves = rows("service measure volume value", *knots)
    return Built(tiny({"delivery_models.lead.most_members": 2}, third=True, scale_curves=curves))


@cache
def both_ways_fair() -> Built:
    """Return a model with both sides of host fairness, and another host than wanted (both are rare)."""
    fair = policy("host_fairness", least=1, most=1, councils=("A", "B"))
    return Built(tiny(), (fair, policy("fixed_host", service="S", host="B")))


@cache
def people_limited() -> Built:
    """Return a model with both sides of limits that take either of two numbers."""
    either = {"service": "S", "role": None, "least_fte": None, "least_share": None}
    limits = (
        policy("host_capacity_fte", host=None, most_fte=ONE, most_transfers_fte_per_year=ONE),
        policy("redundancy_limit", most_per_year_fte=ONE, most_total_fte=ONE, service=None, host=None),
        replace(policy("minimum_cover", **either | {"least_fte": ONE}), policy="cover_fte"),
        replace(policy("minimum_cover", **either | {"least_share": ONE}), policy="cover_share"),
        policy("host_capacity_volume", host=None, service="S", most_volume=1),
        policy("no_compulsory_redundancy", service=None, host=None),
    )
    return Built(tiny(), limits)


@cache
def money_limited() -> Built:
    """Return a model with every limit on what is saved year by year, and on the whole plan."""
    limits = (
        policy("affordability", most_worse_gbp=ONE, councils=("A", "B"), first_year=0, last_year=2),
        policy("savings_target", year=1, least_gbp=ONE, councils=None, each_council=False),
        policy("payback", by_year=1, councils=None, each_council=False),
        policy("least_saving", least_gbp=ONE),
        policy("cash_cost_limit", most_gbp=ONE),
        policy("one_off_cost_limit", most_gbp=ONE),
        policy("risk_budget", most_gbp=ONE),
        policy("total_changes_limit", most=1),
        policy("differs", memberships=(), least=1),
    )
    return Built(tiny(), limits)


@cache
def costs_rewarded() -> Built:
    """Return a model in which it may pay to bear a cost, with everything that credits and events need."""
    chain = [row | {"deepening_credit_share": "0.4", "setup_gbp": "1000"} for row in CHAIN]
    contract = rows(
        "contract council service annual_charge_gbp end_date displaced_by novation_allowed",
        "k B S 20000 2027-03-31 full yes",
    )
    join = rows("council arrangement join_gbp", "B D 10000")
    shares = policy("maximum_share", most_share=ONE, councils=("A", "B"))
    return Built(tiny(arrangements=chain, contracts=contract, joining=join), (shares,))


@cache
def worst_off_first() -> Built:
    """Return a model whose objective is the worst-off council (sets of random cases have no objectives)."""
    return Built(tiny(), objective="worst_off_council")


@cache
def risks_read() -> Built:
    """Return a model with every limit on outcomes: two chains, a contract, more realised than promised."""
    contract = rows(
        "contract council service annual_charge_gbp end_date displaced_by", "k B S 20000 2027-03-31 full"
    )
    risks = register(
        certain("realisation", 1.25),
        BREAKS_AT_ONCE,
        certain("exit_cost", 0.3),
        certain("transition_overrun", 0.2),
        "drop_out council:B bernoulli - - - 1 - - - - 0 t S",
        certain("stranded_cost", 0.1),
        certain("pay_award", 0.05),
        certain("supplier_price", 0.1),
    )
    case = tiny(
        settings=outcomes(),
        risks=risks,
        stress=rows("scenario driver scope value", "third realisation * 0.35"),
        arrangements=rows("arrangement service host model", "P S A lead", "Q S B lead"),
        contracts=contract,
    )
    limits = (
        policy("expected_saving", least_gbp=ONE),
        policy("cvar_limit", least_gbp=ONE, level=Decimal("0.9"), weight=ONE),
        policy("chance_of_loss_limit", most_share=Decimal("0.5"), below_gbp=ONE),
        policy("stress_limit", least_gbp=ONE, scenario=None),
    )
    return Built(case, limits, "expected_saving")


@cache
def worst_outcomes_weighed() -> Built:
    """Return a model whose objective weighs the worst outcomes."""
    return Built(tiny(settings=outcomes()), objective="risk_adjusted_saving")


@cache
def structure_and_calendar() -> Built:
    """Return a model with every kind of policy on structure and calendar."""
    both = {"services": ("S", "T"), "service_group": None, "councils": ("A", "B")}
    everywhere = {"service": None, "councils": ("A", "B")}
    anyhow = {"host": None, "model": None, "arrangement": None}
    policies = (
        policy("same_host", **both),
        policy("different_hosts", **both),
        policy("precedence", first="S", then="T", councils=("A", "B"), gap_years=1),
        policy("pool_open", service="S", first_year=1, last_year=3, **anyhow),
        policy("blackout_years", years=(2,), **everywhere),
        policy("forced_break", year=3, **everywhere),
        policy("risk_rating_limit", most_rating=2, **everywhere),
        policy("minimum_term", years=2, **everywhere),
        policy("notice", years=2, **everywhere),
        policy("concentration", most_share=Decimal("0.6"), host=None),
    )
    return Built(two_services(years=3), policies)


@cache
def paid_from_sources() -> Built:
    """Return a model in which every kind of pot pays (sources of random cases come with later seeds)."""
    header = "source council financial_year amount_gbp kind lines rate life_years floor_gbp"
    pots = ("award - 2026/27 500 grant - - - -", "purse A - 900 reserve - - - 100")
    case = tiny(funding=rows(header, *pots, "loan - - 700 borrowing set_up_revenue;redundancy 0.05 4 -"))
    asked = policy("funded", councils=("A", "B"), sources=("award", "purse", "loan"))
    rather = replace(
        policy("funded", councils=("A", "B"), sources=("award",)),
        policy="rather",
        negotiable="preference",
        price_gbp_per_unit=ONE,
    )
    return Built(case, [asked, rather])


@cache
def charged_by_price() -> Built:
    """Return a model with charges by price, income among them (pools of random cases are small enough)."""
    joining = rows("council arrangement compensation_gbp", "B P 2000")
    return by_price(
        tiny(joining=joining), [policy("no_loser", most_loss_gbp=Decimal(0), councils=("A", "B"))]
    )


@cache
def constraints() -> Mapping[str, frozenset[str]]:
    """Return the names of the constraints that occur, by family."""
    found: dict[str, set[str]] = {family.name: set() for family in FAMILIES}
    built_once = (
        off_the_curve(),
        both_ways_fair(),
        worst_off_first(),
        risks_read(),
        worst_outcomes_weighed(),
        structure_and_calendar(),
        people_limited(),
        money_limited(),
        costs_rewarded(),
        paid_from_sources(),
        charged_by_price(),
    )
    for built in (*map(random_built, SEEDS), *built_once):
        kinds = {policy.name: policy.kind for policy in built.formulation.model.numbers.policies}
        for name in built.matrix.row_names:
            policy = re.match(r"policy\['?([^\]']+)'?\]\.", name)
            rest = name[policy.end() :] if policy else name.partition(".")[2]
            family = kinds[policy.group(1)] if policy else name.partition(".")[0]
            found[family].add(rest.partition("[")[0].rpartition(".")[2])
    return {family: frozenset(names) for family, names in found.items()}
