"""Whether the sums over organisations that a reader gets can be subtracted until one organisation is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from incidents.figures.disclosure import REGION, Cell, Key, Rule, Sum, feasible_ranges

Group = frozenset[int]


@dataclass(frozen=True, slots=True)
class PublishedSum:
    """A number that readers of the region have, as the sum over a group of organisations in one window."""

    round_code: str
    measure: str
    group: Group
    value: int


def cell_of(group: Collection[int], counts: Mapping[int, int]) -> Cell:
    """Return the cell of a group: its sum, its organisations and its largest."""
    numbers = [counts.get(pk, 0) for pk in group]
    return Cell(sum(numbers), len(numbers), max(numbers, default=0))


def gives_away(new: Group, others: Iterable[Group], counts: Mapping[int, int], rule: Rule = REGION) -> bool:
    """Tell whether the sum over `new`, beside those over `others`, lets a reader work out what the rule hides.

    The organisations fall apart in pieces that each group holds wholly or not at all. The reader knows the sums of
    the groups; a piece that the rule would not show must stay open over at least as wide a range as in a table.
    """
    known = [group for group in dict.fromkeys(others) if group and group != new]
    if any(not cell_of(group, counts).is_safe(rule) for group in [new, *_differences(new, known)]):
        return True
    kept = [new, *known]
    atoms: dict[Key, Group] = {("piece", str(number)): piece for number, piece in enumerate(_pieces(kept))}
    values: dict[Key, int] = {key: cell_of(piece, counts).value for key, piece in atoms.items()}
    sums = []
    for number, group in enumerate(kept):
        values["group", str(number)] = cell_of(group, counts).value
        sums.append(Sum(("group", str(number)), tuple(key for key, piece in atoms.items() if piece <= group)))
    risky = {key for key, piece in atoms.items() if not cell_of(piece, counts).is_safe(rule)}
    if not risky:
        return False
    ranges = feasible_ranges(values, sums, set(atoms))
    return any(ranges[key][1] - ranges[key][0] < rule.threshold - 2 for key in risky)


def _differences(new: Group, others: list[Group]) -> list[Group]:
    """Return what is left of a group after taking away one that lies within it: anybody can subtract those."""
    return [other - new for other in others if new < other] + [new - other for other in others if other < new]


def _pieces(groups: list[Group]) -> list[Group]:
    by_signature: dict[tuple[bool, ...], set[int]] = defaultdict(set)
    for pk in sorted(frozenset().union(*groups)):
        by_signature[tuple(pk in group for group in groups)].add(pk)
    return [frozenset(piece) for piece in by_signature.values()]
