"""Case -> Numbers: the only place where units change, prices are indexed and dates become parts of years."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import NET_SAVING, cost_lines, policy_kinds
from optimizer.model import dates
from optimizer.model.business_as_usual import business_as_usual_k, indexed_today_k, promise_today_k
from optimizer.model.contracts import contract
from optimizer.model.funding import pots
from optimizer.model.money import to_k
from optimizer.model.numbers import NeedNumbers, Numbers, PolicyNumbers, PostNumbers, ServiceNumbers
from optimizer.model.outcomes import outcomes
from optimizer.model.pools import candidate, chains, pool


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
        pools={name: pool(case, arrangement) for name, arrangement in case.arrangements.items()},
        candidates={key: candidate(case, item) for key, item in case.candidates.items()},
        chains=chains(case),
        contracts={name: contract(case, item) for name, item in case.contracts.items()},
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
