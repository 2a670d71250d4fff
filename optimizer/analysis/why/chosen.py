"""What a plan has chosen for a service, or for one council in it: which pools, from when to when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optimizer.case.case import Arrangement, Case
from optimizer.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Chosen:
    """The pools of a service over the years, of all councils or of one.

    Attributes:
        service: the service.
        council: the council whose pools are meant; empty for all councils.
        years: for each year 0..H the arrangements that it is in, in the order of the case; 0 is today.
    """

    service: str
    council: str
    years: tuple[tuple[str, ...], ...]

    @property
    def is_shared(self) -> bool:
        """Say whether there is a pool in any planned year."""
        return any(self.years[1:])

    @property
    def last_shared(self) -> int:
        """Return the last year with a pool; where there is none, the last year of the case."""
        shared = [year for year, pools in enumerate(self.years) if year and pools]
        return shared[-1] if shared else len(self.years) - 1

    @property
    def start(self) -> tuple[int, str] | None:
        """Return the first year in which a pool is entered anew, and that pool; None where none is."""
        for year in range(1, len(self.years)):
            for pool in self.years[year]:
                if pool not in self.years[year - 1]:
                    return year, pool
        return None

    def of_pools(self, case: Case, what: Callable[[Arrangement], str]) -> tuple[str, ...]:
        """Return what the pools of the planned years have, such as hosts, each once, in order of time."""
        pools = [case.arrangements[pool] for year in self.years[1:] for pool in year]
        return tuple(dict.fromkeys(what(pool) for pool in pools))


def chosen(case: Case, plan: Plan, service: str, council: str = "") -> Chosen:
    """Return what the plan has chosen for a service, or for one council in it."""
    years: list[set[str]] = [set() for _ in range(case.settings.years + 1)]
    for (who, needed), need in case.needs.items():
        if needed == service and council in ("", who) and need.arrangement_today is not None:
            years[0].add(need.arrangement_today)
    for row in plan.memberships:
        if case.arrangements[row.arrangement].service == service and council in ("", row.council):
            years[row.year].add(row.arrangement)
    order = list(case.arrangements)
    return Chosen(service, council, tuple(tuple(sorted(pools, key=order.index)) for pools in years))


def free_from(
    case: Case, service: str, council: str, of: Callable[[Arrangement], str] | None = None, staying: str = ""
) -> int:
    """Return the first year in which today's members may have left today's pools.

    Those pools excepted of which `of` says what is to stay, such as the host. Notice and minimum term have
    run by then; year 1 where nobody is in such a pool today, and at most the last year of the case.
    """
    years = [1]
    for (who, needed), need in case.needs.items():
        if needed != service or council not in ("", who) or need.arrangement_today is None:
            continue
        pool = case.arrangements[need.arrangement_today]
        if of is None or of(pool) != staying:
            since = 0 if need.member_since is None else need.member_since
            years += [pool.notice_years + 1, since + pool.minimum_term_years]
    return min(max(years), case.settings.years)
