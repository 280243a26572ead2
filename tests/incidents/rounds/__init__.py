"""Measurement rounds, their comparison and the poll."""
