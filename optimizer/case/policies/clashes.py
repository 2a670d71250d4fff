"""Policies that contradict one another on their face: found while reading, with both places named.

What takes a search to see is left to `consolidate explain`. Preferences clash with nothing: they may be
missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from optimizer.case.case import Case, Policy
from optimizer.case.policies.bans import BANS, allowed
from optimizer.case.policies.entry import Entry
from optimizer.case.policies.forced import forced_costs, too_few_members
from optimizer.case.policies.stated import Clash, Stated, councils_of, index_of
from optimizer.case.raw import Findings


def find_clashes(stated: Sequence[tuple[Entry, Policy]], case: Case, findings: Findings) -> None:
    """Report every clash as a fault at the later policy that names the earlier one."""
    firm = [Stated(entry, policy) for entry, policy in stated if policy.negotiable != "preference"]
    order = {id(one): place for place, one in enumerate(firm)}
    checks = (required_and_ruled_out, two_hosts, no_window, same_and_different, members_out_of_reach, cycles)
    for check in (*checks, too_few_members, forced_costs):
        for clash in check(firm, case):
            involved = sorted(clash.policies, key=lambda one: order[id(one)])
            last, others = involved[-1], involved[:-1]
            problem = clash.problem
            if others:
                problem = f"{problem}: it contradicts {' and '.join(one.where for one in others)}"
            findings.fault(last.entry.place(), problem, clash.remedy)


class Duty(NamedTuple):
    """What pool_required or pool_open asks for: an arrangement (None = any) for one of the councils."""

    councils: tuple[str, ...]
    service: str
    arrangement: str | None
    year: int


def _duties(policy: Policy, case: Case) -> Iterator[Duty]:
    """Return what must be the case: for pool_required each council apart, for pool_open for any of them."""
    given = policy.parameters
    service, arrangement = str(given["service"]), given["arrangement"]
    assert arrangement is None or isinstance(arrangement, str)
    needing = tuple(council for council, needed in case.needs if needed == service)
    groups = [needing] if policy.kind == "pool_open" else [(council,) for council in councils_of(policy)]
    for year in range(index_of(policy, "first_year"), index_of(policy, "last_year") + 1):
        for group in groups:
            yield Duty(group, service, arrangement, year)


def required_and_ruled_out(firm: Sequence[Stated], case: Case) -> Iterator[Clash]:
    """Sharing is required that another policy alone rules out."""
    for duty in firm:
        if duty.policy.kind not in ("pool_required", "pool_open"):
            continue
        for ban in firm:
            if ban.policy.kind not in BANS:
                continue
            for wanted in _duties(duty.policy, case):
                left = [
                    _allowed(wanted, council, duty.policy, case, ban.policy) for council in wanted.councils
                ]
                before = [_allowed(wanted, council, duty.policy, case, None) for council in wanted.councils]
                if any(before) and not any(left):
                    who = ", ".join(wanted.councils)
                    place = f"{who}, {wanted.service}, {case.year_label(wanted.year)}"
                    yield Clash(
                        (duty, ban),
                        f"sharing is required and ruled out ({place})",
                        "change the years or the councils of one of the two, or leave it out",
                    )
                    break


def _allowed(wanted: Duty, council: str, policy: Policy, case: Case, ban: Policy | None) -> list[str]:
    pools = allowed(case, wanted.service, council, wanted.arrangement, wanted.year, ban)
    if policy.kind != "pool_open":
        return pools
    given = policy.parameters
    kept = (case.arrangements[name] for name in pools)
    return [
        pool.arrangement
        for pool in kept
        if given["host"] in (None, pool.host) and given["model"] in (None, pool.model)
    ]


def two_hosts(firm: Sequence[Stated], case: Case) -> Iterator[Clash]:
    """A service is fixed to two hosts."""
    fixed = [one for one in firm if one.policy.kind == "fixed_host"]
    for first, second in combinations(fixed, 2):
        service = first.policy.parameters["service"]
        hosts = [one.policy.parameters["host"] for one in (first, second)]
        if service == second.policy.parameters["service"] and hosts[0] != hosts[1]:
            problem = f"{service} is fixed to two hosts, {hosts[0]} and {hosts[1]}"
            yield Clash((first, second), problem, "fix it to one of them")


def no_window(firm: Sequence[Stated], case: Case) -> Iterator[Clash]:
    """The earliest start of one policy comes after the latest of another."""
    windows = [one for one in firm if one.policy.kind == "start_window"]
    for pair in combinations(windows, 2):
        for opening, closing in (pair, pair[::-1]):
            earliest, latest = (
                opening.policy.parameters["earliest"],
                closing.policy.parameters["latest"],
            )
            if not (isinstance(earliest, int) and isinstance(latest, int)) or earliest <= latest:
                continue
            services = {opening.policy.parameters["service"], closing.policy.parameters["service"]} - {None}
            shared = [c for c in councils_of(opening.policy) if c in councils_of(closing.policy)]
            if len(services) < 2 and shared:
                problem = (
                    f"{', '.join(shared)} may join from {case.year_label(earliest)} and no later than "
                    f"{case.year_label(latest)}"
                )
                yield Clash(pair, problem, "let the earliest year come before the latest")


def same_and_different(firm: Sequence[Stated], case: Case) -> Iterator[Clash]:
    """Two services are to have the same host and different hosts."""
    for same in firm:
        for different in firm:
            if (same.policy.kind, different.policy.kind) != ("same_host", "different_hosts"):
                continue
            services = [name for name in _services(same.policy) if name in _services(different.policy)]
            shared = [c for c in councils_of(same.policy) if c in councils_of(different.policy)]
            if len(services) > 1 and shared:
                problem = f"{' and '.join(services)} are to have the same host and different hosts"
                yield Clash((same, different), problem, "leave one of the two out")


def _services(policy: Policy) -> tuple[str, ...]:
    services = policy.parameters["services"]
    return tuple(str(name) for name in services) if isinstance(services, tuple) else ()


def members_out_of_reach(firm: Sequence[Stated], case: Case) -> Iterator[Clash]:
    """Pools are to have more members by one policy than another allows."""
    partners = [one for one in firm if one.policy.kind == "partners"]
    for pair in combinations(partners, 2):
        for low, high in (pair, pair[::-1]):
            least, most = low.policy.parameters["least"], high.policy.parameters["most"]
            services = {low.policy.parameters["service"], high.policy.parameters["service"]} - {None}
            if isinstance(least, int) and isinstance(most, int) and least > most and len(services) < 2:
                problem = f"pools are to have at least {least} members and at most {most}"
                yield Clash(pair, problem, "let least be no more than most")


def cycles(firm: Sequence[Stated], case: Case) -> Iterator[Clash]:
    """Services come before one another in a circle."""
    rules = [one for one in firm if one.policy.kind == "precedence"]
    for council in case.councils:
        after = [
            (str(one.policy.parameters["first"]), str(one.policy.parameters["then"]), one)
            for one in rules
            if council in councils_of(one.policy)
        ]
        for start, _, _ in after:
            circle = _circle(start, after)
            if circle:
                names = " before ".join([*(str(one.policy.parameters["first"]) for one in circle), start])
                yield Clash(
                    tuple(circle), f"the order goes round in a circle ({names})", "leave one of them out"
                )
                return


def _circle(start: str, after: list[tuple[str, str, Stated]]) -> list[Stated]:
    """Return the policies that lead from a service back to itself; none where none do."""
    paths: list[tuple[str, list[Stated]]] = [(start, [])]
    while paths:
        service, path = paths.pop()
        for first, then, one in after:
            if first != service or one in path:
                continue
            if then == start:
                return [*path, one]
            paths.append((then, [*path, one]))
    return []
