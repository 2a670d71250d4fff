"""Write a model as a free-format MPS file that HiGHS, SCIP and others read alike.

Readers disagree on two things, so neither is used: the section OBJSENSE (some ignore "MAX"), and the sign of
an objective constant in the right side. The file therefore *minimises* the negated objective, and the
constant is the cost of a column that is fixed at 1. Its optimum is the model's with the opposite sign; the
first lines of the file say so.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.model.matrix import MatrixModel

_OBJECTIVE = "negated_objective"
_CONSTANT = "objective_constant"


def write_mps(model: MatrixModel, path: Path) -> None:
    """Write the model to `path` (replaced in one step if there), every number with all its digits.

    Names keep their brackets and dots; white space and what a reader could take for a comment become "_", and
    a number is added where two names would then be the same.
    """
    target = Path(path)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as handle:
            handle.writelines(f"{line}\n" for line in _lines(model))
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(target)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def _lines(model: MatrixModel) -> Iterator[str]:
    columns = _safe_names((*model.column_names, _CONSTANT))
    # A row without any limit says nothing, and readers differ on what to do with it.
    rows = _safe_names((_OBJECTIVE, *model.row_names))[1:]
    limits = [(float(low), float(high)) for low, high in zip(model.row_lower, model.row_upper, strict=True)]
    limited = [math.isfinite(low) or math.isfinite(high) for low, high in limits]
    yield "* Minimises the NEGATED objective: the model maximises (thousand pounds), but readers"
    yield "* disagree on OBJSENSE MAX."
    yield f"* The column {columns[-1]}, fixed at 1, carries the objective's constant."
    yield f"* Model SHA-256: {model.digest()}"
    yield "NAME consolidate"
    yield "ROWS"
    yield f" N {_OBJECTIVE}"
    for name, (low, high), wanted in zip(rows, limits, limited, strict=True):
        if wanted:
            yield f" {_row_type(low, high)} {name}"
    yield "COLUMNS"
    yield from _column_lines(model, columns, rows, limited)
    yield "RHS"
    for name, (low, high), wanted in zip(rows, limits, limited, strict=True):
        side = low if math.isfinite(low) else high
        if wanted and side != 0.0:
            yield f" RHS {name} {side!r}"
    yield "RANGES"
    for name, (low, high) in zip(rows, limits, strict=True):
        if math.isfinite(low) and math.isfinite(high) and low != high:
            yield f" RANGES {name} {high - low!r}"
    yield "BOUNDS"
    for name, low, high in zip(columns[:-1], model.column_lower, model.column_upper, strict=True):
        yield from _bound_lines(name, float(low), float(high))
    yield f" FX BOUND {columns[-1]} 1.0"
    yield "ENDATA"


def _row_type(low: float, high: float) -> str:
    if low == high:
        return "E"
    return "G" if math.isfinite(low) else "L"


def _column_lines(
    model: MatrixModel, columns: list[str], rows: list[str], limited: list[bool]
) -> Iterator[str]:
    starts = model.matrix_start.tolist()
    indices = model.matrix_index.tolist()
    values = model.matrix_value.tolist()
    whole = False
    for place, name in enumerate(columns[:-1]):
        if bool(model.integer[place]) != whole:
            whole = not whole
            yield f" MARKER{place} 'MARKER' '{'INTORG' if whole else 'INTEND'}'"
        # Written even where it is nought: a column without any entry would be unknown to the bounds below.
        yield f" {name} {_OBJECTIVE} {0.0 - float(model.objective[place])!r}"
        for entry in range(starts[place], starts[place + 1]):
            if limited[indices[entry]]:
                yield f" {name} {rows[indices[entry]]} {values[entry]!r}"
    if whole:
        yield f" MARKER{len(columns)} 'MARKER' 'INTEND'"
    yield f" {columns[-1]} {_OBJECTIVE} {0.0 - model.objective_constant!r}"


def _bound_lines(name: str, low: float, high: float) -> Iterator[str]:
    """Yield both bounds always: what is assumed for a missing one depends on the reader and the column."""
    if low == high:
        yield f" FX BOUND {name} {low!r}"
    elif math.isinf(low) and math.isinf(high):
        yield f" FR BOUND {name}"
    else:
        yield f" MI BOUND {name}" if math.isinf(low) else f" LO BOUND {name} {low!r}"
        yield f" PL BOUND {name}" if math.isinf(high) else f" UP BOUND {name} {high!r}"


def _safe_names(names: tuple[str, ...]) -> list[str]:
    result: list[str] = []
    used: set[str] = set()
    for name in names:
        plain = re.sub(r"[^\x21-\x7e]|^[*$'\"]|\$", "_", name) or "_"
        safe, number = plain, 1
        while safe in used:
            number += 1
            safe = f"{plain}_{number}"
        used.add(safe)
        result.append(safe)
    return result
