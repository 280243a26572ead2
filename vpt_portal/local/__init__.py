"""The portal on one machine: an embedded database and broker, the demonstration, and what the tests need.

Needs no Django: it starts before the portal does, and it is never part of production.
"""
