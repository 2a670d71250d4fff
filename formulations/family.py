"""What a family of rules is, and the model that families build together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import pyomo.environ as pyo
from pydantic import BaseModel, ConfigDict

from formulations.ledger import Ledger, Members, PoolPart
from formulations.linear import Linear, Term
from formulations.missed import may_miss, may_miss_by_units, missed_by, most_missed
from optimizer.model.numbers import Numbers

Index = tuple[Any, ...]
Rule = Callable[..., "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """lower <= terms <= upper; None where there is no bound."""

    terms: Linear
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Softness:
    """How a preference may be missed: its price in thousand pounds a unit, and whether units are whole."""

    price_k: float
    whole: bool


class Columns(dict[Index, Any]):
    """Decisions by index. What cannot happen has no column and reads as 0; year 0 holds today's state."""

    def __missing__(self, key: Index) -> float:
        """Return 0 for what cannot happen."""
        return 0.0


@dataclass
class Model:
    """The model under construction: decisions, accumulators and the Pyomo model that holds the rows.

    Attributes:
        numbers: what the case says.
        pyomo: the Pyomo model; one block a family.
        ledger: cost lines.
        member, joins, open, opens: shared binary decisions, see `formulations.decisions`.
        starts: joins a chain from outside it, by council, chain and year.
        stops_from: leaves a chain altogether, from this arrangement, by council, arrangement and year.
        volume, need_k, required_fte: offered by `scale`, by arrangement (and role) and year.
        staff: offered by `workforce`, by arrangement, role and year.
        nobody: a column fixed at 0, for rows that no decision can satisfy.
        free: columns that a plan keeps, by name of the decision.
        compositions: the sets of members that a pool allows, offered by `composition`, by arrangement and
            year; only where they are few.
        composed: whether a pool is made up of one of them, where there are several.
        charges: what councils pay to pools, offered by `recharge`, by council, financial year and part.
        charges_read: parts of the pools' costs that some policy reads; `recharge` builds no others.
        draws: what sources pay, offered by `funding`, by source, council, financial year and group of lines.
        dearness: what is drawn, by how dear it is; what tells sources apart that the objective does not.
        spend: one-off costs to be paid for, offered by `funding`, by council, financial year and group.
        financing: what financing brings a council in a financial year, drawings less interest and repayment,
            offered by `funding`; all three nominal, in thousand pounds.
        clocks: openings of each chain that are told apart, `first` the year of the first one, `run_in` to
            which chain a contract that runs on belongs; offered by `promise`, where outcomes are read.
        at_risk, exposed: what is promised above nothing and what members have put in, by chain, opening and
            year; offered by `promise`.
        shortfalls: the weight of what does not arrive of a year's promise, discounted, by place of the
            outcomes in `numbers.outcomes`, chain and opening: float64[outcomes, years 0..H].
        net_saving_k, transition, brought_in, pay_saving, supplier_saving: what outcomes act on as a whole,
            offered by `promise`.
        exact_costs: some policy rewards a cost, so no cost may be booked that the plan does not bear: columns
            that only ever cost are then bounded from above too (`Family.rewards_costs`).
        softness: of the policy that is being built, None where its rows hold without exception.
        penalty_k: what all missed preferences cost together, taken off the objective.
        best: what is maximised.
        determined: columns with the function that derives them from those before, in order.
        names: public name of every column and row by `id`; Pyomo's own way of naming takes longer than the
            whole compilation.
    """

    numbers: Numbers
    pyomo: Any
    ledger: Ledger
    member: Columns = field(default_factory=Columns)
    joins: Columns = field(default_factory=Columns)
    open: Columns = field(default_factory=Columns)
    opens: Columns = field(default_factory=Columns)
    starts: Columns = field(default_factory=Columns)
    stops_from: Columns = field(default_factory=Columns)
    volume: Columns = field(default_factory=Columns)
    need_k: Columns = field(default_factory=Columns)
    required_fte: Columns = field(default_factory=Columns)
    staff: Columns = field(default_factory=Columns)
    compositions: dict[tuple[str, int], tuple[Members, ...]] = field(default_factory=dict)
    composed: Columns = field(default_factory=Columns)
    charges: Columns = field(default_factory=Columns)
    charges_read: frozenset[PoolPart] = frozenset()
    draws: Columns = field(default_factory=Columns)
    dearness: Linear = field(default_factory=Linear)
    spend: Columns = field(default_factory=Columns)
    financing: Columns = field(default_factory=Columns)
    clocks: dict[str, list[int]] = field(default_factory=dict)
    first: Columns = field(default_factory=Columns)
    run_in: Columns = field(default_factory=Columns)
    at_risk: Columns = field(default_factory=Columns)
    exposed: Columns = field(default_factory=Columns)
    shortfalls: dict[tuple[int, str, int], Any] = field(default_factory=dict)
    net_saving_k: Any = 0.0
    transition: Columns = field(default_factory=Columns)
    brought_in: Columns = field(default_factory=Columns)
    pay_saving: Columns = field(default_factory=Columns)
    supplier_saving: Columns = field(default_factory=Columns)
    exact_costs: bool = False
    softness: Softness | None = None
    penalty_k: Linear = field(default_factory=Linear)
    best: Linear = field(default_factory=Linear)
    free: dict[str, Columns] = field(default_factory=dict)
    determined: list[tuple[Any, Callable[[], float]]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def binaries(self, block: Any, name: str, index: Iterable[Index]) -> Columns:
        """Declare yes-or-no columns and return them by index."""
        return self._columns(block, name, index, pyo.Binary)

    def amounts(self, block: Any, name: str, index: Iterable[Index]) -> Columns:
        """Declare columns of amounts, 0 or more.

        They have no upper bounds of their own (rows bound them): a fractional bound on a column that the
        solver takes for an implied integer is what makes HiGHS call feasible models infeasible.
        """
        return self._columns(block, name, index, pyo.NonNegativeReals)

    def balances(self, block: Any, name: str, index: Iterable[Index]) -> Columns:
        """Declare columns of amounts that may be below 0, and return them by index."""
        return self._columns(block, name, index, pyo.Reals)

    def _columns(self, block: Any, name: str, index: Iterable[Index], domain: Any) -> Columns:
        keys = list(dict.fromkeys(index))
        if not keys:
            return Columns()
        component = pyo.Var(keys, domain=domain, initialize=0.0)
        block.add_component(name, component)
        columns = Columns((key, component[key]) for key in keys)
        self._name(block, name, columns)
        return columns

    def _name(self, block: Any, name: str, items: dict[Index, Any]) -> None:
        # Pyomo quotes names with a dot, such as those of policies; the public name does without.
        prefix = f"{block.name}.{name}".replace("'", "")
        for key, item in items.items():
            self.names[id(item)] = f"{prefix}[{','.join(str(part) for part in key)}]"

    def rows(self, block: Any, name: str, index: Iterable[Index], rule: Rule) -> None:
        """Add one constraint per index; rows that hold whatever is decided are left out.

        Rows of a preference get a column for what they are missed by, below the lower or above the upper
        bound, which is paid for.
        """
        given = {key: rule(*key) for key in index}
        if self.softness is not None:
            given = self._softened(block, name, given, self.softness)
        kept: dict[Index, Any] = {}
        for key, row in given.items():
            expression = self._expression(row)
            if expression is not None:
                kept[key] = expression
        if kept:
            # Pyomo strips tuples of one; it takes a mapping as a rule, which is faster than a function.
            by_index = {key if len(key) > 1 else key[0]: row for key, row in kept.items()}
            constraint = pyo.Constraint(list(by_index), rule=by_index)
            block.add_component(name, constraint)
            self._name(block, name, dict(zip(kept, constraint.values(), strict=True)))

    def _softened(
        self, block: Any, name: str, given: dict[Index, Row], softness: Softness
    ) -> dict[Index, Row]:
        """Return the rows with what they may be missed by, and book its price."""
        domain = pyo.NonNegativeIntegers if softness.whole else pyo.NonNegativeReals
        rows = {key: Row(row.terms.collected(), row.lower, row.upper) for key, row in given.items()}
        can_be_missed = may_miss_by_units if softness.whole else may_miss
        missed: dict[Index, Linear] = {key: Linear() for key in rows}
        for side, sign in (("below", 1.0), ("above", -1.0)):
            bounds = {key: row.lower if sign > 0 else row.upper for key, row in rows.items()}
            index = [key for key, row in rows.items() if can_be_missed(row.terms, bounds[key], sign)]
            columns = self._columns(block, f"{name}_{side}", index, domain)
            for key, column in columns.items():
                if softness.whole:
                    # Solvers need whole numbers to be bounded.
                    column.setub(most_missed(rows[key].terms, bounds[key], sign))
                self.penalty_k.add(column, softness.price_k)
                missed[key].add(column, sign)
                self.determine(column, missed_by(rows[key].terms, bounds[key], sign))
        return {
            key: Row(Linear((1.0, row.terms), (1.0, missed[key])), row.lower, row.upper)
            for key, row in rows.items()
        }

    def _expression(self, row: Row) -> Any:
        terms = row.terms.collected()
        lower = None if row.lower is None else row.lower - terms.constant
        upper = None if row.upper is None else row.upper - terms.constant
        if terms.is_constant():
            if (lower is None or lower <= 0.0) and (upper is None or upper >= 0.0):
                return None
            terms = Linear((1.0, self.pyomo.nobody))
        body = terms.body()
        if lower is not None and lower == upper:
            return body == lower
        return (lower, body, upper)

    def determine(self, column: Any, rule: Callable[[], float]) -> None:
        """Say how a column follows from those before it (columns that do not exist are passed over)."""
        if not isinstance(column, float):
            self.determined.append((column, rule))

    # Expressions that several families read; never columns (CORE, SMALLER FORM).

    def leaves(self, council: str, arrangement: str, t: int) -> Linear:
        """Return leaves = joins - member[t] + member[t-1]."""
        return Linear(
            (1.0, self.joins[council, arrangement, t]),
            (-1.0, self.member[council, arrangement, t]),
            (1.0, self.member[council, arrangement, t - 1]),
        )

    def closes(self, arrangement: str, t: int) -> Linear:
        """Return closes = opens - open[t] + open[t-1]."""
        return Linear(
            (1.0, self.opens[arrangement, t]),
            (-1.0, self.open[arrangement, t]),
            (1.0, self.open[arrangement, t - 1]),
        )

    def in_chain(self, council: str, chain: str, t: int) -> Linear:
        """Return whether the council is in any arrangement of the chain."""
        result = Linear()
        for arrangement in self.numbers.chains[chain].arrangements:
            result.add(self.member[council, arrangement, t])
        return result

    def stops(self, council: str, chain: str, t: int) -> Linear:
        """Return stops = starts - in[t] + in[t-1]."""
        return (
            Linear((1.0, self.starts[council, chain, t]))
            .add(self.in_chain(council, chain, t), -1.0)
            .add(self.in_chain(council, chain, t - 1))
        )

    def average(self, after: Term, before: Term, phi: float) -> Linear:
        """Return the year average phi x state[t] + (1 - phi) x state[t-1]."""
        return Linear((phi, after), (1.0 - phi, before))


class Params(BaseModel):
    """Base of the parameters of a policy kind: frozen, closed, money in thousand pounds, years as indices."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _nothing(params: Params) -> tuple[PoolPart, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Family:
    """One family of rules: `logic` is true by definition, `policy` is a choice of people.

    Logic is built once a model; a policy once for every policy of its kind, with that policy's parameters.
    `reads` says which parts of what members pay to pools a policy with these parameters reads; only those
    are built (they double the time of a solve). `rewards_costs`: a plan may come to keep the policy by
    costing more; otherwise an event needs no bound but the one towards which its cost presses it.
    `alters_logic`: the policy changes more than its own rows, so that a model without these rows is not the
    model without the policy.
    """

    name: str
    kind: Literal["logic", "policy"]
    build: Callable[..., None]
    requires: tuple[str, ...] = ("decisions",)
    params: type[Params] | None = None
    reads: Callable[[Any], tuple[PoolPart, ...]] = _nothing
    rewards_costs: bool = False
    alters_logic: bool = False


def new_model(numbers: Numbers) -> Model:
    """Return an empty model for the numbers."""
    pyomo = pyo.ConcreteModel(name="sharing")
    pyomo.nobody = pyo.Var(bounds=(0, 0), initialize=0)
    names = {id(pyomo.nobody): "nobody"}
    by_line = any(policy.kind == "funded" for policy in numbers.policies)
    ledger = Ledger(numbers, by_line=by_line, by_index=bool(numbers.outcomes))
    return Model(numbers=numbers, pyomo=pyomo, ledger=ledger, names=names)
