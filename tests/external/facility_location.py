"""Published single-source facility location instances as cases of the engine.

Customers are councils, facilities are providers with a set-up cost and a capacity in volume, everybody must
join one pool of one service in the only year, and prices and discounting are off: the saving is minus the
cost of the instance. The instances lie beside the repository and are not part of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from optimizer.case import LoadedCase
from optimizer.case.case import Policy
from tests.builders import build_case

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "bench"

SCALE = 100
"""Costs have up to five decimals and the engine counts in pence: in hundredfold amounts less is lost."""


@dataclass(frozen=True)
class Instance:
    """One instance: `serving_cost[customer][facility]` is for all of the customer's demand."""

    family: str
    name: str
    optimum: float
    capacity: tuple[int, ...]
    opening_cost: tuple[Decimal, ...]
    demand: tuple[int, ...]
    serving_cost: tuple[tuple[Decimal, ...], ...]


def instances() -> list[tuple[str, str]]:
    """Return family and name of every instance in the order of the index; none where the folder is absent."""
    return [(one["family"], one["name"]) for one in _index()]


def _index() -> list[dict]:
    index = FOLDER / "index.json"
    return json.loads(index.read_text(encoding="utf-8"))["instances"] if index.exists() else []


def read_instance(family: str, name: str) -> Instance:
    """Read one instance: numbers of facilities and customers, capacities, opening costs, demands, costs."""
    entry = next(one for one in _index() if (one["family"], one["name"]) == (family, name))
    words = iter((FOLDER / entry["file"]).read_text(encoding="ascii").split())
    facilities, customers = int(next(words)), int(next(words))
    instance = Instance(
        family=family,
        name=name,
        optimum=entry["optimal"],
        capacity=tuple(int(Decimal(next(words))) for _ in range(facilities)),
        opening_cost=tuple(Decimal(next(words)) for _ in range(facilities)),
        demand=tuple(int(Decimal(next(words))) for _ in range(customers)),
        serving_cost=tuple(tuple(Decimal(next(words)) for _ in range(facilities)) for _ in range(customers)),
    )
    assert next(words, None) is None, f"{entry['file']} has more numbers than it should"
    return instance


def as_case(instance: Instance) -> tuple[LoadedCase, tuple[Policy, ...]]:
    """Return the instance as a case, with the policy that every customer is served."""
    customers = [f"c{number + 1}" for number in range(len(instance.demand))]
    facilities = [f"f{number + 1}" for number in range(len(instance.capacity))]
    total = sum(instance.demand)
    tables = {
        "councils": [{"council": customer} for customer in customers],
        "providers": [{"provider": facility} for facility in facilities],
        "services": [{"service": "supply", "volume_unit": "units"}],
        "baseline": [
            {"council": customer, "service": "supply", "fte": "0", "pay_gbp_per_fte": "0"}
            for customer in customers
        ],
        "baseline_services": [
            {"council": customer, "service": "supply", "volume": str(demand), "non_staff_gbp": "0"}
            for customer, demand in zip(customers, instance.demand, strict=True)
        ],
        "scale_curves": [
            {"service": "supply", "measure": measure, "volume": str(volume), "value": "0"}
            for measure in ("fte:all", "non_staff")
            for volume in (0, total)
        ],
        "depths": [{"depth": "full", "staff_share": "0", "non_staff_share": "1"}],
        "delivery_models": [
            {
                "model": "served",
                "staff_mode": "none",
                "default_depth": "full",
                "least_members": "1",
                "lead_months": "0",
            }
        ],
        "arrangements": [
            {
                "arrangement": facility,
                "service": "supply",
                "host": facility,
                "model": "served",
                "capacity_volume": str(capacity),
                "setup_gbp": f"{SCALE * cost:.2f}",
                "pool_pay_gbp_per_fte": "0",
            }
            for facility, capacity, cost in zip(
                facilities, instance.capacity, instance.opening_cost, strict=True
            )
        ],
        "joining": [
            {"council": customer, "arrangement": facility, "join_gbp": f"{SCALE * cost:.2f}"}
            for customer, costs in zip(customers, instance.serving_cost, strict=True)
            for facility, cost in zip(facilities, costs, strict=True)
        ],
    }
    settings = {
        "name": f"{instance.family} {instance.name}",
        "base_year": "2025/26",
        "years": 1,
        "decision_date": "2026-04-01",
        "discount_rate": 0,
        "prices.general": 0,
        "prices.pay": 0,
        "prices.contract": 0,
        "recharge.running_key": "equal",
        "recharge.one_off_key": "equal",
    }
    everybody_is_served = Policy(
        policy="everybody_is_served",
        set="instance",
        kind="pool_required",
        reason="each customer is supplied from exactly one facility",
        source="the instance",
        parameters={
            "service": "supply",
            "councils": tuple(customers),
            "arrangement": None,
            "first_year": 1,
            "last_year": 1,
        },
    )
    return build_case(tables, settings), (everybody_is_served,)
