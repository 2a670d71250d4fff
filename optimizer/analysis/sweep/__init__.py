"""Sweeps: one case solved at many points, every answer kept in a ledger, the tables made from it."""
