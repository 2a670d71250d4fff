"""Outcomes of the register written by hand, one at a time; what is not said is as planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import numpy as np
import numpy.typing as npt

from optimizer.case.case import Case
from optimizer.risk.outcomes import MILLION, Outcomes

Whole = npt.NDArray[np.int64]


def _row(things: Sequence[str], value: float | Mapping[str, float], otherwise: float, unit: int) -> Whole:
    given = value if isinstance(value, Mapping) else dict.fromkeys(things, value)
    assert set(given) <= set(things)
    return np.array([[round(given.get(thing, otherwise) * unit) for thing in things]], dtype=np.int64)


def outcome(
    case: Case,
    *,
    overrun: float | Mapping[str, float] = 0,
    realised: float | Mapping[str, float] = 1,
    delay: float | Mapping[str, float] = 0,
    life_years: int | Mapping[str, int] | None = None,
    exit_cost: float | Mapping[str, float] = 0,
    drop_year: int | Mapping[str, int] | None = None,
    stranded: float | Mapping[str, float] = 0,
    pay_award: float = 0,
    supplier_price: float | Mapping[str, float] = 0,
) -> Outcomes:
    """Return one outcome; a number holds for all, a mapping for what it names."""
    never = case.settings.years + 1
    arrangements, services = tuple(case.arrangements), tuple(case.services)
    chains = tuple(dict.fromkeys(arrangement.chain for arrangement in case.arrangements.values()))
    return Outcomes(
        arrangements=arrangements,
        chains=chains,
        councils=case.councils,
        services=services,
        overrun=_row(arrangements, overrun, 0, MILLION),
        realised=_row(chains, realised, 1, MILLION),
        delay=_row(chains, delay, 0, MILLION),
        life_years=_row(chains, never if life_years is None else life_years, never, 1),
        exit_cost=_row(chains, exit_cost, 0, MILLION),
        drop_year=_row(case.councils, never if drop_year is None else drop_year, never, 1),
        stranded=_row(case.councils, stranded, 0, MILLION),
        pay_award=np.array([round(pay_award * MILLION)], dtype=np.int64),
        supplier_price=_row(services, supplier_price, 0, MILLION),
    )


def together(*outcomes: Outcomes) -> Outcomes:
    """Return several outcomes of one case as one sample."""
    arrays = {
        field.name: np.concatenate([getattr(one, field.name) for one in outcomes])
        for field in fields(Outcomes)
        if isinstance(getattr(outcomes[0], field.name), np.ndarray)
    }
    return replace(outcomes[0], **arrays)
