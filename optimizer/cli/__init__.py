"""The command line: parse, call, print, exit code; no logic of the model."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the command `consolidate`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a sign such as the pound's shows another one instead of failing.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        from optimizer.cli.signals import end_like_ctrl_c

        end_like_ctrl_c()
        from optimizer.cli.app import app

        app()
    except KeyboardInterrupt:
        sys.exit(130)
