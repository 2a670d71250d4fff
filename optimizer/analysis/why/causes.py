"""Split the difference between two plans by cause, exact to the penny.

The net present saving is a sum of real cells times discount factors, so the difference is too: every cell
of the service in question goes to the cause of its cost line (data/cost_lines.csv), every cell of another
service to the knock-on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from optimizer.case.case import Case
from optimizer.case.dictionary import CAUSES, cost_lines
from optimizer.verify.exact import ZERO
from optimizer.verify.timeline import make_timeline
from optimizer.verify.verdict import CashCell

KNOCK_ON = "knock_on"
"""The cause of whatever changes in other services than the one in question."""

ALL_CAUSES = (*CAUSES, KNOCK_ON)

Part = TypeVar("Part")


def split_by_cause(
    case: Case,
    service: str,
    plan: Iterable[CashCell],
    other: Iterable[CashCell],
    councils: Collection[str],
    difference_gbp: Decimal,
) -> dict[str, Decimal]:
    """Return what each cause adds to the net present saving of the other plan, in GBP.

    Args:
        case: the case of both.
        service: the service in question.
        plan: published cells of the plan.
        other: published cells of the other plan.
        councils: whose saving is meant.
        difference_gbp: saving of the other plan less saving of the plan, as published, so rounded apart.

    Returns:
        An amount for each of ALL_CAUSES, positive where the other plan costs less; they add up to the
        difference to the penny.
    """
    discount = make_timeline(case).discount
    exact = dict.fromkeys(ALL_CAUSES, ZERO)
    for sign, cash in ((1, plan), (-1, other)):
        for of, cause, cell in caused_cells(cash, councils):
            if cell.scenario == "plan":
                exact[cause if of == service else KNOCK_ON] += sign * discount[cell.year] * cell.pence
    whole = to_the_penny(exact, int(difference_gbp * 100))
    return {cause: Decimal(amount).scaleb(-2) for cause, amount in whole.items()}


def caused_cells(cash: Iterable[CashCell], councils: Collection[str]) -> Iterator[tuple[str, str, CashCell]]:
    """Yield service, cause and cell for all that counts in the net present saving of the councils."""
    lines = cost_lines()
    for cell in cash:
        if cell.basis == "real" and cell.body in councils:
            yield cell.service, lines[cell.line].cause, cell


def to_the_penny(parts: Mapping[Part, Fraction], total: int) -> dict[Part, int]:
    """Return the parts as whole numbers that add up to the total, by the largest remainder.

    Args:
        parts: exact parts; their sum may differ from the total by what rounding it made of it.
        total: what the whole numbers have to add up to.

    Returns:
        Each part, less than 1 (or, for what rounding the total made of it, less than 2) away from its
        exact value; ties in the order of the parts.
    """
    whole = {name: part.numerator // part.denominator for name, part in parts.items()}
    by_remainder = sorted(parts, key=lambda name: whole[name] - parts[name])
    left = total - sum(whole.values())
    for place in range(abs(left)):
        if left > 0:
            whole[by_remainder[place % len(by_remainder)]] += 1
        else:
            whole[by_remainder[-1 - place % len(by_remainder)]] -= 1
    return whole
