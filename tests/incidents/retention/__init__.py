"""The end of keeping."""
