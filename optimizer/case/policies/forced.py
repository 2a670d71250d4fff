"""What policies force on their face: members that pools cannot have, costs that no budget covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from optimizer.case.case import Case
from optimizer.case.policies.stated import Clash, Stated, councils_of, index_of


def too_few_members(firm: Sequence[Stated], case: Case) -> Iterator[Clash]:
    """Pools are to have more members, or a council is to host more pools, than there can be."""
    for one in firm:
        least = one.policy.parameters.get("least")
        if not isinstance(least, int):
            continue
        if one.policy.kind == "partners":
            service = one.policy.parameters["service"]
            reach = [
                _most_members(case, name)
                for name, pool in case.arrangements.items()
                if service in (None, pool.service)
            ]
            if reach and least > max(reach):
                what = service or "any service"
                problem = f"no pool of {what} can have {least} members, the most is {max(reach)}"
                yield Clash(
                    (one,), problem, "ask for fewer, or let more councils join in the table arrangements"
                )
        if one.policy.kind == "host_fairness":
            for council in councils_of(one.policy):
                services = {pool.service for pool in case.arrangements.values() if pool.host == council}
                pools = [pool for pool in case.arrangements.values() if pool.host == council]
                if least > len(pools):
                    problem = (
                        f"{council} is to host {least} pools, but the arrangements offer it {len(pools)} "
                        f"({', '.join(sorted(services)) or 'no service'})"
                    )
                    yield Clash((one,), problem, "ask for fewer, name other councils, or add arrangements")


def _most_members(case: Case, arrangement: str) -> int:
    candidates = sum(name == arrangement for _, name in case.candidates)
    most = case.arrangements[arrangement].most_members
    return candidates if most is None else min(candidates, most)


def forced_costs(firm: Sequence[Stated], case: Case) -> Iterator[Clash]:
    """A council must join a pool, and in no year does its pot cover the cheapest joining."""
    duties = [one for one in firm if one.policy.kind == "pool_required"]
    pots = [one for one in firm if one.policy.kind == "transition_budget"]
    for duty in duties:
        service, last = str(duty.policy.parameters["service"]), index_of(duty.policy, "first_year")
        for council in councils_of(duty.policy):
            need = case.needs.get((council, service))
            cheapest = _cheapest_joining_gbp(case, council, service)
            if need is None or need.arrangement_today is not None or cheapest is None:
                continue
            for pot in pots:
                amounts = _amounts_gbp(case, str(pot.policy.parameters["pot"]), council, last)
                if council in councils_of(pot.policy) and amounts and max(amounts) < cheapest:
                    problem = (
                        f"{council} must share {service} by {case.year_label(last)}, which takes at least "
                        f"£{cheapest:,.2f} in one year, and its pot never has more than £{max(amounts):,.2f}"
                    )
                    yield Clash((duty, pot), problem, "raise an amount in the table budgets, or require less")


def _cheapest_joining_gbp(case: Case, council: str, service: str) -> Decimal | None:
    """Return what joining costs at least in the year in which it happens, in prices of the base year.

    Whatever pool is wanted in the end, the first that is joined costs its whole price. Where those who leave
    compensate those who stay, one-offs may be income; then nothing is claimed.
    """
    members = [
        (member, case.arrangements[name])
        for (who, name), member in case.candidates.items()
        if who == council and case.arrangements[name].service == service
    ]
    if any(member.compensation_gbp for member in case.candidates.values()):
        return None
    return min((member.join_gbp * (1 - pool.join_lead_share) for member, pool in members), default=None)


def _amounts_gbp(case: Case, pot: str, council: str, last: int) -> list[Decimal]:
    """Return what the pot has in the years 1 to last; none where some year has no limit.

    Where prices fall, a later year is cheaper in cash than the base year says; then nothing is claimed.
    """
    amounts = [case.budgets_gbp.get((council, year, pot)) for year in range(1, last + 1)]
    given = [amount for amount in amounts if amount is not None]
    return given if len(given) == len(amounts) and case.settings.price_general >= 0 else []
