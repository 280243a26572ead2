"""Measurement rounds: who is ready, the count of one organisation, the freeze, and the comparison of two rounds."""
