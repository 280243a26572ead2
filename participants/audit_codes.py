"""Loads the modules beside `services.py` that name events of the audit trail."""

from participants import services_tokens

__all__ = ["services_tokens"]
