"""The risk register: from drivers to outcomes, and what a plan is worth in them (docs/risk.md)."""
