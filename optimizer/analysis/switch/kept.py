"""What a switch that was stopped has found: a ledger beside the folder that it would have written.

The folder itself is complete or absent, so the answers wait in a file beside it until it is there. They have
the keys of sweeps (all that an answer depends on): started again, the same command asks for the rest only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.analysis.sweep.ledger import LEDGER, Ledger
from optimizer.analysis.sweep.work import FAILED
from optimizer.analysis.switch.work import Answer, Memberships, Reached
from optimizer.errors import CheckFailedError, InfeasibleError, InterruptedRun, NoPlanError, UsageError
from optimizer.plan.plan import Membership

UNFINISHED = ".unfinished"
"""End of the name of the folder that holds the ledger; its beginning is that of the folder to be written."""


class Kept:
    """Answers on disk; none where nothing is to be written."""

    def __init__(self, ledger: Ledger | None) -> None:
        """Keep answers in a ledger, or nowhere."""
        self._ledger = ledger
        self.set_aside = None if ledger is None else ledger.set_aside
        """Where a damaged ledger was put, of which nothing is used; None where there was none."""

    def get(self, point: str, held: Memberships | None) -> Answer | None:
        """Return an answer that was found earlier; None where there is none, or it broke down."""
        found = None if self._ledger is None else self._ledger.get(_key(point, held))
        return None if found is None or found["status"] == FAILED else _answer(found)

    def keep(self, point: str, held: Memberships | None, answer: Answer) -> None:
        """Commit an answer to the disk.

        Raises:
            UsageError: where it cannot be written.
        """
        if self._ledger is not None:
            self._ledger.keep(_key(point, held), _plain(answer))


@contextmanager
def keeping(folder: Path | None) -> Iterator[tuple[Kept, Callable[[], None]]]:
    """Yield what keeps answers beside a folder until it is written, and what removes them then.

    Raises:
        UsageError: where another process is at work on the folder, or the ledger cannot be opened.
        InterruptedRun: where the user stopped it; says where the answers are.
    """
    if folder is None:
        yield Kept(None), lambda: None
        return
    place = folder.with_name(folder.name + UNFINISHED)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {place} cannot be written: {error.strerror}."
        raise UsageError(message) from error
    done = False

    def finished() -> None:
        nonlocal done
        done = True

    ledger = Ledger(place / LEDGER, {"answers of": "consolidate switch"})
    try:
        with ledger:
            yield Kept(ledger), finished
    except (KeyboardInterrupt, InterruptedRun):
        message = (
            f"Stopped as asked: {len(ledger)} searches are kept in {place}. Start the same command again to "
            "go on."
        )
        raise InterruptedRun(message) from None
    except (InfeasibleError, NoPlanError, CheckFailedError):
        done = True  # There is nothing to go on with.
        raise
    finally:
        if done:
            (place / LEDGER).unlink(missing_ok=True)
            with suppress(OSError):  # It is left where a damaged ledger has been put aside in it.
                place.rmdir()


def _key(point: str, held: Memberships | None) -> str:
    return hashlib.sha256(json.dumps([point, held], ensure_ascii=False).encode("utf-8")).hexdigest()


def _plain(answer: Answer) -> dict[str, Any]:
    return {
        "status": answer.status,
        "memberships": answer.memberships,
        "stays": answer.stays,
        "saving_gbp": str(answer.saving_gbp),
        "recorded_gbp": str(answer.recorded_gbp),
        "value_gbp": str(answer.value_gbp),
        "bound_gbp": _text(answer.bound_gbp),
        "gap_gbp": _text(answer.gap_gbp),
        "allowed_gbp": str(answer.allowed_gbp),
        "goals": [[_text(goal.best), str(goal.allowed)] for goal in answer.goals],
        "message": answer.message,
        "seconds": answer.seconds,
    }


def _answer(found: dict[str, Any]) -> Answer:
    rows = found["memberships"]
    return Answer(
        status=found["status"],
        memberships=None if rows is None else tuple(Membership(*row) for row in rows),
        stays=tuple(tuple(stay) for stay in found["stays"]),
        saving_gbp=Decimal(found["saving_gbp"]),
        recorded_gbp=Decimal(found["recorded_gbp"]),
        value_gbp=Decimal(found["value_gbp"]),
        bound_gbp=_number(found["bound_gbp"]),
        gap_gbp=_number(found["gap_gbp"]),
        allowed_gbp=Decimal(found["allowed_gbp"]),
        goals=tuple(Reached(_number(best), Decimal(allowed)) for best, allowed in found["goals"]),
        message=found["message"],
        seconds=found["seconds"],
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
