"""Candidate pools, who may join them, and their chains, as numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from optimizer.case.case import Arrangement, Candidate, Case
from optimizer.model import dates
from optimizer.model.curves import bands, needs_at
from optimizer.model.money import to_k
from optimizer.model.numbers import CandidateNumbers, ChainNumbers, PoolNumbers, PoolRoleNumbers


def pool(case: Case, item: Arrangement) -> PoolNumbers:
    """Return what a pool needs, costs and allows."""
    candidates = tuple(council for council, a in case.candidates if a == item.arrangement)
    today = [c for c in candidates if case.needs[c, item.service].arrangement_today == item.arrangement]
    volume_today = sum(case.needs[c, item.service].volume for c in today)
    fte_today, non_staff_today = needs_at(case, item, volume_today) if today else ({}, Fraction(0))
    provider = case.providers.get(item.host) if item.hosted_by_provider else None
    markup = Fraction(1)
    if provider is not None:
        markup = (1 + Fraction(provider.margin_share)) * (1 + Fraction(provider.irrecoverable_vat_share))
    roles = {
        name: PoolRoleNumbers(
            pay_k=to_k(role.pay_gbp_per_fte),
            turnover=float(role.turnover_share),
            redundancy_k=to_k(role.redundancy_gbp_per_fte),
            strain_k=to_k(role.strain_gbp_per_fte),
            recruitment_k=to_k(role.recruitment_gbp_per_fte),
            staff_limit_fte=float(role.staff_limit_fte),
            staff_today_fte=float(fte_today.get(name, 0)),
        )
        for name, role in item.roles.items()
        if role.staff_share > 0
    }
    return PoolNumbers(
        arrangement=item.arrangement,
        service=item.service,
        host=item.host,
        chain=item.chain,
        host_is_member=item.hosted_by_member,
        host_is_provider=item.hosted_by_provider,
        markup=float(markup),
        candidates=candidates,
        least_members=item.least_members,
        most_members=len(candidates)
        if item.most_members is None
        else min(item.most_members, len(candidates)),
        capacity_volume=item.capacity_volume,
        capacity_fte=None if item.capacity_fte is None else float(item.capacity_fte),
        capacity_transfers_fte=(
            None
            if item.capacity_transfers_fte_per_year is None
            else float(item.capacity_transfers_fte_per_year)
        ),
        model=item.model,
        dip=float(item.dip_share),
        may_retire=item.staff_mode == "transfer",
        risk_rating=item.risk_rating,
        setup_k=to_k(item.setup_gbp),
        setup_capital=float(item.setup_capital_share),
        setup_lead=float(item.setup_lead_share),
        governance_k=to_k(item.governance_gbp_per_year),
        per_partner_k=to_k(item.per_partner_gbp_per_year),
        deepening_credit=float(item.deepening_credit_share),
        bands=bands(case, item, sum(case.needs[c, item.service].volume for c in candidates)),
        roles=roles,
        displaces=item.displaces,
        members_today=len(today),
        volume_today=volume_today,
        need_today_k=to_k(non_staff_today),
    )


def candidate(case: Case, item: Candidate) -> CandidateNumbers:
    """Return what a council brings into a pool, and what joining and leaving it cost."""
    arrangement = case.arrangements[item.arrangement]
    need = case.needs[item.council, arrangement.service]
    rivals = [c for (_, a), c in case.candidates.items() if a == item.arrangement]
    return CandidateNumbers(
        in_scope_fte={role: float(fte) for role, fte in item.in_scope_fte.items() if fte > 0},
        in_scope_other_k=to_k(item.in_scope_other_gbp),
        in_scope_spend_k=to_k(case.in_scope_spend_gbp(item.council, item.arrangement)),
        join_k=to_k(item.join_gbp),
        join_lead=float(arrangement.join_lead_share),
        yearly_k=to_k(item.yearly_gbp),
        leave_k=to_k(item.leave_gbp),
        compensation_k=to_k(item.compensation_gbp),
        protection_k=_protection(case, item),
        ramp_k=tuple(
            to_k(Fraction(share) * Fraction(item.in_scope_other_gbp)) for share in arrangement.ramp_shares
        ),
        running_weight=_scaled(item.running_weight, [c.running_weight for c in rivals]),
        one_off_weight=_scaled(item.one_off_weight, [c.one_off_weight for c in rivals]),
        member_today=need.arrangement_today == item.arrangement,
        join_years=_join_years(case, arrangement),
    )


def _scaled(weight: Decimal, weights: list[Decimal]) -> float:
    total = sum((Fraction(w) for w in weights), Fraction(0))
    return float(Fraction(weight) * len(weights) / total) if total else 0.0


def _join_years(case: Case, item: Arrangement) -> tuple[int, ...]:
    """Return the years in which M5 allows joining."""
    settings = case.settings
    earliest = dates.position(dates.add_months(settings.decision_date, item.lead_months))
    month = case.services[item.service].change_month
    return tuple(
        t
        for t in range(1, settings.years + 1)
        if dates.change_position(settings.base_year, month, t) >= earliest
        and (item.first_year is None or item.first_year <= t)
        and (item.last_year is None or t <= item.last_year)
    )


def _protection(case: Case, item: Candidate) -> tuple[float, ...]:
    """Return the protected pay in the j-th year after joining (CORE: protection line)."""
    arrangement = case.arrangements[item.arrangement]
    need = case.needs[item.council, arrangement.service]
    phi = dates.share_after_change(case.services[arrangement.service].change_month)
    years = case.settings.protection_years
    if years == 0:
        return ()
    amounts = []
    for j in range(years + 1):
        part = phi if j == 0 else 1 - phi if j == years else Fraction(1)
        amount = Fraction(0)
        for role, fte in item.in_scope_fte.items():
            if fte > 0:
                there = arrangement.roles[role]
                excess = max(Fraction(0), Fraction(need.posts[role].pay_gbp_per_fte - there.pay_gbp_per_fte))
                amount += excess * Fraction(fte) * (1 - Fraction(there.turnover_share)) ** j
        amounts.append(to_k(part * amount))
    return tuple(amounts)


def chains(case: Case) -> dict[str, ChainNumbers]:
    """Return the chains of a case by name: its arrangements, terms, and who is bound until when."""
    members: dict[str, list[Arrangement]] = {}
    for item in case.arrangements.values():
        members.setdefault(item.chain, []).append(item)
    found = {}
    for chain, items in members.items():
        names = {item.arrangement for item in items}
        term = items[0].minimum_term_years
        bound = {
            need.council: need.member_since + term - 1
            for need in case.needs.values()
            if need.arrangement_today in names and need.member_since is not None
        }
        found[chain] = ChainNumbers(
            chain, tuple(item.arrangement for item in items), term, items[0].notice_years, bound
        )
    return found
