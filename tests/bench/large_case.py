"""A made-up case of the size of a county: 7 councils, 4 services, 6 years, 4 hosts a service; or larger."""

from __future__ import annotations

from random import Random

from optimizer.case import LoadedCase
from tests.builders import build_case

SERVICES = ("ict", "legal", "payroll", "audit", "hr", "finance", "procurement", "revenues")
HOSTS_OF_A_SERVICE = 4


def large_case(seed: int = 1, *, councils: int = 7, services: int = 4, years: int = 6) -> LoadedCase:
    """Return the case; the same seed gives the same case."""
    random = Random(seed)
    names = tuple(f"council_{number}" for number in range(1, councils + 1))
    rows: dict[str, list[dict[str, str]]] = {
        "councils": [{"council": council} for council in names],
        "depths": [
            {"depth": "infrastructure", "staff_share": "0.4", "non_staff_share": "0.5"},
            {"depth": "full", "staff_share": "1", "non_staff_share": "0.85"},
        ],
        "delivery_models": [
            {
                "model": "lead",
                "staff_mode": "transfer",
                "default_depth": "full",
                "setup_gbp": "150000",
                "governance_gbp_per_year": "40000",
                "per_partner_gbp_per_year": "5000",
            }
        ],
        **{name: [] for name in ("services", "baseline", "baseline_services", "contracts", "scale_rules")},
        "arrangements": [],
        "joining": [],
    }
    for number, service in enumerate(SERVICES[:services]):
        hosts = [names[(number + k) % councils] for k in range(HOSTS_OF_A_SERVICE)]
        _add_service(rows, random, service, names, hosts)
    settings = {"name": "large", "base_year": "2025/26", "years": years, "decision_date": "2025-06-01"}
    return build_case(rows, settings)


def _add_service(
    rows: dict[str, list[dict[str, str]]],
    random: Random,
    service: str,
    councils: tuple[str, ...],
    hosts: list[str],
) -> None:
    rows["services"].append({"service": service, "volume_unit": "users", "change_month": "10"})
    volumes, staff, spends = [], [], []
    for council in councils:
        volumes.append(random.randint(30, 200) * 10)
        staff.append(round(volumes[-1] / 60 * random.uniform(0.8, 1.3), 2))
        spends.append(volumes[-1] * random.randint(300, 700))
        key = {"council": council, "service": service}
        rows["baseline"].append(
            {
                **key,
                "fte": f"{staff[-1]:.2f}",
                "retained_fte": f"{0.1 * staff[-1]:.2f}",
                "pay_gbp_per_fte": str(random.randint(38_000, 56_000)),
            }
        )
        rows["baseline_services"].append(
            {**key, "volume": str(volumes[-1]), "non_staff_gbp": str(spends[-1])}
        )
        rows["contracts"].append(
            {
                **key,
                "contract": f"{service}_{council}",
                "annual_charge_gbp": str(spends[-1] // 3),
                "end_date": f"{random.randint(2026, 2031)}-{random.randint(1, 12):02d}-28",
                "novation_allowed": random.choice(("yes", "no")),
                "end_early_share": "0.5",
            }
        )
    for measure, total in (("fte:all", sum(staff)), ("non_staff", sum(spends))):
        rows["scale_rules"].append(
            {
                "service": service,
                "measure": measure,
                "elasticity": "0.85",
                "reference_volume": str(sum(volumes)),
                "reference_value": f"{0.8 * total:.2f}",
                "efficient_volume": str(sum(volumes) // 2),
            }
        )
    for host in hosts:
        arrangement = f"{service}_{host}"
        rows["arrangements"].append(
            {"arrangement": arrangement, "service": service, "host": host, "model": "lead"}
        )
        rows["joining"] += [
            {"council": council, "arrangement": arrangement, "join_gbp": str(random.randint(20_000, 120_000))}
            for council in councils
        ]
