"""Stress: what is left of a plan when things go wrong, by council (docs/risk.md, docs/conventions.md)."""
