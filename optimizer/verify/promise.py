"""What a plan promises and exposes, exact: all that its worth in an outcome of the risk register depends on.

Definitions: docs/risk.md, "What a plan promises, by chain". Real pounds, by year 0..H, against today's
arrangements carried on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from optimizer.case.case import Case
from optimizer.verify.costing import Costing, Story
from optimizer.verify.exact import ZERO
from optimizer.verify.measures import council_npvs
from optimizer.verify.postings import Posting
from optimizer.verify.promise_chains import ChainPromise, Shares, Years, chain_promises
from optimizer.verify.promise_money import saved, together, transition_gbp
from optimizer.verify.promise_withdrawals import withdrawals
from optimizer.verify.timeline import Timeline

__all__ = ["ChainPromise", "Promise", "Shares", "Years", "promise_of"]


@dataclass(frozen=True, slots=True)
class Promise:
    """Everything of a plan that outcomes act on.

    Attributes:
        npv_gbp: net present saving of all councils, as published (of rounded cells).
        council_npv_gbp: the same of each council.
        discount: factor of each year.
        chains: by chain, every chain of the case in the order of `Outcomes.chains`.
        transition_gbp: present value of the transition lines of each arrangement, by arrangement.
        transition_by_council_gbp: the same by arrangement and council, who pays in the end.
        brought_in_gbp: spend in scope that each council brings into pools in a year, less that of today.
        stranded_shares: by council that may withdraw, for each year who of the others would bear what is
            stranded; empty where it brings nothing in.
        pay_gbp: saving on cells with the price index pay; by council it is in `pay_by_council_gbp`.
        supplier_gbp: saving on cells with the index contract, by service.
        supplier_by_council_gbp: the same by service and council.
    """

    npv_gbp: Fraction
    council_npv_gbp: Mapping[str, Fraction]
    discount: Years
    chains: Mapping[str, ChainPromise]
    transition_gbp: Mapping[str, Fraction]
    transition_by_council_gbp: Mapping[tuple[str, str], Fraction]
    brought_in_gbp: Mapping[str, Years]
    stranded_shares: Mapping[str, Shares]
    pay_gbp: Years
    pay_by_council_gbp: Mapping[str, Years]
    supplier_gbp: Mapping[str, Years]
    supplier_by_council_gbp: Mapping[tuple[str, str], Years]


def promise_of(
    case: Case, timeline: Timeline, story: Story, costing: Costing, today: Story, bau: Costing
) -> Promise:
    """Return what a plan promises against today carried on.

    Args:
        case: the validated case.
        timeline: its dates and prices.
        story: what happens in the plan.
        costing: what the plan costs.
        today: what happens in business as usual.
        bau: what business as usual costs.
    """
    history, at_present = story.history, today.history
    npvs = council_npvs(case, timeline, bau.cash, costing.cash)
    transition = transition_gbp(case, timeline, history, costing)
    brought_in, stranded = withdrawals(case, timeline, history, at_present)

    def saved_on(wanted: Callable[[Posting], bool]) -> dict[str, Years]:
        return saved(case, timeline, (history, costing), (at_present, bau), wanted)

    pay = saved_on(lambda posting: posting.price_index == "pay")
    supplier = {service: saved_on(partial(_is_from_suppliers, service=service)) for service in case.services}
    return Promise(
        npv_gbp=sum(npvs.values(), ZERO),
        council_npv_gbp=npvs,
        discount=timeline.discount,
        chains=chain_promises(case, timeline, history, costing, at_present, bau),
        transition_gbp={
            pool: sum((pv for (of, _), pv in transition.items() if of == pool), ZERO)
            for pool in case.arrangements
        },
        transition_by_council_gbp=transition,
        brought_in_gbp=brought_in,
        stranded_shares=stranded,
        pay_gbp=together(pay),
        pay_by_council_gbp=pay,
        supplier_gbp={service: together(by_council) for service, by_council in supplier.items()},
        supplier_by_council_gbp={
            (service, council): years
            for service, by_council in supplier.items()
            for council, years in by_council.items()
        },
    )


def _is_from_suppliers(posting: Posting, service: str) -> bool:
    return posting.price_index == "contract" and posting.service == service
