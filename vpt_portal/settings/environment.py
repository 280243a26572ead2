"""Reads the environment once and stops the start with one clear line when something is missing or wrong."""

from __future__ import annotations

from environs import Env, EnvValidationError

env = Env(eager=False)


def seal() -> None:
    """Stop with one line that names every missing or wrong setting.

    Raises:
        SystemExit: with the line as its message, so that no traceback hides it.
    """
    try:
        env.seal()
    except EnvValidationError as error:
        parts = [f"{name} ({', '.join(map(str, messages))})" for name, messages in sorted(error.error_messages.items())]
        raise SystemExit(f"Settings: {'; '.join(parts)}") from None


def refuse(name: str, condition: bool, remedy: str) -> None:
    """Stop with one line when a setting that can be read cannot be right.

    Raises:
        SystemExit: when `condition` is true.
    """
    if condition:
        raise SystemExit(f"Settings: {name} ({remedy})")
