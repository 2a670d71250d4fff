"""The manifest: what went into a run, what came out, and how it can be had again.

The keys keep their order. Times stand here only, so that every other file of two equal runs is equal.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from optimizer.case import LoadedCase, LoadedSets
from optimizer.plan.facts import Opinion, RunOptions
from optimizer.report.folder import RUN_FORMAT
from optimizer.report.run import FailedRun, Run
from optimizer.report.tables import summary

_PACKAGES = ("consolidate", "highspy", "numpy", "pandas", "pydantic", "pyomo", "pyscipopt", "scipy")
"""Whose version may be part of the answer."""


def run_manifest(run: Run, files: Mapping[str, str]) -> str:
    """Return the manifest of a finished run as JSON text.

    Args:
        run: the run.
        files: text of every other file of the folder.
    """
    facts, settings = run.facts, run.loaded.case.settings.risk
    figures = {measure: value for measure, (value, _) in summary(run).items()}
    return to_json(
        _head(run.loaded, run.sets, run.options)
        | {
            "result": {"exit_code": facts.exit_code} | figures,
            "reproducible": facts.status == "optimal",
            "note": _note(run),
            "solver": {
                "name": facts.solver_name,
                "version": facts.solver_version,
                "message": facts.message,
                "warnings": facts.warnings,
                "objective_gbp": facts.objective_gbp,
            },
            "objectives": [
                {
                    "measure": goal.measure,
                    "tolerance": goal.tolerance,
                    "status": goal.status,
                    "best": goal.best,
                    "bound": goal.bound,
                    "second_opinion": _opinion(goal.second_opinion),
                }
                for goal in facts.goals
            ],
            "second_opinion": _opinion(facts.second_opinion),
            "model": {
                "digest": facts.model_digest,
                "columns": facts.model_columns,
                "rows": facts.model_rows,
            },
            # The sample on which the plan is judged, and the one that policies of risk were kept on.
            "risk": {
                "outcomes": run.risk.outcomes,
                "seed": run.risk.seed,
                "outcomes_of_the_search": settings.outcomes,
                "seed_of_the_search": settings.seed,
            },
            "files": {name: sha256(text) for name, text in sorted(files.items())},
            "times": _times(run.timings_seconds)
            | {"solver_seconds": round(facts.solver_seconds, 3)}
            | _opinion_times(facts.second_opinion),
        }
    )


def failed_manifest(failed: FailedRun, files: Mapping[str, str]) -> str:
    """Return the manifest of a run that published nothing as JSON text."""
    return to_json(
        _head(failed.loaded, failed.sets, failed.options)
        | {
            "result": {
                "exit_code": failed.error.exit_code,
                "status": type(failed.error).__name__,
                "message": str(failed.error),
                "asked_gap_gbp": failed.asked_gap_gbp,
            },
            "second_opinion": _opinion(failed.second_opinion),
            "files": {name: sha256(text) for name, text in sorted(files.items())},
            "times": _times(failed.timings_seconds) | _opinion_times(failed.second_opinion),
        }
    )


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: records as objects, decimals as numbers that read the same."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(entry) for entry in value]
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else format(value, "f")
    if isinstance(value, Fraction | Path):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def versions() -> dict[str, str]:
    """Return the versions of the program and of its parts that may be part of the answer, by name."""
    return {"python": platform.python_version()} | {name: _version(name) for name in _PACKAGES}


def platform_name() -> str:
    """Return the system and the machine."""
    return f"{platform.system()} {platform.machine()}"


def _head(loaded: LoadedCase, sets: LoadedSets, options: RunOptions) -> dict[str, Any]:
    return {
        "format": RUN_FORMAT,
        "case": {"name": loaded.case.settings.name, "digest": loaded.digest, "files": loaded.file_hashes},
        "sets": {name: sha256(text) for name, text in sets.set_texts.items()},
        "options": options,
        "versions": versions(),
        "platform": platform_name(),
        "defaults": loaded.defaults,
        "warnings": [*loaded.warnings, *sets.warnings],
    }


def _note(run: Run) -> str:
    if run.facts.status == "optimal":
        return "The same inputs, versions and options give the same plan."
    return "The search was stopped before its proof: the same inputs may give another plan the next time."


def _opinion(opinion: Opinion) -> dict[str, str]:
    return {
        "answer": opinion.answer,
        "message": opinion.message,
        "solver": opinion.solver_name,
        "version": opinion.solver_version,
    }


def _opinion_times(opinion: Opinion) -> dict[str, float]:
    return {
        "second_opinion_seconds": round(opinion.seconds, 3),
        "second_opinion_limit_seconds": opinion.limit_seconds,
    }


def _times(timings_seconds: Mapping[str, float]) -> dict[str, Any]:
    return {
        "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "stages_seconds": {stage: round(seconds, 3) for stage, seconds in timings_seconds.items()},
    }


def to_json(fields: Mapping[str, Any]) -> str:
    """Return an object as JSON text."""
    return json.dumps(plain(fields), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
