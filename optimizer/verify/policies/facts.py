"""What checks of policies read, and what they answer: how much is left until each limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from optimizer.case.case import Arrangement, Case
from optimizer.verify.costing import Costing, Story
from optimizer.verify.funding import Funding
from optimizer.verify.history import History
from optimizer.verify.outlook import Outlook
from optimizer.verify.timeline import Timeline


class Limit(NamedTuple):
    """One thing that a policy limits: what is left until the limit (below 0: broken), and where."""

    slack: Fraction
    place: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What policies read: what happens, what it costs, and what each council saves.

    `costing`, `bau` (the costing of business as usual), `council_npv_gbp`, `funding` and `outlook` (what the
    plan is worth in outcomes) are None where the plan cannot be costed; then policies on money have nothing
    to say.
    """

    case: Case
    timeline: Timeline
    story: Story
    costing: Costing | None = None
    bau: Costing | None = None
    council_npv_gbp: Mapping[str, Fraction] | None = None
    funding: Funding | None = None
    outlook: Outlook | None = None

    @property
    def history(self) -> History:
        """Return who is where."""
        return self.story.history

    @property
    def years(self) -> range:
        """Return the planned years 1..H."""
        return range(1, self.history.last_year + 1)

    def memberships(self) -> Iterator[tuple[str, Arrangement, int]]:
        """Return every membership as council, arrangement and year."""
        for pool in self.history.active:
            for year in self.years:
                for council in self.history.members[pool][year]:
                    yield council, self.case.arrangements[pool], year

    def pools_of(self, council: str, service: str, year: int) -> tuple[str, ...]:
        """Return the arrangements that a council is in for a service in the state of a year 0..H."""
        places = self.history.places.get((council, service))
        return () if places is None else places[year]


def hosts_of(case: Case) -> tuple[str, ...]:
    """Return every body that hosts a candidate pool, in the order of the case."""
    return tuple(dict.fromkeys(pool.host for pool in case.arrangements.values()))
