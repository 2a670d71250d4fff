"""Delivery models, candidate pools, memberships of today and joining costs of a tiny random case."""

from __future__ import annotations

from tests.brute_force.draft import Tables, year_label

MODELS = {"projects": "none", "loan": "secondment", "lead": "transfer"}
RATINGS = {"projects": "1", "loan": "2", "lead": "4"}


def add_pools(tables: Tables) -> None:
    """Add what may be shared and on which terms."""
    draw = tables.draw
    for model, staff_mode in MODELS.items():
        depth = draw.pick(("management", "infrastructure")) if staff_mode == "none" else "full"
        tables.add(
            "delivery_models",
            model=model,
            staff_mode=staff_mode,
            default_depth=depth,
            risk_rating=RATINGS[model],
            **_terms(tables),
        )
    for service in [row["service"] for row in tables.rows["services"]]:
        if draw.chance(0.35):
            _add_chain(tables, service)
            more = draw.pick((0, 0, 1))
        else:
            more = draw.pick((1, 2, 2))
        for number in range(more):
            _add_pool(tables, service, f"{service}_{number + 1}")
    _add_platform_changes(tables)
    _add_today(tables)
    _add_joining(tables)


def _terms(tables: Tables) -> dict[str, str]:
    """Return the terms of a delivery model; blank cells take the dictionary's defaults."""
    draw = tables.draw
    least = draw.pick(("1", "2", "2", "3") if len(tables.rows["councils"]) == 3 else ("1", "2", "2"))
    terms = {
        "ramp_shares": draw.pick(("1;0.5", "0.5", "0.3;0.2;0.1", None, None)),
        "dip_share": draw.pick(("0", "0.05", "0.2", None)),
        "setup_gbp": draw.pounds(0, 50_000),
        "governance_gbp_per_year": draw.pounds(0, 12_000),
        "per_partner_gbp_per_year": draw.pounds(0, 6_000) if draw.chance(0.6) else None,
        "lead_months": draw.pick(("0", "3", "12", None)),
        "setup_lead_share": draw.pick(("0.5", "1", None)),
        "join_lead_share": draw.pick(("0.3", "1", None, None)),
        "minimum_term_years": draw.pick(("0", "1", "2", "3", None)),
        "notice_years": draw.pick(("0", "1", "2", None)),
        "least_members": least,
        "most_members": draw.pick(("2", None, None, None)) if least != "3" else None,
    }
    return {column: value for column, value in terms.items() if value is not None}


def _hosts(tables: Tables, service: str) -> list[str]:
    needing = [row["council"] for row in tables.of("baseline_services", service=service)]
    others = [row["council"] for row in tables.rows["councils"] if row["council"] not in needing]
    return needing + others * 5 + [row["provider"] for row in tables.rows.get("providers", [])] * 2


def _add_pool(tables: Tables, service: str, name: str) -> None:
    draw = tables.draw
    host = draw.pick(_hosts(tables, service))
    model = draw.pick(("projects", "loan", "lead", "lead"))
    depth = draw.pick(("infrastructure", "full", None, None))
    tables.add(
        "arrangements",
        arrangement=name,
        service=service,
        host=host,
        model=model,
        depth=depth,
        first_year=year_label(2) if draw.chance(0.1) else None,
        last_year=year_label(draw.integer(1, 2)) if draw.chance(0.15) else None,
        platform=draw.pick(("red", "blue")) if draw.chance(0.3) else None,
        pool_pay_gbp_per_fte=_pool_pay(tables, service, host),
        **_capacities(tables, service),
    )


def _pool_pay(tables: Tables, service: str, host: str) -> str | None:
    """Return pay of the pool's own; a host without posts in the service must give it."""
    has_posts = bool(tables.of("baseline", council=host, service=service))
    return None if has_posts and tables.draw.chance(0.75) else tables.draw.pounds(34_000, 50_000)


def _capacities(tables: Tables, service: str) -> dict[str, str]:
    """Return limits near what everybody together would need, so that some of them bind."""
    draw = tables.draw
    volume = sum(int(row["volume"]) for row in tables.of("baseline_services", service=service))
    fte = sum(float(row["fte"]) for row in tables.of("baseline", service=service))
    limits = {}
    if draw.chance(0.2):
        limits["capacity_volume"] = str(int(volume * draw.real(0.5, 1)))
    if draw.chance(0.25):
        limits["capacity_fte"] = f"{fte * draw.real(0.4, 0.9):.2f}"
    if draw.chance(0.25):
        limits["capacity_transfers_fte_per_year"] = f"{fte * draw.real(0.3, 0.9):.2f}"
    return limits


def _add_chain(tables: Tables, service: str) -> None:
    """Add a network and a full pool of one host; members of a chain share term and notice."""
    draw = tables.draw
    host = draw.pick(_hosts(tables, service))
    shared = {
        "minimum_term_years": draw.pick(("1", "2", "3")),
        "notice_years": draw.pick(("0", "1")),
        "lead_months": draw.pick(("0", "3")),
    }
    pay = _pool_pay(tables, service, host)
    first_model = draw.pick(("projects", "loan", "lead"))
    steps = ((f"{service}_network", first_model, "infrastructure"), (f"{service}_full", "lead", "full"))
    for name, model, depth in steps:
        tables.add(
            "arrangements",
            arrangement=name,
            service=service,
            host=host,
            model=model,
            depth=depth,
            chain=f"{service}_chain",
            deepening_credit_share=draw.pick(("0.5", "0.75", "1", None)),
            pool_pay_gbp_per_fte=pay,
            **shared,
            **_capacities(tables, service),
        )


def _add_platform_changes(tables: Tables) -> None:
    draw = tables.draw
    for before, after in (("red", "blue"), ("blue", "red")):
        tables.add(
            "platform_changes",
            from_platform=before,
            to_platform=after,
            fixed_gbp=draw.pounds(0, 20_000),
            per_volume_gbp=draw.number(0, 25, 2),
            dual_running_months=draw.pick(("0", "2", None)),
        )


def _add_today(tables: Tables) -> None:
    """Let some councils be members of one pool already, the host among them."""
    draw = tables.draw
    if not draw.chance(0.45):
        return
    pool = draw.pick(tables.rows["arrangements"])
    needs = {row["council"]: row for row in tables.of("baseline_services", service=pool["service"])}
    model = tables.of("delivery_models", model=pool["model"])[0]
    councils = list(needs)
    least, most = int(model["least_members"]), min(int(model.get("most_members", "9")), len(councils))
    if least > most:
        return
    members = draw.sample(councils, draw.integer(least, most))
    if pool["host"] in needs and pool["host"] not in members:
        members[0] = pool["host"]
    since = draw.pick((-3, -1, 0, 0))
    for council in members:
        needs[council]["arrangement_today"] = pool["arrangement"]
        needs[council]["member_since"] = year_label(since)


def _add_joining(tables: Tables) -> None:
    """Add rows that differ from the rules; leaving costs are the same all along a chain."""
    draw = tables.draw
    leaving: dict[tuple[str, str], dict[str, str]] = {}
    for pool in tables.rows["arrangements"]:
        for need in tables.of("baseline_services", service=pool["service"]):
            key = (need["council"], pool.get("chain", pool["arrangement"]))
            if key not in leaving:
                leaving[key] = {
                    "leave_gbp": draw.pounds(0, 40_000),
                    "compensation_gbp": draw.pounds(0, 30_000) if draw.chance(0.5) else "0",
                }
            if "chain" in pool or draw.chance(0.6):
                tables.add(
                    "joining",
                    council=need["council"],
                    arrangement=pool["arrangement"],
                    join_gbp=draw.pounds(0, 30_000) if draw.chance(0.5) else None,
                    yearly_gbp=draw.pounds(0, 6_000) if draw.chance(0.4) else None,
                    weight=draw.number(0.5, 4, 1) if draw.chance(0.2) else None,
                    **leaving[key],
                )
