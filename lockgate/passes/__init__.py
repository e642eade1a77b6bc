"""From syntax to IR, and from IR to better IR: one idea a file."""
