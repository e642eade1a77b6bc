"""Passes that keep what every model gives and make it cheaper to compute."""
