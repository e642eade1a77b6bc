"""A pipeline on Spark: `sources` and `models`, one module a dataset, and what runs them."""
