r"""An open pool never runs below a minimum of staff.

Rule:
    Wherever a pool of the service is open, its staff of the role number at least so many FTE, or at least
    the share of the posts that its members have put in.

Maths:
    fte: $\mathrm{staff}_{art} \ge \mathrm{least\_fte}\,\mathrm{open}_{at}$; share: $\mathrm{staff}_{art}
    \ge \mathrm{least\_share} \sum_c n_{car}\,\mathrm{member}_{cat}$

Index and mask:
    For every arrangement a of the service, every role r of the policy (or each) that a takes in posts of,
    and every year t where it can be open. Pools that take in no posts of the role are not limited.

Meaning when binding:
    The pool keeps staff that its scale curve does not ask for: cover on site, out of hours, by
    qualification.

Source:
    Policy: resilience of the service (DESIGN.md section 5, DOMAIN.md 2.4).
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear


class Parameters(Params):
    """Service, role (None = each), fewest staff: FTE or a share of the posts put in (one is None)."""

    service: str
    role: str | None
    least_fte: float | None
    least_share: float | None


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    numbers = model.numbers
    keys = [
        (a, role, t)
        for a, t in model.open
        if t > 0 and numbers.pools[a].service == params.service
        for role in numbers.pools[a].roles
        if params.role in (None, role)
    ]

    def fte(least: float, a: str, role: str, t: int) -> Row:
        return Row(Linear((1.0, model.staff[a, role, t]), (-least, model.open[a, t])), lower=0.0)

    def share(least: float, a: str, role: str, t: int) -> Row:
        terms = Linear((1.0, model.staff[a, role, t]))
        for council in numbers.pools[a].candidates:
            in_scope = numbers.candidates[council, a].in_scope_fte.get(role, 0.0)
            terms.add(model.member[council, a, t], -least * in_scope)
        return Row(terms, lower=0.0)

    if params.least_fte is not None:
        least_fte = params.least_fte
        model.rows(block, "fte", keys, lambda a, role, t: fte(least_fte, a, role, t))
    if params.least_share is not None:
        least_share = params.least_share
        model.rows(block, "share", keys, lambda a, role, t: share(least_share, a, role, t))


FAMILY = Family(
    name="minimum_cover", kind="policy", build=build, params=Parameters, requires=("decisions", "workforce")
)
