"""Which one-off lines sources of money treat alike: as few groups as the sources tell apart.

Charges of pools are dear (they double the time of a solve), so lines that the same sources may pay for are
one amount in the model; the plan parts them again.
"""

from __future__ import annotations

from typing import NamedTuple

from formulations.family import Model
from formulations.ledger import INCOME, ONE_OFF_PARTS, OWN_FUNDABLE, POOL_FUNDABLE, Part, Range
from formulations.linear import Linear, total
from optimizer.model.numbers import Numbers, PolicyNumbers, PotNumbers


class Group(NamedTuple):
    """Lines that the same pots may pay for, named after the first of them; `pots` may be none."""

    name: str
    lines: tuple[str, ...]
    pots: tuple[PotNumbers, ...]


def asked(numbers: Numbers) -> tuple[PolicyNumbers, ...]:
    """Return the policies that ask what pays for what."""
    return tuple(policy for policy in numbers.policies if policy.kind == "funded")


def sources_of(policy: PolicyNumbers) -> frozenset[str]:
    """Return the sources that such a policy names."""
    return _names(policy, "sources")


def councils_of(policy: PolicyNumbers) -> frozenset[str]:
    """Return the councils that such a policy names."""
    return _names(policy, "councils")


def _names(policy: PolicyNumbers, parameter: str) -> frozenset[str]:
    value = policy.parameters[parameter]
    assert isinstance(value, tuple)
    return frozenset(str(name) for name in value)


def groups(numbers: Numbers) -> tuple[Group, ...]:
    """Return the groups of lines, in the order of their first lines; none where no policy asks."""
    policies = asked(numbers)
    if not policies:
        return ()
    named = frozenset[str]().union(*(sources_of(policy) for policy in policies))
    pots = tuple(pot for pot in numbers.funding if pot.source in named)
    lines: dict[tuple[int, ...], list[str]] = {}
    for line in (*OWN_FUNDABLE, *POOL_FUNDABLE):
        payers = tuple(place for place, pot in enumerate(pots) if line in pot.lines)
        lines.setdefault(payers, []).append(line)
    return tuple(
        Group(alike[0], tuple(alike), tuple(pots[place] for place in payers))
        for payers, alike in lines.items()
    )


class Piece(NamedTuple):
    """A part of a pool's cost, or some lines of it, with its bounds (real thousand pounds)."""

    part: Part
    group: str
    cost: Linear
    bounds: Range


def pieces_of(model: Model) -> list[Piece]:
    """Return what has to be charged: whole parts, or the groups of lines that sources tell apart."""
    ledger = model.ledger
    if "fundable" not in model.charges_read:
        return [
            Piece(part, "", cost, ledger.ranges[part])
            for part, cost in ledger.parts.items()
            if part.kind in model.charges_read
        ]
    apart = [(group.name, group.lines) for group in groups(model.numbers)] + [(INCOME, (INCOME,))]
    found = []
    for part, cost in ledger.parts.items():
        if part.kind not in ONE_OFF_PARTS:
            if part.kind in model.charges_read:
                found.append(Piece(part, "", cost, ledger.ranges[part]))
            continue
        for group, lines in apart:
            there = [line for line in lines if line in ledger.lines[part]]
            if not there or (group == INCOME and part.kind not in model.charges_read):
                continue
            bounds = Range()
            for line in there:
                ends = ledger.line_ranges[part, line]
                bounds.widen(ends.least, ends.most)
            if bounds.least < bounds.most:
                found.append(Piece(part, group, total(ledger.lines[part][line] for line in there), bounds))
    return found
