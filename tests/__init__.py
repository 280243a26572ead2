"""The tests: one tree for all apps."""
