"""Whatever happens to the bytes of a good case: faults in words, the same case, or a case that says so.

`check` ends with 0 or 3, never with an exception. Where it ends with 0, digest and policies are those of the
good case exactly where a second reading of the files (`second_reading`) finds the same rows: layout, line
ends and the writing of numbers change nothing, and nothing else passes for the same case.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.bad.mutations import MUTATIONS
from tests.bad.running import GOLDEN, TEMPLATE, assert_plain, consolidate
from tests.bad.second_reading import second_reading

CASES = {"golden": (GOLDEN, "budget"), "template": (TEMPLATE, "base")}


def checked(folder: Path, constraints: str) -> tuple[int, Any]:
    """Return the exit code of `check` and what it says: digest and policies, or the faults."""
    ended = consolidate("check", folder, "-c", constraints, "--json")
    assert ended.code in (0, 3), ended
    said = ended.object
    if ended.code == 0:
        return 0, (said["digest"], said["policies"])
    for fault in said["faults"]:
        assert_plain(fault)
    assert said["faults"]
    return 3, ended.stderr


def mutate(here: Path, seeds: range) -> Counter[str]:
    """Spoil one file of a good case for every seed, and judge the answer; count the answers."""
    files: list[tuple[Path, str, Path]] = []
    good: dict[Path, tuple[Any, Any]] = {}
    for name, (source, constraints) in CASES.items():
        folder = Path(shutil.copytree(source, here / name))
        code, said = checked(folder, constraints)
        assert code == 0
        good[folder] = said, second_reading(folder, constraints)
        files += [(folder, constraints, path) for path in sorted(folder.rglob("*")) if path.is_file()]
    answers: Counter[str] = Counter()
    for seed in seeds:
        rng = random.Random(seed)
        folder, constraints, path = files[seed % len(files)]
        before = path.read_bytes()
        how = rng.choice(MUTATIONS)
        path.write_bytes(how(before, rng))
        what = f"seed {seed}: {how.__name__} in {path.relative_to(here)}"
        try:
            code, said = checked(folder, constraints)
            if code == 3:
                answers["refused"] += 1
            else:
                same = second_reading(folder, constraints) == good[folder][1]
                assert (said == good[folder][0]) == same, f"{what}: {'the same' if same else 'other'} content"
                answers["the same" if same else "another"] += path.read_bytes() != before
        except Exception as problem:
            problem.add_note(what)
            raise
        finally:
            path.write_bytes(before)
    return answers


def test_200_mutations(tmp_path: Path) -> None:
    answers = mutate(tmp_path, range(200))
    assert min(answers[answer] for answer in ("refused", "the same", "another")) >= 10, answers


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_5000_mutations(part: int, tmp_path: Path) -> None:
    answers = mutate(tmp_path, range(1000 + 500 * part, 1500 + 500 * part))
    assert min(answers[answer] for answer in ("refused", "the same", "another")) >= 25, answers
