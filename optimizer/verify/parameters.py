"""Typed readers of a policy's parameters; None or an absent key stands for what a blank means."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from optimizer.case.case import Policy
from optimizer.errors import InternalError
from optimizer.verify.exact import exact


def _wrong(policy: Policy, name: str) -> InternalError:
    return InternalError(f"policy {policy.full_name}: parameter {name} is {policy.parameters.get(name)!r}")


def text(policy: Policy, name: str) -> str | None:
    """Return an identifier, None where any will do."""
    value = policy.parameters.get(name)
    if value is None or isinstance(value, str):
        return value or None
    raise _wrong(policy, name)


def whole(policy: Policy, name: str, blank: int) -> int:
    """Return a whole number or a year index, `blank` where there is none."""
    value = policy.parameters.get(name)
    if value is None:
        return blank
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _wrong(policy, name)


def yes(policy: Policy, name: str) -> bool:
    """Return a yes or no; blank is no."""
    value = policy.parameters.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise _wrong(policy, name)


def gbp(policy: Policy, name: str) -> Fraction:
    """Return an amount in GBP; blank is 0."""
    value = policy.parameters.get(name)
    if value is None:
        return Fraction(0)
    if isinstance(value, Decimal):
        return exact(value)
    raise _wrong(policy, name)


def share(policy: Policy, name: str) -> Fraction:
    """Return a share, which must be given."""
    value = policy.parameters.get(name)
    if isinstance(value, Decimal):
        return exact(value)
    raise _wrong(policy, name)


def number(policy: Policy, name: str) -> Fraction | None:
    """Return FTE or a share; None where there is none."""
    return None if policy.parameters.get(name) is None else share(policy, name)


def names(policy: Policy, name: str) -> tuple[str, ...]:
    """Return a list of identifiers, which must be given."""
    found = _listed(policy, name)
    listed = tuple(one for one in found or () if isinstance(one, str))
    if found is None or len(listed) < len(found):
        raise _wrong(policy, name)
    return listed


def year_indices(policy: Policy, name: str) -> tuple[int, ...]:
    """Return a list of years as indices, which must be given."""
    found = _listed(policy, name)
    listed = tuple(one for one in found or () if isinstance(one, int))
    if found is None or len(listed) < len(found):
        raise _wrong(policy, name)
    return listed


def councils_of(policy: Policy, blank: Iterable[str]) -> tuple[str, ...]:
    """Return the councils that the policy names; `blank` where it names none."""
    return tuple(blank) if _listed(policy, "councils") is None else names(policy, "councils")


def _listed(policy: Policy, name: str) -> tuple[str, ...] | tuple[int, ...] | None:
    value = policy.parameters.get(name)
    if value is None or isinstance(value, tuple):
        return value
    raise _wrong(policy, name)
