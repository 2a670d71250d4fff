"""Every allowed sequence of contract states for a given membership history (K1 to K3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from optimizer.case.case import Contract
from tests.brute_force.memberships import History

IN_HOUSE, RUN_ON, NOVATED, ENDED = "in_house", "run_on", "novated", "ended"


@dataclass(frozen=True)
class ContractHistory:
    """`states[contract][t]` with `holders[contract][t]`, the arrangement that displaces it ("" in-house)."""

    states: Mapping[str, tuple[str, ...]]
    holders: Mapping[str, tuple[str, ...]]


def contract_histories(history: History) -> Iterator[ContractHistory]:
    """Yield every combination of the states of all contracts of the service."""
    case = history.case
    contracts = [one for one in case.contracts.values() if one.service == history.service]
    holders = {one.contract: _holders(history, one) for one in contracts}
    sequences = [list(_sequences(history, one, holders[one.contract])) for one in contracts]
    for chosen in product(*sequences):
        yield ContractHistory(
            {one.contract: states for one, states in zip(contracts, chosen, strict=True)}, holders
        )


def _holders(history: History, contract: Contract) -> tuple[str, ...]:
    """Return year by year the pool that displaces the contract ("" where none does)."""
    depths_that_displace = {
        one.arrangement for one in history.case.arrangements.values() if contract.contract in one.displaces
    }
    pools = (state[contract.council] for state in history.states)
    return tuple(pool if pool in depths_that_displace else "" for pool in pools)


def _sequences(history: History, contract: Contract, holders: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    today = RUN_ON if holders[0] else IN_HOUSE
    partial: list[tuple[str, ...]] = [(today,)]
    for year in range(1, len(holders)):
        partial = [
            (*states, state)
            for states in partial
            for state in _next_states(history, contract, holders, states[-1], year)
        ]
    yield from partial


def _next_states(
    history: History, contract: Contract, holders: tuple[str, ...], before: str, year: int
) -> list[str]:
    if not holders[year]:
        return [IN_HOUSE]
    if before == ENDED:
        return [ENDED]  # what was bought out stays so while a pool displaces it
    same_chain = holders[year - 1] and history.chain(holders[year - 1]) == history.chain(holders[year])
    if before == NOVATED and same_chain:
        return [NOVATED]
    states = [RUN_ON]
    if contract.novation_allowed:
        states.append(NOVATED)
    if contract.end_early_allowed:
        states.append(ENDED)
    return states
