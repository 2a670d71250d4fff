"""The alternatives to what a plan has chosen, each as ordinary policies that force it.

An alternative is added to the policies of the run and everything else is chosen afresh, so its price is what
the choice is worth when all else makes the best of it. Being policies, they are checked by the referee too.

- Not shared: no council is in a pool of the service, from the first year in which today's members may leave.
- Another host (delivery model): from that year no pool of the service has another host (model), and in the
  last year in which the plan shares the service, a pool of this host (model) is open.
- Another start: nobody joins a pool of the service before the year, and from it to the last year in which the
  plan shares the service a pool is open (where there is a pool today: the one that the plan opens first).

Of one council the same is asked of its own memberships, whatever the others do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from optimizer.analysis.why.chosen import Chosen, chosen, free_from
from optimizer.case.case import Arrangement, Case, Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.plan.plan import Plan
from optimizer.verify.timeline import may_join

Kind = Literal["not_shared", "host", "model", "start"]

SET = "why"
"""Set of the policies that force an alternative; their names hold a full stop, so no user's is the same."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One choice that the plan has not made.

    Attributes:
        service: the service in question.
        council: the council in question; empty where the service as a whole is.
        kind: what is chosen otherwise.
        value: the other host, delivery model or first year (`2017/18`); empty for `not_shared`.
        title: the alternative in a few words.
        means: what exactly is forced, in a sentence.
        too_early: why lead times and the years of the pools rule it out by themselves; empty where they do
            not.
        policies: what forces it.
    """

    service: str
    council: str
    kind: Kind
    value: str
    title: str
    means: str
    too_early: str
    policies: tuple[Policy, ...]


def alternatives(case: Case, plan: Plan, services: tuple[str, ...], council: str) -> tuple[Alternative, ...]:
    """Return every alternative to the plan's choices, in the order of the case.

    Args:
        case: the case.
        plan: the plan.
        services: which services.
        council: ask of this council's own memberships, where it needs the service; empty to ask of the
            services as a whole.
    """
    found: list[Alternative] = []
    for service in services:
        if council and (council, service) not in case.needs:
            continue
        subject = _Subject(case, chosen(case, plan, service, council))
        found += subject.not_shared()
        found += subject.others("host", lambda pool: pool.host, subject.body)
        found += subject.others("model", lambda pool: pool.model, _spaced)
        found += subject.starts()
    return tuple(found)


def _spaced(word: str) -> str:
    return word.replace("_", " ")


@dataclass(frozen=True, slots=True)
class _Subject:
    """A service, or a council in it, and what the plan has chosen for it."""

    case: Case
    now: Chosen

    @property
    def service(self) -> str:
        return self.now.service

    @property
    def last(self) -> int:
        return self.case.settings.years

    @property
    def who(self) -> str:
        return self.body(self.now.council)

    @property
    def pools(self) -> list[Arrangement]:
        return [pool for pool in self.case.arrangements.values() if pool.service == self.service]

    def body(self, name: str) -> str:
        return self.case.council_names.get(name, name)

    def years(self, first: int, last: int) -> str:
        label = self.case.year_label
        return f"in {label(first)}" + (f" to {label(last)}" if last > first else "")

    def not_shared(self) -> Iterator[Alternative]:
        if not self.now.is_shared:
            return
        first = free_from(self.case, self.service, self.now.council)
        since = "" if first == 1 else f" from {self.case.year_label(first)}"
        title = f"{self.service} is not shared{since}"
        means = f"no council is in a pool of {self.service} {self.years(first, self.last)}"
        if self.now.council:
            title = f"{self.who} does not share {self.service}{since}"
            means = f"{self.who} is in no pool of {self.service} {self.years(first, self.last)}"
        yield self.alternative("not_shared", "", title, means, [self.forbidden(first)])

    def others(
        self, kind: Literal["host", "model"], of: Callable[[Arrangement], str], words: Callable[[str], str]
    ) -> Iterator[Alternative]:
        """Yield every other host, or every other delivery model."""
        pools = self.pools
        values = tuple(dict.fromkeys(of(pool) for pool in pools))
        instead = self.now.of_pools(self.case, of)
        last = self.now.last_shared
        for value in values:
            if instead == (value,):
                continue
            first = free_from(self.case, self.service, self.now.council, of, value)
            policies = [self.forbidden(first, kind, other) for other in values if other != value]
            policies.append(self.open(last, last, kind, value))
            what = f"hosted by {words(value)}" if kind == "host" else f"under {words(value)}"
            title = f"{words(value)} hosts {self.service}" if kind == "host" else f"{self.service} {what}"
            if self.now.council:
                title = f"{self.who} shares {self.service} {what}"
            title += f" instead of {', then '.join(words(one) for one in instead)}" if instead else ""
            whose = f"every pool of {self.service}"
            whose += f" that {self.who} is in" if self.now.council else ""
            means = (
                f"{whose} is {what} {self.years(first, self.last)}, and "
                f"{'it is in one' if self.now.council else 'one is open'} {self.years(last, last)}"
            )
            may = [pool for pool in pools if of(pool) == value]
            yield self.alternative(
                kind, value, title, means, policies, self.too_early(may, range(1, last + 1))
            )

    def starts(self) -> Iterator[Alternative]:
        """Yield every other first year; none where nothing that is new starts."""
        start = self.now.start
        if self.now.is_shared and start is None:
            return
        # With a pool today, "a pool is open" says nothing: then it is the pool that the plan opens.
        pool = start[1] if start is not None and self.now.years[0] else None
        for year in range(1, self.last + 1):
            if start is not None and year == start[0]:
                continue
            until = self.now.last_shared if year <= self.now.last_shared else self.last
            label = self.case.year_label(year)
            policies = [self.open(year, until, "arrangement", pool)]
            if year > 1:
                policies.insert(0, self.start_window(year))
            title = f"{self.service} starts in {label}"
            if self.now.council:
                title = f"{self.who} joins {self.service} in {label}"
            title += f" instead of {self.case.year_label(start[0])}" if start is not None else ""
            which = pool or f"a pool of {self.service}"
            means = (
                f"no council joins a pool of {self.service} before {label}, and {which} is open "
                f"{self.years(year, until)}"
            )
            if self.now.council:
                means = (
                    f"{self.who} joins no pool of {self.service} before {label}, and is in {which} "
                    f"{self.years(year, until)}"
                )
            may = [one for one in self.pools if pool in (None, one.arrangement)]
            yield self.alternative("start", label, title, means, policies, self.too_early(may, (year,)))

    def too_early(self, pools: Sequence[Arrangement], years: Sequence[int]) -> str:
        """Say that none of the pools may be joined in any of the years, nor is open today; else nothing."""
        today = self.now.years[0]
        if any(
            pool.arrangement in today or any(may_join(self.case, pool, year) for year in years)
            for pool in pools
        ):
            return ""
        when = self.years(years[0], years[-1])
        return f"no such pool may be joined {when}: its lead time, first or last year"

    def forbidden(self, first: int, kind: str = "", value: str = "") -> Policy:
        given = {kind: value} if kind else {}
        councils = (self.now.council,) if self.now.council else self.case.councils
        return forcing_policy(
            "pool_forbidden",
            service=self.service,
            councils=councils,
            first_year=first,
            last_year=self.last,
            **given,
        )

    def open(self, first: int, last: int, kind: str, value: str | None) -> Policy:
        """Return the policy that there is a pool, or that the council is in one."""
        if not self.now.council:
            given = {kind: value}
            return forcing_policy(
                "pool_open", service=self.service, first_year=first, last_year=last, **given
            )
        return forcing_policy(
            "pool_required",
            service=self.service,
            councils=(self.now.council,),
            arrangement=value if kind == "arrangement" else None,
            first_year=first,
            last_year=last,
        )

    def start_window(self, earliest: int) -> Policy:
        councils = (self.now.council,) if self.now.council else self.case.councils
        return forcing_policy("start_window", service=self.service, councils=councils, earliest=earliest)

    def alternative(
        self, kind: Kind, value: str, title: str, means: str, policies: list[Policy], too_early: str = ""
    ) -> Alternative:
        named = tuple(
            Policy(
                policy=f"{place}.{policy.kind}",
                set=SET,
                kind=policy.kind,
                reason=title,
                source="",
                parameters=policy.parameters,
            )
            for place, policy in enumerate(policies, start=1)
        )
        return Alternative(
            service=self.service,
            council=self.now.council,
            kind=kind,
            value=value,
            title=title,
            means=means[0].upper() + means[1:] + ".",
            too_early=too_early,
            policies=named,
        )


def forcing_policy(kind: str, **given: str | int | tuple[str, ...] | None) -> Policy:
    """Return a policy without a name whose other parameters are blank."""
    parameters = dict.fromkeys(policy_kinds()[kind].parameters)
    unknown = set(given) - set(parameters)
    assert not unknown, f"{kind} has no parameter {unknown}"
    return Policy("", SET, kind, "", "", parameters | given)
