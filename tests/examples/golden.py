"""Golden figures of the examples: `examples/*/expected.json`, one entry for each combination of sets.

Each file keeps a diary: a change of a figure needs a dated reason in its `changes`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from optimizer.case import load_case, load_sets
from optimizer.model.formulate import formulate
from optimizer.model.prepare import prepare
from optimizer.risk.figures import fresh_figures
from optimizer.verify import promise
from tests.solving import solve

EXAMPLES = Path(__file__).parents[2] / "examples"
FILE = "expected.json"
UPDATE = "python -m tests.examples --update"


def expectations() -> list[tuple[str, str]]:
    """Return (example, sets joined by +) for every golden entry."""
    return [
        (path.parent.name, sets)
        for path in sorted(EXAMPLES.glob(f"*/{FILE}"))
        for sets in json.loads(path.read_text(encoding="utf-8"))["runs"]
    ]


def expected(example: str, sets: str) -> dict[str, Any]:
    """Return the golden figures of one entry."""
    text = (EXAMPLES / example / FILE).read_text(encoding="utf-8")
    entry: dict[str, Any] = json.loads(text)["runs"][sets]
    return entry


def found(example: str, sets: str) -> dict[str, Any]:
    """Solve the example with the sets and return the figures that a golden entry holds."""
    folder = EXAMPLES / example
    loaded = load_case(folder)
    asked = load_sets(folder, sets.split("+") if sets else [], loaded.case)
    policies = asked.policies
    solved = solve(loaded, policies, objectives=asked.objectives)
    assert solved.verdict is not None
    assert solved.verdict.accounts is not None
    measures = solved.verdict.accounts.measures
    formulation = formulate(prepare(loaded.case, policies))
    assert solved.plan is not None
    risk = fresh_figures(loaded.case, promise(loaded.case, solved.plan))
    return {
        "status": solved.status,
        "npv_saving_gbp": str(measures.npv_saving_gbp),
        "npv_saving_at_recorded_realisation_gbp": str(measures.npv_saving_at_recorded_realisation_gbp),
        "bau_npv_gbp": str(measures.bau_npv_gbp),
        "one_off_cost_gbp": str(measures.one_off_cost_gbp),
        "worst_council_npv_gbp": str(measures.worst_council_npv_gbp),
        "expected_npv_gbp": str(risk.expected_npv_gbp),
        "chance_of_loss": str(risk.chance_of_loss),
        "columns": len(formulation.matrix().column_names),
        "rows_by_family": formulation.row_count_by_family(),
        "arrangements": sorted({member.arrangement for member in solved.plan.memberships}),
    }
