"""What a contract history costs its councils and the pools that hold novated contracts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimizer.case.case import Contract
from tests.brute_force.calendar_rules import calendar_of
from tests.brute_force.contract_states import ENDED, IN_HOUSE, NOVATED, RUN_ON, ContractHistory
from tests.brute_force.ledger import Item
from tests.brute_force.memberships import History
from tests.brute_force.quantities import needed_spend


def contract_items(history: History, contracts: ContractHistory) -> Iterator[Item]:
    """Yield what depends on the states of contracts, the credit on the pool's own spend included."""
    replaced: dict[tuple[str, int, int], float] = {}
    for name, states in contracts.states.items():
        contract = history.case.contracts[name]
        for year in range(1, len(states)):
            yield from _contract_running(history, contract, states, contracts.holders[name], year, replaced)
            yield from _contract_events(history, contract, states, contracts.holders[name], year)
    yield from _credits(history, replaced)


def _contract_running(
    history: History,
    contract: Contract,
    states: tuple[str, ...],
    holders: tuple[str, ...],
    year: int,
    replaced: dict[tuple[str, int, int], float],
) -> Iterator[Item]:
    calendar = calendar_of(history.case, history.service)
    charge = float(contract.annual_charge_gbp)
    before, after = calendar.live_years(contract, year)
    for state_year, part, live in ((year, calendar.phi, after), (year - 1, 1 - calendar.phi, before)):
        state = states[state_year]
        paid = {IN_HOUSE: part, RUN_ON: live}.get(state, 0.0) * charge
        yield Item(contract.council, contract.service, "", year, "contract", contract.index, paid)
        if state == NOVATED and part > 0:
            pool = holders[state_year]
            host = history.case.arrangements[pool].host
            yield Item(
                host,
                contract.service,
                pool,
                year,
                "pool_novated",
                contract.index,
                live * charge,
                shared_in=state_year,
            )
            key = (pool, year, state_year)
            replaced[key] = replaced.get(key, 0.0) + float(contract.replaces_share) * charge * live


def _credits(history: History, replaced: Mapping[tuple[str, int, int], float]) -> Iterator[Item]:
    """Yield what novated contracts spare the pool, never more than it spends (K4)."""
    phi = calendar_of(history.case, history.service).phi
    for (pool, year, state_year), pounds in replaced.items():
        part = phi if state_year == year else 1 - phi
        credit = min(pounds, part * needed_spend(history, pool, state_year))
        host = history.case.arrangements[pool].host
        yield Item(
            host, history.service, pool, year, "pool_non_staff", "general", -credit, shared_in=state_year
        )


def _contract_events(
    history: History, contract: Contract, states: tuple[str, ...], holders: tuple[str, ...], year: int
) -> Iterator[Item]:
    case, service = history.case, history.service
    calendar = calendar_of(case, service)
    state, before = states[year], states[year - 1]
    charge = float(contract.annual_charge_gbp)

    def event(spent_in: int, line: str, index: str, pounds: float) -> Item:
        return Item(contract.council, service, "", spent_in, line, index, pounds, one_off=True)

    if state == ENDED and before != ENDED:
        left = float(contract.end_early_share) * charge * calendar.years_left(contract, year)
        yield event(year, "contract_end", contract.index, float(contract.end_early_fee_gbp) + left)
    chains = [history.chain(pool) for pool in (holders[year - 1], holders[year])]
    if state == NOVATED and not (before == NOVATED and chains[0] == chains[1]):
        yield event(year, "novation", "general", float(contract.novation_fee_gbp))
    if state != IN_HOUSE and before == IN_HOUSE:
        premium = float(contract.extension_premium_share) * charge
        for spent_in in range(year + 1):
            length = calendar.bridged_years(contract, year, spent_in, case.settings.max_extension_years)
            yield event(spent_in, "contract_extension", contract.index, premium * length)
