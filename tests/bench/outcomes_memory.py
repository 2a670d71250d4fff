"""Print the peak memory of this process, in MB, when a plan of Cambridge is judged in 100,000 outcomes.

`python -m tests.bench.outcomes_memory`, with the plan as JSON on stdin.
"""

from __future__ import annotations

import resource
import sys

import numpy as np

from optimizer.case import load_case
from optimizer.report.plan_json import plan_from_json
from optimizer.risk.evaluate import evaluate
from optimizer.risk.sample import FRESH, blocks, fresh_seed
from optimizer.risk.statistics import expected
from optimizer.verify import promise
from tests.bench.__main__ import EXAMPLE

OUTCOMES = 100_000


def main() -> None:
    """Judge the plan and print the peak."""
    case = load_case(EXAMPLE).case
    promised = promise(case, plan_from_json(sys.stdin.read()))
    pieces = [evaluate(promised, piece) for piece in blocks(case, OUTCOMES, fresh_seed(case), FRESH)]
    expected(np.concatenate([piece.total_gbp for piece in pieces]))
    unit = 1024 if sys.platform == "darwin" else 1
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit / 1024:.0f}\n")


if __name__ == "__main__":
    main()
