"""Tests: meetings."""
