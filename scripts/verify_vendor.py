"""Check the vendored front-end files against their lock, or make them again from an unpacked package.

    python scripts/verify_vendor.py                      every file is what the lock says
    python scripts/verify_vendor.py --update NAME DIR    copy the files of a package from DIR and write their sums

The one change that is made on copying is in `clean`: references to source maps go, and pictures inside the style sheet
(`data:` addresses), which the portal's content security policy refuses.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "static"
LOCK = STATIC / "vendor" / "lock.toml"


def clean(name: str, content: bytes) -> bytes:
    """Return the content as it is kept here."""
    if not name.endswith((".css", ".js")):
        return content
    text = re.sub(r"(/\*|//)# sourceMappingURL=.*?(\*/|$)", "", content.decode(), flags=re.MULTILINE)
    return re.sub(r'url\("data:[^"]*"\)', "none", text).encode()


def digest(content: bytes) -> str:
    """Return the sum in the form that package tools use."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def faults() -> list[str]:
    """Return a sentence for each file that is missing, changed or not in the lock."""
    locked: dict[str, str] = {}
    for package in tomllib.loads(LOCK.read_text())["package"]:
        locked |= {file["path"]: file["sha512"] for file in package["file"]}
    found = [f"{path} is missing" for path in locked if not (STATIC / path).is_file()]
    found += [
        f"{path} differs from the lock"
        for path, expected in locked.items()
        if (STATIC / path).is_file() and digest((STATIC / path).read_bytes()) != expected
    ]
    kept = [*(STATIC / "vendor").rglob("*"), *(STATIC / "fonts").rglob("*")]
    names = [str(path.relative_to(STATIC)) for path in kept if path.is_file() and path != LOCK]
    return found + [f"{name} is not in the lock" for name in names if name not in locked]


def update(name: str, source: Path) -> None:
    """Copy the files of one package from its unpacked folder and put their sums in the lock."""
    text = LOCK.read_text()
    package = next(package for package in tomllib.loads(text)["package"] if package["name"] == name)
    for file in package["file"]:
        content = clean(file["from"], (source / file["from"]).read_bytes())
        target = STATIC / file["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        text = text.replace(file["sha512"], digest(content))
    LOCK.write_text(text)


def main(arguments: list[str]) -> int:
    """Check, or update and check."""
    if arguments[:1] == ["--update"]:
        update(arguments[1], Path(arguments[2]))
    wrong = faults()
    sys.stdout.write("\n".join([*wrong, f"{len(wrong)} faults in the vendored files"]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
