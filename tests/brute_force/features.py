"""What a case has and what its best plans use: the features whose spread over the seeds is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from optimizer.case.case import Arrangement, Case, Policy
from optimizer.plan.plan import Plan
from tests.brute_force.calendar_rules import end_in_months, position_in_months
from tests.brute_force.enumerate import Answer, brute_force, count_plans

LINES = (
    "pay",
    "non_staff",
    "contract",
    "contract_end",
    "contract_extension",
    "novation",
    "recruitment",
    "joining",
    "leaving",
    "member_yearly",
    "protection",
    "ramp",
    "pool_pay",
    "pool_non_staff",
    "pool_novated",
    "governance",
    "set_up",
    "redundancy",
    "strain",
    "pool_recruitment",
    "compensation_income",
)
FLOWS = ("transferred", "returned", "rehired", "redundant", "redeployed", "recruited")
KEYS = ("equal", "volume", "in_scope_fte", "baseline_spend", "population", "custom")


def _arrangements(holds: Callable[[Arrangement], object]) -> Callable[[Case], bool]:
    return lambda case: any(holds(one) for one in case.arrangements.values())


def _marked_up(case: Case) -> bool:
    providers = [case.providers[one.host] for one in case.arrangements.values() if one.hosted_by_provider]
    return any(one.margin_share or one.irrecoverable_vat_share for one in providers)


def _mid_year_end(case: Case) -> bool:
    ends = [end_in_months(one) for one in case.contracts.values()]
    return any(end % 12 != 3 for end in ends)  # 3 = the first of April


def _ended_before_year_zero(case: Case) -> bool:
    start = 12 * case.settings.base_year + 3
    return any(position_in_months(one.end_date) < start for one in case.contracts.values())


def _step(case: Case) -> bool:
    return any(
        left.volume == right.volume
        for knots in case.curves.values()
        for left, right in zip(knots, knots[1:], strict=False)
    )


IN_THE_CASE: Mapping[str, Callable[[Case], object]] = {
    "two services": lambda case: len(case.services) == 2,
    "three councils": lambda case: len(case.councils) == 3,
    "a council without need": lambda case: len(case.needs) < len(case.councils) * len(case.services),
    "host without need": _arrangements(lambda one: not one.hosted_by_member and not one.hosted_by_provider),
    "provider hosts": _arrangements(lambda one: one.hosted_by_provider),
    "provider with margin or VAT": _marked_up,
    "chain": _arrangements(lambda one: one.chain != one.arrangement),
    "chain with deepening credit": _arrangements(lambda one: one.deepening_credit_share > 0),
    "member today": lambda case: any(need.arrangement_today for need in case.needs.values()),
    "nobody moves": _arrangements(lambda one: one.staff_mode == "none"),
    "secondment": _arrangements(lambda one: one.staff_mode == "secondment"),
    "transfer": _arrangements(lambda one: one.staff_mode == "transfer"),
    "two roles": lambda case: any(len(one.roles) == 2 for one in case.services.values()),
    "retained posts": lambda case: any(
        post.retained_fte for need in case.needs.values() for post in need.posts.values()
    ),
    "redeployment places": lambda case: any(
        post.redeployment_places for need in case.needs.values() for post in need.posts.values()
    ),
    "no wait for redundancy": lambda case: case.settings.redundancy_wait_years == 0,
    "change in April": lambda case: any(one.change_month == 4 for one in case.services.values()),
    "change in January to March": lambda case: any(one.change_month <= 3 for one in case.services.values()),
    "change in another month": lambda case: any(one.change_month > 4 for one in case.services.values()),
    "lead share of set-up": _arrangements(lambda one: one.setup_lead_share),
    "lead share of joining": _arrangements(lambda one: one.join_lead_share),
    "least members 1": _arrangements(lambda one: one.least_members == 1),
    "least members 3": _arrangements(lambda one: one.least_members == 3),
    "first or last year of joining": _arrangements(lambda one: one.first_year or one.last_year is not None),
    "step in a curve": _step,
    "contract with mid-year end": _mid_year_end,
    "contract ended before year 0": _ended_before_year_zero,
    "contract with a fixed price": lambda case: any(one.index == "none" for one in case.contracts.values()),
    "two contracts or more": lambda case: len(case.contracts) >= 2,
    "price indices differ": lambda case: (
        len({case.settings.price_general, case.settings.price_pay, case.settings.price_contract}) == 3
    ),
    "change of the baseline": lambda case: bool(case.baseline_changes_gbp),
    **{
        f"running key {key}": (lambda case, key=key: case.settings.running_key == key)  # type: ignore[misc]  # mypy cannot type defaults of lambdas
        for key in KEYS
    },
    **{
        f"one-off key {key}": (lambda case, key=key: case.settings.one_off_key == key)  # type: ignore[misc]  # mypy cannot type defaults of lambdas
        for key in KEYS
    },
}


def _leaves(case: Case, plan: Plan) -> bool:
    kept = {(row.council, row.arrangement, row.year) for row in plan.memberships}
    return any(
        need.arrangement_today and (need.council, need.arrangement_today, case.settings.years) not in kept
        for need in case.needs.values()
    )


def _moves(case: Case, plan: Plan, *, within_chain: bool) -> bool:
    pools = {
        (row.council, case.arrangements[row.arrangement].service, row.year): row for row in plan.memberships
    }
    for (council, service, year), row in pools.items():
        after = pools.get((council, service, year + 1))
        if after is not None and after.arrangement != row.arrangement:
            chains = {case.arrangements[one.arrangement].chain for one in (row, after)}
            if (len(chains) == 1) == within_chain:
                return True
    return False


IN_A_PLAN: Mapping[str, Callable[[Case, Plan], object]] = {
    "somebody shares": lambda case, plan: plan.memberships,
    "leaves today's pool": _leaves,
    "deepens": lambda case, plan: _moves(case, plan, within_chain=True),
    "moves between pools": lambda case, plan: _moves(case, plan, within_chain=False),
    "joins after year 1": lambda case, plan: (
        len({row.year for row in plan.memberships}) < case.settings.years
    ),
    **{
        f"contract {state}": (
            lambda case, plan, state=state: any(row.state == state for row in plan.contracts)
        )  # type: ignore[misc]  # mypy cannot type defaults of lambdas
        for state in ("run_on", "novated", "ended")
    },
    **{
        f"staff {flow}": (
            lambda case, plan, flow=flow: any(
                row.flow == flow and row.fte > Decimal("0.001") for row in plan.staff
            )  # type: ignore[misc]  # mypy cannot type defaults of lambdas
        )
        for flow in FLOWS
    },
    **{
        f"line {line}": (lambda case, plan, line=line: any(cell.line == line for cell in plan.ledger))  # type: ignore[misc]  # mypy cannot type defaults of lambdas
        for line in LINES
    },
}

MOST_TO_COMPARE = 2000

RELAXED: Mapping[str, Mapping[str, object]] = {
    "minimum term": {"minimum_term_years": 0},
    "notice": {"notice_years": 0},
    "lead time": {"lead_months": 0},
    "least members": {"least_members": 1},
    "most members": {"most_members": None},
    "first and last year of joining": {"first_year": None, "last_year": None},
    "capacity in volume": {"capacity_volume": None},
    "capacity in FTE": {"capacity_fte": None},
    "capacity in transfers": {"capacity_transfers_fte_per_year": None},
    "dip": {"dip_share": Decimal(0)},
}


def binding_rules(case: Case, policies: Sequence[Policy], answer: Answer) -> list[str]:
    """Return the terms of arrangements, and the kinds of policy, without which the answer is another one."""
    binding = []
    for name, terms in RELAXED.items():
        pools = {key: replace(one, **terms) for key, one in case.arrangements.items()}
        if pools != case.arrangements and _differs(answer, replace(case, arrangements=pools), policies):
            binding.append(name)
    if case.settings.redundancy_wait_years == 1:
        at_once = replace(case, settings=replace(case.settings, redundancy_wait_years=0))
        if _differs(answer, at_once, policies):
            binding.append("wait for redundancy")
    for rule in policies:
        others = tuple(one for one in policies if one is not rule)
        if _differs(answer, case, others):
            binding.append(f"policy {rule.kind}")
    return binding


def _differs(answer: Answer, case: Case, policies: Sequence[Policy]) -> bool:
    if count_plans(case, policies, MOST_TO_COMPARE) > MOST_TO_COMPARE:
        return False  # not counted rather than waited for
    other = brute_force(case, policies, keep=1)
    if not answer.feasible or not other.feasible:
        return answer.feasible != other.feasible
    return abs(answer.best[0].value_gbp - other.best[0].value_gbp) > 1
