"""The nine measures, annex 1 as a living matrix, and the state of each organisation."""
