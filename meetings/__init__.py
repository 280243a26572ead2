"""Meetings of all types: invitation, answer, presence, agreements."""
