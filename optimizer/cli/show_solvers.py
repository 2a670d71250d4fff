"""The end of `check --solvers`: which known faults the solvers have, and what guards against each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from optimizer.cli.terminal import Terminal
from optimizer.model.self_test import Finding


def show_solvers(terminal: Terminal, findings: Sequence[Finding]) -> None:
    """Print what was found, solver by solver, and for each fault that is there what guards against it."""
    for solver in dict.fromkeys(one.solver for one in findings):
        terminal.text(solver)
        for one in findings:
            if one.solver == solver:
                terminal.text(f"  {one.fault}: {one.state}. {one.detail}")
                if one.state == "present":
                    terminal.text(f"    Guarded: {one.guard}")


def solvers_as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what was found as the object that `--json` prints."""
    return {"status": "ok", "exit_code": 0, "solvers": [asdict(one) for one in findings]}
