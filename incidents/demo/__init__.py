"""The demonstration's incidents, all invented."""

from incidents.demo.loading import load

__all__ = ["load"]
