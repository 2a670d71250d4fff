"""Numbers -> model -> matrix, and back from a solver's values to a plan.

This is the one file that knows the formulations; `formulate` is their outline.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from formulations import LOGIC, OBJECTIVE
from formulations.drawings import PENCE_PER_K, drawings, round_draws
from formulations.family import Columns, Family, Model, Params, Softness, new_model
from formulations.linear import Linear, value
from formulations.objective import charges_read
from formulations.policies import POLICIES
from optimizer.errors import InternalError
from optimizer.model.matrix import MatrixModel
from optimizer.model.numbers import Numbers, PolicyNumbers
from optimizer.plan.plan import (
    FTE_PLACES,
    Basis,
    ContractState,
    Drawing,
    Flow,
    LedgerCell,
    Membership,
    Plan,
    PooledContractState,
    StaffFlow,
)

STATES: dict[str, PooledContractState] = {"run": "run_on", "ended": "ended", "nov": "novated"}
FLOWS: tuple[Flow, ...] = ("transferred", "returned", "rehired", "redundant", "redeployed", "recruited")


def formulate(numbers: Numbers) -> Formulation:
    """Build the model of the numbers: every logic family, the policies in force, the objective."""
    with _without_garbage_collection():
        model = new_model(numbers)
        policies = _in_force(numbers)
        model.charges_read = frozenset(
            part for _, family, params in policies for part in family.reads(params)
        ).union(charges_read(numbers.objective))
        model.exact_costs = any(family.rewards_costs for _, family, _ in policies)
        built: set[str] = set()
        for family in LOGIC:
            _require(family, built)
            family.build(model)
            built.add(family.name)
        model.pyomo.policy = pyo.Block([policy.name for policy, _, _ in policies])
        for policy, family, params in policies:
            _require(family, built)
            price = policy.price_k
            model.softness = None if price is None else Softness(price, policy.whole_units)
            family.build(model, model.pyomo.policy[policy.name], params)
        model.softness = None
        OBJECTIVE.build(model)
        return Formulation(model)


def alters_logic(kind: str) -> bool:
    """Tell whether the model of the logic is another one where a policy of the kind is in force.

    All other kinds add rows of their own, and `recharge` what they read: a model without those rows is the
    model without the policy.
    """
    return any(family.name == kind and family.alters_logic for family in POLICIES)


def _in_force(numbers: Numbers) -> list[tuple[PolicyNumbers, Family, Params]]:
    """Return every policy with its family and typed parameters, in the order in which kinds are built."""
    found = []
    for family in POLICIES:
        assert family.params is not None
        for policy in numbers.policies:
            if policy.kind == family.name:
                found.append((policy, family, family.params(**policy.parameters)))
    return found


def _require(family: Family, built: set[str]) -> None:
    missing = set(family.requires) - built
    if missing:
        message = f"The family {family.name} needs {', '.join(sorted(missing))} to be built before it."
        raise InternalError(message)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Switch the garbage collector off: a model is many small objects and no garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Formulation:
    """A built model: its matrix, and the way back from values to a plan."""

    def __init__(self, model: Model) -> None:
        """Keep the model and compile it."""
        self.model = model
        self._form: Any = LinearStandardFormCompiler().write(model.pyomo, mixed_form=True, set_sense=None)

    def matrix(self) -> MatrixModel:
        """Return the model as arrays, rows and columns under their public names."""
        form = self._form
        a = form.A.tocsc()
        kinds = np.array([row.bound_type for row in form.rows], dtype=int)
        rhs = np.asarray(form.rhs, dtype=float)
        lower = [column.lb for column in form.columns]
        upper = [column.ub for column in form.columns]
        names = self.model.names
        return MatrixModel(
            column_names=tuple(names[id(column)] for column in form.columns),
            row_names=self._row_names(),
            objective=form.c.toarray().reshape(-1),
            objective_constant=float(form.c_offset[0]),
            column_lower=np.array([-np.inf if low is None else low for low in lower], dtype=float),
            column_upper=np.array([np.inf if up is None else up for up in upper], dtype=float),
            integer=np.array([not column.is_continuous() for column in form.columns], dtype=bool),
            matrix_start=a.indptr,
            matrix_index=a.indices,
            matrix_value=a.data,
            row_lower=np.where(kinds <= 0, rhs, -np.inf),
            row_upper=np.where(kinds >= 0, rhs, np.inf),
        )

    def _row_names(self) -> tuple[str, ...]:
        """Return the public names; a constraint with two sides becomes two rows, `:low` and `:high`."""
        names = [(self.model.names[id(row.constraint)], row.bound_type) for row in self._form.rows]
        seen = Counter(name for name, _ in names)
        ending = {-1: ":low", 0: "", 1: ":high"}
        return tuple(name + (ending[kind] if seen[name] > 1 else "") for name, kind in names)

    def row_count_by_family(self) -> dict[str, int]:
        """Return how many rows each family has; a row that silently disappears shows here."""
        counts: dict[str, int] = {}
        for row in self._form.rows:
            family = self.model.names[id(row.constraint)].split(".", 1)[0].split("[", 1)[0]
            counts[family] = counts.get(family, 0) + 1
        return counts

    def plan(self, values: npt.NDArray[np.float64]) -> Plan:
        """Return the plan at a solver's values: free decisions rounded (E3), ledger evaluated there (E4).

        Args:
            values: float64[n], in the order of the matrix's columns, integers exact.
        """
        for column, number in zip(self._form.columns, values.tolist(), strict=True):
            column.set_value(number, skip_validation=True)
        free = self.model.free
        for flow in FLOWS:
            for column in free[flow].values():
                if not isinstance(column, Linear):
                    column.set_value(float(_fte(column.value)), skip_validation=True)
        round_draws(self.model)
        return self._plan_here()

    def objective_k(self) -> float:
        """Return the model's objective at the plan last read, derived values included (E6)."""
        return value(self.model.best)

    def dearness(self) -> npt.NDArray[np.float64]:
        """Return how dear each column makes what is drawn, float64[n]; 0 where it draws nothing."""
        terms = self.model.dearness.collected()
        pairs = zip(terms.variables, terms.coefficients, strict=True)
        weights = {id(column): weight for column, weight in pairs}
        return np.array([weights.get(id(column), 0.0) for column in self._form.columns], dtype=float)

    def business_as_usual(self) -> npt.NDArray[np.float64]:
        """Return the values of every column with today carried on: a plan that all logic allows."""
        free = self.model.free
        for columns in free.values():
            for column in columns.values():
                if not isinstance(column, Linear):
                    column.set_value(0.0, skip_validation=True)
        for (council, arrangement, _), column in free["member"].items():
            column.set_value(float(self.model.member[council, arrangement, 0]), skip_validation=True)
        for (contract, _), column in free["run"].items():
            terms = self.model.numbers.contracts[contract]
            today = self.model.numbers.needs[terms.council, terms.service].today
            column.set_value(float(today in terms.displacing), skip_validation=True)
        for (arrangement, role, _), column in free["recruited"].items():
            pool = self.model.numbers.pools[arrangement].roles[role]
            column.set_value(pool.turnover * pool.staff_today_fte, skip_validation=True)
        self._derive()
        return np.array([column.value for column in self._form.columns], dtype=float)

    def _derive(self) -> None:
        for column, rule in self.model.determined:
            column.set_value(rule(), skip_validation=True)

    def _plan_here(self) -> Plan:
        """Derive everything else from the free decisions and read the plan's tables."""
        self._derive()
        free = self.model.free
        return Plan(
            memberships=tuple(sorted(Membership(*key) for key, _ in _chosen(free["member"]))),
            contracts=tuple(sorted(self._contracts())),
            staff=tuple(sorted(self._staff())),
            ledger=tuple(sorted(self._ledger())),
            drawings=tuple(Drawing(*drawing) for drawing in drawings(self.model)),
        )

    def _contracts(self) -> Iterator[ContractState]:
        for name, state in STATES.items():
            for key, _ in _chosen(self.model.free[name]):
                arrangement = key[1] if name == "nov" else ""
                yield ContractState(key[0], key[-1], state, arrangement)

    def _staff(self) -> Iterator[StaffFlow]:
        pools = self.model.numbers.pools
        for flow in FLOWS:
            for key, column in self.model.free[flow].items():
                fte = _fte(value(column))
                if fte == 0:
                    continue
                if flow in ("transferred", "returned"):
                    council, arrangement, role, t = key
                    service = pools[arrangement].service
                elif flow == "rehired":
                    council, service, role, t = key
                    arrangement = ""
                else:
                    arrangement, role, t = key
                    council, service = "", pools[arrangement].service
                yield StaffFlow(arrangement, council, service, role, t, flow, fte)

    def _ledger(self) -> Iterator[LedgerCell]:
        growth = self.model.numbers.growth
        for cell, amount in self.model.ledger.cells.items():
            real = value(amount)
            bases: tuple[tuple[Basis, float], ...] = (("real", 1.0), ("nominal", growth[cell.year]))
            for basis, factor in bases:
                pence = int(Decimal(real * factor * PENCE_PER_K).quantize(Decimal(1), rounding=ROUND_HALF_UP))
                if pence:
                    body, service, arrangement, year, line = cell
                    yield LedgerCell(body, service, arrangement, year, line, basis, pence)


def _chosen(columns: Columns) -> list[tuple[tuple[Any, ...], Any]]:
    # Binaries are whole numbers here; a dropped column stands in no row and is free to be 0.
    return [(key, column) for key, column in columns.items() if (column.value) > 0.5]


def _fte(amount: float) -> Decimal:
    """Round half up to 8 decimals; what the solver leaves below zero is its tolerance, not people."""
    return max(Decimal(0), Decimal(amount).quantize(FTE_PLACES, rounding=ROUND_HALF_UP))
