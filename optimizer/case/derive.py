"""From what was given to the `Case`: everything inherited, averaged, scaled and rounded, once.

Rules: CORE part 1 (data) and part 2 (defaults of the tables), docs/conventions.md. The tables must have
passed the checks; what they cannot resolve here is a fault of the checks, not of the user.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from optimizer.case.case import Arrangement, Case, Contract, Need, Post, Provider, Service, Settings
from optimizer.case.curves import curves_of
from optimizer.case.derive_funding import funding_of
from optimizer.case.derive_pools import Pools
from optimizer.case.derive_risks import risk_settings_of, risks_of, scenarios_of
from optimizer.case.resolve import resolved_arrangements
from optimizer.case.rounding import EXACT
from optimizer.case.tables import CaseTables


def derive(tables: CaseTables) -> Case:
    """Return the case of checked tables; the same tables always give the same case."""
    with localcontext(EXACT):
        return _derive(tables)


def _derive(tables: CaseTables) -> Case:
    settings = settings_of(tables)
    councils = tuple(row.council for row in tables.councils)
    providers = {
        row.provider: Provider(row.provider, row.margin_share, row.irrecoverable_vat_share)
        for row in tables.providers
    }
    services = services_of(tables)
    needs = needs_of(tables)
    contracts = {row.contract: Contract(**row.model_dump(exclude={"file_row"})) for row in tables.contracts}
    curves = curves_of(tables)
    pools = Pools(tables, services, needs, contracts, curves, frozenset(providers))
    arrangements: dict[str, Arrangement] = {}
    candidates = {}
    for resolved in resolved_arrangements(tables):
        members = pools.candidates(resolved)
        arrangements[resolved.arrangement] = pools.arrangement(resolved, members)
        candidates.update({(member.council, member.arrangement): member for member in members})
    return Case(
        settings=settings,
        councils=councils,
        council_names={row.council: row.name or row.council for row in tables.councils},
        providers=providers,
        services=services,
        needs=needs,
        contracts=contracts,
        curves=curves,
        arrangements=arrangements,
        candidates=candidates,
        baseline_changes_gbp={
            (row.council, row.service, row.financial_year - settings.base_year, row.line): row.amount_gbp
            for row in tables.baseline_changes
        },
        budgets_gbp={
            (row.council, row.financial_year - settings.base_year, row.pot): row.amount_gbp
            for row in tables.budgets
        },
        funding=funding_of(tables),
        risks=risks_of(tables),
        scenarios=scenarios_of(tables),
    )


def settings_of(tables: CaseTables) -> Settings:
    """Return the keys of case.toml under the names of the case."""
    row = tables.settings
    return Settings(
        name=row.name,
        base_year=row.base_year,
        years=row.years,
        decision_date=row.decision_date,
        discount_rate=row.discount_rate,
        recorded_realisation=row.recorded_realisation,
        price_general=row.prices_general,
        price_pay=row.prices_pay,
        price_contract=row.prices_contract,
        running_key=row.recharge_running_key,
        one_off_key=row.recharge_one_off_key,
        protection_years=row.protection_years,
        redundancy_wait_years=row.redundancy_wait_years,
        max_extension_years=row.max_extension_years,
        risk=risk_settings_of(tables),
    )


def services_of(tables: CaseTables) -> dict[str, Service]:
    """Return the services, each with its roles in order of first appearance in the baseline."""
    roles: dict[str, dict[str, None]] = {}
    for row in tables.baseline:
        roles.setdefault(row.service, {})[row.role] = None
    return {
        row.service: Service(
            service=row.service,
            volume_unit=row.volume_unit,
            change_month=row.change_month,
            service_group=row.service_group,
            roles=tuple(roles.get(row.service, ())),
        )
        for row in tables.services
    }


def needs_of(tables: CaseTables) -> dict[tuple[str, str], Need]:
    """Return what every council needs of every service; other spend is non-staff spend less contracts."""
    posts: dict[tuple[str, str], dict[str, Post]] = {}
    for row in tables.baseline:
        values = row.model_dump(exclude={"file_row", "council", "service", "role"})
        posts.setdefault((row.council, row.service), {})[row.role] = Post(**values)
    charges: dict[tuple[str, str], Decimal] = {}
    for contract in tables.contracts:
        key = (contract.council, contract.service)
        charges[key] = charges.get(key, Decimal(0)) + contract.annual_charge_gbp
    base_year = tables.settings.base_year
    return {
        (row.council, row.service): Need(
            council=row.council,
            service=row.service,
            volume=row.volume,
            non_staff_gbp=row.non_staff_gbp,
            other_gbp=row.non_staff_gbp - charges.get((row.council, row.service), Decimal(0)),
            platform=row.platform,
            arrangement_today=row.arrangement_today,
            member_since=None if row.member_since is None else row.member_since - base_year,
            posts=posts.get((row.council, row.service), {}),
        )
        for row in tables.baseline_services
    }
