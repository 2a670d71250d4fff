"""What reading derives once for model, referee and brute force alike, worked out again from the tables.

All three take these numbers from the case, so none of them would notice a wrong one.
"""

from __future__ import annotations

from functools import lru_cache

import pytest

from optimizer.case import LoadedCase
from optimizer.case.case import Arrangement
from tests.brute_force.quantities import curve_value
from tests.brute_force.random_cases import random_case

SEEDS = range(0, 60, 3)


@lru_cache
def case_of(seed: int) -> LoadedCase:
    return random_case(seed)[0]


def shares(loaded: LoadedCase, pool: Arrangement, role: str) -> tuple[float, float]:
    """Return the shares of staff and other spend of a depth; the row of the service wins over that of all."""
    rows = [row for row in loaded.tables.depths if row.depth == pool.depth]
    row = next((row for row in rows if row.service == pool.service), None) or next(
        row for row in rows if row.service == "*"
    )
    return (0.0 if pool.staff_mode == "none" else float(row.staff_share)), float(row.non_staff_share)


def posts(loaded: LoadedCase, service: str, role: str) -> dict[str, object]:
    return {row.council: row for row in loaded.tables.baseline if (row.service, row.role) == (service, role)}


def charges(loaded: LoadedCase, council: str, service: str) -> float:
    of_council = [row for row in loaded.tables.contracts if (row.council, row.service) == (council, service)]
    return float(sum(row.annual_charge_gbp for row in of_council))


def scope(loaded: LoadedCase, pool: Arrangement, council: str, role: str) -> float:
    row = posts(loaded, pool.service, role).get(council)
    return shares(loaded, pool, role)[0] * float(row.fte - row.retained_fte) if row else 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_what_candidates_bring(seed: int) -> None:
    loaded = case_of(seed)
    for (council, name), candidate in loaded.case.candidates.items():
        pool = loaded.case.arrangements[name]
        for role, fte in candidate.in_scope_fte.items():
            assert float(fte) == pytest.approx(scope(loaded, pool, council, role), abs=1e-6)
        need = next(
            r for r in loaded.tables.baseline_services if (r.council, r.service) == (council, pool.service)
        )
        other = float(need.non_staff_gbp) - charges(loaded, council, pool.service)
        share = shares(loaded, pool, loaded.case.services[pool.service].roles[0])[1]
        assert float(candidate.in_scope_other_gbp) == pytest.approx(share * other, abs=0.0051)
        assert float(candidate.join_gbp) == pytest.approx(
            join_gbp(loaded, pool, need, float(candidate.in_scope_other_gbp)), abs=0.0051
        )


def join_gbp(loaded: LoadedCase, pool: Arrangement, need, in_scope_other_gbp: float) -> float:
    """Return the given cost of joining, or that of the change from the council's platform to the pool's."""
    key = (need.council, pool.arrangement)
    given = [row.join_gbp for row in loaded.tables.joining if (row.council, row.arrangement) == key]
    if given and given[0] is not None:
        return float(given[0])
    row = next((row for row in loaded.tables.arrangements if row.arrangement == pool.arrangement), None)
    hosts = {r.council: r.platform for r in loaded.tables.baseline_services if r.service == pool.service}
    platform = (row.platform if row else "") or hosts.get(pool.host) or ""
    before = need.platform or ""
    if "" in (before, platform) or before == platform:
        return 0.0
    change = next(
        r for r in loaded.tables.platform_changes if (r.from_platform, r.to_platform) == (before, platform)
    )
    months = float(change.dual_running_months)
    by_volume = float(change.per_volume_gbp) * need.volume
    return float(change.fixed_gbp) + by_volume + months / 12 * in_scope_other_gbp


@pytest.mark.parametrize("seed", SEEDS)
def test_what_pools_pay_and_hold(seed: int) -> None:
    loaded = case_of(seed)
    for name, pool in loaded.case.arrangements.items():
        councils = [council for council, other in loaded.case.candidates if other == name]
        needs = {one: loaded.case.needs[one, pool.service] for one in councils}
        for role, terms in pool.roles.items():
            rows = posts(loaded, pool.service, role)
            brought = {one: scope(loaded, pool, one, role) for one in councils}
            total = sum(brought.values())
            for column, places in (
                ("turnover_share", 6),
                ("redundancy_gbp_per_fte", 2),
                ("strain_gbp_per_fte", 2),
                ("recruitment_gbp_per_fte", 2),
            ):
                parts = [fte * float(getattr(rows[one], column)) for one, fte in brought.items() if fte]
                average = sum(parts) / total if total else 0.0
                assert float(getattr(terms, column)) == pytest.approx(average, abs=0.51 * 10**-places)

            def required(volume: int, role: str = role, pool: Arrangement = pool) -> float:
                first = loaded.case.curves[pool.service, f"fte:{role}"][0].volume
                full = (
                    curve_value(loaded.case, pool.service, f"fte:{role}", volume) if volume >= first else 0.0
                )
                return shares(loaded, pool, role)[0] * full

            whole = sum(need.volume for need in needs.values())
            largest = max(required(volume) for volume in range(whole + 1))
            limit = total + largest + float(pool.dip_share) * total
            assert float(terms.staff_limit_fte) == pytest.approx(limit if total else 0.0, abs=2e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_keys(seed: int) -> None:
    loaded = case_of(seed)
    settings = loaded.case.settings
    councils = {row.council: row for row in loaded.tables.councils}
    for (council, name), candidate in loaded.case.candidates.items():
        pool = loaded.case.arrangements[name]
        need = loaded.case.needs[council, pool.service]
        own = [row for row in loaded.tables.baseline if (row.council, row.service) == (council, pool.service)]
        moving = sum(scope(loaded, pool, council, row.role) for row in own)
        staying = sum(float(row.fte - row.retained_fte) for row in own)
        pay = sum(float(row.fte * row.pay_gbp_per_fte) for row in own)
        weights = {
            "equal": 1.0,
            "volume": need.volume,
            "in_scope_fte": staying if pool.staff_mode == "none" else moving,
            "baseline_spend": pay + float(need.non_staff_gbp),
            "population": councils[council].population,
            "custom": float(councils[council].custom_weight),
        }
        key = (council, name)
        given = [row.weight for row in loaded.tables.joining if (row.council, row.arrangement) == key]
        running = weights[settings.running_key] if not given or given[0] is None else float(given[0])
        assert float(candidate.running_weight) == pytest.approx(running, rel=1e-6)
        assert float(candidate.one_off_weight) == pytest.approx(weights[settings.one_off_key], rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_displaced_contracts(seed: int) -> None:
    loaded = case_of(seed)
    ranks = {
        depth: place for place, depth in enumerate(dict.fromkeys(row.depth for row in loaded.tables.depths))
    }
    for pool in loaded.case.arrangements.values():
        displaced = {
            row.contract
            for row in loaded.tables.contracts
            if row.service == pool.service and ranks[pool.depth] >= ranks[row.displaced_by]
        }
        assert set(pool.displaces) == displaced


@pytest.mark.parametrize("seed", SEEDS)
def test_curves_of_rules(seed: int) -> None:
    """A core and a rate make a straight line; an elasticity is met at every knot."""
    loaded = case_of(seed)
    for rule in loaded.tables.scale_rules:
        for knot in loaded.case.curves[rule.service, rule.measure]:
            if rule.elasticity is None:
                value = float(rule.core) + float(rule.per_unit) * knot.volume
            else:
                efficient = min(knot.volume, rule.efficient_volume or knot.volume)
                at_scale = float(rule.reference_value) * (efficient / rule.reference_volume) ** float(
                    rule.elasticity
                )
                value = at_scale * knot.volume / efficient
            rounding = 0.51e-6 if rule.measure.startswith("fte:") else 0.0051
            assert float(knot.value) == pytest.approx(value, abs=rounding)
