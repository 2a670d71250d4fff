r"""Nobody leaves a chain of pools in the first so many years.

Rule:
    No named council leaves a chain of pools of the service in the years 1 to so many: notice can be given on
    the first day of year 1 at the earliest. Only what is longer than the arrangement's own notice changes
    anything.

Maths:
    leaving: $\mathrm{stops}_{cgt} \le 0$ for $t \le \mathrm{years}$

Index and mask:
    For every council c and chain g of the policy and every year t up to years (or H) in which c can have been
    in g the year before. Deepening within a chain is not leaving it.

Meaning when binding:
    The member would rather be out by then.

Source:
    Policy: a partnership agreement with longer notice than the delivery model asks for.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.scope import leaving_index


class Parameters(Params):
    """Years of notice from the beginning of year 1, service (None = every one) and councils."""

    years: int
    service: str | None
    councils: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""

    def leaving(council: str, chain: str, t: int) -> Row:
        return Row(model.stops(council, chain, t), upper=0.0)

    early = [t for t in model.numbers.years if t <= params.years]
    model.rows(block, "leaving", leaving_index(model, params.service, params.councils, early), leaving)


FAMILY = Family(name="notice", kind="policy", build=build, params=Parameters)
