"""Names that have broken spreadsheets, pages and terminals, and a run in which every text is one of them."""

from __future__ import annotations

from pathlib import Path

from optimizer.case import LoadedCase, sets_from_texts
from optimizer.case.dictionary import GENERATE, SETTINGS, tables
from optimizer.case.parse import FORBIDDEN_IN_IDENTIFIERS, LONGEST_IDENTIFIER
from optimizer.pipeline import solve_case
from optimizer.plan.facts import RunOptions
from optimizer.report.write import write_run
from tests.builders import build_case
from tests.formulations.tiny import SETTINGS as TINY
from tests.formulations.tiny import TABLES

NAMES = (
    *r"""
=1+1
=HYPERLINK("http://example.invalid","click")
=HYPERLINK('x')
@SUM(1+1)
@SUM(A1:A9)
+1+1
+44 1223 457000
-1+1
-2+3+cmd|' /C calc'!A0
=cmd|' /C calc'!A0
=IMPORTXML("a")
=DDE("x")
=SUM(1)*2
{=1+1}
'=1+1
"=1+1"
= 1 + 1
=
+
-
@
%0A=1+1
=WEBSERVICE('x')
=INDIRECT('A1')
=1+1|x
==1
=TRUE()
-1
-12.50
1e5
TRUE
#REF!
<script>alert(1)</script>
</script><script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg onload=alert(1)>
"><script>alert(1)</script>
' onmouseover='alert(1)
javascript:alert(1)
</style><style>body{display:none}
</title><h1>x
<!-- -->
]]>
&lt;b&gt;
&amp;
&#60;
{{ 7 * 7 }}
{% raw %}
${7*7}
%s%d%n
{0}
<iframe srcdoc=x>
<a href=x>y</a>
naïve café
王立評議会
😀 Council
Ｆｕｌｌ
O'Brien & "Sons" <Ltd>
_x0041_
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
""".strip("\n").split("\n"),
    # Marks that turn the direction or cannot be seen, and a name that is merely long.
    *("\u202eretsacnaL", "\u200fCouncil\u200e", "zero\u200bwidth", "x" * 300),
)
"""At least 60; none is refused by the input checks as a text."""

IDENTIFIERS = tuple(
    name
    for name in NAMES
    if len(name) <= LONGEST_IDENTIFIER
    and name == name.strip()
    and not set(name) & set(FORBIDDEN_IN_IDENTIFIERS)
)
"""Those of them that may be an identifier."""


def hostile_case() -> LoadedCase:
    """Return the tiny case with a hostile name in every identifier and every text."""
    named = iter(IDENTIFIERS)
    new = {word: next(named) for word in ("A", "B", "S", "P", "lead", "half", "full", "all")}
    content = {
        table: [{column: _renamed(column, cell, new) for column, cell in row.items()} for row in rows]
        for table, rows in TABLES.items()
    }
    texts = iter(NAMES)
    for row in content["councils"]:
        row |= {"name": next(texts), "ons_code": next(texts)}
    for row in content["services"]:
        row |= {"volume_unit": next(texts), "service_group": next(named)}
    for row in content["baseline_services"]:
        row["platform"] = IDENTIFIERS[-1]
    content["contracts"] = [
        {
            **{"contract": next(named), "council": new["A"], "service": new["S"]},
            **{"annual_charge_gbp": "1000", "end_date": "2026-09-30", "displaced_by": new["half"]},
        }
    ]
    content["risks"] = [
        {"driver": "realisation", "scope": f"service:{new['S']}", "distribution": "uniform"}
        | {"low": "0.5", "high": "1", "loading": "0.5", "source": name, "grade": "ASSUMED"}
        for name in NAMES[:1]
    ]
    content["assumptions"] = [
        {"path": path, "value": name, "unit": name, "reason": name, "source": name}
        for path, name in zip(_paths(), NAMES, strict=False)
    ]
    assert len(content["assumptions"]) == len(NAMES)
    return build_case(content, TINY | {"name": NAMES[0]})


def _renamed(column: str, cell: str, new: dict[str, str]) -> str:
    if column == "measure" and cell.startswith("fte:"):
        return f"fte:{new[cell.removeprefix('fte:')]}"
    return cell if column in ("staff_mode", "driver") else new.get(cell, cell)


def _paths() -> list[str]:
    """Return the paths of more cells than there are names."""
    found = [f"case.{spec.column}" for spec in tables()[SETTINGS].values()]
    for table in ("councils", "services", "baseline", "baseline_services", "delivery_models", "contracts"):
        keys = ",".join("*" for spec in tables()[table].values() if spec.key)
        found += [f"{table}.{spec.column}[{keys}]" for spec in tables()[table].values() if not spec.key]
    return [path for path in found if GENERATE not in path]


def hostile_set() -> str:
    """Return a constraint set with a policy for each name, its texts hostile."""
    keys = [name for name in IDENTIFIERS if "." not in name]
    lines = []
    for number, name in enumerate(NAMES):
        key = keys[number] if number < len(keys) else f"policy {number}"
        lines += [f"[policy.{_quoted(key)}]", 'kind = "changes_limit"', f"most_per_year = {100 + number}"]
        lines += [f"{field} = {_quoted(name)}" for field in ("reason", "owner", "source")]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def write_hostile_run(folder: Path) -> None:
    """Solve the case and write its run folder, reports included."""
    loaded = hostile_case()
    sets = sets_from_texts({"hostile": hostile_set()}, loaded.case)
    write_run(solve_case(loaded, sets, RunOptions(second_opinion_seconds=0)), folder)
