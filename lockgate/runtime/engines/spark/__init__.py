"""Spark in the child process: a session, a store of table versions, publishing by moving a pointer."""
