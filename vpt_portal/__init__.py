"""Wiring of the portal: settings, addresses, the task queue and the home page of each role."""
