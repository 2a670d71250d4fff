"""`python -m tests.examples --update` writes the golden figures anew; say why in `changes`, with the date.

With names of examples (`--update brent_lewisham`) only those are solved.
"""

from __future__ import annotations

import argparse
import json

from tests.examples.golden import EXAMPLES, FILE, expectations, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", required=True)
    parser.add_argument("examples", nargs="*", metavar="EXAMPLE", help="only these; without any, all")
    arguments = parser.parse_args()
    entries = expectations()
    unknown = set(arguments.examples) - {example for example, _ in entries}
    if unknown:
        parser.error(f"no {FILE} in {', '.join(sorted(unknown))}")
    for example, sets in entries:
        if arguments.examples and example not in arguments.examples:
            continue
        path = EXAMPLES / example / FILE
        document = json.loads(path.read_text(encoding="utf-8"))
        document["runs"][sets] = found(example, sets)
        path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


main()
