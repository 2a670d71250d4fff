"""Supplier contracts as numbers: when they run, and what ending, extending and handing over cost."""

from __future__ import annotations

from fractions import Fraction

from optimizer.case.case import Case, Contract
from optimizer.model import dates
from optimizer.model.money import to_k
from optimizer.model.numbers import ContractNumbers


def contract(case: Case, item: Contract) -> ContractNumbers:
    """Return a contract by year: the part of the year it is live, and what each fate of it costs."""
    settings = case.settings
    month = case.services[item.service].change_month
    end = dates.end_position(item.end_date)
    charge = Fraction(item.annual_charge_gbp)
    live_before, live_after, end_k, extension_k = {}, {}, {}, {}
    for t in range(1, settings.years + 1):
        start = dates.year_start(settings.base_year, t)
        change = dates.change_position(settings.base_year, month, t)
        live_before[t] = float(dates.overlap(start, change, start, min(end, change)))
        live_after[t] = float(dates.overlap(change, start + dates.MONTHS, change, end))
        left = max(Fraction(0), end - change) / dates.MONTHS
        end_k[t] = to_k(Fraction(item.end_early_fee_gbp) + Fraction(item.end_early_share) * charge * left)
        bridged_until = min(change, end + dates.MONTHS * settings.max_extension_years)
        parts = []
        for u in range(t + 1):
            first = dates.year_start(settings.base_year, u)
            part = dates.overlap(first, first + dates.MONTHS, end, bridged_until)
            if part > 0 and item.extension_premium_share > 0:
                parts.append((u, to_k(Fraction(item.extension_premium_share) * charge * part)))
        extension_k[t] = tuple(parts)
    return ContractNumbers(
        contract=item.contract,
        council=item.council,
        service=item.service,
        charge_k=to_k(charge),
        index=item.index,
        live_before=live_before,
        live_after=live_after,
        end_allowed=item.end_early_allowed,
        end_k=end_k,
        novation_allowed=item.novation_allowed,
        novation_fee_k=to_k(item.novation_fee_gbp),
        replaces_k=to_k(Fraction(item.replaces_share) * charge),
        extension_k=extension_k,
        displacing=tuple(
            a
            for a, arrangement in case.arrangements.items()
            if item.contract in arrangement.displaces and (item.council, a) in case.candidates
        ),
    )
