"""What must hold for the parameters of one policy, beyond the type of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from optimizer.case.case import SHARED, Case
from optimizer.case.parse import nearest

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
    without = [council for council in given["councils"] if (council, given["service"]) not in case.needs]
    return f"leave out {', '.join(without)}, or add baseline_services rows" if without else None


def _arrangement_is_of_the_service(given: Parameters, case: Case) -> str | None:
    name = given["arrangement"]
    if name is None or given["service"] is None or case.arrangements[name].service == given["service"]:
        return None
    return f"name an arrangement of {given['service']}, or the service {case.arrangements[name].service}"


def _something_is_forbidden(given: Parameters, case: Case) -> str | None:
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


RULES: Mapping[str, tuple[tuple[str, Callable[[Parameters, Case], str | None]], ...]] = {
    "pool_required": (
        ("the years are in the wrong order", _years_in_order),
        ("a council is named that does not need the service", _councils_need_the_service),
        ("the arrangement is for another service", _arrangement_is_of_the_service),
    ),
    "pool_forbidden": (
        ("the years are in the wrong order", _years_in_order),
        ("no candidate pool is of the kind that is forbidden", _something_is_forbidden),
    ),
    "start_window": (("the years do not make a window", _earliest_before_latest),),
    "partners": (("the numbers do not make a limit", _least_or_most),),
    "host_fairness": (("the numbers do not make a limit", _least_or_most),),
    "transition_budget": (("there is no budget to keep", _pot_has_rows),),
    "funded": (("there is no source to pay from", _there_are_sources),),
}
"""What must hold for the parameters of a kind: the problem, and a function that returns the remedy."""
