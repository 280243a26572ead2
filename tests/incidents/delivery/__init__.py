"""Files from and for an organisation's own system."""
