"""Checks of meaning: whether what was given fits together.

Every check is one small function in a table with the name of its rule and the tables that it reads. It runs
only where those tables are whole, so that one fault does not bring others that are none.
"""

from __future__ import annotations

from collections.abc import Callable

from optimizer.case import check_baseline as baseline
from optimizer.case import check_curves as curves
from optimizer.case import check_derived as derived
from optimizer.case import check_funding as funding
from optimizer.case import check_pools as pools
from optimizer.case import check_risks as risks
from optimizer.case import check_stress as stress
from optimizer.case import check_today as today
from optimizer.case.case import Case
from optimizer.case.check_assumptions import every_assumption_explains_a_cell
from optimizer.case.check_references import arrangement_references, references
from optimizer.case.dictionary import GENERATE, SETTINGS, file_of, tables
from optimizer.case.loaded import CurveRatio
from optimizer.case.raw import Findings
from optimizer.case.tables import CaseTables
from optimizer.case.validate import Typed

Check = Callable[[CaseTables, Findings], None]

POOLS = ("arrangements", GENERATE, "delivery_models")
NEEDS = ("baseline", "baseline_services")
NAMED = ("councils", "services", *POOLS)
CURVES = ("scale_curves", "scale_rules", "depths", *NEEDS, *POOLS)

CHECKS: tuple[tuple[str, tuple[str, ...], Check], ...] = (
    ("no council has a name with a meaning of its own", ("councils", "providers"), baseline.names_of_bodies),
    ("retained FTE are part of the FTE", ("baseline",), baseline.retained_within_fte),
    ("posts and other needs go together", NEEDS, baseline.posts_and_needs_go_together),
    ("contracts belong to a need", ("contracts", "baseline_services"), baseline.contracts_have_a_need),
    ("charges are part of non-staff", ("contracts", "baseline_services"), baseline.charges_within_non_staff),
    ("changes belong to a need", ("baseline_changes", "baseline_services"), baseline.changes_have_a_need),
    ("population is known", ("councils", SETTINGS), baseline.population_is_known),
    ("councils and services are used", ("councils", "services", "baseline_services"), baseline.all_are_used),
    ("changes lie in the case", ("baseline_changes", SETTINGS), baseline.changes_lie_in_case),
    ("budgets lie in the case", ("budgets", SETTINGS), baseline.budgets_lie_in_case),
    ("funding lies in the case", ("funding", SETTINGS), funding.funding_lies_in_case),
    ("sources pay one-off lines", ("funding",), funding.lines_are_fundable),
    ("sources have the terms of their kind", ("funding",), funding.terms_fit_the_kind),
    ("sources are of one kind", ("funding",), funding.sources_are_of_one_kind),
    ("floors are below balances", ("funding", SETTINGS), funding.floors_are_below_balances),
    ("joining lies in the case", ("arrangements", SETTINGS), baseline.years_of_joining_lie_in_case),
    ("arrangements have names of their own", POOLS, pools.names_are_unique),
    ("numbers of members are a range", POOLS, pools.least_is_no_more_than_most),
    ("years of joining are in order", ("arrangements",), pools.years_are_in_order),
    ("chains are of one kind", (*POOLS, "joining"), pools.chains_are_of_one_kind),
    ("depths are complete", (*POOLS, "depths", *NEEDS), pools.depths_are_complete),
    ("depths have one non-staff share", ("depths", *NEEDS), pools.one_non_staff_share),
    ("pools know their pay", (*POOLS, "depths", *NEEDS, "providers"), pools.pay_is_known),
    (
        "platform changes have a cost",
        (*POOLS, *NEEDS, "platform_changes", "joining"),
        pools.platforms_have_costs,
    ),
    ("joining belongs to a need", (*POOLS, *NEEDS, "joining"), pools.joining_belongs_to_a_need),
    ("pools can be held", (*POOLS, *NEEDS), pools.some_membership_is_allowed),
    ("pools can begin", (*POOLS, "services", SETTINGS, *NEEDS), pools.some_year_is_left),
    ("roles are known", ("depths", "scale_curves", "scale_rules", *NEEDS), curves.roles_are_known),
    ("curves are curves", ("scale_curves",), curves.curves_are_curves),
    ("a measure has a curve or a rule", ("scale_curves", "scale_rules"), curves.not_both),
    ("every need has a curve", CURVES, curves.every_need_has_a_curve),
    ("curves reach every pool", CURVES, curves.curves_reach_every_pool),
    ("membership and its year go together", ("baseline_services", SETTINGS), today.member_since_is_known),
    ("today's pools are allowed", (*POOLS, *NEEDS), today.pools_of_today_are_allowed),
    ("today's pools fit", CURVES, today.pools_of_today_fit),
    ("risks are distributions", ("risks",), risks.risks_are_distributions),
    ("tails have outcomes", (SETTINGS,), risks.tails_have_outcomes),
    ("scopes name something", ("risks", "stress", *NAMED), risks.scopes_name_something),
    ("scopes reach everything", ("risks", SETTINGS, *NAMED), stress.scopes_reach_everything),
    ("chains have one fate", ("risks", *POOLS), stress.chains_have_one_fate),
    ("scenarios can happen", ("stress", SETTINGS), stress.scenarios_can_happen),
    ("chains have one fate under stress", ("stress", *POOLS), stress.chains_have_one_fate_under_stress),
)
"""Rule, tables that it reads, function."""


STRUCTURE: tuple[tuple[str, tuple[str, ...], Check], ...] = (
    ("rules are complete", ("scale_rules",), curves.rules_are_complete),
    ("rules give numbers", ("scale_rules", "baseline_services"), curves.rules_give_numbers),
)
"""Checks on which the others rest, as they do on references."""


def check_tables(typed: Typed, findings: Findings) -> None:
    """Run every check whose tables are whole: first the references, on which the others rest."""
    faulty = set(typed.faulty)
    before = len(findings.faults)
    references(typed, findings)
    misled = {fault.file for fault in findings.faults[before:]}
    if not faulty & set(POOLS) and not misled & {file_of(table) for table in POOLS}:
        arrangement_references(typed, findings)
    for _, needed, check in STRUCTURE:
        if not faulty & set(needed):
            check(typed.tables, findings)
    files = {fault.file for fault in findings.faults[before:]}
    faulty.update(table for table in tables() if file_of(table) in files)
    for _, needed, check in CHECKS:
        if not faulty & set(needed):
            check(typed.tables, findings)
    if not faulty:
        every_assumption_explains_a_cell(typed.tables, findings)


def check_derived(given: CaseTables, case: Case, ratios: tuple[CurveRatio, ...], findings: Findings) -> None:
    """Check what only the derived case shows: recharge weights, and how today compares with the curve."""
    derived.weights_are_positive(given, case, findings)
    derived.capacities_can_be_kept(given, case, findings)
    derived.catch_up(given, ratios, findings)
