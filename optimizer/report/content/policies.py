"""The rules of the run, how close the plan is to each, and why they are there."""

from __future__ import annotations

from optimizer.case import LoadedSets
from optimizer.case.case import Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.report.content.read_tables import PolicyStateRow, RunTables
from optimizer.report.content.rules import PolicyRow
from optimizer.report.csv_text import harmless


def policies(sets: LoadedSets, tables: RunTables) -> tuple[PolicyRow, ...]:
    """Return every policy in force, in the order of policies.csv."""
    given = {(harmless(one.set), harmless(one.policy)): one for one in sets.policies}
    found = []
    for row in tables.policies:
        policy = given.get((row.set, row.policy)) or _of_an_objective(row)
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


def _of_an_objective(row: PolicyStateRow) -> Policy:
    """Return the policy that kept what an earlier objective had reached; no set names it."""
    reason = "Keeps what came before the net saving as good as it was."
    return Policy(row.policy, row.set, row.kind, reason, "", {}, negotiable="hard")
