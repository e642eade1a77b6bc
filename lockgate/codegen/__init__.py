"""From IR to files: one target a module or folder, none of which imports the engine it writes for."""
