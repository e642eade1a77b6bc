"""Regular expressions of RE2's syntax as PostgreSQL's."""
