r"""One-off costs are paid from named sources, not from the revenue budget of the year.

Rule:
    Whatever each named council pays once in a year, its share of its pools' one-off costs included, is drawn
    from the named sources.

Maths:
    covered: $\sum_{s\ \mathrm{named}} \mathrm{draw}_{sctg} \ge \mathrm{one\text{-}off\ spend}_{ctg}$

Index and mask:
    For every council c of the policy, year t = 0..H and group g of lines that the same sources may pay for,
    where anything can be spent. Where no named source can pay, nothing may be spent. Compensation received
    is income of the year and is not set against it.

Meaning when binding:
    The money that there is, or the year in which it is there, decides what can be afforded.

Source:
    Policy: the section 151 officer's funding statement; capital money pays capital lines unless the
    flexible use of receipts or a direction says otherwise (DOMAIN.md), which is said by `lines` of the table.
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear


class Parameters(Params):
    """The councils whose one-off costs are to be funded, and the sources that may pay."""

    councils: tuple[str, ...]
    sources: tuple[str, ...]


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    drawn = {key: Linear() for key in model.spend if key[0] in params.councils}
    for (source, council, t, group), amount in model.draws.items():
        if source in params.sources and (council, t, group) in drawn:
            drawn[council, t, group].add(amount)

    def covered(council: str, t: int, group: str) -> Row:
        key = (council, t, group)
        return Row(Linear((1.0, drawn[key]), (-1.0, model.spend[key])), lower=0.0)

    model.rows(block, "covered", list(drawn), covered)


FAMILY = Family(
    name="funded",
    kind="policy",
    build=build,
    params=Parameters,
    requires=("decisions", "funding"),
    reads=lambda params: ("fundable",),
    # The pots that must pay all that is spent are written into what the sources hold.
    alters_logic=True,
)
