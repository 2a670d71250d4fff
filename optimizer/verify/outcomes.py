"""What a plan is worth in an outcome of the risk register, exact (docs/risk.md).

The formula of "What it is worth in an outcome" is there once, for a stake in the plan: that of all councils
together, or that of one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from optimizer.risk.outcomes import MILLION, Outcomes
from optimizer.verify.exact import ZERO
from optimizer.verify.promise import Promise, Years


@dataclass(frozen=True, slots=True)
class Stake:
    """What somebody has in everything that outcomes act on.

    Attributes:
        npv_gbp: net present saving where all goes as promised.
        discount: factor of each year.
        at_risk_gbp: by chain and year, the promised running saving above 0; only chains that have any.
        ends_gbp: by chain and year of a break-up, the present value of a year's exposure before it.
        opened: by chain, the first year in which it is open; only chains that ever are.
        transition_gbp: by arrangement, present value of its transition.
        stranded_gbp: by council that withdraws and year, present value of what it had brought in that year.
        pay_gbp: by year, present value of the saving on pay.
        supplier_gbp: by service and year, present value of the saving on supplier prices.
        arrivals_gbp: worked out before: by chain, whole years of delay and last year of the partnership, the
            present value of what arrives.
    """

    npv_gbp: Fraction
    discount: Years
    at_risk_gbp: Mapping[str, Years]
    ends_gbp: Mapping[str, Years]
    opened: Mapping[str, int]
    transition_gbp: Mapping[str, Fraction]
    stranded_gbp: Mapping[str, Years]
    pay_gbp: Years
    supplier_gbp: Mapping[str, Years]
    arrivals_gbp: dict[tuple[str, int, int], Fraction] = field(default_factory=dict)

    @property
    def last_year(self) -> int:
        """Return H."""
        return len(self.discount) - 1

    def arriving_gbp(self, chain: str, late: int, last: int) -> Fraction:
        """Return the present value of all that arrives whole years late, but nothing after the last year."""
        key = (chain, late, last)
        if key not in self.arrivals_gbp:
            due = self.at_risk_gbp[chain][: max(0, last - late + 1)]
            amounts = (amount * self.discount[year + late] for year, amount in enumerate(due))
            self.arrivals_gbp[key] = sum(amounts, ZERO)
        return self.arrivals_gbp[key]


def stake_of_all(promise: Promise) -> Stake:
    """Return what all councils together have at stake."""
    return _stake(promise, None)


def stake_of(promise: Promise, council: str) -> Stake:
    """Return what one council has at stake; those of all councils add up to that of all together."""
    return _stake(promise, council)


def _stake(promise: Promise, council: str | None) -> Stake:
    discount = promise.discount

    def part(shares: Mapping[str, Fraction]) -> Fraction:
        return Fraction(1) if council is None else shares.get(council, ZERO)

    def present(amounts: Sequence[Fraction]) -> Years:
        return tuple(d * amount for d, amount in zip(discount, amounts, strict=True))

    at_risk, ends = {}, {}
    for name, chain in promise.chains.items():
        bears = zip(chain.promised_gbp, chain.running_shares, strict=True)
        at_risk[name] = tuple(max(ZERO, amount) * part(shares) for amount, shares in bears)
        brings = zip(chain.exposure_gbp, chain.exposure_shares, strict=True)
        before = [ZERO, *(amount * part(shares) for amount, shares in brings)][:-1]
        ends[name] = present(before)
    stranded = {
        leaver: present([amount * part(shares) for amount, shares in zip(years, bearers, strict=True)])
        for leaver, years in promise.brought_in_gbp.items()
        for bearers in [promise.stranded_shares[leaver]]
    }
    if council is None:
        npv, transition = promise.npv_gbp, promise.transition_gbp
        pay, supplier = promise.pay_gbp, promise.supplier_gbp
    else:
        npv, pay = promise.council_npv_gbp[council], promise.pay_by_council_gbp[council]
        transition = {a: pv for (a, who), pv in promise.transition_by_council_gbp.items() if who == council}
        supplier = {s: years for (s, who), years in promise.supplier_by_council_gbp.items() if who == council}
    return Stake(
        npv_gbp=npv,
        discount=discount,
        at_risk_gbp={name: years for name, years in at_risk.items() if any(years)},
        ends_gbp={name: years for name, years in ends.items() if any(years)},
        opened={name: chain.opened for name, chain in promise.chains.items() if chain.opened is not None},
        transition_gbp={name: pv for name, pv in transition.items() if pv},
        stranded_gbp={name: years for name, years in stranded.items() if any(years)},
        pay_gbp=present(pay),
        supplier_gbp={name: present(years) for name, years in supplier.items() if any(years)},
    )


def worth_gbp(stake: Stake, outcomes: Outcomes, number: int) -> Fraction:
    """Return what the stake is worth in one outcome, numbered from 0."""
    chain_at = {name: place for place, name in enumerate(outcomes.chains)}
    worth = stake.npv_gbp
    for chain in {**stake.at_risk_gbp, **stake.ends_gbp}:
        worth -= _lost_to_chain(stake, outcomes, number, chain, chain_at[chain])
    for place, arrangement in enumerate(outcomes.arrangements):
        if arrangement in stake.transition_gbp and outcomes.overrun[number, place]:
            worth -= _share(outcomes.overrun[number, place]) * stake.transition_gbp[arrangement]
    for place, council in enumerate(outcomes.councils):
        if council in stake.stranded_gbp and outcomes.stranded[number, place]:
            left = stake.stranded_gbp[council][int(outcomes.drop_year[number, place]) :]
            worth -= _share(outcomes.stranded[number, place]) * sum(left, ZERO)
    worth += _grown(stake.pay_gbp, int(outcomes.pay_award[number]))
    for place, service in enumerate(outcomes.services):
        if service in stake.supplier_gbp:
            worth += _grown(stake.supplier_gbp[service], int(outcomes.supplier_price[number, place]))
    return worth


def _share(millionths: int) -> Fraction:
    return Fraction(int(millionths), MILLION)


def _lost_to_chain(stake: Stake, outcomes: Outcomes, number: int, chain: str, place: int) -> Fraction:
    """Return what does not arrive, comes late or is cut short by a break-up, and what that costs."""
    broken_up = stake.last_year + 1
    if chain in stake.opened:
        broken_up = min(broken_up, stake.opened[chain] + int(outcomes.life_years[number, place]))
    lost = ZERO
    if chain in stake.at_risk_gbp:
        promised = stake.arriving_gbp(chain, 0, stake.last_year)
        late, part = divmod(int(outcomes.delay[number, place]), MILLION)
        arrives = (1 - _share(part)) * stake.arriving_gbp(chain, late, broken_up - 1)
        if part:
            arrives += _share(part) * stake.arriving_gbp(chain, late + 1, broken_up - 1)
        lost = promised - _share(outcomes.realised[number, place]) * arrives
    if chain in stake.ends_gbp and broken_up <= stake.last_year:
        lost += _share(outcomes.exit_cost[number, place]) * stake.ends_gbp[chain][broken_up]
    return lost


def _grown(years: Years, millionths: int) -> Fraction:
    """Return sum over years t of ((1 + growth)^t - 1) x the amount of t.

    Worked out in whole numbers over one denominator, which is many times faster than in fractions.
    """
    if not millionths or not any(years):
        return ZERO
    last, growth = len(years) - 1, MILLION + millionths
    below = lcm(*(amount.denominator for amount in years))
    above = 0
    for year, amount in enumerate(years):
        more = growth**year - MILLION**year
        above += amount.numerator * (below // amount.denominator) * more * MILLION ** (last - year)
    return Fraction(above, below * MILLION**last)


def saving_gbp(promise: Promise, outcomes: Outcomes, number: int) -> Fraction:
    """Return the net present saving of all councils in one outcome, numbered from 0, exact."""
    return worth_gbp(stake_of_all(promise), outcomes, number)


def savings_gbp(promise: Promise, outcomes: Outcomes) -> tuple[Fraction, ...]:
    """Return the net present saving of all councils in every outcome, exact."""
    stake = stake_of_all(promise)
    return tuple(worth_gbp(stake, outcomes, number) for number in range(len(outcomes)))


def council_savings_gbp(promise: Promise, outcomes: Outcomes, number: int) -> dict[str, Fraction]:
    """Return the net present saving of each council in one outcome, exact.

    They sum to that of all councils for every plan that holds: each pound at stake has its bearers. (A plan
    that breaks the rules may cost something in a pool without members, which nobody is charged for.)
    """
    return {
        council: worth_gbp(stake_of(promise, council), outcomes, number)
        for council in promise.council_npv_gbp
    }


def expected_gbp(savings: Sequence[Fraction]) -> Fraction:
    """Return the mean of outcomes of equal weight."""
    return sum(savings, ZERO) / len(savings)


def cvar_gbp(savings: Sequence[Fraction], level: Fraction) -> Fraction:
    """Return the mean of the worst 1 - level of the outcomes, the one at the border counted in part.

    Level 0 gives the mean, a level near 1 the worst outcome.

    Raises:
        ValueError: where the level is not at least 0 and below 1.
    """
    if not 0 <= level < 1:
        message = f"the level {level} is not at least 0 and below 1"
        raise ValueError(message)
    tail, total = (1 - level) * len(savings), ZERO
    left = tail
    for saving in sorted(savings):
        counted = min(Fraction(1), left)
        total += counted * saving
        left -= counted
        if not left:
            break
    return total / tail


def risk_adjusted_gbp(savings: Sequence[Fraction], level: Fraction, weight: Fraction) -> Fraction:
    """Return (1 - weight) x expected + weight x CVaR."""
    return (1 - weight) * expected_gbp(savings) + weight * cvar_gbp(savings, level)


def chance_below(savings: Sequence[Fraction], below_gbp: Fraction) -> Fraction:
    """Return the share of outcomes with a saving below an amount; below 0 it is the chance of a loss."""
    return Fraction(sum(saving < below_gbp for saving in savings), len(savings))
