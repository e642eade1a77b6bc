"""The typed intermediate representation: types, expressions, relations, programs, the function table."""
