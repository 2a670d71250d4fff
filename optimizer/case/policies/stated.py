"""Policies with the places where they stand, for checks between them."""

from __future__ import annotations

from typing import NamedTuple

from optimizer.case.case import Policy
from optimizer.case.policies.entry import Entry


class Stated(NamedTuple):
    """A policy and the entry that states it."""

    entry: Entry
    policy: Policy

    @property
    def where(self) -> str:
        """Return its name and place in words: `no_sla (constraints/base.toml, row 10)`."""
        row = self.entry.place().row
        place = self.entry.file if row is None else f"{self.entry.file}, row {row}"
        return f"{self.policy.policy} ({place})"


class Clash(NamedTuple):
    """Policies that cannot hold together, or one that nothing satisfies: what is wrong, and a remedy."""

    policies: tuple[Stated, ...]
    problem: str
    remedy: str


def councils_of(policy: Policy) -> tuple[str, ...]:
    """Return the councils that a policy names."""
    councils = policy.parameters["councils"]
    return tuple(str(name) for name in councils) if isinstance(councils, tuple) else ()


def index_of(policy: Policy, parameter: str) -> int:
    """Return a year or a number of a policy that is never blank."""
    value = policy.parameters[parameter]
    assert isinstance(value, int)
    return value
