"""The file that `--write-model` asks for: whether it may be written, and writing it."""

from __future__ import annotations

import os
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.model.matrix import MatrixModel, write_mps

SUFFIX = ".mps"


def check_model_file(path: Path, *, overwrite: bool) -> None:
    """Refuse a file that may not be replaced, before any work is done for it.

    An older model is replaced without a word; any other file only where `overwrite` says so.

    Raises:
        UsageError: where it is no ordinary file, or none that may be replaced.
    """
    if not os.path.lexists(path):
        return
    # Writing replaces what is there: a file is meant; a link or a device such as /dev/stdout would be lost.
    if path.is_symlink() or not path.is_file():
        message = f"The model cannot be written to {path}: it is there already and is not a file."
        raise UsageError(message)
    if path.suffix.lower() != SUFFIX and not overwrite:
        message = (
            f"The model is not written to {path}: this file is there already and is no {SUFFIX} file. "
            "Name another one with --write-model, or add --overwrite to replace it."
        )
        raise UsageError(message)


def write_model_file(matrix: MatrixModel, path: Path) -> None:
    """Write the model as MPS, in place of an ordinary file that is there.

    Raises:
        UsageError: where it cannot be written.
    """
    check_model_file(path, overwrite=True)
    try:
        write_mps(matrix, path)
    except OSError as error:
        message = f"The model cannot be written to {path}: {error.strerror or error}."
        raise UsageError(message) from error
