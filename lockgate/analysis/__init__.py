"""Facts about programs: pure functions of nodes that do not change; nothing here does."""
