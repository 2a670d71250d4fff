"""Where a path of a sweep leads: cells of a table, a parameter of a policy, or whole constraint sets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from optimizer.analysis.sweep.spec import Target
from optimizer.case.case import Policy
from optimizer.case.dictionary import (
    GENERATE,
    SETTINGS,
    ColumnSpec,
    policy_keys,
    policy_kinds,
    tables,
)
from optimizer.case.loaded import LoadedCase, canonical_tables
from optimizer.case.parse import Wrong, nearest
from optimizer.case.raw import Findings
from optimizer.case.read_toml import read_toml, toml_text
from optimizer.case.resolve import arrangement_name, resolved_arrangements
from optimizer.case.sets import LoadedSets

WHOLE_SET = "set"
EVERY = "*"
CELL = re.compile(r"([a-z_]+)\.([a-z_.]+)(?:\[(.*)\])?")
PRICE = "price_gbp_per_unit"
NOT_VARIED = (GENERATE, "assumptions")

SET = ColumnSpec(
    "sets", WHOLE_SET, False, False, "text", "", None, False, None, (), "", "", "a constraint set"
)

Documents = Mapping[str, Mapping[str, Any]]
"""Policies as their files state them, by full name."""


def stated_policies(sets: LoadedSets) -> dict[str, Mapping[str, Any]]:
    """Return the keys of every policy as its file has them, by full name (`set.policy`)."""
    found: dict[str, Mapping[str, Any]] = {}
    for name, text in sets.set_texts.items():
        read = read_toml(name, text.encode("utf-8"), Findings())
        assert read is not None  # it has been read before
        found |= {f"{name}.{policy}": keys for policy, keys in read[0].get("policy", {}).items()}
    return found


def target_of(path: str, loaded: LoadedCase, sets: LoadedSets) -> Target | Wrong:
    """Return what a path leads to, or why it leads nowhere and what would be right."""
    if path == WHOLE_SET:
        return Target("set", SET, base=("",))
    if path.startswith("policy."):
        return _policy(path, sets)
    found = CELL.fullmatch(path)
    if found is None:
        remedy = (
            "write case.discount_rate, baseline.fte[council,service,role] with * for every key, "
            "policy.NAME.parameter or set"
        )
        return Wrong("is not a path", remedy)
    table, column, inside = found[1], found[2], found[3]
    known = [name for name in tables() if name not in NOT_VARIED]
    if table not in known:
        return Wrong(f"there is no table {table!r} that can be varied", nearest(table, [*known, "policy"]))
    return _cells(table, column, inside, loaded)


def _cells(table: str, column: str, inside: str | None, loaded: LoadedCase) -> Target | Wrong:
    columns = tables()[table]
    free = [spec.column for spec in columns.values() if not spec.key]
    if column not in columns:
        return Wrong(f"{table} has no column {column!r}", nearest(column, free))
    spec = columns[column]
    if spec.key:
        return Wrong(f"{column} tells the rows of {table} apart, so it cannot be varied", nearest("", free))
    rows = canonical_tables(loaded.tables).get(table, [])
    if table == SETTINGS:
        if inside is not None:
            return Wrong("a key of case.toml has no rows", "remove the square brackets")
        return Target("cells", spec, table, (0,), base=(rows[0].get(column, ""),))
    keys = [one.column for one in columns.values() if one.key]
    parts = [part.strip() for part in (inside or "").split(",")]
    if inside is None or len(parts) != len(keys):
        count = "its key" if len(keys) == 1 else f"its {len(keys)} keys"
        write = f"write {table}.{column}[{','.join(keys)}], with * for every one"
        return Wrong(f"does not have {count} in square brackets", write)
    texts = [_names(table, row, keys, loaded) for row in rows]
    chosen = tuple(
        place
        for place, row_texts in enumerate(texts)
        if all(part in (EVERY, text) for part, text in zip(parts, row_texts, strict=True))
    )
    if not chosen:
        return _why_nothing(table, keys, parts, texts, loaded)
    return Target("cells", spec, table, chosen, base=tuple(rows[place].get(column, "") for place in chosen))


def _names(table: str, row: Mapping[str, str], keys: Sequence[str], loaded: LoadedCase) -> list[str]:
    """Return the keys of a row; an arrangement without a name has the one that is put together for it."""
    if table == "arrangements" and "arrangement" not in row:
        defaults = {one.model: one.default_depth for one in loaded.tables.delivery_models}
        depth = row.get("depth") or defaults[row["model"]]
        return [arrangement_name(row["service"], row["host"], row["model"], depth)]
    return [row.get(key, "") for key in keys]


def _why_nothing(
    table: str, keys: Sequence[str], parts: Sequence[str], texts: Sequence[Sequence[str]], loaded: LoadedCase
) -> Wrong:
    if not texts:
        return Wrong(f"matches nothing: the case has no rows in {table}", f"add rows to {table}.csv")
    if table == "arrangements" and parts[0] in {
        one.arrangement for one in resolved_arrangements(loaded.tables)
    }:
        remedy = "give it a row in arrangements.csv, or vary the terms of its delivery model"
        return Wrong("matches nothing: the arrangement is generated and has no row of its own", remedy)
    for place, part in enumerate(parts):
        there = sorted({row_texts[place] for row_texts in texts})
        if part != EVERY and part not in there:
            return Wrong(
                f"matches nothing: {table} has no row with {keys[place]} {part!r}", nearest(part, there)
            )
    return Wrong(
        f"matches nothing: {table} has no row with these keys together", f"correct one of {', '.join(keys)}"
    )


def _policy(path: str, sets: LoadedSets) -> Target | Wrong:
    name, _, parameter = path.removeprefix("policy.").rpartition(".")
    known = {policy.full_name: policy for policy in sets.policies}
    short = {policy.policy: policy for policy in sets.policies}
    policy: Policy | None = known.get(name) or short.get(name)
    if policy is None:
        if not known:
            remedy = "name the set that holds it with -c"
            return Wrong(f"no policy {name!r} is in force: no constraint set was asked for", remedy)
        return Wrong(f"no policy {name!r} is in force", nearest(name, [*short, *known]))
    specs = {**policy_kinds()[policy.kind].parameters, PRICE: policy_keys()[PRICE]}
    if parameter not in specs:
        return Wrong(
            f"a policy of kind {policy.kind} has no parameter {parameter!r} that can be varied",
            nearest(parameter, specs),
        )
    spec, given = specs[parameter], stated_policies(sets)[policy.full_name].get(parameter)
    text = spec.default if given is None else toml_text(spec, given)
    assert isinstance(text, str)  # it has been read before
    return Target("policy", spec, rows=(0,), policy=policy.full_name, base=(text,))
