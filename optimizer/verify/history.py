"""Who is where in every year 0..H, and all that follows from it (CORE M1 to M6, P1 to P3, K1 to K3).

Derived from the decisions alone; every question is answered from memberships, never from the plan's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from optimizer.case.case import Case
from optimizer.verify.decisions import Decisions

RUN_ON = ("run_on", "")


@dataclass(frozen=True, slots=True)
class History:
    """Memberships, openings and contract states over the years, year 0 being today.

    Attributes:
        case: the case.
        last_year: H.
        active: the arrangements that have a member in any year, in the order of the case; all that the other
            rules and costs must look at (with those that a stray flow or contract names).
        chains: chain -> its active arrangements.
        members: arrangement -> year 0..H -> its members in the order of the case.
        places: (council, service) -> year 0..H -> the arrangements that it is in; only councils that are
            in a pool in some year.
        contract_states: (contract, year) -> the (state, pool) given, year 0 included.
    """

    case: Case
    last_year: int
    active: tuple[str, ...]
    chains: Mapping[str, tuple[str, ...]]
    members: Mapping[str, tuple[tuple[str, ...], ...]]
    places: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]
    contract_states: Mapping[tuple[str, int], tuple[tuple[str, str], ...]]

    def is_member(self, council: str, arrangement: str, year: int) -> bool:
        """Say whether the council is a member in the state of the year."""
        return council in self.members[arrangement][year]

    def joins(self, council: str, arrangement: str, year: int) -> bool:
        """M2: a member now and not in the year before."""
        return self.is_member(council, arrangement, year) and not self.is_member(
            council, arrangement, year - 1
        )

    def leaves(self, council: str, arrangement: str, year: int) -> bool:
        """M2: not a member now, and one in the year before."""
        return self.is_member(council, arrangement, year - 1) and not self.is_member(
            council, arrangement, year
        )

    def is_in_chain(self, council: str, chain: str, year: int) -> bool:
        """M3: a member of any arrangement of the chain."""
        return any(self.is_member(council, arrangement, year) for arrangement in self.chains[chain])

    def starts(self, council: str, chain: str, year: int) -> bool:
        """M3: in the chain now and not in the year before."""
        return self.is_in_chain(council, chain, year) and not self.is_in_chain(council, chain, year - 1)

    def stops(self, council: str, chain: str, year: int) -> bool:
        """M3: not in the chain now, and in the year before."""
        return self.is_in_chain(council, chain, year - 1) and not self.is_in_chain(council, chain, year)

    def deepens(self, council: str, arrangement: str, year: int) -> bool:
        """M3: joins an arrangement of a chain in which it was in the year before."""
        chain = self.case.arrangements[arrangement].chain
        return self.joins(council, arrangement, year) and self.is_in_chain(council, chain, year - 1)

    def is_open(self, arrangement: str, year: int) -> bool:
        """P1, P2: a pool is open while it has members."""
        return bool(self.members[arrangement][year])

    def opens(self, arrangement: str, year: int) -> bool:
        """P3: open now and not in the year before."""
        return self.is_open(arrangement, year) and not self.is_open(arrangement, year - 1)

    def is_chain_open(self, chain: str, year: int) -> bool:
        """P3: any pool of the chain is open."""
        return any(self.is_open(arrangement, year) for arrangement in self.chains[chain])

    def opens_deeper(self, arrangement: str, year: int) -> bool:
        """P4: opens while a pool of its chain was open in the year before."""
        chain = self.case.arrangements[arrangement].chain
        return self.opens(arrangement, year) and self.is_chain_open(chain, year - 1)

    def volume(self, arrangement: str, year: int) -> int:
        """S1: the volume of all members."""
        service = self.case.arrangements[arrangement].service
        return sum(self.case.needs[council, service].volume for council in self.members[arrangement][year])

    def candidates(self, arrangement: str) -> tuple[str, ...]:
        """Return every council that is a member in some year, in the order of the case."""
        found = {council for members in self.members[arrangement] for council in members}
        return tuple(council for council in self.case.councils if council in found)

    def pooled(self, contract: str, year: int) -> int:
        """K1: the number of pools that displace the contract in which its council is (0 or 1 in a plan)."""
        terms = self.case.contracts[contract]
        places = self.places.get((terms.council, terms.service))
        if places is None:
            return 0
        return sum(contract in self.case.arrangements[pool].displaces for pool in places[year])

    def states(self, contract: str, year: int) -> tuple[tuple[str, str], ...]:
        """Return the states given for a contract and year; one (state, pool) in any plan that holds."""
        return self.contract_states.get((contract, year), ())

    def runs_on(self, contract: str, year: int) -> bool:
        """K1: the council goes on paying the contract beside the pool."""
        return any(state == "run_on" for state, _ in self.states(contract, year))

    def ended(self, contract: str, year: int) -> bool:
        """K1: the contract was ended early."""
        return any(state == "ended" for state, _ in self.states(contract, year))

    def novated_to(self, contract: str, year: int) -> tuple[str, ...]:
        """K1: the pool (one in any plan that holds) to whose host the contract has passed."""
        return tuple(pool for state, pool in self.states(contract, year) if state == "novated")

    def ends(self, contract: str, year: int) -> bool:
        """K3: ended now and not in the year before."""
        return self.ended(contract, year) and not self.ended(contract, year - 1)

    def novates(self, contract: str, year: int) -> int:
        """K3: the number of chains to which it passes in the year."""
        arrangements = self.case.arrangements
        now = {arrangements[pool].chain for pool in self.novated_to(contract, year)}
        before = {arrangements[pool].chain for pool in self.novated_to(contract, year - 1)}
        return len(now - before)

    def displaced(self, contract: str, year: int) -> bool:
        """K3: its council comes into a pool that displaces it."""
        return self.pooled(contract, year) > 0 and self.pooled(contract, year - 1) == 0


def make_history(case: Case, decisions: Decisions) -> History:
    """Order the decisions by arrangement, council and year; today's memberships are year 0."""
    last = case.settings.years
    rank = {council: index for index, council in enumerate(case.councils)}
    inside: dict[str, list[list[str]]] = {}

    def years_of(arrangement: str) -> list[list[str]]:
        return inside.setdefault(arrangement, [[] for _ in range(last + 1)])

    for council, arrangement, year in decisions.memberships:
        years_of(arrangement)[year].append(council)
    for need in case.needs.values():
        if need.arrangement_today is not None:
            years_of(need.arrangement_today)[0].append(need.council)
    for key in decisions.flows:
        if key.arrangement:
            years_of(key.arrangement)
    for given in decisions.contracts.values():
        for _, pool in given:
            if pool:
                years_of(pool)

    active = tuple(arrangement for arrangement in case.arrangements if arrangement in inside)
    members = {
        arrangement: tuple(tuple(sorted(year, key=rank.__getitem__)) for year in inside[arrangement])
        for arrangement in active
    }
    places: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    chains: dict[str, tuple[str, ...]] = {}
    for arrangement in active:
        terms = case.arrangements[arrangement]
        chains[terms.chain] = (*chains.get(terms.chain, ()), arrangement)
        for year, councils in enumerate(members[arrangement]):
            for council in councils:
                found = places.setdefault((council, terms.service), [()] * (last + 1))
                found[year] = (*found[year], arrangement)
    history = History(
        case=case,
        last_year=last,
        active=active,
        chains=chains,
        members=members,
        places={key: tuple(found) for key, found in places.items()},
        contract_states=decisions.contracts,
    )
    today = {(contract, 0): (RUN_ON,) for contract in case.contracts if history.pooled(contract, 0)}
    return replace(history, contract_states={**decisions.contracts, **today})
