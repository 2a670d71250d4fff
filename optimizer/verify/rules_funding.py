"""Does every drawing come from a source that may pay for it, and that has the money?"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.verify.exact import MONEY_TOLERANCE_GBP, pounds
from optimizer.verify.funding import Funding, Key, pot_of, room_of
from optimizer.verify.rules import broken
from optimizer.verify.verdict import Violation

_TOLERANCE_PENCE = 100 * MONEY_TOLERANCE_GBP


def check_funding(case: Case, funding: Funding) -> Iterator[Violation]:
    """Check the drawings of a plan; money limits tolerate a pound (CORE E7)."""
    for drawing in funding.drawings:
        pot = pot_of(case, drawing)
        if pot is not None and drawing.line not in pot.lines:
            place = f"{drawing.source}, {drawing.council}, {case.year_label(drawing.year)}"
            yield broken("funding.eligible", place, f"{drawing.source} may not pay for {drawing.line}")
    for (source, who), pot in case.funding.items():
        for year, left in room_of(case, pot, funding.drawings):
            if left < -_TOLERANCE_PENCE:
                floored = pot.kind == "reserve" and pot.floor_gbp > 0
                rule = "funding.floor" if floored else "funding.limit"
                place = f"{source}, {who}, {case.year_label(year)}"
                what = f"falls below its floor of £{pot.floor_gbp:,.2f}" if floored else "is overdrawn"
                yield broken(rule, place, f"the {_kind(pot.kind)} {what} by {_gbp(-left)}")
    yield from _more_than_spent(case, funding)


def _more_than_spent(case: Case, funding: Funding) -> Iterator[Violation]:
    drawn: dict[Key, int] = {}
    for _, council, year, line, pence in funding.drawings:
        drawn[council, year, line] = drawn.get((council, year, line), 0) + pence
    for key, pence in drawn.items():
        spent = funding.spend.get(key, 0)
        if pence - spent > _TOLERANCE_PENCE:
            council, year, line = key
            place = f"{council}, {case.year_label(year)}, {line}"
            yield broken("funding.spent", place, f"drawn {_gbp(pence)}, spent {_gbp(spent)}")


def _kind(kind: str) -> str:
    return kind.replace("_", " ")


def _gbp(pence: int) -> str:
    return f"£{pounds(Fraction(pence, 100)):,.2f}"
