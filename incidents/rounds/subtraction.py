"""Whether the sums over organisations that a reader gets can be subtracted until one organisation is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.figures.disclosure import REGION, Cell, Key, Rule, Sum, feasible_ranges

Atom = tuple[int, str]
"""One organisation in one part of the time; where time is not cut, a plain organisation does."""
Atoms = frozenset[Atom]
Element = int | Atom
Group = frozenset[int]
Elements = Collection[Element] | Collection[int] | Collection[Atom]
Counts = Mapping[Any, int]


@dataclass(frozen=True, slots=True)
class PublishedSum:
    """A number that readers of the region have, as the sum over a group of organisations in one window."""

    round_code: str
    measure: str
    group: Group
    value: int


def _organisation_of(element: Element) -> int:
    return element if isinstance(element, int) else element[0]


def cell_of(group: Elements, counts: Counts) -> Cell:
    """Return the cell of a group: its sum, its organisations and its largest."""
    numbers: dict[int, int] = defaultdict(int)
    for element in group:
        numbers[_organisation_of(element)] += counts.get(element, 0)
    return Cell(sum(numbers.values()), len(numbers), max(numbers.values(), default=0))


def gives_away(new: Elements, others: Iterable[Elements], counts: Counts, rule: Rule = REGION) -> bool:
    """Tell whether the sum over `new`, beside those over `others`, lets a reader work out what the rule hides.

    The organisations fall apart in pieces that each group holds wholly or not at all. The reader knows the sums of
    the groups; a piece that the rule would not show must stay open over at least as wide a range as in a table. What
    the others already told by themselves is not held against the new one.
    """
    added = frozenset(new)
    known = [group for group in dict.fromkeys(map(frozenset, others)) if group and group != added]
    if any(not cell_of(group, counts).is_safe(rule) for group in [added, *_differences(added, known)]):
        return True
    pieces = _pieces([added, *known])
    risky = {key for key, piece in pieces.wholes.items() if not cell_of(piece, counts).is_safe(rule)}
    after = _widths(pieces, [added, *known], counts, risky)
    narrow = {key for key, width in after.items() if width < rule.threshold - 2}
    if not narrow:
        return False
    before = _widths(pieces, known, counts, narrow)
    return any(after[key] < before[key] for key in narrow)


def _differences(new: frozenset[Element], others: list[frozenset[Element]]) -> list[frozenset[Element]]:
    """Return what is left of a group after taking away one that lies within it: anybody can subtract those."""
    return [other - new for other in others if new < other] + [new - other for other in others if other < new]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The smallest pieces, and the wholes made of them that a reader may be after."""

    smallest: dict[Key, frozenset[Element]]
    wholes: dict[Key, frozenset[Element]]


def _pieces(groups: Sequence[frozenset[Element]]) -> _Pieces:
    """Cut the organisations in pieces that no group divides.

    A reader may be after what lies in the same groups, and after the same organisations over all parts of the time.
    """
    everything = sorted(frozenset().union(*groups), key=str)
    signature = {element: tuple(element in group for group in groups) for element in everything}
    of_organisation: dict[int, list[object]] = defaultdict(list)
    for element in everything:
        part = "" if isinstance(element, int) else element[1]
        of_organisation[_organisation_of(element)].append((part, signature[element]))
    kind = {pk: str(marks) for pk, marks in of_organisation.items()}
    smallest, alike, whole = (defaultdict[str, set[Element]](set) for _ in range(3))
    for element in everything:
        who, where = kind[_organisation_of(element)], str(signature[element])
        smallest[f"{who} {where}"].add(element)
        alike[where].add(element)
        whole[who].add(element)
    cut = dict.fromkeys(frozenset(piece) for piece in smallest.values())
    wanted = dict.fromkeys(frozenset(piece) for piece in (*alike.values(), *whole.values()))
    return _Pieces(
        {("piece", str(number)): piece for number, piece in enumerate(cut)},
        {("whole", str(number)): piece for number, piece in enumerate(wanted)},
    )


def _widths(
    pieces: _Pieces, groups: Sequence[frozenset[Element]], counts: Counts, wanted: Collection[Key]
) -> dict[Key, float]:
    """Return over how wide a range a reader of these groups can place each of the wanted wholes."""
    values: dict[Key, int] = {key: cell_of(piece, counts).value for key, piece in pieces.smallest.items()}
    sums = []
    shown: dict[Key, frozenset[Element]] = {("group", str(number)): group for number, group in enumerate(groups)}
    for key, group in (shown | {key: pieces.wholes[key] for key in wanted}).items():
        values[key] = cell_of(group, counts).value
        sums.append(Sum(key, tuple(name for name, piece in pieces.smallest.items() if piece <= group)))
    hidden = pieces.smallest.keys() | set(wanted)
    ranges = feasible_ranges(values, sums, hidden, lowest=0, wanted=wanted)
    return {key: ranges[key][1] - ranges[key][0] for key in wanted}
