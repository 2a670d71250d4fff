r"""What each member pays towards its pool, in the model only where a rule reads it.

Rule:
    The members of a pool share its running cost by one key and its one-off cost by another; what was spent
    under last year's membership is shared by last year's members.

Maths:
    - R2 $\mathrm{share}_{cat} = w_{ca}\,\mathrm{member}_{cat} / \sum_{c'} w_{c'a}\,\mathrm{member}_{c'at}$;
      charge = cost x share
    - R3 for each part of a pool's cost, with $U$ = largest cost / least sum of weights of an allowed
      membership (and $L$ for income): price_cost: $q_c \le w_c\,\mathrm{price} - w_c L (1 -
      \mathrm{member}_c)$; price_member: $q_c \ge w_c\,\mathrm{price} - w_c U (1 - \mathrm{member}_c)$;
      outsider_most, outsider_least: $w_c L\,\mathrm{member}_c \le q_c \le w_c U\,\mathrm{member}_c$;
      all_shared: $\sum_c q_c = \mathrm{cost}$; open_most, open_least: $L\,\mathrm{open} \le \mathrm{price}
      \le U\,\mathrm{open}$
    - R2 closing_cost_limit, closing_income_limit: the part of a year's one-offs that last year's members
      share is nil unless the pool closes
    - R4 members of a provider's pool pay the charge x (1 + margin) x (1 + irrecoverable VAT share)

Index and mask:
    For every arrangement a, year t and part of its cost (running before and after the change date, one-off,
    recruitment, set-up ahead) that a policy in force reads (`Family.reads`). One-offs of a pool that closes
    in t are shared by the members of t-1 (columns of their own). Members who are known (year 0) and the only
    possible member need no columns.

Meaning when binding:
    True by definition: the rows make charge = cost x share exactly at whole memberships.

Source:
    CORE.md part 1, R1 to R4. Keys are case data, never decisions. Charges double solve time (SOLVER.md), so
    they are built only when read and otherwise computed afterwards by the referee.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pyomo.environ as pyo

from formulations.family import Columns, Family, Model, Row
from formulations.fundable import Piece, pieces_of
from formulations.ledger import ONE_OFF_PARTS as ONE_OFF_PARTS
from formulations.ledger import Part, PoolPart
from formulations.linear import Linear, Term, total, value

ALL_PARTS: tuple[PoolPart, ...] = ("running_before", "running_after", "one_off", "recruitment", "ahead")


class Share(NamedTuple):
    """One part of a pool's cost with the state of membership that shares it.

    `group` names the lines of a one-off part that are charged apart, because sources of money tell them
    apart; empty for the whole part.
    """

    arrangement: str
    year: int
    kind: str
    state: int
    weight: str
    group: str = ""


def build(model: Model) -> None:
    """Add charges[council, arrangement, year, part] for the parts that a policy reads.

    The year is the financial year in which the charge falls; real thousand pounds, mark-up included.
    """
    block = model.pyomo.recharge = pyo.Block()
    pieces = pieces_of(model)
    closing = _closing(model, block, pieces)
    work: list[tuple[Share, Linear, float, float]] = []
    for part, group, cost, bounds in pieces:
        weight = "running_weight" if part.kind.startswith("running") else "one_off_weight"
        state = part.year - 1 if part.kind == "running_before" else part.year
        here = Share(part.arrangement, part.year, part.kind, state, weight, group)
        if (part, group) in closing:
            leaving = here._replace(state=part.year - 1)
            work.append((leaving, closing[part, group], bounds.least, bounds.most))
            cost = Linear((1.0, cost), (-1.0, closing[part, group]))
        work.append((here, cost, bounds.least, bounds.most))
    _charge(model, block, work)


def _closing(model: Model, block: Any, pieces: list[Piece]) -> dict[tuple[Part, str], Linear]:
    """Return the one-offs that fall on the members of the year before because the pool closes in the year."""
    may_close = {
        (piece.part.arrangement, piece.part.year, *filter(None, [piece.group])): piece
        for piece in pieces
        if piece.part.kind == "one_off" and _may_be_open(model, piece.part.arrangement, piece.part.year - 1)
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


def _may_be_open(model: Model, arrangement: str, year: int) -> bool:
    state = model.open[arrangement, year]
    return not (isinstance(state, float) and state == 0.0)


def _if_closing(model: Model, piece: Piece, sign: float) -> Callable[[], float]:
    closes = model.closes(piece.part.arrangement, piece.part.year)
    return lambda: max(0.0, sign * value(piece.cost)) if value(closes) > 0.5 else 0.0


def _charge(model: Model, block: Any, work: list[tuple[Share, Linear, float, float]]) -> None:
    shared = [item for item in work if _is_open_question(model, item[0])]
    for share, cost, _, _ in (item for item in work if not _is_open_question(model, item[0])):
        _known_members(model, share, cost)
    index = [(i, share) for i, (share, _, _, _) in enumerate(shared)]
    price = model.amounts(block, "price", [(i,) for i, _ in index])
    income = model.amounts(block, "income_price", [(i,) for i, _ in index if shared[i][2] < 0])
    paid = model.amounts(block, "paid", [(c, i) for i, s in index for c in _councils(model, s)])
    received = model.amounts(block, "received", [(c, i) for c, i in paid if shared[i][2] < 0])
    rows: dict[str, dict[tuple[Any, ...], Row]] = {}

    def add(name: str, key: tuple[Any, ...], row: Row) -> None:
        rows.setdefault(name, {})[key] = row

    for i, share in index:
        _, cost, least, most = shared[i]
        smallest = _least_weight(model, share)
        upper, lower = most / smallest, least / smallest
        each = Linear((1.0, price[(i,)]), (-1.0, income[(i,)]))
        everybody = Linear((-1.0, cost))
        for council in _councils(model, share):
            weight = _weight(model, share, council)
            member = model.member[council, share.arrangement, share.state]
            charge = Linear((1.0, paid[council, i]), (-1.0, received[council, i]))
            everybody.add(charge)
            gap = Linear((1.0, charge), (-weight, each))
            add("price_cost", (council, i), Row(_with(gap, member, -weight * lower), upper=-weight * lower))
            add("price_member", (council, i), Row(_with(gap, member, -weight * upper), lower=-weight * upper))
            add("outsider_most", (council, i), Row(_with(charge, member, -weight * upper), upper=0.0))
            if least < 0:
                add("outsider_least", (council, i), Row(_with(charge, member, -weight * lower), lower=0.0))
            _determine(model, share, cost, council, (paid[council, i], received[council, i]))
            _collect(model, share, council, charge)
        _determine_price(model, share, cost, (price[(i,)], income[(i,)]))
        state = model.open[share.arrangement, share.state]
        add("all_shared", (i,), Row(everybody, lower=0.0, upper=0.0))
        add("open_most", (i,), Row(_with(each, state, -upper), upper=0.0))
        if least < 0:
            add("open_least", (i,), Row(_with(each, state, -lower), lower=0.0))
    for name, keyed in rows.items():
        model.rows(block, name, list(keyed), lambda *key, rows=keyed: rows[key])


def _with(terms: Linear, term: Term, coefficient: float) -> Linear:
    return Linear((1.0, terms), (coefficient, term))


def _councils(model: Model, share: Share) -> list[str]:
    """Return the councils that can be members in the state of the share."""
    pool = model.numbers.pools[share.arrangement]
    members = ((c, model.member[c, share.arrangement, share.state]) for c in pool.candidates)
    return [c for c, m in members if not isinstance(m, float) or m > 0]


def _is_open_question(model: Model, share: Share) -> bool:
    """Tell whether who shares is for the model to decide; one council alone pays whatever the pool costs.

    A column for that one charge would equal a cost that is often whole without being declared so, which
    HiGHS answers wrongly (SOLVER.md section 1).
    """
    councils = _councils(model, share)
    members = [model.member[council, share.arrangement, share.state] for council in councils]
    return len(councils) > 1 and any(not isinstance(member, float) for member in members)


def _weight(model: Model, share: Share, council: str) -> float:
    return float(getattr(model.numbers.candidates[council, share.arrangement], share.weight))


def _least_weight(model: Model, share: Share) -> float:
    """Return the least sum of weights of an allowed membership."""
    pool = model.numbers.pools[share.arrangement]
    weights = {council: _weight(model, share, council) for council in _councils(model, share)}
    host = weights.pop(pool.host) if pool.host_is_member and pool.host in weights else None
    others = sorted(weights.values())
    if host is not None:
        return host + sum(others[: pool.least_members - 1])
    return sum(others[: max(1, pool.least_members)])


def _known_members(model: Model, share: Share, cost: Linear) -> None:
    """Share a cost among members who are known (year 0, or only one possible): no columns."""
    councils = _councils(model, share)
    weights = sum(_weight(model, share, council) for council in councils)
    for council in councils:
        _collect(model, share, council, Linear((_weight(model, share, council) / weights, cost)))


def _collect(model: Model, share: Share, council: str, charge: Linear) -> None:
    """Add a charge to charges[council, financial year, part], with the provider's mark-up.

    One of a group of lines is added under the name of the group too, which is the name of no part.
    """
    year = share.year - 1 if share.kind == "ahead" else share.year
    keys = [(council, year, share.kind)] if share.kind in model.charges_read else []
    for key in [*keys, *([(council, year, share.group)] if share.group else [])]:
        if key not in model.charges:
            model.charges[key] = Linear()
        model.charges[key].add(charge, model.numbers.pools[share.arrangement].markup)


def _total_weight(model: Model, share: Share) -> float:
    return sum(
        _weight(model, share, c) * value(model.member[c, share.arrangement, share.state])
        for c in _councils(model, share)
    )


def _determine(model: Model, share: Share, cost: Linear, council: str, columns: tuple[Any, Any]) -> None:
    member = model.member[council, share.arrangement, share.state]

    def charge() -> float:
        weights = _total_weight(model, share)
        part = _weight(model, share, council) * value(member)
        return value(cost) * part / weights if weights > 0 else 0.0

    model.determine(columns[0], _positive(charge))
    model.determine(columns[1], _positive(lambda: -charge()))


def _determine_price(model: Model, share: Share, cost: Linear, columns: tuple[Any, Any]) -> None:
    def price() -> float:
        weights = _total_weight(model, share)
        return value(cost) / weights if weights > 0 else 0.0

    model.determine(columns[0], _positive(price))
    model.determine(columns[1], _positive(lambda: -price()))


def _positive(amount: Callable[[], float]) -> Callable[[], float]:
    return lambda: max(0.0, amount())


def line_charges(model: Model) -> dict[tuple[str, int, str], float]:
    """Return what each council is charged in a financial year for each one-off line of its pools.

    At the values that the columns now hold, in real thousand pounds, by council, year and line.
    """
    found: dict[tuple[str, int, str], float] = {}
    for part, lines in model.ledger.lines.items():
        closes = part.kind == "one_off" and value(model.closes(part.arrangement, part.year)) > 0.5
        state = part.year - 1 if closes else part.year
        share = Share(part.arrangement, part.year, part.kind, state, "one_off_weight")
        weights = _total_weight(model, share)
        for council in _councils(model, share) if weights > 0 else ():
            weight = _weight(model, share, council) * value(model.member[council, part.arrangement, state])
            factor = model.numbers.pools[part.arrangement].markup * weight / weights
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
    requires=("decisions", "pools", "scale", "workforce", "contracts", "joining"),
)
