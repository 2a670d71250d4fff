"""Why this plan: every alternative to its choices, forced, solved again and priced."""
