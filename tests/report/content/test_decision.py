"""The decision in one sentence, and what must be read with it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.case.dictionary import NET_SAVING, objectives
from optimizer.report.content import content_of, content_of_run
from optimizer.report.content.cautions import AIMS
from optimizer.report.content.decision import decision_sentence
from optimizer.report.content.headline import service_name
from optimizer.report.words import Decision
from tests.analysis.runs import kept_run
from tests.formulations.tiny import tiny


def pool(service: str, since: str, until: str = "2030/31", host: str = "Host") -> Decision:
    return Decision(service, since, until, f"{service}.{since}", host, "lead", "full", ("A", "B"))


def alone(service: str, since: str = "", until: str = "2030/31") -> Decision:
    return Decision(service, since, until, "", "", "", "", ())


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ([pool("hr", "2026/27")], "From 2026/27 share HR, hosted by Host."),
        (
            [pool("hr", "2027/28"), pool("legal", "2026/27", host="Other")],
            "From 2026/27 share legal; from 2027/28 share HR.",
        ),
        (
            [pool(f"s{number}", f"20{26 + number}/{27 + number}") for number in range(4)],
            "Between 2026/27 and 2029/30 share s0, s1, s2 and s3.",
        ),
        ([pool("hr", "as today")], "Go on sharing HR as today."),
        (
            [pool("hr", "as today", "2027/28"), pool("hr", "2028/29", host="Other")],
            "From 2028/29 change how HR is shared.",
        ),
        ([pool("hr", "as today", "2027/28"), alone("hr", "2028/29")], "Stop sharing HR (after 2027/28)."),
        (
            [pool("hr", "2026/27", "2027/28"), alone("hr", "2028/29")],
            "From 2026/27 share HR (until 2027/28), hosted by Host.",
        ),
        ([alone("council_tax"), alone("it")], "Keep council tax and IT in each council."),
    ],
)
def test_sentence_says_what_begins_changes_goes_on_and_ends(found: list[Decision], sentence: str) -> None:
    names = {one.service: service_name(one.service) for one in found}
    assert decision_sentence(tuple(found), names) == sentence


AIM = (
    '[[objective]]\nmeasure = "worst_off_council"\ntolerance = 1000\nreason = "Fair."\n'
    '[policy.rather_not]\nkind = "pool_forbidden"\nservice = "S"\nreason = "Rather not."\n'
    'negotiable = "preference"\nprice_gbp_per_unit = 10\n'
)


def test_aims_and_missed_preferences_are_told(tmp_path: Path) -> None:
    kept = kept_run(tmp_path / "run", tiny(), AIM)
    head = content_of_run(kept).headline
    [aim] = head.aims
    # Of 38,000 a key of 6:4 leaves B 15,200, and A 22,800; the least is the best that it can be.
    assert aim == (
        "Before the net saving came the council that gains least: the best is £15.2k, of which up to "
        "£1.0k may be given up."
    )
    assert set(AIMS) == set(objectives()) - {NET_SAVING}
    assert "The preference rather not (set s) is not kept in full." in head.warnings


def test_what_is_doubtful_is_told_first(tmp_path: Path) -> None:
    kept = kept_run(tmp_path / "run", tiny())
    changes = {"status,optimal": "status,time_limit", "answer,first": "answer,second try"}
    summary = kept.texts["summary.csv"]
    for old, new in changes.items():
        assert old in summary
        summary = summary.replace(old, new)
    lines = [
        {"chance_of_loss": "chance_of_loss,0.999600,share of outcomes"}.get(line.split(",")[0], line)
        for line in summary.splitlines()
    ]
    texts = {**kept.texts, "summary.csv": "\n".join(lines) + "\n"}
    found = content_of(kept.loaded, kept.sets, kept.manifest, texts).headline
    assert [warning.split(",")[0].split(":")[0] for warning in found.warnings[:2]] == [
        "The search was stopped before its proof",
        "A second solver had refuted the first answer; this is the answer to the second try.",
    ]
    assert "loses money in more than 99 of 100 possible outcomes" in found.warnings[2]
    assert found.proof.startswith("Not proved: the time limit was reached. A plan that saves up to £")
    assert found.gap_gbp is not None
    assert found.gap_gbp >= Decimal(0)
