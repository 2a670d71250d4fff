"""The readable end of `replay`: whether the plan is the same, why it need not be, and where it differs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from optimizer.analysis.replay import Replay
from optimizer.cli.terminal import Terminal

SHOWN = 20
"""So many differences are printed; --json has them all."""

_SENTENCES = {
    "same": "The same: every decision and every cell of every table comes out as it was.",
    "may differ": "Not the same, and it need not be.",
    "differs": "Not the same, although it should be: please report this, with the run folder.",
}


def show_replay(terminal: Terminal, replay: Replay) -> None:
    """Print what came out of solving a run again."""
    if replay.answer == "same" and replay.was == replay.now and replay.was not in _WITH_A_PLAN:
        terminal.text(f"The same: it ends without a plan again ({replay.now}).")
    else:
        terminal.text(_SENTENCES[replay.answer])
    heading = "It need not have been the same:" if replay.answer == "same" else "Why it need not be:"
    if replay.reasons:
        terminal.text(heading)
    for reason in replay.reasons:
        terminal.text(f"- {reason}")
    if replay.differences:
        count = len(replay.differences)
        terminal.text(f"{count} difference{'s' if count != 1 else ''}:")
        for one in replay.differences[:SHOWN]:
            terminal.text(f"- {one.sentence()}")
        if count > SHOWN:
            terminal.text(f"- and {count - SHOWN} more (--json lists them all)")
        if replay.same_model is not None:
            terminal.text(_model_sentence(replay.same_model))


_WITH_A_PLAN = ("optimal", "time_limit", "interrupted")


def _model_sentence(same: bool) -> str:
    if same:
        return "The model is the same to the byte, so the difference comes from the solver or from after it."
    return "The model is not the same, so the difference comes from before the solver."


def replay_as_json(replay: Replay, folder: Path) -> dict[str, Any]:
    """Return what came out as the object that `--json` prints."""
    return {
        "status": replay.answer,
        "exit_code": replay.exit_code,
        "run_folder": str(folder),
        "was": replay.was,
        "now": replay.now,
        "reasons": list(replay.reasons),
        "same_model": replay.same_model,
        "differences": [asdict(one) for one in replay.differences],
    }
