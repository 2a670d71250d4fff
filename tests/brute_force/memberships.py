"""Every membership history of a service that the logic rules and the service's own policies allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from optimizer.case.case import Arrangement, Case, Policy
from tests.brute_force.calendar_rules import may_join
from tests.brute_force.structure_states import somebody_shares, stays_as_it_is

IN_HOUSE = ""


@dataclass(frozen=True)
class History:
    """One service through the years: `states[t]` maps each council to its arrangement ("" = in-house)."""

    case: Case = field(repr=False)
    service: str
    states: tuple[dict[str, str], ...]

    def members(self, arrangement: str, year: int) -> list[str]:
        """Return who belongs to the arrangement in the state of the year."""
        return [council for council, pool in self.states[year].items() if pool == arrangement]

    def is_open(self, arrangement: str, year: int) -> bool:
        return arrangement in self.states[year].values()

    def opens(self, arrangement: str, year: int) -> bool:
        return self.is_open(arrangement, year) and not self.is_open(arrangement, year - 1)

    def opens_deeper(self, arrangement: str, year: int) -> bool:
        """Say whether the arrangement opens where its chain was open already."""
        chain = self.chain(arrangement)
        return self.opens(arrangement, year) and any(
            self.chain(pool) == chain for pool in self.states[year - 1].values() if pool
        )

    def volume(self, arrangement: str, year: int) -> int:
        members = self.members(arrangement, year)
        return sum(self.case.needs[council, self.service].volume for council in members)

    def chain(self, arrangement: str) -> str | None:
        return self.case.arrangements[arrangement].chain if arrangement else None

    def joins(self, council: str, year: int) -> str | None:
        """Return the arrangement that the council joins (deepening and moving count), or None."""
        pool = self.states[year][council]
        return pool if pool and pool != self.states[year - 1][council] else None

    def leaves(self, council: str, year: int) -> str | None:
        """Return the arrangement that the council leaves, be it for a deeper one of the chain, or None."""
        pool = self.states[year - 1][council]
        return pool if pool and pool != self.states[year][council] else None

    def stops(self, council: str, year: int) -> str | None:
        """Return the arrangement from which the council leaves a chain altogether, or None."""
        pool = self.leaves(council, year)
        return pool if pool and self.chain(pool) != self.chain(self.states[year][council]) else None

    def starts(self, council: str, year: int) -> str | None:
        """Return the arrangement with which the council comes into a chain, or None."""
        pool = self.joins(council, year)
        return pool if pool and self.chain(pool) != self.chain(self.states[year - 1][council]) else None

    def deepens(self, council: str, year: int) -> bool:
        return self.joins(council, year) is not None and self.starts(council, year) is None

    def changes(self, council: str, year: int) -> int:
        """Return joins (deepening included) and departures of a council in a year."""
        return (self.joins(council, year) is not None) + (self.stops(council, year) is not None)


def histories(case: Case, service: str, policies: Sequence[Policy]) -> Iterator[History]:
    """Yield every allowed history of the service, year by year and depth first."""
    councils = [council for council, other in case.needs if other == service]
    today = {council: case.needs[council, service].arrangement_today or IN_HOUSE for council in councils}
    bound_until = {
        council: case.needs[council, service].member_since + case.arrangements[pool].minimum_term_years - 1
        for council, pool in today.items()
        if pool
    }
    yield from _continue(case, service, policies, History(case, service, (today,)), bound_until)


def _continue(
    case: Case, service: str, policies: Sequence[Policy], history: History, bound_until: dict[str, int]
) -> Iterator[History]:
    year = len(history.states)
    if year > case.settings.years:
        yield history
        return
    for state in _states(case, service, policies, history.states[-1], year):
        longer = History(case, service, (*history.states, state))
        leavers = [council for council in state if longer.stops(council, year)]
        if any(bound_until.get(council, 0) >= year for council in leavers):
            continue  # M4: still within the minimum term
        left = [case.arrangements[longer.stops(council, year)] for council in leavers]
        if any(year <= arrangement.notice_years for arrangement in left):
            continue  # M6: notice
        if any(year <= _longest(policies, "notice", council, service) for council in leavers):
            continue
        bound = dict(bound_until)
        for council in state:
            pool = longer.starts(council, year)
            if pool:
                own = case.arrangements[pool].minimum_term_years
                asked = _longest(policies, "minimum_term", council, service)
                bound[council] = year + max(own, asked) - 1
        yield from _continue(case, service, policies, longer, bound)


def _longest(policies: Sequence[Policy], kind: str, council: str, service: str) -> int:
    """Return the longest term or notice that policies ask of a council for a service, 0 if none does."""
    asked = [
        int(rule.parameters["years"])  # type: ignore[arg-type]
        for rule in policies
        if rule.kind == kind
        and rule.parameters["service"] in (None, service)
        and council in rule.parameters["councils"]  # type: ignore[operator]
    ]
    return max(asked, default=0)


def _states(
    case: Case, service: str, policies: Sequence[Policy], before: dict[str, str], year: int
) -> Iterator[dict[str, str]]:
    """Yield the states of one year that are allowed on their own, given where everybody was."""
    arrangements = [one for one in case.arrangements.values() if one.service == service]
    joinable = {one.arrangement for one in arrangements if may_join(case, one, year)}
    choices = []
    for council, pool_before in before.items():
        options = [IN_HOUSE] + [one.arrangement for one in arrangements]
        options = [pool for pool in options if pool in (IN_HOUSE, pool_before) or pool in joinable]
        choices.append(
            [
                pool
                for pool in options
                if all(_allows(case, rule, service, council, pool, pool_before, year) for rule in policies)
            ]
        )
    for pools in product(*choices):
        state = dict(zip(before, pools, strict=True))
        if not all(pool_may_stand(case, policies, one, state) for one in arrangements):
            continue
        if not all(_hosts_can_handle(case, rule, service, state) for rule in policies):
            continue
        duties = [rule for rule in policies if rule.kind == "pool_open"]
        if all(
            somebody_shares(case, rule, state, year)
            for rule in duties
            if rule.parameters["service"] == service
        ):
            yield state


def _hosts_can_handle(case: Case, rule: Policy, service: str, state: dict[str, str]) -> bool:
    """Say whether the volume that each host takes on in a service is within the policy."""
    told = rule.parameters
    if rule.kind != "host_capacity_volume" or told["service"] != service:
        return True
    volumes: Counter[str] = Counter()
    for council, pool in state.items():
        if pool:
            volumes[case.arrangements[pool].host] += case.needs[council, service].volume
    return all(v <= told["most_volume"] for host, v in volumes.items() if told["host"] in (None, host))


def pool_may_stand(
    case: Case, policies: Sequence[Policy], arrangement: Arrangement, state: dict[str, str]
) -> bool:
    """Check the host, the number of members, the capacity and the curve of one pool (P1, P2, P5, S1)."""
    members = [council for council, pool in state.items() if pool == arrangement.arrangement]
    if not members:
        return True
    if arrangement.host in state and arrangement.host not in members:
        return False
    if len(members) < arrangement.least_members:
        return False
    if arrangement.most_members is not None and len(members) > arrangement.most_members:
        return False
    for rule in policies:
        if rule.kind == "partners" and rule.parameters["service"] in (None, arrangement.service):
            least, most = rule.parameters["least"], rule.parameters["most"]
            if (least is not None and len(members) < least) or (most is not None and len(members) > most):
                return False
    volume = sum(case.needs[council, arrangement.service].volume for council in members)
    if arrangement.capacity_volume is not None and volume > arrangement.capacity_volume:
        return False
    curves = [knots for (service, _), knots in case.curves.items() if service == arrangement.service]
    return all(knots[0].volume <= volume <= knots[-1].volume for knots in curves)


def _allows(
    case: Case, rule: Policy, service: str, council: str, pool: str, pool_before: str, year: int
) -> bool:
    """Say whether a policy lets the council be in the pool (or in-house) in the state of the year."""
    told = rule.parameters
    on_their_own = ("blackout_years", "forced_break", "risk_rating_limit")
    if rule.kind not in ("pool_required", "pool_forbidden", "fixed_host", "start_window", *on_their_own):
        return True
    if told["service"] not in (None, service):
        return True
    arrangement = case.arrangements[pool] if pool else None
    if rule.kind == "fixed_host":
        return arrangement is None or arrangement.host == told["host"]
    if council not in told["councils"]:
        return True
    if rule.kind in on_their_own:
        return stays_as_it_is(case, rule, pool, pool_before, year)
    if rule.kind == "pool_required":
        if not told["first_year"] <= year <= told["last_year"]:
            return True
        return pool == told["arrangement"] if told["arrangement"] else bool(pool)
    if arrangement is None:
        return True
    if rule.kind == "start_window":
        too_early = told["earliest"] is not None and year < told["earliest"]
        too_late = told["latest"] is not None and year > told["latest"]
        return pool == pool_before or not (too_early or too_late)
    matches = (
        told["host"] in (None, arrangement.host)
        and told["model"] in (None, arrangement.model)
        and told["arrangement"] in (None, pool)
    )
    return not (matches and told["first_year"] <= year <= told["last_year"])
