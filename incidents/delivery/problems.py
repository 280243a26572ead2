"""What is wrong with a cell, a row or a file, in words that help to repair it."""

from __future__ import annotations

from dataclasses import dataclass


class Wrong(Exception):
    """A cell cannot be read: what is wrong, and what to do about it."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.sentence, self.remedy = sentence, remedy


class FileRefused(Exception):
    """A file cannot be read at all. Its text is one Dutch sentence with the remedy in it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one field: its code and Dutch name, what is wrong, what to do, and the value."""

    field: str
    label: str
    sentence: str
    remedy: str
    value: str = ""
    is_unknown_word: bool = False


def shown(value: object) -> str:
    """Return a value as it is shown with a problem: short, on one line."""
    text = " ".join(str(value).split()) if value is not None else ""
    return text if len(text) <= 60 else text[:59] + "…"
