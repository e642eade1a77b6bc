"""A small reference interpreter of the IR in plain Python: what LANGUAGE.md and SEMANTICS.md say, executable."""
