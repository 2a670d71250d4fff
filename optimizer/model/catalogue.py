"""The catalogue of families: every rule of the model in words and maths, taken from the families' docstrings.

`consolidate formulations` prints it and `formulations/CATALOGUE.md` keeps it; a test compares the two.
"""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from formulations import FAMILIES
from optimizer.case.dictionary import ColumnSpec, policy_kinds
from optimizer.errors import InternalError

HEADINGS = ("Rule", "Maths", "Index and mask", "Meaning when binding", "Source")
"""What the docstring of every family says, in this order."""

_HEADING = re.compile(rf"^({'|'.join(HEADINGS)}):\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """One family as the catalogue shows it.

    `parameters` describes each parameter of a policy; `sections` holds the text under each heading.
    """

    name: str
    kind: str
    title: str
    parameters: Mapping[str, str]
    file: str
    sections: Mapping[str, str]


def family_pages() -> tuple[FamilyPage, ...]:
    """Return every family in the order in which the model is built.

    Raises:
        InternalError: where a docstring lacks a heading or has them in another order.
    """
    pages = []
    for family in FAMILIES:
        module = sys.modules[family.build.__module__]
        title, sections = _sections(family.name, inspect.getdoc(module) or "")
        file = f"{module.__name__.replace('.', '/')}.py"
        kind = policy_kinds().get(family.name)
        parameters = {spec.column: _described(spec) for spec in kind.parameters.values()} if kind else {}
        pages.append(FamilyPage(family.name, family.kind, title, parameters, file, sections))
    return tuple(pages)


def render() -> str:
    """Return the catalogue as Markdown."""
    pages = family_pages()
    lines = [
        "# Catalogue of families",
        "",
        "Made by `consolidate formulations` from the docstrings of `formulations/`; do not edit.",
        "Logic is true by definition; a policy is a choice of people and part of a constraint set.",
        "",
        "| family | kind | in one line |",
        "|---|---|---|",
        *(f"| [{page.name}](#{page.name}) | {page.kind} | {page.title} |" for page in pages),
    ]
    for page in pages:
        lines += ["", f"## {page.name}", "", f"{page.title} *({page.kind}, `{page.file}`)*"]
        if page.parameters:
            lines += ["", "| parameter | meaning |", "|---|---|"]
            lines += [f"| `{name}` | {text} |" for name, text in page.parameters.items()]
        for heading, text in page.sections.items():
            lines += ["", f"**{heading}**", "", text]
    return "\n".join(lines) + "\n"


def _described(spec: ColumnSpec) -> str:
    notes = [note for note in (spec.unit, "required" if spec.required else "") if note]
    if spec.default:
        notes.append(f"default {spec.default}")
    return spec.description + (f" ({', '.join(notes)})" if notes else "")


def _sections(family: str, docstring: str) -> tuple[str, dict[str, str]]:
    parts = _HEADING.split(docstring)
    texts = (textwrap.dedent(text.strip("\n")).strip() for text in parts[2::2])
    found = dict(zip(parts[1::2], texts, strict=True))
    if tuple(found) != HEADINGS:
        message = (
            f"The docstring of the family {family} has the headings {', '.join(found) or 'none'}; "
            f"it needs {', '.join(HEADINGS)}, each once and in this order."
        )
        raise InternalError(message)
    return " ".join(parts[0].split()), found
