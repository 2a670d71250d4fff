"""Rules of supplier contracts (CORE K1 to K3), one function each; whole-number rules without tolerance."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.case.case import Case
from optimizer.verify.history import History
from optimizer.verify.rules import broken
from optimizer.verify.verdict import Violation


def check_contracts(case: Case, history: History) -> Iterator[Violation]:
    """Check every rule of this file."""
    for contract in case.contracts:
        for year in range(1, history.last_year + 1):
            yield from _state_given(case, history, contract, year)
            yield from _held_by_own_pool(case, history, contract, year)
            yield from _ended_stays(case, history, contract, year)
            yield from _novated_stays(case, history, contract, year)
            yield from _allowed(case, history, contract, year)


def _place(case: Case, contract: str, year: int) -> str:
    terms = case.contracts[contract]
    return f"{contract}, {terms.council}, {terms.service}, {case.year_label(year)}"


def _state_given(case: Case, history: History, contract: str, year: int) -> Iterator[Violation]:
    """K1: pooled = run + ended + sum of nov."""
    given, pooled = history.states(contract, year), history.pooled(contract, year)
    if len(given) != pooled:
        words = ", ".join(state for state, _ in given) or "no state"
        detail = f"{words} given, its council is in {pooled} pools that displace it"
        yield broken("contracts.state_given", _place(case, contract, year), detail)


def _held_by_own_pool(case: Case, history: History, contract: str, year: int) -> Iterator[Violation]:
    """K1: nov[k,a] <= member[c(k),a], for an arrangement that displaces k."""
    council = case.contracts[contract].council
    for pool in history.novated_to(contract, year):
        if contract not in case.arrangements[pool].displaces or not history.is_member(council, pool, year):
            detail = f"novated to {pool}, which does not hold {council}'s contract"
            yield broken("contracts.held_by_own_pool", _place(case, contract, year), detail)


def _ended_stays(case: Case, history: History, contract: str, year: int) -> Iterator[Violation]:
    """K2: ended[t] >= ended[t-1] + pooled[t] - 1."""
    if (
        history.ended(contract, year - 1)
        and history.pooled(contract, year)
        and not history.ended(contract, year)
    ):
        detail = "ended in the year before and its council is still in a pool"
        yield broken("contracts.ended_stays", _place(case, contract, year), detail)


def _novated_stays(case: Case, history: History, contract: str, year: int) -> Iterator[Violation]:
    """K2: N[g,t] >= N[g,t-1] + sum over the chain's displacing pools of member[t] - 1."""
    council = case.contracts[contract].council
    arrangements = case.arrangements
    now = {arrangements[pool].chain for pool in history.novated_to(contract, year)}
    for held_by in history.novated_to(contract, year - 1):
        chain = arrangements[held_by].chain
        stays = any(
            contract in arrangements[pool].displaces and history.is_member(council, pool, year)
            for pool in history.chains[chain]
        )
        if stays and chain not in now:
            detail = f"novated to {held_by} in the year before and {council} is still with its host"
            yield broken("contracts.novated_stays", _place(case, contract, year), detail)


def _allowed(case: Case, history: History, contract: str, year: int) -> Iterator[Violation]:
    """K3: nov = 0 and ended = 0 where the contract does not allow it."""
    terms = case.contracts[contract]
    if history.novated_to(contract, year) and not terms.novation_allowed:
        yield broken("contracts.novation_allowed", _place(case, contract, year), "may not be novated")
    if history.ended(contract, year) and not terms.end_early_allowed:
        yield broken("contracts.end_early_allowed", _place(case, contract, year), "may not be ended early")
