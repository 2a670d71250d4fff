"""Solve the published instances one by one and print how long each takes: `python -m tests.external`."""

from __future__ import annotations

import argparse
import sys

from tests.external.facility_location import FOLDER, instances
from tests.external.times import SECONDS, tell


def main() -> int:
    """Measure and print; the exit code is the number of instances not reached, at most 100."""
    parser = argparse.ArgumentParser(prog="python -m tests.external", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="time of each instance")
    parser.add_argument("--only", metavar="TEXT", default="", help="families and names that contain this")
    given = parser.parse_args()
    chosen = [one for one in instances() if given.only in " ".join(one)]
    if not chosen:
        sys.stdout.write(f"No such instance in {FOLDER}.\n")
        return 1

    def line(text: str) -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    return min(tell(chosen, given.seconds, line), 100)


if __name__ == "__main__":
    sys.exit(main())
