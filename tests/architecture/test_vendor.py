"""What is kept from others is what its lock says, and asks nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from scripts import verify_vendor

STATIC = Path(settings.BASE_DIR) / "static"
SHEETS = sorted(STATIC.rglob("*.css"))


def test_vendored_files_match_the_lock() -> None:
    """Nothing changed, nothing missing, nothing extra."""
    assert verify_vendor.faults() == []


def test_control_a_changed_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One byte more is seen."""
    name = "vendor/bootstrap/bootstrap.min.css"
    target = tmp_path / name
    target.parent.mkdir(parents=True)
    target.write_bytes((STATIC / name).read_bytes() + b" ")
    monkeypatch.setattr(verify_vendor, "STATIC", tmp_path)
    assert f"{name} differs from the lock" in verify_vendor.faults()


def test_cleaning_drops_maps_and_pictures_in_the_sheet() -> None:
    """The only change that is made on copying."""
    css = b'a{background:url("data:image/svg+xml,x")}\n/*# sourceMappingURL=a.css.map */'
    assert verify_vendor.clean("a.css", css) == b"a{background:none}\n"


@pytest.mark.parametrize("sheet", SHEETS, ids=[str(sheet.relative_to(STATIC)) for sheet in SHEETS])
def test_style_sheets_load_nothing_from_elsewhere(sheet: Path) -> None:
    """The content security policy would refuse it."""
    assert re.findall(r"url\(\s*[\"']?(?:https?:|//|data:)|@import\s+[\"']?http", sheet.read_text()) == []
