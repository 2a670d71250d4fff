"""The tables of a tiny random case, as text cells like those of the CSV files."""

from __future__ import annotations

from datetime import date, timedelta

from tests.brute_force.draft import BASE_YEAR, Row, Tables, year_label
from tests.brute_force.draw import Draw
from tests.brute_force.random_pools import add_pools

KEYS = ("equal", "volume", "in_scope_fte", "baseline_spend", "population", "custom")


def random_tables(draw: Draw) -> Tables:
    """Draw all tables of a case."""
    tables = Tables(draw)
    _settings(tables)
    _bodies(tables)
    _depths(tables)
    for service in ("ict", "legal")[: draw.pick((1, 1, 2))]:
        _service(tables, service)
    add_pools(tables)
    _contracts(tables)
    _baseline_changes(tables)
    _budgets(tables)
    return tables


def _settings(tables: Tables) -> None:
    draw = tables.draw
    tables.years = draw.pick((2, 3, 3, 3, 4))
    tables.settings = {
        "name": "tiny random case",
        "base_year": year_label(0),
        "years": str(tables.years),
        "decision_date": (date(BASE_YEAR, 6, 1) + timedelta(days=draw.integer(0, 400))).isoformat(),
        "discount_rate": draw.pick(("0.035", "0", "0.06")),
        "prices.general": draw.pick(("0.02", "0.02", "0", "0.031")),
        "prices.pay": draw.pick(("0.02", "0.025", "0.04", "-0.01")),
        "prices.contract": draw.pick(("0.02", "0", "0.05")),
        "recharge.running_key": draw.pick(KEYS),
        "recharge.one_off_key": draw.pick(KEYS),
        "protection_years": draw.pick(("0", "1", "1", "2", "3")),
        "redundancy_wait_years": draw.pick(("0", "1")),
        "max_extension_years": draw.pick(("0", "1", "2", "2")),
    }


def _bodies(tables: Tables) -> None:
    draw = tables.draw
    keys = (tables.settings["recharge.running_key"], tables.settings["recharge.one_off_key"])
    for council in ("alder", "birch", "cedar")[: draw.pick((2, 2, 3))]:
        counted = "population" in keys or draw.chance(0.4)
        tables.add(
            "councils",
            council=council,
            population=draw.integer(50, 300) * 1000 if counted else None,
            custom_weight=draw.number(0.5, 3, 1) if draw.chance(0.7) else None,
        )
    if draw.chance(0.5):
        tables.add(
            "providers",
            provider="firm",
            margin_share=draw.pick(("0", "0.05", "0.1")),
            irrecoverable_vat_share=draw.pick(("0", "0", "0.2")),
        )


def _depths(tables: Tables) -> None:
    draw = tables.draw
    tables.add("depths", depth="management", staff_share="0.2", non_staff_share="0.1")
    tables.add(
        "depths",
        depth="infrastructure",
        staff_share=draw.pick(("0.3", "0.5")),
        non_staff_share=draw.pick(("0.4", "0.6")),
    )
    tables.add("depths", depth="full", staff_share="1", non_staff_share=draw.pick(("0.8", "0.9", "1")))
    if draw.chance(0.3):
        tables.add("depths", depth="full", service="ict", staff_share="0.9", non_staff_share="0.75")


def _service(tables: Tables, service: str) -> None:
    draw = tables.draw
    month = draw.pick((4, 4, 10, draw.integer(1, 12), draw.integer(1, 3)))
    tables.add("services", service=service, volume_unit="users", change_month=month)
    councils = [row["council"] for row in tables.rows["councils"]]
    needing = councils[:-1] if len(councils) == 3 and draw.chance(0.4) else councils
    roles = [None] if draw.chance(0.7) else ["officers", "managers"]
    totals: dict[str, float] = {}
    for council in needing:
        volume = draw.integer(20, 90) * 10
        totals["volume"] = totals.get("volume", 0) + volume
        for role in roles:
            fte = draw.number(2, 4) if role == "managers" else draw.number(5, 20)
            totals[role or "all"] = totals.get(role or "all", 0) + float(fte)
            tables.add("baseline", **_posts(draw, council, service, role, fte))
        spend = draw.pounds(120_000, 500_000)
        totals["non_staff"] = totals.get("non_staff", 0) + float(spend)
        tables.add(
            "baseline_services",
            council=council,
            service=service,
            volume=volume,
            non_staff_gbp=spend,
            platform=draw.pick(("red", "blue", None)),
        )
    thrift = draw.real(0.35, 0.9)
    for measure in [f"fte:{role or 'all'}" for role in roles] + ["non_staff"]:
        name = measure.removeprefix("fte:")
        _curve(tables, service, measure, int(totals["volume"]), totals[name] * thrift * draw.real(0.9, 1.1))


def _posts(draw: Draw, council: str, service: str, role: str | None, fte: str) -> Row:
    retained = f"{float(fte) * draw.real(0.05, 0.25):.2f}" if draw.chance(0.6) else None
    posts = {
        "council": council,
        "service": service,
        "role": role,
        "fte": fte,
        "retained_fte": retained,
        "pay_gbp_per_fte": draw.pounds(34_000, 58_000),
        "turnover_share": draw.pick(("0", "0.05", "0.134", "0.3", None)),
        "redundancy_gbp_per_fte": draw.pounds(1_000, 30_000),
        "strain_gbp_per_fte": draw.pounds(0, 15_000) if draw.chance(0.4) else None,
        "recruitment_gbp_per_fte": draw.pounds(0, 12_000),
        "redeployment_places": draw.number(0, 1.5, 1) if draw.chance(0.25) else None,
    }
    return {column: value for column, value in posts.items() if value is not None}


def _curve(tables: Tables, service: str, measure: str, volume: int, value: float) -> None:
    """Add a curve that reaches `value` at `volume`: breakpoints with or without a step, or a rule."""
    draw = tables.draw
    core = draw.real(0.05, 0.4)
    kind = draw.pick(("line", "bent", "step", "core", "elastic"))

    def place(at: int, part: float) -> None:
        amount = f"{value * part:.2f}"
        tables.add("scale_curves", service=service, measure=measure, volume=at, value=amount)

    if kind == "core":
        rate = f"{value * (1 - core) / volume:.6f}"
        tables.add("scale_rules", service=service, measure=measure, core=f"{value * core:.2f}", per_unit=rate)
    elif kind == "elastic":
        tables.add(
            "scale_rules",
            service=service,
            measure=measure,
            elasticity=draw.pick(("0.7", "0.85", "1.1")),
            reference_volume=volume,
            reference_value=f"{value:.2f}",
            efficient_volume=volume // 2 if draw.chance(0.6) else volume,
        )
    else:
        place(0 if draw.chance(0.8) else 150, core)
        middle = int(volume * draw.real(0.4, 0.9)) // 10 * 10
        if kind == "bent":
            place(middle, core + (1 - core) * draw.real(0.3, 0.8))
        if kind == "step":
            place(middle, core + (1 - core) * 0.5)
            place(middle, core + (1 - core) * draw.real(0.55, 0.8))
        place(volume, 1.0)


def _contracts(tables: Tables) -> None:
    draw = tables.draw
    needs = tables.rows["baseline_services"]
    for number in range(draw.pick((0, 1, 1, 2, 2, 3))):
        need = draw.pick(needs)
        if len(tables.of("contracts", council=need["council"], service=need["service"])) == 2:
            continue
        last = date(BASE_YEAR, 4, 1) + timedelta(days=draw.integer(-500, 365 * (tables.years + 2)))
        if draw.chance(0.4):
            last = date(last.year, 3, 31)
        tables.add(
            "contracts",
            contract=f"k{number + 1}",
            council=need["council"],
            service=need["service"],
            annual_charge_gbp=str(int(float(need["non_staff_gbp"]) * draw.real(0.1, 0.4))),
            end_date=last.isoformat(),
            displaced_by=draw.pick(("management", "infrastructure", "full", None)),
            novation_allowed=draw.yes(0.5),
            novation_fee_gbp=draw.pounds(0, 20_000) if draw.chance(0.7) else None,
            replaces_share=draw.pick(("0.5", "1", None)),
            end_early_allowed=draw.yes(0.7),
            end_early_fee_gbp=draw.pounds(0, 20_000) if draw.chance(0.5) else None,
            end_early_share=draw.pick(("0.1", "0.4", "0.8")),
            extension_premium_share=draw.pick(("0.25", None)),
            index=draw.pick(("pay", "contract", "general", "none")),
        )


def _baseline_changes(tables: Tables) -> None:
    draw = tables.draw
    if not draw.chance(0.3):
        return
    for need in tables.rows["baseline_services"]:
        if draw.chance(0.6):
            tables.add(
                "baseline_changes",
                council=need["council"],
                service=need["service"],
                financial_year=year_label(draw.integer(1, tables.years)),
                line=draw.pick(("pay", "non_staff", "contract")),
                amount_gbp=draw.pick(("-", "")) + draw.pounds(100, 40_000),
            )


def _budgets(tables: Tables) -> None:
    """Add pots; they matter only where a policy reads them."""
    draw = tables.draw
    for council in [row["council"] for row in tables.rows["councils"]]:
        for year in range(tables.years + 1):
            if draw.chance(0.6):
                amount = draw.pounds(0, 40_000) if draw.chance(0.8) else "0"
                tables.add("budgets", council=council, financial_year=year_label(year), amount_gbp=amount)
    for year in range(1, tables.years + 1):
        if draw.chance(0.4):
            tables.add(
                "budgets",
                council="shared",
                financial_year=year_label(year),
                amount_gbp=draw.pounds(0, 60_000),
            )
        if draw.chance(0.5):
            tables.add(
                "budgets",
                council="shared",
                financial_year=year_label(year),
                pot="second",
                amount_gbp=draw.pounds(10_000, 100_000),
            )
