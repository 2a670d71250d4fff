"""No column that is whole in every plan is declared otherwise: HiGHS answers such models wrongly."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.model.lint import implied_whole_columns, lint
from tests.builders import golden_case
from tests.formulations.random_models import SEEDS, random_built
from tests.formulations.rows import Built
from tests.formulations.tiny import tiny


@pytest.mark.parametrize("seed", SEEDS)
def test_random_models_can_be_put_to_a_solver(seed: int) -> None:
    """Nothing is refused (lint raises), and nothing should be declared whole."""
    matrix = random_built(seed).matrix
    assert not [warning for warning in lint(matrix) if "declared whole" in warning]
    assert implied_whole_columns(matrix) == ()


def test_the_golden_and_the_tiny_model_are_without_any_warning() -> None:
    assert lint(Built(golden_case()).matrix) == ()
    assert lint(Built(tiny()).matrix) == ()


def test_the_lint_would_notice() -> None:
    """With A's memberships declared continuous: A hosts, so member = open in each of three years."""
    built = Built(golden_case())
    matrix = built.matrix
    loose = np.array([name.startswith("member[A") for name in built.columns])
    changed = type(matrix)(
        **{name: getattr(matrix, name) for name in matrix.__dataclass_fields__ if name != "integer"},
        integer=matrix.integer & ~loose,
    )
    assert len(implied_whole_columns(changed)) == 3
