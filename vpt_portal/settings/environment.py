"""Reads the environment once and stops the start with one clear line when something is missing or wrong."""

from __future__ import annotations

from typing import Any

from environs import EnvValidationError, FileAwareEnv


class PortalEnv(FileAwareEnv):
    """An environment in which each setting may also come from a file: SECRET_KEY or SECRET_KEY_FILE."""

    def _get_value(self, env_key: str, default: Any) -> Any:
        try:
            return super()._get_value(env_key, default)
        except ValueError:
            raise SystemExit(f"Settings: {env_key}_FILE (must be a file that can be read)") from None


env = PortalEnv(eager=False, strip_whitespace=True)


def is_given(name: str) -> bool:
    """Tell whether a setting has a value, in the environment or in its file."""
    return bool(env._get_value(name, default=""))


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


def refuse(name: str, condition: object, remedy: str) -> None:
    """Stop with one line when a setting that can be read cannot be right.

    Raises:
        SystemExit: when `condition` is true.
    """
    if condition:
        raise SystemExit(f"Settings: {name} ({remedy})")
