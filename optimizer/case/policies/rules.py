"""What must hold for the parameters of one policy, beyond the type of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from optimizer.case.case import SHARED, Case
from optimizer.case.fundable import fundable_lines
from optimizer.case.parse import nearest
from optimizer.case.policies.blanks import services_of_group
from optimizer.case.policies.money_rules import MONEY_RULES
from optimizer.case.policies.risk_rules import RISK_RULES

Parameters = Mapping[str, Any]


def _years_in_order(given: Parameters, case: Case) -> str | None:
    if given["first_year"] <= given["last_year"]:
        return None
    return (
        "let first_year come before last_year (a blank first_year or last_year is the last year of the case)"
    )


def _earliest_before_latest(given: Parameters, case: Case) -> str | None:
    if given["earliest"] is None and given["latest"] is None:
        return "give earliest, latest or both"
    if None not in (given["earliest"], given["latest"]) and given["earliest"] > given["latest"]:
        return "let earliest come before latest"
    return None


def _least_or_most(given: Parameters, case: Case) -> str | None:
    if given["least"] is None and given["most"] is None:
        return "give least, most or both"
    if None not in (given["least"], given["most"]) and given["least"] > given["most"]:
        return "let least be no more than most"
    return None


def _councils_need_the_service(given: Parameters, case: Case) -> str | None:
    if given["service"] is None:
        return None
    without = [council for council in given["councils"] if (council, given["service"]) not in case.needs]
    return f"leave out {', '.join(without)}, or add baseline_services rows" if without else None


def _arrangement_is_of_the_service(given: Parameters, case: Case) -> str | None:
    name = given["arrangement"]
    if name is None or given["service"] is None or case.arrangements[name].service == given["service"]:
        return None
    return f"name an arrangement of {given['service']}, or the service {case.arrangements[name].service}"


def _some_pool_matches(given: Parameters, case: Case) -> str | None:
    pools = [
        pool
        for pool in case.arrangements.values()
        if all(
            given[parameter] in (None, getattr(pool, parameter))
            for parameter in ("service", "host", "model", "arrangement")
        )
    ]
    return None if pools else "let service, host, model and arrangement fit one candidate pool at least"


def _pot_has_rows(given: Parameters, case: Case) -> str | None:
    holders = {council for council, _, pot in case.budgets_gbp if pot == given["pot"]}
    if not holders:
        pots = dict.fromkeys(pot for _, _, pot in case.budgets_gbp)
        return f"give the pot {given['pot']!r} rows in budgets.csv, or {nearest(given['pot'], pots)}"
    without = [council for council in given["councils"] if council not in holders]
    if without and SHARED not in holders:
        return (
            f"give {', '.join(without)} a row for the pot {given['pot']!r} in budgets.csv, or leave them out"
        )
    return None


def _there_are_sources(given: Parameters, case: Case) -> str | None:
    if not case.funding:
        return "add the table funding.csv with a source, or remove the policy"
    pots = {council for source, council in case.funding if source in given["sources"]}
    without = [council for council in given["councils"] if not pots & {council, SHARED}]
    if without:
        return f"give {', '.join(without)} a source in funding.csv, or leave them out"
    return None


def _services_or_group(given: Parameters, case: Case) -> str | None:
    services, group = given["services"], given["service_group"]
    if not services and group is None:
        return "give services (a list) or service_group"
    if group is not None and services != services_of_group(group, case):
        return "give services or service_group, not both"
    return None


def _two_services(given: Parameters, case: Case) -> str | None:
    if len(given["services"]) == 1:
        return "name two services or more (or a service_group of two or more)"
    return None


def _councils_need_two_services(given: Parameters, case: Case) -> str | None:
    services = given["services"]
    if len(services) < 2:
        return None
    without = [
        council
        for council in given["councils"]
        if sum((council, service) in case.needs for service in services) < 2
    ]
    if without:
        return f"leave out {', '.join(without)}, or add baseline_services rows"
    return None if given["councils"] else "name services that some council needs two of"


def _two_different_services(given: Parameters, case: Case) -> str | None:
    return "name two services" if given["first"] == given["then"] else None


def _councils_need_both_services(given: Parameters, case: Case) -> str | None:
    pair = (given["first"], given["then"])
    without = [
        council for council in given["councils"] if any((council, one) not in case.needs for one in pair)
    ]
    if without:
        return f"leave out {', '.join(without)}, or add baseline_services rows"
    return None if given["councils"] else "name two services that some council needs both of"


def _gap_within_the_case(given: Parameters, case: Case) -> str | None:
    if given["gap_years"] <= case.settings.years:
        return None
    return f"give gap_years of {case.settings.years} or less (with more nobody could join in any year)"


def _so_many_service_years(given: Parameters, case: Case) -> str | None:
    there_are = len(case.needs) * case.settings.years
    return None if given["least"] <= there_are else f"give least of {there_are} or less"


def _each_council_or_each_host(given: Parameters, case: Case) -> str | None:
    if given["each_council"] and given["each_host"]:
        return "say each_council or each_host, not both (write two policies where both are meant)"
    return None


def _host_has_pools(given: Parameters, case: Case) -> str | None:
    hosts = dict.fromkeys(pool.host for pool in case.arrangements.values())
    if given["host"] is None or given["host"] in hosts:
        return None
    return f"name a body that hosts a candidate pool, or leave host out; {nearest(given['host'], hosts)}"


def _hosts_enough_for_the_share(given: Parameters, case: Case) -> str | None:
    hosts = {pool.host for pool in case.arrangements.values()}
    limited = hosts if given["host"] is None else hosts & {given["host"]}
    if limited < hosts or len(hosts) * given["most_share"] >= 1:
        return None
    if len(hosts) == 1:
        return "leave the policy out (or give most_share = 1): only one body hosts candidate pools"
    return f"give most_share of 1/{len(hosts)} or more: only {len(hosts)} bodies host candidate pools"


Rules = tuple[tuple[str, Callable[[Parameters, Case], str | None]], ...]

PAIRS_OF_SERVICES: Rules = (
    ("it is not clear which services are meant", _services_or_group),
    ("there is only one service", _two_services),
    ("a council is named that needs fewer than two of the services", _councils_need_two_services),
)
COUNCILS_OF_SERVICE: Rules = (
    ("a council is named that does not need the service", _councils_need_the_service),
)

RULES: Mapping[str, Rules] = {
    "pool_required": (
        ("the years are in the wrong order", _years_in_order),
        ("a council is named that does not need the service", _councils_need_the_service),
        ("the arrangement is for another service", _arrangement_is_of_the_service),
    ),
    "pool_forbidden": (
        ("the years are in the wrong order", _years_in_order),
        ("no candidate pool is of the kind that is forbidden", _some_pool_matches),
    ),
    "same_host": PAIRS_OF_SERVICES,
    "different_hosts": PAIRS_OF_SERVICES,
    "pool_open": (
        ("the years are in the wrong order", _years_in_order),
        ("the arrangement is for another service", _arrangement_is_of_the_service),
        ("no candidate pool is of the kind that must be open", _some_pool_matches),
    ),
    "precedence": (
        ("a service cannot come before itself", _two_different_services),
        ("a council is to keep an order of services that it does not need", _councils_need_both_services),
        ("the gap is longer than the case", _gap_within_the_case),
    ),
    "blackout_years": COUNCILS_OF_SERVICE,
    "forced_break": COUNCILS_OF_SERVICE,
    "risk_rating_limit": COUNCILS_OF_SERVICE,
    "minimum_term": COUNCILS_OF_SERVICE,
    "notice": COUNCILS_OF_SERVICE,
    "changes_limit": (
        ("the limit is for each council and for each host at once", _each_council_or_each_host),
    ),
    "differs": (("the case has fewer service years (councils x services x years)", _so_many_service_years),),
    "concentration": (
        ("the host has no candidate pool", _host_has_pools),
        ("with so few hosts nobody could share anything", _hosts_enough_for_the_share),
    ),
    "start_window": (("the years do not make a window", _earliest_before_latest),),
    "partners": (("the numbers do not make a limit", _least_or_most),),
    "host_fairness": (("the numbers do not make a limit", _least_or_most),),
    "transition_budget": (("there is no budget to keep", _pot_has_rows),),
    "funded": (("there is no source to pay from", _there_are_sources),),
    "affordability": (("the years are in the wrong order", _years_in_order),),
    **MONEY_RULES,
    **RISK_RULES,
}
"""What must hold for the parameters of a kind: the problem, and a function that returns the remedy."""


def _host_is_a_candidate(given: Parameters, case: Case) -> tuple[str, str, str] | None:
    service, host = given["service"], given["host"]
    if any((pool.service, pool.host) == (service, host) for pool in case.arrangements.values()):
        return None
    problem = f"{host} hosts no candidate pool for {service}, so nobody may share it"
    return "host", problem, "add an arrangement, if that is not meant"


def _every_line_has_a_source(given: Parameters, case: Case) -> tuple[str, str, str] | None:
    lacking: dict[str, None] = {}
    councils: dict[str, None] = {}
    for council in given["councils"]:
        paid = {
            line
            for (source, who), pot in case.funding.items()
            if source in given["sources"] and who in (council, SHARED)
            for line in pot.lines
        }
        for line in fundable_lines():
            if line not in paid:
                lacking[line] = councils[council] = None
    if not lacking:
        return None
    problem = (
        f"no source pays {', '.join(lacking)} for {', '.join(councils)}, so that nothing may be spent on it"
    )
    return "sources", problem, "let a source pay it, if that is not meant"


ODDITIES: Mapping[str, tuple[Callable[[Parameters, Case], tuple[str, str, str] | None], ...]] = {
    "fixed_host": (_host_is_a_candidate,),
    "funded": (_every_line_has_a_source,),
}
"""What is odd about the parameters of a kind: a function that returns key, problem and remedy."""
