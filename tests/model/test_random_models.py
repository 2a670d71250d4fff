"""Random models of medium size, put to both solvers: statuses and values agree.

The models have what ours have: memberships that open pools, pools with a least number of members, budgets by
year, staff that flow with the memberships, costs with a step. Some are feasible, some are not.
"""

import numpy as np
import pytest

from optimizer.model.matrix import MatrixModel
from optimizer.model.second_opinion import SecondVerdict, ask_about_bound, ask_about_infeasible
from optimizer.model.solve import SolveOptions, SolveStatus, solve

pytest.importorskip("pyscipopt", reason="PySCIPOpt has no wheel for this platform")

MANY, SOME = 500, 40
TOLERANCE = 0.001
FEASIBLE_SEED, INFEASIBLE_SEED = 0, 5


class Draft:
    """Columns and rows of a model that is being drawn."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.objective: list[float] = []
        self.upper: list[float] = []
        self.integer: list[bool] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def column(self, name: str, objective: float, upper: float = 1.0, *, integer: bool = True) -> int:
        self.names.append(name)
        self.objective.append(objective)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.names) - 1

    def row(self, entries: dict[int, float], low: float = -np.inf, high: float = np.inf) -> None:
        self.rows.append((entries, low, high))

    def model(self) -> MatrixModel:
        columns, rows = len(self.names), len(self.rows)
        dense = np.zeros((rows, columns))
        for place, (entries, _, _) in enumerate(self.rows):
            dense[place, list(entries)] = list(entries.values())
        used = dense.T != 0.0
        return MatrixModel(
            column_names=tuple(self.names),
            row_names=tuple(f"r{place}" for place in range(rows)),
            objective=np.array(self.objective),
            objective_constant=0.0,
            column_lower=np.zeros(columns),
            column_upper=np.array(self.upper),
            integer=np.array(self.integer),
            matrix_start=np.concatenate([[0], np.cumsum(used.sum(axis=1))]).astype(np.int32),
            matrix_index=np.nonzero(used)[1].astype(np.int32),
            matrix_value=dense.T[used],
            row_lower=np.array([low for _, low, _ in self.rows]),
            row_upper=np.array([high for _, _, high in self.rows]),
        )


def draw(seed: int) -> MatrixModel:
    """Return a random model: councils join pools over years, within budgets and with staff that move."""
    random = np.random.default_rng(seed)
    councils, pools, years = (int(random.integers(*span)) for span in ((3, 6), (2, 4), (2, 5)))
    draft = Draft()
    needs = random.uniform(2, 30, councils).round(2)
    member = {
        (c, p, t): draft.column(f"member[{c},{p},{t}]", float(random.normal(4, 6)))
        for c in range(councils)
        for p in range(pools)
        for t in range(years)
    }
    opened = {
        (p, t): draft.column(f"open[{p},{t}]", -float(random.uniform(1, 12)))
        for p in range(pools)
        for t in range(years)
    }
    staff = {
        key: draft.column(f"staff[{key}]", -float(random.uniform(0.05, 0.6)), 500.0, integer=False)
        for key in opened
    }
    teams = {key: draft.column(f"teams[{key}]", -float(random.uniform(0, 2)), 20.0) for key in opened}
    least = int(random.integers(2, 4))
    for c in range(councils):
        for t in range(years):
            draft.row({member[c, p, t]: 1.0 for p in range(pools)}, high=1.0)
            if random.random() < 0.08:
                draft.row({member[c, p, t]: 1.0 for p in range(pools)}, low=1.0)
        for p in range(pools):
            for t in range(1, years):
                if random.random() < 0.3:
                    draft.row({member[c, p, t]: 1.0, member[c, p, t - 1]: -1.0}, low=0.0)
    for p, t in opened:
        mine = [member[c, p, t] for c in range(councils)]
        for column in mine:
            draft.row({opened[p, t]: 1.0, column: -1.0}, low=0.0)
        draft.row({**dict.fromkeys(mine, 1.0), opened[p, t]: -float(least)}, low=0.0)
        flow = {column: -float(need) for column, need in zip(mine, needs, strict=True)}
        draft.row({staff[p, t]: 1.0, **flow, opened[p, t]: float(random.uniform(0, 3))}, low=0.0)
        draft.row({teams[p, t]: float(random.uniform(3, 9)), staff[p, t]: -1.0}, low=0.0)
    for t in range(years):
        spent = {column: float(random.uniform(1, 20)) for (_, _, u), column in member.items() if u == t}
        spent |= {column: float(random.uniform(5, 30)) for (_, u), column in opened.items() if u == t}
        draft.row(spent, high=float(random.uniform(0.15, 0.7) * sum(spent.values())))
    if random.random() < 0.4:
        total = {column: 1.0 for column in member.values()}
        draft.row(total, low=float(random.integers(1, councils * years + 1)))
    return draft.model()


def compare(seed: int) -> SolveStatus:
    """Solve and ask about one model; return the status that both agree on."""
    model = draw(seed)
    outcome = solve(model, SolveOptions(gap=0.0, time_limit_seconds=60.0, seed=seed))
    if outcome.status is SolveStatus.INFEASIBLE:
        assert ask_about_infeasible(model, 60.0, seed=seed).verdict is SecondVerdict.CONFIRMED
        return outcome.status
    assert outcome.status is SolveStatus.OPTIMAL, outcome.message
    assert outcome.objective is not None
    above = ask_about_bound(model, outcome.objective, TOLERANCE, 60.0, seed=seed)
    assert above.verdict is SecondVerdict.CONFIRMED, above.message
    below = ask_about_bound(model, outcome.objective - 2.0 * TOLERANCE, TOLERANCE, 60.0, seed=seed)
    assert below.verdict is SecondVerdict.REFUTED, below.message
    assert below.objective == pytest.approx(outcome.objective, abs=2.0 * TOLERANCE)
    return outcome.status


@pytest.mark.parametrize("block", range(0, SOME, 10))
def test_both_solvers_agree(block: int) -> None:
    found = {compare(seed) for seed in range(block, block + 10)}
    assert SolveStatus.OPTIMAL in found


@pytest.mark.long
@pytest.mark.parametrize("block", range(SOME, MANY, 20))
def test_both_solvers_agree_on_many(block: int) -> None:
    for seed in range(block, block + 20):
        compare(seed)


def test_the_random_models_are_of_both_kinds_and_of_medium_size() -> None:
    sizes = [len(draw(seed).column_names) for seed in range(SOME)]
    assert min(sizes) >= 20
    assert max(sizes) >= 80
    statuses = {compare(seed) for seed in (FEASIBLE_SEED, INFEASIBLE_SEED)}
    assert statuses == {SolveStatus.OPTIMAL, SolveStatus.INFEASIBLE}
