"""The rules of the run, how close the plan is to each, and why they are there."""

from __future__ import annotations

from optimizer.case import LoadedSets
from optimizer.case.dictionary import policy_kinds
from optimizer.report.content.read_tables import RunTables
from optimizer.report.content.rules import PolicyRow
from optimizer.report.csv_text import harmless


def policies(sets: LoadedSets, tables: RunTables) -> tuple[PolicyRow, ...]:
    """Return every policy in force, in the order of policies.csv."""
    given = {(harmless(one.set), harmless(one.policy)): one for one in sets.policies}
    found = []
    for row in tables.policies:
        policy = given[row.set, row.policy]
        found.append(
            PolicyRow(
                policy=policy.policy,
                set=policy.set,
                kind=policy.kind,
                meaning=policy_kinds()[policy.kind].description,
                reason=policy.reason,
                owner=policy.owner,
                source=policy.source,
                negotiable=policy.negotiable,
                hard=row.hard,
                state=row.state,
                slack=row.slack,
                unit=row.unit,
                penalty_gbp=row.penalty_gbp,
            )
        )
    return tuple(found)
