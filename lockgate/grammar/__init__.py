"""Text to syntax and back: the grammar, the lexer, the parser with recovery, the formatter."""
