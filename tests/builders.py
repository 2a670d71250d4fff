"""Cases for tests, made through the same reading and checking as a user's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from optimizer.case import LoadedCase, load_case
from optimizer.case.dictionary import GENERATE, SETTINGS, file_of
from optimizer.case.load import understood
from optimizer.case.raw import Findings, RawCase, RawRow, RawTable

CASES = Path(__file__).parent / "cases"

Tables = Mapping[str, Sequence[Mapping[str, str]]]


def golden_case() -> LoadedCase:
    """Return the first golden test of CORE part 3: two councils, one service, three years."""
    return load_case(CASES / "golden")


def build_case(
    tables: Tables,
    settings: Mapping[str, object],
    generate: Mapping[str, Mapping[str, str]] | None = None,
) -> LoadedCase:
    """Return the checked case of tables given as rows of texts, like the cells of a CSV file.

    Args:
        tables: rows by table; a column left out is blank.
        settings: keys of case.toml with dots, such as `prices.general`; values as `str` writes them.
        generate: for each service `hosts`, `models` and `depths`, names separated by `;`.

    Raises:
        InputError: as for a user's case.
    """
    rows: dict[str, list[Mapping[str, str]]] = {name: list(given) for name, given in tables.items()}
    rows[SETTINGS] = [{key: str(value) for key, value in settings.items()}]
    if generate:
        rows[GENERATE] = [{"service": service, **keys} for service, keys in generate.items()]
    found = {}
    for name, given in rows.items():
        header = tuple(dict.fromkeys(column for row in given for column in row))
        first_line = 0 if name == SETTINGS else 2
        raw = tuple(RawRow(number, dict(row)) for number, row in enumerate(given, start=first_line))
        found[name] = RawTable(name, file_of(name), header, raw)
    return understood(RawCase(found), {}, Findings())
