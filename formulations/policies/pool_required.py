r"""A council must be in a pool for a service.

Rule:
    The named councils share the service (under the named arrangement, where one is named) in every year
    from the first to the last.

Maths:
    required: $\sum_{a \in A} \mathrm{member}_{cat} \ge 1$, A the arrangements of the service that count

Index and mask:
    For every council c of the policy that needs the service and every year t from first_year to last_year.

Meaning when binding:
    Left alone, the council would keep the service in-house (or elsewhere) in that year.

Source:
    Policy: a decision of members or of a partnership agreement.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import total


class Parameters(Params):
    """Service, councils, the one arrangement that counts (None = any), first and last year (indices)."""

    service: str
    councils: tuple[str, ...]
    arrangement: str | None
    first_year: int
    last_year: int


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    numbers = model.numbers
    counting = (
        numbers.services[params.service].arrangements if params.arrangement is None else (params.arrangement,)
    )

    def required(council: str, t: int) -> Row:
        return Row(total(model.member[council, a, t] for a in counting), lower=1.0)

    keys = [
        (council, t)
        for council in params.councils
        if (council, params.service) in numbers.needs
        for t in range(params.first_year, params.last_year + 1)
    ]
    model.rows(block, "required", keys, required)


FAMILY = Family(name="pool_required", kind="policy", build=build, params=Parameters)
