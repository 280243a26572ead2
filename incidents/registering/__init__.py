"""Registering: the questions and their order, the examples that help, and the form on a phone without signal."""
