"""What a plan is worth in each of many outcomes: the formula of docs/risk.md, over arrays.

Its exact counterpart is `optimizer.verify.outcomes`; the tests hold the two against one another. What depends
on the plan alone is added up beforehand, by the year of a break-up and the whole years of delay, and an
outcome only looks it up: the time taken grows with outcomes x partnerships, not with the years.

Every array of money has one column for all councils together and then one for each council.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np

from optimizer.errors import InternalError
from optimizer.risk.distributions import Floats
from optimizer.risk.outcomes import MILLION, Outcomes, Whole
from optimizer.verify.promise import ChainPromise, Promise, Shares, Years

Amount = TypeVar("Amount")


@dataclass(frozen=True, slots=True)
class Savings:
    """Net present saving in every outcome, of all councils and of each: float64[n], pounds."""

    total_gbp: Floats
    by_council_gbp: Mapping[str, Floats]


ALL = ""
"""Stands for all councils together wherever figures are by council."""


def in_pence(savings: Savings) -> dict[str, Floats]:
    """Return the savings rounded to pence, of all councils together under ALL and by council.

    Whatever is published is made of these, so that everybody who reads outcomes.csv finds it again.
    """
    every = {ALL: savings.total_gbp, **savings.by_council_gbp}
    return {who: np.rint(amounts * 100) / 100 for who, amounts in every.items()}


def evaluate(promise: Promise, outcomes: Outcomes) -> Savings:
    """Return what a plan saves in every outcome.

    Args:
        promise: what the plan promises and exposes (`optimizer.verify.promise`).
        outcomes: the outcomes.

    Raises:
        InternalError: where the councils do not add up to all of them together.
    """
    tables = _Tables(promise)
    savings = np.tile(tables.row(promise.npv_gbp, promise.council_npv_gbp), (len(outcomes), 1))
    for chain, promised in promise.chains.items():
        place = outcomes.chains.index(chain)
        ends = _ends(promised, outcomes.life_years[:, place], tables.last_year)
        savings -= tables.lost(promised, ends, outcomes.realised[:, place], outcomes.delay[:, place])
        savings -= _each(outcomes.exit_cost[:, place]) * tables.exits(promised)[ends]
    for arrangement, cost_gbp in promise.transition_gbp.items():
        payers = _of(arrangement, promise.transition_by_council_gbp)
        overrun = outcomes.overrun[:, outcomes.arrangements.index(arrangement)]
        savings -= _each(overrun) * tables.row(cost_gbp, payers)
    for place, council in enumerate(outcomes.councils):
        years = outcomes.drop_year[:, place]
        savings -= _each(outcomes.stranded[:, place]) * tables.stranded(council)[years]
    savings += tables.grown(outcomes.pay_award, promise.pay_gbp, promise.pay_by_council_gbp)
    for service, saving_gbp in promise.supplier_gbp.items():
        growth = outcomes.supplier_price[:, outcomes.services.index(service)]
        savings += tables.grown(growth, saving_gbp, _of(service, promise.supplier_by_council_gbp))
    return tables.savings(savings)


class _Tables:
    """What depends on the plan alone, in present values. Index `H + 1` of a year stands for never."""

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        self.councils = tuple(promise.council_npv_gbp)
        self.discount = np.array([float(factor) for factor in promise.discount])
        self.last_year = len(promise.discount) - 1

    def row(self, total_gbp: Fraction, by_council_gbp: Mapping[str, Fraction]) -> Floats:
        """Return an amount and what each council has of it."""
        own = (by_council_gbp.get(council, 0) for council in self.councils)
        return np.array([float(total_gbp), *map(float, own)])

    def split(self, amounts_gbp: Years, shares: Shares) -> Floats:
        """Return amounts by year, shared by the councils."""
        return np.array(
            [
                self.row(amount, {council: amount * share for council, share in bearers.items()})
                for amount, bearers in zip(amounts_gbp, shares, strict=True)
            ]
        )

    def lost(self, chain: ChainPromise, ends: Whole, realised: Whole, delay: Whole) -> Floats:
        """Return what is promised above nothing and does not arrive, in every outcome."""
        promised = self.split(
            tuple(max(Fraction(0), amount) for amount in chain.promised_gbp), chain.running_shares
        )
        if not promised.any():
            return np.zeros(promised.shape[1])
        arriving = self._arriving(promised)
        whole, part = np.divmod(delay, MILLION)
        sooner = arriving[np.minimum(whole, self.last_year + 1), ends]
        later = arriving[np.minimum(whole + 1, self.last_year + 1), ends]
        late = _each(part)
        found: Floats = self.discount @ promised - _each(realised) * ((1 - late) * sooner + late * later)
        return found

    def _arriving(self, promised: Floats) -> Floats:
        """Return what arrives if all of it is so many whole years late, before the year of a break-up.

        Shape (H + 2 delays, H + 2 years of the break-up, columns).
        """
        years, columns = promised.shape
        found = np.zeros((years + 1, years + 1, columns))
        for delay in range(years):
            arriving = self.discount[delay:, None] * promised[: years - delay]
            found[delay, delay + 1 :] = np.cumsum(arriving, axis=0)
        return found

    def exits(self, chain: ChainPromise) -> Floats:
        """Return by the year of a break-up the present value of what its members have put at risk by then."""
        exposure = self.split(chain.exposure_gbp, chain.exposure_shares)
        found = np.zeros((self.last_year + 2, exposure.shape[1]))
        found[1:-1] = self.discount[1:, None] * exposure[:-1]
        return found

    def stranded(self, council: str) -> Floats:
        """Return by the year of a withdrawal the present value of what the council brings in from then on."""
        found = np.zeros((self.last_year + 2, 1 + len(self.councils)))
        if council in self.promise.brought_in_gbp:
            amounts = self.split(self.promise.brought_in_gbp[council], self.promise.stranded_shares[council])
            brought_in = self.discount[:, None] * amounts
            found[:-1] = np.cumsum(brought_in[::-1], axis=0)[::-1]
        return found

    def grown(self, growth: Whole, saving_gbp: Years, by_council_gbp: Mapping[str, Years]) -> Floats:
        """Return what a saving grows by where its prices grow by so much a year above the assumption."""
        amounts = np.array(
            [
                self.row(amount, {council: years[year] for council, years in by_council_gbp.items()})
                for year, amount in enumerate(saving_gbp)
            ]
        )
        if not growth.any() or not amounts.any():
            return np.zeros(amounts.shape[1])
        powers = np.vander(1 + growth / MILLION, self.last_year + 1, increasing=True)
        found: Floats = (powers - 1) @ (self.discount[:, None] * amounts)
        return found

    def savings(self, savings: Floats) -> Savings:
        """Return the columns by what they are, if the councils add up to the total."""
        total, councils = savings[:, 0], savings[:, 1:]
        # Of sums of large amounts of both signs, millionths of what they are made of are the best there is.
        near = 1e-6 * (np.abs(councils).sum(axis=1) + abs(float(self.promise.npv_gbp)) + 1.0)
        if (np.abs(councils.sum(axis=1) - total) > near).any():
            message = "What the councils save in an outcome does not add up to what all of them save."
            raise InternalError(message)
        return Savings(total, {council: councils[:, place] for place, council in enumerate(self.councils)})


def _ends(chain: ChainPromise, life_years: Whole, last_year: int) -> Whole:
    """Return the year in which a chain breaks up, H + 1 where it does not within the plan."""
    if chain.opened is None:
        return np.full_like(life_years, last_year + 1)
    return np.minimum(chain.opened + life_years, last_year + 1)


def _each(millionths: Whole) -> Floats:
    """Return shares as a column that multiplies rows of money."""
    found: Floats = millionths[:, None] / MILLION
    return found


def _of(name: str, amounts: Mapping[tuple[str, str], Amount]) -> Mapping[str, Amount]:
    """Return the amounts of one arrangement or service by council."""
    return {council: amount for (one, council), amount in amounts.items() if one == name}
