"""Who may import whom: the stages flow one way, and the referee never sees what it checks.

Imports are read from the source texts, so nothing is run. An import counts wherever it stands, in a function
or under TYPE_CHECKING too, since both are dependencies of thought. The public API alone is exempt: it
names the stages for type checkers and loads them when they are asked for.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("optimizer", "formulations")
API = "optimizer"


def is_within(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


@dataclass(frozen=True)
class Project:
    """Source texts by path ("optimizer/case/read.py"), and what they import."""

    texts: Mapping[str, str]

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        return {self.module_of(path): ast.parse(text, path) for path, text in self.texts.items()}

    @staticmethod
    def module_of(path: str) -> str:
        return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")

    @cached_property
    def imports(self) -> dict[str, frozenset[str]]:
        packages = {self.module_of(path) for path in self.texts if path.endswith("__init__.py")}
        return {
            module: frozenset(self._imported_by(module, tree, module in packages))
            for module, tree in self.trees.items()
        }

    def _imported_by(self, module: str, tree: ast.Module, is_package: bool) -> Iterator[str]:
        for node in ast.walk(without_type_checking(tree) if module == API else tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    above = module.split(".")[
                        : None if is_package and node.level == 1 else is_package - node.level
                    ]
                    base = ".".join([*above, *filter(None, [base])])
                for alias in node.names:
                    name = f"{base}.{alias.name}"
                    yield name if name in self.trees or name in UNSAFE_MODULES else base

    def reached_from(self, package: str) -> dict[str, tuple[str, ...]]:
        """Return everything that importing the package brings in, with the chain that does so."""
        chains = {module: (module,) for module in self.trees if is_within(module, package)}
        waiting = list(chains)
        while waiting:
            module = waiting.pop()
            for name in sorted(self.imports.get(module, ())):
                parts = name.split(".")
                # Importing a.b.c runs a and a.b first.
                for imported in (".".join(parts[: n + 1]) for n in range(len(parts))):
                    if imported not in chains:
                        chains[imported] = (*chains[module], imported)
                        waiting.append(imported)
        return chains


def without_type_checking(tree: ast.Module) -> ast.Module:
    body = [
        node
        for node in tree.body
        if not (
            isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        )
    ]
    return ast.Module(body=body, type_ignores=[])


Rule = Callable[[Project], Iterator[str]]


def only(importers: tuple[str, ...], *imported: str) -> Rule:
    """Only these modules (and what is inside them) may import those."""

    def rule(project: Project) -> Iterator[str]:
        for module, names in project.imports.items():
            for name in sorted(names):
                if is_within(name, *imported) and not is_within(module, *importers):
                    yield f"{module} imports {name}; only {', '.join(importers)} may"

    return rule


def never_reaches(package: str, *forbidden: str) -> Rule:
    """The package must not bring those in, directly or through other modules of the project."""

    def rule(project: Project) -> Iterator[str]:
        for name, chain in project.reached_from(package).items():
            if is_within(name, *forbidden):
                yield f"{package} reaches {name}: {' -> '.join(chain)}"

    return rule


def formulations_know_only_the_numbers(project: Project) -> Iterator[str]:
    for module, names in project.imports.items():
        for name in sorted(names):
            allowed = is_within(name, "formulations", "optimizer.model.prepare", "optimizer.model.numbers")
            if is_within(module, "formulations") and is_within(name, *PACKAGES) and not allowed:
                yield f"{module} imports {name}; a family may know optimizer.model.prepare and numbers only"


UNSAFE_MODULES = (
    *("pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml"),
    *("socket", "socketserver", "ssl", "urllib", "urllib3", "http", "requests", "httpx", "aiohttp"),
    *("ftplib", "smtplib", "telnetlib", "xmlrpc"),
    # Imported by name, they would escape the look at their options below.
    *("numpy.load", "numpy.save", "numpy.savez", "numpy.savez_compressed"),
)
UNSAFE_CALLS = ("eval", "exec", "compile", "__import__")
UNSAFE_METHODS = ("eval", "exec", "read_pickle", "to_pickle")
NUMPY_FILES = ("load", "save", "savez", "savez_compressed")


def nothing_unsafe(project: Project) -> Iterator[str]:
    """No unpickling, no network, no text run as code; imports by computed name only in the public API."""
    for module, tree in project.trees.items():
        for name in sorted(project.imports[module]):
            if is_within(name, *UNSAFE_MODULES):
                yield f"{module} imports {name}"
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in UNSAFE_CALLS:
                yield f"{module}:{node.lineno} uses {node.id}"
            elif isinstance(node, ast.Attribute) and node.attr in UNSAFE_METHODS:
                yield f"{module}:{node.lineno} uses .{node.attr}"
            elif module != API and "import_module" in (getattr(node, "id", ""), getattr(node, "attr", "")):
                yield f"{module} uses import_module, which this test cannot follow"
            elif isinstance(node, ast.Call):
                yield from (f"{module}:{node.lineno} {fault}" for fault in unsafe_options(node))


def unsafe_options(call: ast.Call) -> Iterator[str]:
    """NumPy unpickles unless it is told not to, and a shell runs what it is given."""
    options = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    if ast.unparse(call.func) in {f"{name}.{do}" for name in ("np", "numpy") for do in NUMPY_FILES}:
        if options.get("allow_pickle") != "False":
            yield f"calls {ast.unparse(call.func)} without allow_pickle=False"
    elif options.get("allow_pickle", "False") != "False":
        yield "allows pickle"
    if options.get("shell", "False") != "False" or ast.unparse(call.func) in {"os.system", "os.popen"}:
        yield "starts a shell"


def nothing_undeclared(project: Project) -> Iterator[str]:
    """Every third-party import is a run-time dependency in pyproject.toml."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for names in table.get("optional-dependencies", {}).values() for name in names]
    declared = {
        re.split(r"[^\w.-]", name)[0].lower().replace("-", "_") for name in [*table["dependencies"], *extras]
    }
    for module, names in project.imports.items():
        for name in sorted(names):
            top = name.split(".")[0]
            # The name of a package has no case: SALib is installed as salib.
            if top not in sys.stdlib_module_names and top not in PACKAGES and top.lower() not in declared:
                yield f"{module} imports {name}, not a run-time dependency in pyproject.toml"


def nobody_inside_uses_the_public_api(project: Project) -> Iterator[str]:
    """It leads to every stage, so a module that used it would escape the other rules."""
    for module, names in project.imports.items():
        if API in names and module != API:
            yield f"{module} imports a name from {API} itself; import it from the module where it lives"


SOLVERS = ("pyomo", "highspy", "pyscipopt", "formulations")
ABOVE = ("optimizer.pipeline", "optimizer.analysis", "optimizer.cli")

RULES: dict[str, Rule] = {
    "formulations know only the numbers": formulations_know_only_the_numbers,
    "formulate and catalogue alone know the families": only(
        ("optimizer.model.formulate", "optimizer.model.catalogue", "formulations"), "formulations"
    ),
    "one file talks to HiGHS": only(("optimizer.model.highs",), "highspy"),
    "one file talks to SALib": only(("optimizer.analysis.sweep.salib",), "SALib"),
    "one file talks to SCIP": only(("optimizer.model.scip",), "pyscipopt"),
    "one file talks to a cluster": only(("optimizer.analysis.sweep.cluster",), "distributed", "dask"),
    "the command line alone prints": only(("optimizer.cli",), "typer", "rich", "click"),
    "case comes first": never_reaches(
        *("optimizer.case", *SOLVERS, *ABOVE),
        *("optimizer.model", "optimizer.plan", "optimizer.verify", "optimizer.report"),
    ),
    "the model does not know the referee": never_reaches(
        "optimizer.model", *ABOVE, "optimizer.verify", "optimizer.report"
    ),
    "a plan holds no solver": never_reaches(
        "optimizer.plan", *SOLVERS, *ABOVE, "optimizer.verify", "optimizer.report"
    ),
    "the referee sees case and plan only": never_reaches(
        "optimizer.verify", *SOLVERS, *ABOVE, "optimizer.model", "optimizer.report"
    ),
    "a report holds no solver": never_reaches("optimizer.report", *SOLVERS, *ABOVE),
    "the command line is last": only(("optimizer.cli",), "optimizer.cli"),
    "an analysis stands above the pipeline": only(
        ("optimizer.analysis", "optimizer.cli"), "optimizer.analysis"
    ),
    "an analysis holds no solver": only(("optimizer.model", "formulations"), "pyomo", "highspy", "pyscipopt"),
    "nobody inside uses the public API": nobody_inside_uses_the_public_api,
    "nothing unsafe": nothing_unsafe,
    "nothing undeclared": nothing_undeclared,
}

VIOLATIONS: list[tuple[str, dict[str, str]]] = [
    ("formulations know only the numbers", {"formulations/hosting.py": "from optimizer.case import Case"}),
    (
        "formulations know only the numbers",
        {
            "formulations/hosting.py": "from optimizer.model import highs",
            "optimizer/model/highs.py": "",
            "optimizer/model/__init__.py": "",
        },
    ),
    ("formulations know only the numbers", {"formulations/hosting.py": "import optimizer"}),
    (
        "formulate and catalogue alone know the families",
        {"optimizer/model/prepare.py": "import formulations.hosting"},
    ),
    (
        "formulate and catalogue alone know the families",
        {"optimizer/cli/main.py": "from formulations import FAMILIES"},
    ),
    ("one file talks to HiGHS", {"optimizer/model/solve.py": "def solve():\n    import highspy"}),
    ("one file talks to HiGHS", {"formulations/hosting.py": "from highspy import Highs"}),
    ("one file talks to SALib", {"optimizer/analysis/sweep/design.py": "from SALib.sample import morris"}),
    ("one file talks to SCIP", {"optimizer/model/second_opinion.py": "import pyscipopt"}),
    ("one file talks to a cluster", {"optimizer/analysis/parallel.py": "def f():\n    import distributed"}),
    ("the command line alone prints", {"optimizer/report/tables.py": "from rich.table import Table"}),
    ("the command line alone prints", {"optimizer/pipeline.py": "import typer"}),
    ("case comes first", {"optimizer/case/read.py": "from optimizer.plan import Plan"}),
    ("case comes first", {"optimizer/case/read.py": "from ..verify import verdict"}),
    ("case comes first", {"optimizer/case/__init__.py": "from ..report import tables"}),
    (
        "case comes first",
        {"optimizer/case/__init__.py": "from .read import x", "optimizer/case/read.py": "import pyomo"},
    ),
    (
        "the model does not know the referee",
        {"optimizer/model/solve.py": "def f():\n    from optimizer.verify import referee"},
    ),
    ("a plan holds no solver", {"optimizer/plan/plan.py": "import pyomo.environ as pyo"}),
    (
        "a plan holds no solver",
        {
            "optimizer/plan/plan.py": "from optimizer.model.outcome import Outcome",
            "optimizer/model/outcome.py": "class Outcome: ...",
            "optimizer/model/__init__.py": "from optimizer.model import highs",
            "optimizer/model/highs.py": "import highspy",
        },
    ),
    (
        "the referee sees case and plan only",
        {"optimizer/verify/costs.py": "if TYPE_CHECKING:\n    from optimizer.model.numbers import Numbers"},
    ),
    (
        "the referee sees case and plan only",
        {
            "optimizer/verify/costs.py": "from optimizer.rounding import pence",
            "optimizer/rounding.py": "from optimizer.model.prepare import pence",
        },
    ),
    (
        "a report holds no solver",
        {
            "optimizer/report/page.py": "import optimizer.words",
            "optimizer/words.py": "from formulations import FAMILIES",
        },
    ),
    ("the command line is last", {"optimizer/pipeline.py": "from optimizer.cli import progress"}),
    ("an analysis stands above the pipeline", {"optimizer/pipeline.py": "import optimizer.analysis.replay"}),
    ("an analysis holds no solver", {"optimizer/analysis/sweep.py": "import pyomo.environ as pyo"}),
    ("nobody inside uses the public API", {"optimizer/case/read.py": "from optimizer import Plan"}),
    ("nobody inside uses the public API", {"optimizer/case/read.py": "import optimizer"}),
    ("nothing unsafe", {"optimizer/plan/store.py": "import pickle"}),
    ("nothing unsafe", {"optimizer/case/read.py": "from urllib.request import urlopen"}),
    ("nothing unsafe", {"optimizer/case/read.py": "import socket"}),
    ("nothing unsafe", {"optimizer/case/read.py": "import http.client"}),
    ("nothing unsafe", {"optimizer/case/read.py": "import requests"}),
    ("nothing unsafe", {"optimizer/case/read.py": "value = eval(text)"}),
    ("nothing unsafe", {"formulations/hosting.py": "exec(text)"}),
    ("nothing unsafe", {"optimizer/case/read.py": "frame = pandas.read_pickle(path)"}),
    ("nothing unsafe", {"optimizer/case/read.py": "importlib.import_module(name)"}),
    ("nothing unsafe", {"optimizer/case/read.py": "import yaml"}),
    ("nothing unsafe", {"optimizer/case/read.py": "from numpy import load"}),
    ("nothing unsafe", {"optimizer/case/read.py": "with np.load(path) as stored: ..."}),
    ("nothing unsafe", {"optimizer/case/read.py": "numpy.load(path, allow_pickle=True)"}),
    ("nothing unsafe", {"optimizer/case/read.py": "np.savez(path, values=values)"}),
    ("nothing unsafe", {"optimizer/case/read.py": "read_array(handle, allow_pickle=wanted)"}),
    ("nothing unsafe", {"optimizer/case/read.py": "subprocess.run(command, shell=True)"}),
    ("nothing unsafe", {"optimizer/case/read.py": "os.system(command)"}),
    ("nothing undeclared", {"optimizer/case/read.py": "import openpyxl"}),
]


@pytest.fixture(scope="module")
def project() -> Project:
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return Project({path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths})


@pytest.mark.parametrize("name", RULES)
def test_project_keeps_the_rule(name: str, project: Project) -> None:
    assert list(RULES[name](project)) == []


@pytest.mark.parametrize(("name", "texts"), VIOLATIONS)
def test_rule_can_fail(name: str, texts: dict[str, str]) -> None:
    assert list(RULES[name](Project(texts)))


def test_every_rule_is_shown_to_fail() -> None:
    assert {name for name, _ in VIOLATIONS} == set(RULES)


def test_rules_allow_the_intended_shape() -> None:
    intended = Project(
        {
            "optimizer/__init__.py": "if TYPE_CHECKING:\n    from optimizer.pipeline import solve_case",
            "optimizer/case/__init__.py": "from .read import load_case",
            "optimizer/case/read.py": "import csv, pandas\nfrom optimizer import errors",
            "optimizer/errors.py": "",
            "optimizer/plan/__init__.py": "from optimizer.case import load_case",
            "optimizer/verify/__init__.py": "from fractions import Fraction\nfrom optimizer.plan import Plan",
            "optimizer/model/__init__.py": "",
            "optimizer/model/numbers.py": "import numpy as np",
            "optimizer/model/prepare.py": "from optimizer.case import load_case\nfrom . import numbers",
            "optimizer/model/highs.py": "import highspy",
            "optimizer/model/formulate.py": "import pyomo.environ as pyo\nfrom formulations import FAMILIES",
            "formulations/__init__.py": "from formulations.hosting import FAMILY",
            "formulations/hosting.py": "import pyomo.environ as pyo\nfrom optimizer.model import numbers",
            "optimizer/pipeline.py": "from optimizer.model import highs\nfrom optimizer.verify import verify",
            "optimizer/cli/__init__.py": "import typer\nfrom optimizer import pipeline",
        }
    )
    assert {name: found for name, rule in RULES.items() if (found := list(rule(intended)))} == {}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("optimizer/case/read.py", "from . import check", "optimizer.case"),
        ("optimizer/case/read.py", "from .check import faults", "optimizer.case.check"),
        ("optimizer/case/read.py", "from .. import errors", "optimizer"),
        ("optimizer/case/__init__.py", "from .check import faults", "optimizer.case.check"),
        ("optimizer/case/__init__.py", "from ..errors import Fault", "optimizer.errors"),
        ("optimizer/__init__.py", "from .errors import Fault", "optimizer.errors"),
    ],
)
def test_relative_imports_are_resolved(path: str, text: str, expected: str) -> None:
    [names] = Project({path: text}).imports.values()
    assert names == {expected}


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'pyomo', 'highspy', 'pandas', 'numpy', 'scipy', 'pydantic', 'typer', 'rich'}"
    code = f"import sys, optimizer; dir(optimizer); sys.exit(sorted({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
