"""Case -> Numbers: the only place where units change, prices are indexed and dates become parts of years."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from optimizer.case.case import Arrangement, Candidate, Case, Contract, Policy
from optimizer.case.dictionary import NET_SAVING, cost_lines, policy_kinds
from optimizer.model import dates
from optimizer.model.business_as_usual import business_as_usual_k, indexed_today_k, promise_today_k
from optimizer.model.curves import POUNDS_PER_K, bands, needs_at
from optimizer.model.funding import pots
from optimizer.model.numbers import (
    CandidateNumbers,
    ChainNumbers,
    ContractNumbers,
    NeedNumbers,
    Numbers,
    PolicyNumbers,
    PoolNumbers,
    PoolRoleNumbers,
    PostNumbers,
    ServiceNumbers,
)
from optimizer.model.outcomes import outcomes


def to_k(pounds: Decimal | Fraction) -> float:
    """Return pounds as thousand pounds."""
    return float(Fraction(pounds) / POUNDS_PER_K)


def prepare(case: Case, policies: tuple[Policy, ...] = (), objective: str = NET_SAVING) -> Numbers:
    """Return the numbers of a case and its policies.

    Args:
        case: the validated case.
        policies: the policies of every set in force, in order.
        objective: what the best plan is best at, one of data/objectives.csv.
    """
    settings = case.settings
    last_year = settings.years
    general = 1 + Fraction(settings.price_general)
    rates = {
        "pay": settings.price_pay,
        "contract": settings.price_contract,
        "general": settings.price_general,
    }
    every_year = range(last_year + 1)
    real_price = {
        index: tuple(float(((1 + Fraction(rates.get(index, 0))) / general) ** t) for t in every_year)
        for index in ("pay", "contract", "general", "none")
    }
    without_bau = Numbers(
        years=tuple(range(1, last_year + 1)),
        councils=case.councils,
        services={name: _service(case, name) for name in case.services},
        needs={
            key: NeedNumbers(need.volume, to_k(need.other_gbp), need.arrangement_today)
            for key, need in case.needs.items()
        },
        posts={
            (council, service, role): PostNumbers(
                float(post.fte),
                to_k(post.pay_gbp_per_fte),
                float(post.turnover_share),
                to_k(post.recruitment_gbp_per_fte),
            )
            for (council, service), need in case.needs.items()
            for role, post in need.posts.items()
        },
        pools={name: _pool(case, arrangement) for name, arrangement in case.arrangements.items()},
        candidates={key: _candidate(case, candidate) for key, candidate in case.candidates.items()},
        chains=_chains(case),
        contracts={name: _contract(case, contract) for name, contract in case.contracts.items()},
        redeployment_places=_redeployment_places(case),
        redundancy_wait_years=settings.redundancy_wait_years,
        real_price=real_price,
        growth=tuple(float(general**t) for t in every_year),
        discount=tuple(float(1 / (1 + Fraction(settings.discount_rate)) ** t) for t in every_year),
        changes_k={key: to_k(amount) for key, amount in case.baseline_changes_gbp.items()},
        budgets_k={key: to_k(amount) for key, amount in case.budgets_gbp.items()},
        funding=pots(case),
        cashable_share={line.line: float(line.cashable_share) for line in cost_lines().values()},
        bau_real_k={},
        bau_cashable_k={},
        policies=tuple(_policy(policy) for policy in policies),
        objective=objective,
    )
    real_k, cashable_k = business_as_usual_k(without_bau)
    numbers = replace(without_bau, bau_real_k=real_k, bau_cashable_k=cashable_k)
    sample, scenarios = outcomes(case, policies, objective)
    if sample is None and scenarios is None:
        return numbers
    return replace(
        numbers,
        sample=sample,
        scenarios=scenarios,
        risk_level=float(settings.risk.level),
        risk_weight=float(settings.risk.weight),
        promise_today_k=promise_today_k(numbers),
        indexed_today_k=indexed_today_k(numbers),
    )


def _service(case: Case, name: str) -> ServiceNumbers:
    service = case.services[name]
    return ServiceNumbers(
        service=name,
        phi=float(dates.share_after_change(service.change_month)),
        roles=service.roles,
        arrangements=tuple(a for a, item in case.arrangements.items() if item.service == name),
        councils=tuple(council for council, s in case.needs if s == name),
    )


def _pool(case: Case, item: Arrangement) -> PoolNumbers:
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


def _candidate(case: Case, item: Candidate) -> CandidateNumbers:
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
                pool = arrangement.roles[role]
                excess = max(Fraction(0), Fraction(need.posts[role].pay_gbp_per_fte - pool.pay_gbp_per_fte))
                amount += excess * Fraction(fte) * (1 - Fraction(pool.turnover_share)) ** j
        amounts.append(to_k(part * amount))
    return tuple(amounts)


def _chains(case: Case) -> dict[str, ChainNumbers]:
    members: dict[str, list[Arrangement]] = {}
    for item in case.arrangements.values():
        members.setdefault(item.chain, []).append(item)
    chains = {}
    for chain, items in members.items():
        names = {item.arrangement for item in items}
        term = items[0].minimum_term_years
        bound = {
            need.council: need.member_since + term - 1
            for need in case.needs.values()
            if need.arrangement_today in names and need.member_since is not None
        }
        chains[chain] = ChainNumbers(
            chain, tuple(item.arrangement for item in items), term, items[0].notice_years, bound
        )
    return chains


def _contract(case: Case, item: Contract) -> ContractNumbers:
    settings = case.settings
    month = case.services[item.service].change_month
    end = dates.end_position(item.end_date)
    charge = Fraction(item.annual_charge_gbp)
    live_before, live_after, end_k, extension_k = {}, {}, {}, {}
    for t in range(1, settings.years + 1):
        start = dates.year_start(settings.base_year, t)
        change = dates.change_position(settings.base_year, month, t)
        live_before[t] = float(dates.overlap(start, change, start, min(end, change)))
        live_after[t] = float(dates.overlap(change, start + dates.MONTHS, change, end))
        left = max(Fraction(0), end - change) / dates.MONTHS
        end_k[t] = to_k(Fraction(item.end_early_fee_gbp) + Fraction(item.end_early_share) * charge * left)
        bridged_until = min(change, end + dates.MONTHS * settings.max_extension_years)
        parts = []
        for u in range(t + 1):
            first = dates.year_start(settings.base_year, u)
            part = dates.overlap(first, first + dates.MONTHS, end, bridged_until)
            if part > 0 and item.extension_premium_share > 0:
                parts.append((u, to_k(Fraction(item.extension_premium_share) * charge * part)))
        extension_k[t] = tuple(parts)
    return ContractNumbers(
        contract=item.contract,
        council=item.council,
        service=item.service,
        charge_k=to_k(charge),
        index=item.index,
        live_before=live_before,
        live_after=live_after,
        end_allowed=item.end_early_allowed,
        end_k=end_k,
        novation_allowed=item.novation_allowed,
        novation_fee_k=to_k(item.novation_fee_gbp),
        replaces_k=to_k(Fraction(item.replaces_share) * charge),
        extension_k=extension_k,
        displacing=tuple(
            a
            for a, arrangement in case.arrangements.items()
            if item.contract in arrangement.displaces and (item.council, a) in case.candidates
        ),
    )


def _redeployment_places(case: Case) -> dict[tuple[str, str], float]:
    places: dict[tuple[str, str], Fraction] = {}
    for (_, service), need in case.needs.items():
        for role, post in need.posts.items():
            places[service, role] = places.get((service, role), Fraction(0)) + Fraction(
                post.redeployment_places
            )
    return {key: float(total) for key, total in places.items()}


def _policy(policy: Policy) -> PolicyNumbers:
    parameters: dict[str, str | int | bool | float | tuple[str, ...] | tuple[int, ...] | None] = {}
    for name, value in policy.parameters.items():
        # Amounts of money have names that end in _gbp; they become thousands, and their names end in _k.
        if isinstance(value, Decimal) and name.endswith("_gbp"):
            parameters[name.removesuffix("_gbp") + "_k"] = to_k(value)
        else:
            parameters[name] = float(value) if isinstance(value, Decimal) else value
    kind, price = policy_kinds()[policy.kind], policy.price_gbp_per_unit
    return PolicyNumbers(
        name=policy.full_name,
        kind=policy.kind,
        parameters=parameters,
        # A pound of price for each pound is a thousand for each thousand.
        price_k=None if price is None else float(price) if kind.unit.endswith("GBP") else to_k(price),
        whole_units=kind.whole_units,
    )
