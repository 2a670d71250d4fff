"""The rows of funding.csv: what pays for what, and what borrowing costs afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.case.case import Case, Policy
from optimizer.case.fundable import fundable_lines
from optimizer.verify.funding import Funding, Key
from optimizer.verify.parameters import councils_of
from optimizer.verify.verdict import FundingRow

NO_SOURCE = ""
"""Source of what nothing else pays: the revenue budget of the year."""


def funding_rows(case: Case, policies: tuple[Policy, ...], funding: Funding) -> Iterator[FundingRow]:
    """Make the rows by source, council, year and line; those without a source come last.

    Of every line of which something is drawn, or whose council has a policy that asks for sources, the rows
    add up to what is spent, to the penny.
    """
    order = {line: place for place, line in enumerate((*fundable_lines(), *DEBT_LINES))}
    sources = {source: place for place, (source, _) in enumerate(case.funding)}
    councils = {council: place for place, council in enumerate(case.councils)}
    rows = [FundingRow(*drawing) for drawing in funding.settled]
    rows += _debts(case, funding)
    rows += _not_funded(case, policies, funding)
    yield from sorted(
        rows,
        key=lambda row: (
            *(sources.get(row.source, len(sources)), councils[row.council]),
            *(row.year, order[row.line]),
        ),
    )


DEBT_LINES = ("interest", "repayment", "debt_outstanding")


def _debts(case: Case, funding: Funding) -> Iterator[FundingRow]:
    for (source, council, year), debt in funding.debts.items():
        outstanding = debt.outstanding if year == case.settings.years else 0
        for line, pence in zip(DEBT_LINES, (debt.interest, debt.repayment, outstanding), strict=True):
            if pence:
                yield FundingRow(source, council, year, line, pence)


def _not_funded(case: Case, policies: tuple[Policy, ...], funding: Funding) -> Iterator[FundingRow]:
    asked = {
        council
        for policy in policies
        if policy.kind == "funded"
        for council in councils_of(policy, case.councils)
    }
    paid: dict[Key, int] = {}
    for _, council, year, line, pence in funding.settled:
        paid[council, year, line] = paid.get((council, year, line), 0) + pence
    for key, spent in funding.spend.items():
        left = spent - paid.get(key, 0)
        if left > 0 and (key in paid or key[0] in asked):
            yield FundingRow(NO_SOURCE, *key, left)
