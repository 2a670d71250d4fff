"""Programs to stand in for the solver's child, and what a command must leave behind whatever they do.

Some let the real child work and change what it says: a lie is told about a model that is really solved.
"""

import json
import textwrap
from pathlib import Path

from optimizer.model import solve as solve_module
from tests.cli.conftest import Ended

HONEST = Path(solve_module.__file__).with_name("highs.py")
ALONE = ("--second-opinion-seconds", "0")
PLAN = {"plan.json", "summary.csv", "memberships.csv", "cash.csv", "recharges.csv"}
NPV_GBP = 372588.62
MEMORY = "The solver ran out of memory."

HEAD = f"""
import json, os, pathlib, runpy, signal, subprocess, sys, time
import numpy as np

HONEST = {str(HONEST)!r}
folder = pathlib.Path(sys.argv[1])
model = np.load(folder / "model.npz")
integer = model["integer"]
options = json.loads((folder / "options.json").read_text())

def honest():
    subprocess.run([sys.executable, "-I", HONEST, str(folder)], check=True)
    fields = json.loads((folder / "result.json").read_text())
    return fields, np.load(folder / "values.npz")["values"]

def say(fields, values):
    (folder / "values.npz").unlink(missing_ok=True)
    if values is not None:
        np.savez(folder / "values.npz", values=values)
    (folder / "result.json").write_text(json.dumps(fields))
"""

LIAR = """
import highspy
from types import SimpleNamespace

class Liar(highspy.Highs):
    runs = 0
    def run(self):
        Liar.runs += 1
        return super().run()
    def getModelStatus(self):
        honest = super().getModelStatus()
        return honest if Liar.runs > 1 else getattr(highspy.HighsModelStatus, STATUS)
    def getInfo(self):
        honest = super().getInfo()
        if Liar.runs > 1:
            return honest
        return SimpleNamespace(
            primal_solution_status=honest.primal_solution_status if PLAN else highspy.SolutionStatus(0),
            mip_dual_bound=BOUND if BOUND is not None else honest.mip_dual_bound,
            objective_function_value=float("nan") if BOUND is not None else honest.objective_function_value,
        )

highspy.Highs = Liar
runpy.run_path(HONEST, run_name="__main__")
"""
"""The real child, but its solver calls the first solve (that of the model) something else."""


def program(folder: Path, body: str) -> Path:
    """Write a stub; its body may call `honest` for what the real child says, and `say` to answer."""
    path = folder / "stub.py"
    path.write_text(HEAD + textwrap.dedent(body), encoding="utf-8")
    return path


def liar(status: str, *, plan: bool, bound: str = "None") -> str:
    return f"STATUS, PLAN, BOUND = {status!r}, {plan}, {bound}\n{LIAR}"


def assert_ended(ended: Ended, code: int, words: str, folder: Path = Path("out")) -> None:
    """Compare code and words, and what is on the disk: a plan after 0, 5 and a kept 130, else none at all."""
    said = ended.stdout + ended.stderr
    assert words in said
    assert ended.code == code, said
    found = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if "Who shares with whom" in ended.stdout:
        assert code in {0, 5, 130}
        assert found >= PLAN
        return
    assert code not in {0, 5}
    assert not found & PLAN
    # What contradicts itself and what found nothing leave the model behind; what broke down leaves nothing.
    assert {"manifest.json", "model.mps"} <= found if code in {4, 6, 8} else not found
    if found:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["result"]["exit_code"] == code
        assert words in manifest["result"]["message"]
