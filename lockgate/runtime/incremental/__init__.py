"""Keeping stored tables up to date instead of building them whole: incremental models and snapshots."""
