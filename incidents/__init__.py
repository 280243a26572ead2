"""Incidents of one employer: registration, the clock and the four duties."""
