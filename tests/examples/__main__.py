"""`python -m tests.examples --update` writes the golden figures anew; say why in `changes`, with the date."""

from __future__ import annotations

import argparse
import json

from tests.examples.golden import EXAMPLES, FILE, expectations, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", required=True)
    parser.parse_args()
    for example, sets in expectations():
        path = EXAMPLES / example / FILE
        document = json.loads(path.read_text(encoding="utf-8"))
        document["runs"][sets] = found(example, sets)
        path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


main()
