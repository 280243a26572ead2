"""Shared kernel without a domain word."""
