"""Pages of meetings, by the moment at which they are used."""
