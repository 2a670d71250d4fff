"""Checks of what councils need and pay today."""

from __future__ import annotations

from decimal import Decimal

from optimizer.case.case import SHARED
from optimizer.case.dictionary import file_of
from optimizer.case.parse import financial_year_text
from optimizer.case.raw import Findings, Place
from optimizer.case.tables import CaseTables


def money(value: Decimal) -> str:
    """Return an amount for people: 1234.5 as `1,234.50`."""
    return f"{value:,.2f}"


def names_of_bodies(tables: CaseTables, findings: Findings) -> None:
    """A name stands for one body, and `shared` and `*` mean something else."""
    councils = {row.council for row in tables.councils}
    for council in tables.councils:
        if council.council == SHARED:
            place = Place(file_of("councils"), council.file_row, "council", council.council)
            findings.fault(place, "means all councils together in budgets.csv", "use another identifier")
    for provider in tables.providers:
        if provider.provider in councils:
            place = Place(file_of("providers"), provider.file_row, "provider", provider.provider)
            remedy = "give the provider another identifier; a council may host without being listed here"
            findings.fault(place, "is a council already", remedy)


def retained_within_fte(tables: CaseTables, findings: Findings) -> None:
    """The client function that stays is part of the posts."""
    for row in tables.baseline:
        if row.retained_fte > row.fte:
            place = Place(file_of("baseline"), row.file_row, "retained_fte", str(row.retained_fte))
            findings.fault(place, f"is more than the {row.fte} FTE of the row", f"give {row.fte} at most")


def posts_and_needs_go_together(tables: CaseTables, findings: Findings) -> None:
    """Who has posts for a service has a row of volume and spend for it, and the other way round."""
    needs = {(row.council, row.service) for row in tables.baseline_services}
    posts = {(row.council, row.service) for row in tables.baseline}
    for row in tables.baseline:
        if (row.council, row.service) not in needs:
            name = f"{row.council}, {row.service}"
            place = Place(file_of("baseline"), row.file_row, "service", name)
            remedy = "add a row with its volume and non-staff spend there, or remove this one"
            findings.fault(place, "has no row in baseline_services.csv", remedy)
    for need in tables.baseline_services:
        if (need.council, need.service) not in posts:
            name = f"{need.council}, {need.service}"
            place = Place(file_of("baseline_services"), need.file_row, "service", name)
            remedy = "add a row there (with fte 0 if it has no posts), or remove this one"
            findings.fault(place, "has no row in baseline.csv", remedy)


def contracts_have_a_need(tables: CaseTables, findings: Findings) -> None:
    """A contract supports a service that its council needs."""
    needs = {(row.council, row.service) for row in tables.baseline_services}
    for row in tables.contracts:
        if (row.council, row.service) not in needs:
            place = Place(file_of("contracts"), row.file_row, "service", row.service)
            problem = f"{row.council} does not need this service"
            findings.fault(
                place, problem, "correct the council or the service, or add a baseline_services row"
            )


def charges_within_non_staff(tables: CaseTables, findings: Findings) -> None:
    """Non-staff spend includes the charges of contracts."""
    charges: dict[tuple[str, str], list[tuple[str, Decimal]]] = {}
    for contract in tables.contracts:
        entry = (contract.contract, contract.annual_charge_gbp)
        charges.setdefault((contract.council, contract.service), []).append(entry)
    for row in tables.baseline_services:
        listed = charges.get((row.council, row.service), [])
        total = sum((charge for _, charge in listed), Decimal(0))
        if total > row.non_staff_gbp:
            names = ", ".join(name for name, _ in listed)
            place = Place(file_of("baseline_services"), row.file_row, "non_staff_gbp", str(row.non_staff_gbp))
            problem = f"is less than the charges of its contracts ({names}: {money(total)})"
            findings.fault(place, problem, "include the charges here, or correct contracts.csv")


def changes_have_a_need(tables: CaseTables, findings: Findings) -> None:
    """A saving or growth is agreed for a service that the council needs."""
    needs = {(row.council, row.service) for row in tables.baseline_services}
    for row in tables.baseline_changes:
        if (row.council, row.service) not in needs:
            place = Place(file_of("baseline_changes"), row.file_row, "service", row.service)
            problem = f"{row.council} does not need this service"
            findings.fault(place, problem, "correct the council or the service")


def population_is_known(tables: CaseTables, findings: Findings) -> None:
    """The recharge key `population` needs every council's population."""
    keys = {
        "recharge.running_key": tables.settings.recharge_running_key,
        "recharge.one_off_key": tables.settings.recharge_one_off_key,
    }
    used = [name for name, key in keys.items() if key == "population"]
    for row in tables.councils:
        if used and row.population is None:
            place = Place(file_of("councils"), row.file_row, "population")
            problem = f"nothing is given, but {used[0]} is population"
            findings.fault(place, problem, f"give the population of {row.council}, or choose another key")


def all_are_used(tables: CaseTables, findings: Findings) -> None:
    """Warn of councils that need nothing and of services that nobody needs."""
    councils = {row.council for row in tables.baseline_services}
    services = {row.service for row in tables.baseline_services}
    for council in tables.councils:
        if council.council not in councils:
            place = Place(file_of("councils"), council.file_row, "council", council.council)
            findings.warning(place, "needs no service", "add its rows to baseline_services.csv, or remove it")
    for service in tables.services:
        if service.service not in services:
            place = Place(file_of("services"), service.file_row, "service", service.service)
            findings.warning(place, "is needed by nobody", "add rows to baseline_services.csv, or remove it")


def changes_lie_in_case(tables: CaseTables, findings: Findings) -> None:
    """Agreed savings and growth are for years that are planned."""
    for row in tables.baseline_changes:
        place = Place(file_of("baseline_changes"), row.file_row, "financial_year")
        year_in_case(tables, place, row.financial_year, 1, findings)


def budgets_lie_in_case(tables: CaseTables, findings: Findings) -> None:
    """Pots are for years of the case, the base year too: set-up paid ahead may fall in it."""
    for row in tables.budgets:
        place = Place(file_of("budgets"), row.file_row, "financial_year")
        year_in_case(tables, place, row.financial_year, 0, findings)


def years_of_joining_lie_in_case(tables: CaseTables, findings: Findings) -> None:
    """The first and last year of joining are years that are planned."""
    for row in tables.arrangements:
        for column, year in (("first_year", row.first_year), ("last_year", row.last_year)):
            if year is not None:
                place = Place(file_of("arrangements"), row.file_row, column)
                year_in_case(tables, place, year, 1, findings)


def year_in_case(tables: CaseTables, place: Place, year: int, first: int, findings: Findings) -> None:
    """Report a year before index `first` or after the last year of the case."""
    base, years = tables.settings.base_year, tables.settings.years
    if not base + first <= year <= base + years:
        remedy = f"use {financial_year_text(base + first)} to {financial_year_text(base + years)}"
        there = place._replace(value=financial_year_text(year))
        findings.fault(there, "is outside the years of the case", remedy)
