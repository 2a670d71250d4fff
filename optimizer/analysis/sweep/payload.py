"""A point as plain text, for a worker on another machine: JSON goes there, JSON comes back.

A worker imports `worked_out` by its name; none of the project's objects travels. With every point goes what
must be the same there (`installed`), since a worker may join after the others were looked at.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from optimizer.analysis.sweep.points import Base, Changed
from optimizer.analysis.sweep.program import program
from optimizer.analysis.sweep.work import FAILED, Answer, Task, answer, answered
from optimizer.analysis.worker import Broken, attempt
from optimizer.case.dictionary import ColumnSpec
from optimizer.case.sets import SetFile
from optimizer.plan.facts import RunOptions
from optimizer.report.manifest import platform_name, versions

OTHERWISE_INSTALLED = "otherwise installed"
"""Stands in the place of an answer's status where the worker is not like the one who asks."""

_FILES = "program files"


@cache
def installed() -> dict[str, str]:
    """Return, by name, what an answer can depend on and is not sent: versions, the program, the system.

    The program counts with the contents of its files, since two copies of one version may differ.
    """
    return versions() | {_FILES: program(), "system": platform_name()}


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return what is not the same in words; blank where everything is."""
    names = [name for name in (*here, *(set(there) - set(here))) if here.get(name) != there.get(name)]
    return ", ".join(
        f"{name} is {there.get(name, 'missing')} and here {here.get(name, 'missing')}" for name in names
    )


def base_text(base: Base) -> str:
    """Return what every point starts from as text."""
    return json.dumps(
        {
            "tables": base.tables,
            "lines": base.lines,
            "workbook": base.workbook,
            "sets": [_set_plain(one) for one in base.sets],
            "other_sets": {name: _set_plain(one) for name, one in base.other_sets.items()},
        },
        ensure_ascii=False,
    )


def point_text(task: Task) -> str:
    """Return what a point changes, how it is solved, and what has to be installed where that is done."""
    change, gap = task.change, task.options.gap_gbp
    return json.dumps(
        {
            "installed": installed(),
            "cells": [[*place, text] for place, text in change.cells.items()],
            "policies": [[*place, asdict(spec), text] for place, (spec, text) in change.policies.items()],
            "sets": change.sets,
            "options": asdict(task.options) | {"gap_gbp": None if gap is None else str(gap)},
            "risk": task.risk,
        },
        ensure_ascii=False,
        default=str,  # decimals
    )


def worked_out(base: str, point: str) -> str:
    """Return the answer at a point as text; whatever goes wrong is an answer too.

    Args:
        base: a `base_text`.
        point: a `point_text`.
    """
    asked = json.loads(point)
    if told := differences(asked["installed"], installed()):
        return json.dumps(answer(OTHERWISE_INSTALLED, message=told))
    task = Task(_base(base), _changed(asked), _options(asked["options"]), asked["risk"])
    found = attempt(answered, task)
    kept: Answer = answer(FAILED, message=found.message) if isinstance(found, Broken) else found
    return json.dumps(kept, ensure_ascii=False)


@lru_cache(maxsize=1)
def _base(text: str) -> Base:
    given = json.loads(text)
    others = {name: _set_file(one) for name, one in given["other_sets"].items()}
    sets = tuple(_set_file(one) for one in given["sets"])
    return Base(given["tables"], given["lines"], given["workbook"], sets, others)


def _changed(given: Mapping[str, Any]) -> Changed:
    cells = {(table, row, column): text for table, row, column, text in given["cells"]}
    policies = {
        (policy, parameter): (_column(spec), text) for policy, parameter, spec, text in given["policies"]
    }
    return Changed(cells, policies, tuple(given["sets"]))


def _options(given: Mapping[str, Any]) -> RunOptions:
    gap = given["gap_gbp"]
    return RunOptions(**dict(given) | {"gap_gbp": None if gap is None else Decimal(gap)})


def _column(given: Mapping[str, Any]) -> ColumnSpec:
    limits = {name: None if given[name] is None else Decimal(given[name]) for name in ("least", "most")}
    return ColumnSpec(**dict(given) | limits | {"choices": tuple(given["choices"])})


def _set_plain(one: SetFile) -> list[str]:
    return [one.name, one.file, base64.b64encode(one.data).decode("ascii")]


def _set_file(given: list[str]) -> SetFile:
    name, file, data = given
    return SetFile(name, file, base64.b64decode(data))
