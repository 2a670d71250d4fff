r"""At most so many redundancies in a year, or in all years together.

Rule:
    The pools of the policy together make no more staff redundant than agreed, in any year and over all
    years.

Maths:
    per_year: $\sum_{a,r} \mathrm{redundant}_{art} \le \mathrm{most\_per\_year}$; in_total: $\sum_{a,r,t}
    \mathrm{redundant}_{art} \le \mathrm{most\_total}$

Index and mask:
    per_year for every year t, in_total once; over all pools of the service and host that are named, or of
    all.

Meaning when binding:
    One redundancy more would save its pay sooner than turnover does; the price is what waiting for
    turnover costs.

Source:
    Policy: what is agreed with the unions (DESIGN.md section 5).
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear, total


class Parameters(Params):
    """Most FTE made redundant, in a year and in all (None = no limit); service, host (None = all)."""

    most_per_year_fte: float | None
    most_total_fte: float | None
    service: str | None
    host: str | None


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    years = model.numbers.years

    def redundant(*of_years: int) -> Linear:
        return total(
            model.free["redundant"][pool.arrangement, role, t]
            for t in of_years
            for pool in model.numbers.pools.values()
            if params.service in (None, pool.service) and params.host in (None, pool.host)
            for role in pool.roles
        )

    if params.most_per_year_fte is not None:
        most = params.most_per_year_fte
        model.rows(block, "per_year", [(t,) for t in years], lambda t: Row(redundant(t), upper=most))
    if params.most_total_fte is not None:
        limit = params.most_total_fte
        model.rows(block, "in_total", [("all",)], lambda _: Row(redundant(*years), upper=limit))


FAMILY = Family(
    name="redundancy_limit",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "workforce"),
)
