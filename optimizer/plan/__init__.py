"""What the solver chose, as plain frozen tables with no solver object in them."""

from optimizer.plan.plan import ContractState, Drawing, LedgerCell, Membership, Plan, StaffFlow

__all__ = ["ContractState", "Drawing", "LedgerCell", "Membership", "Plan", "StaffFlow"]
