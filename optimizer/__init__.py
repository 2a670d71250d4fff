"""Decide which services councils share: read, check, prepare, formulate, solve, plan, verify, report.

The public names below are loaded when they are first used, so that `import optimizer` costs nothing and a
reader of cases never pays for the solver.

Example:
    >>> from optimizer import load_case, solve_case  # doctest: +SKIP
    >>> plan = solve_case(load_case("examples/cambridge_3c"))  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimizer import errors
    from optimizer.case import load_case
    from optimizer.pipeline import solve_case
    from optimizer.plan import Plan

__all__ = ["Plan", "errors", "load_case", "solve_case"]

_HOMES = {
    "Plan": "optimizer.plan",
    "load_case": "optimizer.case",
    "solve_case": "optimizer.pipeline",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name == "errors":
        return import_module("optimizer.errors")
    if name in _HOMES:
        value = globals()[name] = getattr(import_module(_HOMES[name]), name)
        return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    """List the public names too, loaded or not."""
    return sorted({*globals(), *__all__})
