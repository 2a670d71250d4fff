"""What a plan of a service promises and exposes, linear in its staff flows; what an outcome makes of it.

Written from docs/risk.md and this folder's own items alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor

from optimizer.case.case import Case
from optimizer.risk.outcomes import MILLION, Outcomes
from tests.brute_force.calendar_rules import calendar_of
from tests.brute_force.contract_states import RUN_ON, ContractHistory, contract_histories
from tests.brute_force.costs import bau_flows, bau_history, bau_items
from tests.brute_force.ledger import Item, Linear, discount_factor, members_shares, real_factor
from tests.brute_force.memberships import History
from tests.brute_force.quantities import in_scope_fte
from tests.brute_force.service_plans import ServicePlan, bau_costs
from tests.brute_force.workforce import Column

RUNNING_LINES = (
    *("pool_pay", "pool_non_staff", "pool_novated", "governance", "pool_recruitment"),
    *("member_yearly", "protection", "ramp"),
)
TRANSITION_LINES = ("joining", "leaving", "set_up", "redundancy", "strain")

ChainYear = tuple[str, int]


@dataclass(frozen=True)
class Terms:
    """All that outcomes act on in a plan of one service; pounds, linear in staff flows where they matter.

    `promised` has every chain and planned year; `opened` the chains that are ever open; `exposed` is what
    members have in scope above those of today, by chain and state; `brought_in` what a council brings in
    above today, by council and year; `saved` the real saving on cells of a price index, by index and year.
    """

    case: Case = field(repr=False)
    service: str
    saving: Linear
    promised: Mapping[ChainYear, Linear]
    opened: Mapping[str, int]
    exposed: Mapping[ChainYear, float]
    transition: Mapping[str, Linear]
    brought_in: Mapping[tuple[str, int], float]
    saved: Mapping[tuple[str, int], Linear]


def terms_of(case: Case, plan: ServicePlan) -> Terms:
    """Return what outcomes act on in a plan."""
    service, history = plan.history.service, plan.history
    today = bau_history(case, service)
    years = range(1, case.settings.years + 1)
    saving = Linear(sum(bau_costs(case, service).values()))
    for cost in plan.council_costs.values():
        add(saving, cost, -1.0)
    exposed = {
        (chain, year): max(0.0, _spend_in_chain(history, chain, year) - _spend_in_chain(today, chain, 0))
        for chain in _chains(case, service)
        for year in years
    }
    phi = calendar_of(case, service).phi
    brought_in = {
        (council, year): phi * _spend_of(history, council, year)
        + (1 - phi) * _spend_of(history, council, year - 1)
        - _spend_of(today, council, 0)
        for council in history.states[0]
        for year in years
    }
    transition: dict[str, Linear] = defaultdict(Linear)
    for item in plan.items:
        if item.line in TRANSITION_LINES:
            _pay(transition[item.arrangement], history, item, discount_factor(case, item.year))
    return Terms(
        case=case,
        service=service,
        saving=saving,
        promised=_promised(plan),
        opened=_openings(history),
        exposed=exposed,
        transition=transition,
        brought_in=brought_in,
        saved=_saved_by_index(plan),
    )


def add(total: Linear, more: Linear, factor: float) -> None:
    """Add so many times an amount."""
    total.constant += factor * more.constant
    for column, weight in more.flows.items():
        total.flows[column] += factor * weight


def _pay(total: Linear, history: History, item: Item, factor: float) -> None:
    """Add what councils pay in the end for an item, real, mark-up included."""
    paid = sum(members_shares(history, item).values())
    total.add(item, factor * paid * real_factor(history.case, item.index, item.year))


def _chains(case: Case, service: str) -> list[str]:
    of_service = (one.chain for one in case.arrangements.values() if one.service == service)
    return list(dict.fromkeys(of_service))


def _openings(history: History) -> dict[str, int]:
    """Return for each chain the first state in which somebody belongs to it."""
    opened: dict[str, int] = {}
    for year, state in enumerate(history.states):
        for pool in state.values():
            if pool:
                opened.setdefault(str(history.chain(pool)), year)
    return opened


def _spend_of(history: History, council: str, state: int) -> float:
    """Return what a council brings into its pool in a state: pay and other spend in scope, base prices."""
    pool = history.states[state][council]
    if not pool:
        return 0.0
    posts = history.case.needs[council, history.service].posts
    pay = sum(
        float(post.pay_gbp_per_fte) * in_scope_fte(history.case, council, pool, role)
        for role, post in posts.items()
    )
    return pay + float(history.case.candidates[council, pool].in_scope_other_gbp)


def _spend_in_chain(history: History, chain: str, state: int) -> float:
    inside = (council for council, pool in history.states[state].items() if history.chain(pool) == chain)
    return sum(_spend_of(history, council, state) for council in inside)


def _promised(plan: ServicePlan) -> dict[ChainYear, Linear]:
    """Return released less spent of every chain and year, less the same of today carried on."""
    history = plan.history
    case, service = history.case, history.service
    today = bau_history(case, service)
    contracts = next(iter(contract_histories(today)))
    before = _net_released(today, contracts, bau_items(case, service))
    flows = bau_flows(case, service)
    promised = _net_released(history, plan.contracts, plan.items)
    for key, amount in before.items():
        promised[key].constant -= amount.at(flows)
    return promised


def _net_released(
    history: History, contracts: ContractHistory, items: Sequence[Item]
) -> dict[ChainYear, Linear]:
    case = history.case
    found = {
        (chain, year): Linear()
        for chain in _chains(case, history.service)
        for year in range(1, case.settings.years + 1)
    }
    for year in range(1, case.settings.years + 1):
        for council in history.states[0]:
            for pool, pounds in _released(history, contracts, council, year):
                found[case.arrangements[pool].chain, year].constant += pounds
    for item in items:
        if item.line in RUNNING_LINES and item.year > 0:
            _pay(found[case.arrangements[item.arrangement].chain, item.year], history, item, -1.0)
    return found


def _released(
    history: History, contracts: ContractHistory, council: str, year: int
) -> Iterator[tuple[str, float]]:
    """Yield what a council no longer pays at home in a year, by the pool that it belongs to for it."""
    case, service = history.case, history.service
    calendar = calendar_of(case, service)
    need = case.needs[council, service]
    for state, part in ((year, calendar.phi), (year - 1, 1 - calendar.phi)):
        pool = history.states[state][council]
        if not pool:
            continue
        other = float(case.candidates[council, pool].in_scope_other_gbp)
        yield pool, part * other * real_factor(case, "general", year)
        for role, post in need.posts.items():
            moved = in_scope_fte(case, council, pool, role)
            yield pool, part * moved * float(post.pay_gbp_per_fte) * real_factor(case, "pay", year)
            if state == year - 1:
                vacant = moved * float(post.turnover_share)
                cost = float(post.recruitment_gbp_per_fte) * real_factor(case, "general", year)
                yield pool, vacant * cost
        for name, states in contracts.states.items():
            contract = case.contracts[name]
            if contract.council == council and contracts.holders[name][state]:
                live_before, live_after = calendar.live_years(contract, year)
                live = live_after if state == year else live_before
                saved = part - (live if states[state] == RUN_ON else 0.0)
                yield (
                    pool,
                    saved * float(contract.annual_charge_gbp) * real_factor(case, contract.index, year),
                )


def _saved_by_index(plan: ServicePlan) -> dict[tuple[str, int], Linear]:
    """Return the real saving against business as usual on what follows pay and contract prices, by year."""
    history = plan.history
    case, service = history.case, history.service
    saved = {(index, t): Linear() for index in ("pay", "contract") for t in range(case.settings.years + 1)}
    flows = bau_flows(case, service)
    before = {key: Linear() for key in saved}
    for item in bau_items(case, service):
        if item.index in ("pay", "contract"):
            _pay(before[item.index, item.year], bau_history(case, service), item, 1.0)
    for item in plan.items:
        if item.index in ("pay", "contract"):
            _pay(saved[item.index, item.year], history, item, -1.0)
    for key, amount in before.items():
        saved[key].constant += amount.at(flows)
    return saved


@dataclass(frozen=True)
class Worth:
    """A saving in one outcome: what is certain, linear in staff flows, and weights of max(0, promise)."""

    certain: Linear
    weights: Mapping[ChainYear, float]

    def at(self, terms: Sequence[Terms], flows: Mapping[Column, float]) -> float:
        """Return the saving at given flows."""
        promised = {key: amount for one in terms for key, amount in one.promised.items()}
        arrives = (weight * max(0.0, promised[key].at(flows)) for key, weight in self.weights.items())
        return self.certain.at(flows) + sum(arrives)


def worth_of(terms: Sequence[Terms], outcomes: Outcomes, number: int) -> Worth:
    """Return what plans of all services are worth together in one outcome."""
    certain, weights = Linear(), {}
    for one in terms:
        add(certain, one.saving, 1.0)
        weights.update(_weights(one, outcomes, number))
        certain.constant -= _exits(one, outcomes, number)
        for place, pool in enumerate(outcomes.arrangements):
            if pool in one.transition:
                add(certain, one.transition[pool], -outcomes.overrun[number, place] / MILLION)
        for place, council in enumerate(outcomes.councils):
            share, gone = outcomes.stranded[number, place] / MILLION, int(outcomes.drop_year[number, place])
            for (who, year), pounds in one.brought_in.items():
                if who == council and year >= gone:
                    certain.constant -= share * discount_factor(one.case, year) * pounds
        supplier = outcomes.supplier_price[number, outcomes.services.index(one.service)]
        growth = {"pay": outcomes.pay_award[number] / MILLION, "contract": supplier / MILLION}
        for (index, year), amount in one.saved.items():
            more = (1 + growth[index]) ** year - 1
            add(certain, amount, discount_factor(one.case, year) * more)
    return Worth(certain, weights)


def _ends(terms: Terms, outcomes: Outcomes, number: int, chain: str) -> int:
    """Return the year in which a partnership breaks up, the one after the last where it does not."""
    last = terms.case.settings.years
    if chain not in terms.opened:
        return last + 1
    life = int(outcomes.life_years[number, outcomes.chains.index(chain)])
    return min(last + 1, terms.opened[chain] + life)


def _weights(terms: Terms, outcomes: Outcomes, number: int) -> dict[ChainYear, float]:
    """Return for each promise what more of it arrives than was promised, discounted; mostly below 0."""
    weights = {}
    for chain, year in terms.promised:
        place = outcomes.chains.index(chain)
        realised, delay = outcomes.realised[number, place] / MILLION, outcomes.delay[number, place] / MILLION
        whole = floor(delay)
        parts = {year + whole: 1 - (delay - whole), year + whole + 1: delay - whole}
        end = _ends(terms, outcomes, number, chain)
        arrives = sum(part * discount_factor(terms.case, due) for due, part in parts.items() if due < end)
        weights[chain, year] = realised * arrives - discount_factor(terms.case, year)
    return weights


def _exits(terms: Terms, outcomes: Outcomes, number: int) -> float:
    """Return what break-ups cost."""
    cost = 0.0
    for chain in terms.opened:
        end = _ends(terms, outcomes, number, chain)
        share = outcomes.exit_cost[number, outcomes.chains.index(chain)] / MILLION
        if end <= terms.case.settings.years:
            cost += share * discount_factor(terms.case, end) * terms.exposed.get((chain, end - 1), 0.0)
    return cost
