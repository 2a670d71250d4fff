"""Numbers -> model -> matrix -> plan: the outline, public names, and the way back."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pytest

from formulations import FAMILIES, LOGIC
from formulations.family import Family, Row, new_model
from formulations.linear import Linear, value
from formulations.policies import POLICIES
from optimizer.errors import InternalError
from optimizer.model import formulate as stage
from optimizer.model.formulate import Formulation, formulate
from optimizer.model.prepare import prepare
from optimizer.plan.plan import LedgerCell, Membership, StaffFlow
from tests.builders import golden_case
from tests.formulations.tiny import policy, tiny


@pytest.fixture(scope="module")
def formulation() -> Formulation:
    return formulate(prepare(tiny().case))


def point(formulation: Formulation, chosen: dict[str, float]) -> npt.NDArray[np.float64]:
    """Return values by column name (without the block), 0 elsewhere."""
    names = [name.partition(".")[2].replace("'", "") for name in formulation.matrix().column_names]
    assert set(chosen) <= set(names)
    return np.array([chosen.get(name, 0.0) for name in names])


def test_every_family_names_what_it_builds_on_before_it() -> None:
    built: set[str] = set()
    for family in (*LOGIC, *POLICIES):
        assert set(family.requires) <= built
        if family.kind == "logic":
            built.add(family.name)
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)


def test_a_family_built_too_early_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "LOGIC", (Family("scale", "logic", lambda model: None),))
    with pytest.raises(InternalError, match="The family scale needs decisions to be built before it"):
        formulate(prepare(tiny().case))


def test_names_of_rows_and_columns_are_public(formulation: Formulation) -> None:
    matrix = formulation.matrix()
    assert "decisions.member[A,P,1]" in matrix.column_names
    assert "pools.least_members[P,1]" in matrix.row_names
    assert len(set(matrix.row_names)) == len(matrix.row_names)
    assert len(set(matrix.column_names)) == len(matrix.column_names)


def test_a_row_with_two_sides_is_two_rows() -> None:
    model = new_model(prepare(tiny().case))
    import_of_pyomo = type(model.pyomo)
    block = model.pyomo.trial = import_of_pyomo()
    column = model.amounts(block, "x", [(1,)])[(1,)]
    model.rows(block, "between", [(1,)], lambda _: Row(Linear((2.0, column)), lower=1.0, upper=3.0))
    model.pyomo.objective = _objective(column)
    matrix = Formulation(model).matrix()
    sides = dict(zip(matrix.row_names, zip(matrix.row_lower, matrix.row_upper, strict=True), strict=True))
    assert sides == {"trial.between[1]:low": (1.0, np.inf), "trial.between[1]:high": (-np.inf, 3.0)}


def _objective(column: object) -> object:
    from pyomo.environ import Objective, maximize

    return Objective(expr=column, sense=maximize)


def test_a_row_that_always_holds_is_left_out_and_one_that_never_does_stays() -> None:
    model = new_model(prepare(tiny().case))
    block = model.pyomo.trial = type(model.pyomo)()
    model.rows(block, "holds", [(1,)], lambda _: Row(Linear((2.0, 1.0)), upper=2.0))
    model.rows(block, "fails", [(1,)], lambda _: Row(Linear((2.0, 1.0)), upper=1.0))
    assert not hasattr(block, "holds")
    assert len(block.fails) == 1


def test_what_cancels_out_leaves_no_coefficient() -> None:
    """0.1 + 0.2 - 0.3 is 5.6e-17 in floats."""
    model = new_model(prepare(tiny().case))
    block = model.pyomo.trial = type(model.pyomo)()
    x, y = model.amounts(block, "x", [(1,), (2,)]).values()
    expression = Linear((0.1, x), (0.2, x), (-0.3, x), (1e-9, y)).collected()
    assert [(c, v.name) for c, v in zip(expression.coefficients, expression.variables, strict=True)] == [
        (1e-9, "trial.x[2]")
    ]
    x.value, y.value = 4.0, 1.0
    assert value(Linear((0.5, x), (2.0, 3.0))) == 8.0


def test_policies_have_their_public_names() -> None:
    window = policy("start_window", service=None, councils=("A",), earliest=2, latest=None)
    matrix = formulate(prepare(tiny().case, (window,))).matrix()
    assert "policy[s.start_window].outside[A,P,1]" in matrix.row_names


def test_counts_are_by_family(formulation: Formulation) -> None:
    counts = formulation.row_count_by_family()
    assert sum(counts.values()) == len(formulation.matrix().row_names)
    assert counts["pools"] == 12


def shared(formulation: Formulation, **flows: float) -> npt.NDArray[np.float64]:
    names = [f"{name}[{c},P,{t}]" for name in ("member",) for c in "AB" for t in (1, 2)]
    return point(
        formulation, dict.fromkeys(names, 1.0) | {f"{flow}[P,all,2]": x for flow, x in flows.items()}
    )


def test_a_plan_is_derived_from_the_free_decisions_alone(formulation: Formulation) -> None:
    """Only memberships and two redundancies are given; joins, openings, moves, staff and money follow.

    Year 1: half of 10 x 10,000 in the pool; year 2: (10 + 8) / 2 x 10,000.
    """
    plan = formulation.plan(shared(formulation, redundant=2.0))
    assert plan.memberships == tuple(Membership(c, "P", t) for c in "AB" for t in (1, 2))
    assert set(plan.staff) == {
        StaffFlow("P", "A", "S", "all", 1, "transferred", Decimal(6)),
        StaffFlow("P", "B", "S", "all", 1, "transferred", Decimal(4)),
        StaffFlow("P", "", "S", "all", 2, "redundant", Decimal(2)),
    }
    pay = {cell.year: cell.pence for cell in plan.ledger if cell.line == "pool_pay" and cell.basis == "real"}
    assert pay == {1: 5_000_000, 2: 9_000_000}
    assert LedgerCell("A", "S", "P", 2, "redundancy", "real", 200_000) in plan.ledger


def test_flows_are_rounded_to_8_decimals_and_never_below_zero(formulation: Formulation) -> None:
    plan = formulation.plan(shared(formulation, redundant=2.000000004999, recruited=-1e-7))
    flows = {row.flow: row.fte for row in plan.staff if row.year == 2}
    assert flows == {"redundant": Decimal("2.00000000")}
    up = formulation.plan(shared(formulation, redundant=1.999999995001))
    assert [row.fte for row in up.staff if row.flow == "redundant"] == [Decimal("2.00000000")]


def test_cells_are_rounded_to_a_penny_from_the_exact_amount(formulation: Formulation) -> None:
    """0.00000613 redundancies cost 0.00613 pounds: a penny; 0.0000043 cost 0.43 pence: no cell."""

    def pay_offs(fte: float) -> list[int]:
        plan = formulation.plan(shared(formulation, redundant=fte))
        return [cell.pence for cell in plan.ledger if (cell.line, cell.basis) == ("redundancy", "real")]

    assert pay_offs(0.00000613) == [1]
    assert pay_offs(0.0000043) == []


def test_derived_values_satisfy_every_row_of_the_golden_plan() -> None:
    """The plan of CORE part 3 from its free decisions: no row is broken, the objective is its NPV."""
    formulation = formulate(prepare(golden_case().case))
    matrix = formulation.matrix()
    pool = "ICT.A.lead_authority.full"
    chosen = {f"member[{c},{pool},{t}]": 1.0 for c in "AB" for t in (1, 2, 3)}
    chosen |= {f"nov[kA,{pool},{t}]": 1.0 for t in (1, 2, 3)} | {f"ended[kB,{t}]": 1.0 for t in (1, 2, 3)}
    chosen |= {f"redundant[{pool},all,2]": 1.3, f"recruited[{pool},all,3]": 1.4}
    formulation.plan(point(formulation, chosen))
    derived = np.array([column.value for column in formulation._form.columns])
    assert matrix.violations(derived, 1e-9) == ()
    assert matrix.objective_at(derived) == pytest.approx(372.58862, abs=5e-6)
    assert formulation.objective_k() == pytest.approx(372.58862, abs=5e-6)


@pytest.mark.parametrize("today", ["", "P"])
def test_business_as_usual_satisfies_every_row_and_saves_nothing(today: str) -> None:
    """In-house, and in a pool of today that goes on: 8 of 10 posts, turnover made good by recruitment."""
    since = "2025/26" if today else ""
    cells = {"arrangement_today": today, "member_since": since}
    changes = {f"baseline_services.*.{column}": cell for column, cell in cells.items()}
    case = tiny(changes | {"baseline.*.turnover_share": "0.1", "baseline.*.recruitment_gbp_per_fte": 4000})
    formulation = formulate(prepare(case.case))
    matrix = formulation.matrix()
    values = formulation.business_as_usual()
    assert matrix.violations(values, 1e-9) == ()
    assert matrix.objective_at(values) == pytest.approx(0.0, abs=1e-9)
