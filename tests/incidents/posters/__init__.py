"""Posters and the short reports that come from them."""
