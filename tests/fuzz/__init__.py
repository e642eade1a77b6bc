"""Hostile input: whatever comes in, out come diagnostics. `make fuzz` runs 200,000; `make test` a seeded few."""
