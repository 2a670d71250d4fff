r"""What each member pays towards its pool, in the model only where a rule reads it.

Rule:
    The members of a pool share its running cost by one key and its one-off cost by another; what was spent
    under last year's membership is shared by last year's members.

Maths:
    - R2 $\mathrm{share}_{cat} = w_{ca}\,\mathrm{member}_{cat} / \sum_{c'} w_{c'a}\,\mathrm{member}_{c'at}$;
      charge = cost x share
    - by composition: for each part of a pool's cost, with $L_m$ and $U_m$ = least and largest cost while the
      pool is made up of the set m: composed_cost: $\mathrm{cost} = \sum_m (L_m\,\mathrm{composed}_m +
      \mathrm{rest}_m)$; composed_most: $0 \le \mathrm{rest}_m \le (U_m - L_m)\,\mathrm{composed}_m$; $q_c =
      \sum_{m \ni c} (w_c / \sum_{c' \in m} w_{c'}) (L_m\,\mathrm{composed}_m + \mathrm{rest}_m)$, no column
    - R3 by price: with the weights $w$ divided by the least sum of weights of an allowed membership, and $U$
      and $L$ = largest and least cost: price_cost: $q_c \le w_c\,\mathrm{price} - w_c L (1 -
      \mathrm{member}_c)$; price_member: $q_c \ge w_c\,\mathrm{price} - w_c U (1 - \mathrm{member}_c)$;
      outsider_most, outsider_least: $w_c L\,\mathrm{member}_c \le q_c \le w_c U\,\mathrm{member}_c$ (each
      divided by $w_c$ where that is above 1); all_shared: $\sum_c q_c = \mathrm{cost}$; open_most,
      open_least: $L\,\mathrm{open} \le \mathrm{price} \le U\,\mathrm{open}$
    - R2 closing_cost_limit, closing_income_limit: the part of a year's one-offs that last year's members
      share is nil unless the pool closes
    - R4 members of a provider's pool pay the charge x (1 + margin) x (1 + irrecoverable VAT share)

Index and mask:
    For every arrangement a, year t and part of its cost (running before and after the change date, one-off,
    recruitment, set-up ahead) that a policy in force reads (`Family.reads`). One-offs of a pool that closes
    in t are shared by the members of t-1 (columns of their own). Members who are known (year 0, the only
    possible member, the only possible set of members) need no columns. By composition where the pool can be
    made up of at most 16 sets of members (`composition`), else by price. rest only where $L_m < U_m$.

Meaning when binding:
    True by definition: the rows make charge = cost x share exactly at whole memberships.

Source:
    CORE.md part 1, R1 to R4. Keys are case data, never decisions. Charges make a solve longer (SOLVER.md), so
    they are built only when read and otherwise computed afterwards by the referee. By price the relaxation
    may share a cost in any way, so that it says next to nothing about a single council; by composition it
    says much: Cambridge's best worst-off council is proved in under a minute of the processor, by price not
    in any time that was tried (docs/quality.md). Unscaled weights once gave coefficients of 2e10, and HiGHS a
    wrong optimum.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from formulations.composition import possible_members
from formulations.family import Columns, Family, Model, Row
from formulations.fundable import Piece, pieces_of
from formulations.ledger import ONE_OFF_PARTS as ONE_OFF_PARTS
from formulations.ledger import Members, Part, PoolPart
from formulations.linear import Linear, total, value
from formulations.recharge_by_composition import charge_by_composition, share_out
from formulations.recharge_by_price import charge_by_price
from formulations.shares import Share, Work, councils, total_weight, weight

ALL_PARTS: tuple[PoolPart, ...] = ("running_before", "running_after", "one_off", "recruitment", "ahead")


def build(model: Model) -> None:
    """Add charges[council, arrangement, year, part] for the parts that a policy reads.

    The year is the financial year in which the charge falls; real thousand pounds, mark-up included.
    """
    block = model.pyomo.recharge = pyo.Block()
    pieces = pieces_of(model)
    closing = _closing(model, block, pieces)
    work: list[Work] = []
    for part, group, cost, bounds in pieces:
        key = "running_weight" if part.kind.startswith("running") else "one_off_weight"
        state = part.year - 1 if part.kind == "running_before" else part.year
        here = Share(part.arrangement, part.year, part.kind, state, key, group)
        if (part, group) in closing:
            leaving = here._replace(state=part.year - 1)
            work.append(Work(leaving, closing[part, group], bounds))
            cost = Linear((1.0, cost), (-1.0, closing[part, group]))
        work.append(Work(here, cost, bounds))
    _charge(model, block, work)


def _closing(model: Model, block: Any, pieces: list[Piece]) -> dict[tuple[Part, str], Linear]:
    """Return the one-offs that fall on the members of the year before because the pool closes in the year."""
    may_close = {
        (piece.part.arrangement, piece.part.year, *filter(None, [piece.group])): piece
        for piece in pieces
        if piece.part.kind == "one_off" and _may_close(model, piece.part.arrangement, piece.part.year)
    }
    gain = model.amounts(block, "closing_cost", list(may_close))
    with_income = [key for key, piece in may_close.items() if piece.bounds.least < 0]
    loss = model.amounts(block, "closing_income", with_income)

    def limit_of(columns: Columns, sign: float, bound: str) -> Callable[..., Row]:
        def limit(*key: Any) -> Row:
            most = sign * getattr(may_close[key].bounds, bound)
            return Row(Linear((1.0, columns[key])).add(model.closes(key[0], key[1]), -most), upper=0.0)

        return limit

    model.rows(block, "closing_cost_limit", list(may_close), limit_of(gain, 1.0, "most"))
    model.rows(block, "closing_income_limit", with_income, limit_of(loss, -1.0, "least"))
    for key, piece in may_close.items():
        model.determine(gain[key], _if_closing(model, piece, 1.0))
        model.determine(loss[key], _if_closing(model, piece, -1.0))
    return {
        (piece.part, piece.group): Linear((1.0, gain[key]), (-1.0, loss[key]))
        for key, piece in may_close.items()
    }


def _may_close(model: Model, arrangement: str, year: int) -> bool:
    """Tell whether last year's members may have to share what the year's would otherwise."""
    before = model.open[arrangement, year - 1]
    if isinstance(before, float) and before == 0.0:
        return False
    sets = (_allowed(model, arrangement, year - 1), _allowed(model, arrangement, year))
    # One and the same set in both years shares the cost alike, whether the pool closes or not.
    return not (sets[0] == sets[1] and len(sets[0]) == 1)


def _allowed(model: Model, arrangement: str, state: int) -> tuple[Members, ...]:
    """Return the sets of members that the pool allows; none where they are not told apart."""
    if _is_open_question(model, arrangement, state):
        return model.compositions.get((arrangement, state), ())
    return (possible_members(model, arrangement, state),)


def _if_closing(model: Model, piece: Piece, sign: float) -> Callable[[], float]:
    closes = model.closes(piece.part.arrangement, piece.part.year)
    return lambda: max(0.0, sign * value(piece.cost)) if value(closes) > 0.5 else 0.0


def _charge(model: Model, block: Any, work: list[Work]) -> None:
    by_composition: list[Work] = []
    by_price: list[Work] = []
    for item in work:
        if not _is_open_question(model, item.share.arrangement, item.share.state):
            # Year 0, or only one possible member: no columns.
            share_out(model, item.share, councils(model, item.share), item.cost)
        elif (item.share.arrangement, item.share.state) in model.compositions:
            by_composition.append(item)
        else:
            by_price.append(item)
    charge_by_composition(model, block, by_composition)
    charge_by_price(model, block, by_price)


def _is_open_question(model: Model, arrangement: str, state: int) -> bool:
    """Tell whether who shares is for the model to decide; one council alone pays whatever the pool costs.

    A column for that one charge would equal a cost that is often whole without being declared so, which
    HiGHS answers wrongly (SOLVER.md section 1).
    """
    possible = possible_members(model, arrangement, state)
    members = [model.member[council, arrangement, state] for council in possible]
    return len(possible) > 1 and any(not isinstance(member, float) for member in members)


def line_charges(model: Model) -> dict[tuple[str, int, str], float]:
    """Return what each council is charged in a financial year for each one-off line of its pools.

    At the values that the columns now hold, in real thousand pounds, by council, year and line.
    """
    found: dict[tuple[str, int, str], float] = {}
    for part, lines in model.ledger.lines.items():
        closes = part.kind == "one_off" and value(model.closes(part.arrangement, part.year)) > 0.5
        state = part.year - 1 if closes else part.year
        share = Share(part.arrangement, part.year, part.kind, state, "one_off_weight")
        weights = total_weight(model, share)
        for council in councils(model, share) if weights > 0 else ():
            own = weight(model, share, council) * value(model.member[council, part.arrangement, state])
            factor = model.numbers.pools[part.arrangement].markup * own / weights
            for line, cost in lines.items():
                key = (council, part.year - 1 if part.kind == "ahead" else part.year, line)
                found[key] = found.get(key, 0.0) + factor * value(cost)
    return found


def charged(model: Model, council: str, year: int, parts: tuple[str, ...]) -> Linear:
    """Return what a council is charged in a financial year for these parts, in real thousand pounds."""
    return total(model.charges[council, year, part] for part in parts)


FAMILY = Family(
    name="recharge",
    kind="logic",
    build=build,
    requires=("decisions", "pools", "scale", "workforce", "contracts", "joining", "composition"),
)
