"""Comparing two rounds."""
