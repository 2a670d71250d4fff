"""Whatever bytes a workbook is made of, the answer is a case or a list of faults."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from optimizer.case import load_case
from optimizer.errors import Fault, InputError
from tests.case.workbooks import TEMPLATE, saved, written, zipped


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes with a few of them changed, cut out or put in, as a bad disk or a bad line does."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(changed))
        how = rng.randrange(4)
        if how == 0:
            del changed[place : place + rng.randint(1, 40)]
        elif how == 1:
            changed[place:place] = rng.randbytes(rng.randint(1, 8))
        else:
            changed[place] = rng.randrange(256)
    return bytes(changed)


XML_WORDS = [
    b"<v>",
    b"</v>",
    b't="s"',
    b't="e"',
    b's="9"',
    b"<f>",
    b"-1",
    b"1e400",
    b"&#49;",
    b"<!--x-->",
    b"A1",
    b"\0",
]


def mutated_inside(parts: dict[str, bytes], rng: random.Random) -> bytes:
    """Return an archive that is whole, with the text of one part changed."""
    name = rng.choice([name for name in parts if name.endswith((".xml", ".rels")) and "comments" not in name])
    changed = bytearray(mutated(parts[name], rng))
    place = rng.randrange(len(changed))
    changed[place : place + rng.choice([0, 1, 3])] = rng.choice(XML_WORDS)
    return zipped(parts | {name: bytes(changed)})


def check_mutations(tmp_path: Path, count: int) -> None:
    """Damage of the file is found by its checksums: the very case that was saved, or faults, never a third.

    Where somebody has changed a part and made the archive whole again, a value may be another one: then
    either the case has faults, or it is a checked case whose digest tells whether it is still the same.
    """
    good = written(TEMPLATE)
    digest = load_case(TEMPLATE).digest
    with zipfile.ZipFile(BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    refused = 0
    faults: list[Fault] = []
    for number_of in range(count):
        rng = random.Random(number_of)
        inside = number_of % 2 == 0
        path = saved(tmp_path, mutated_inside(parts, rng) if inside else mutated(good, rng))
        try:
            loaded = load_case(path)
        except InputError as caught:
            refused += 1
            faults += caught.faults
        else:
            assert inside or loaded.digest == digest, f"mutation {number_of} changed the case unnoticed"
            assert len(loaded.digest) == 64
    assert refused > count / 2
    assert all(fault.problem and fault.remedy and fault.file for fault in faults)


def test_mutations(tmp_path: Path) -> None:
    check_mutations(tmp_path, 200)


@pytest.mark.long
def test_many_mutations(tmp_path: Path) -> None:
    check_mutations(tmp_path, 5_000)
