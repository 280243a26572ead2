"""Own static files as `data:` addresses, for documents that may not fetch anything."""

from __future__ import annotations

import base64
import mimetypes
from pathlib import Path

from django.contrib.staticfiles import finders


def data_uri(path: str) -> str:
    """Return one of our own static files as a `data:` address; empty when there is no such file."""
    found = finders.find(path)
    if not found:
        return ""
    mimetype = mimetypes.guess_type(path)[0] or "application/octet-stream"
    content = base64.b64encode(Path(found).read_bytes()).decode("ascii")
    return f"data:{mimetype};base64,{content}"
