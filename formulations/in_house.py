r"""Spend that stays with the council: non-staff spend outside contracts, and agreed savings and growth.

Rule:
    A council pays its own other spend, less what it has put into pools; savings and growth that are agreed
    already count in business as usual and in every plan alike.

Maths:
    - non_staff = $\mathrm{avg}(\mathrm{other}_{cs} - \sum_a o_{ca}\,\mathrm{member}_{cat})$
    - baseline_changes add their amount to the lines pay, non_staff or contract of their year

Index and mask:
    For every council c that needs service s, and every year t.

Meaning when binding:
    No limit; a cost line only.

Source:
    CORE.md part 1, COST LINES and BAU.
"""

from __future__ import annotations

from formulations.family import Family, Model
from formulations.linear import Linear


def build(model: Model) -> None:
    """Add the line non_staff and the baseline changes."""
    numbers = model.numbers
    for (council, service), need in numbers.needs.items():
        for t in numbers.years:
            model.ledger.council(
                "non_staff",
                council,
                service,
                t,
                _staying(model, council, service, t, need.other_k),
                index="general",
            )
    for (council, service, t, line), amount in numbers.changes_k.items():
        index = "general" if line == "non_staff" else line
        model.ledger.council(line, council, service, t, Linear((1.0, amount)), index=index)


def _staying(model: Model, council: str, service: str, t: int, other_k: float) -> Linear:
    numbers = model.numbers
    phi = numbers.services[service].phi
    result = Linear((other_k, 1.0))
    for a in numbers.services[service].arrangements:
        in_scope = numbers.candidates[council, a].in_scope_other_k
        member = model.average(model.member[council, a, t], model.member[council, a, t - 1], phi)
        result.add(member, -in_scope)
    return result


FAMILY = Family(name="in_house", kind="logic", build=build)
