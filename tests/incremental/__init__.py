"""Incremental models and snapshots over generated histories of their sources."""
