"""Differential fuzzing: generated pipelines over generated tables, on engines and on the reference interpreter."""
