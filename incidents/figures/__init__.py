"""Figures: what an organisation sees of itself, what may be shown of the region, and the statistics of both."""
