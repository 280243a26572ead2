"""Dutch search that finds: stems, synonyms, and a typing error led to the word that was meant.

A bounded set of matches is ranked and only the page that is shown gets its headlines: ranking every match of a common
word would cost many times more (see tests/bench).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, TrigramSimilarity
from django.db import connection
from django.db.models import F, QuerySet

from apothekerskast.models import Item, SearchWord, Synonym

MAX_QUERY_LENGTH = 120
MAX_WORDS = 8
CANDIDATES = 400
LIKENESS = 0.35
_WORD = re.compile(r"[^\W_]{2,60}")


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search: the items in order of fit, and how each unknown word was read."""

    items: QuerySet[Item]
    read_as: dict[str, str] = field(default_factory=dict)


def words_of(text: str) -> list[str]:
    """Return the words of a query in lower case, at most eight, each once."""
    return list(dict.fromkeys(_WORD.findall(text[:MAX_QUERY_LENGTH].lower())))[:MAX_WORDS]


def find(items: QuerySet[Item], text: str) -> Found:
    """Return the items that fit all words of the text, best first; no words give no items."""
    words = words_of(text)
    if not words:
        return Found(items.none())
    read_as = _corrections(words)
    query = _query([read_as.get(word, word) for word in words])
    candidates = list(items.filter(search=query).order_by("-pk").values_list("pk", flat=True)[:CANDIDATES])
    ranked = items.filter(pk__in=candidates).annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "-pk")
    return Found(ranked, read_as)


def with_headlines(items: QuerySet[Item], text: str) -> QuerySet[Item]:
    """Add `headline`: the piece of the explanation in which the words occur, marked with `**`."""
    found = words_of(text)
    query = _query(found) if found else SearchQuery("", config="dutch")
    return items.annotate(
        headline=SearchHeadline(
            "body", query, config="dutch", start_sel="**", stop_sel="**", max_words=24, min_words=10, max_fragments=1
        )
    )


def learn_words(item: Item) -> None:
    """Keep the words of this item, so that typing errors can be led to them."""
    text = " ".join([item.title, item.summary, item.audience, item.outcome, item.body])
    words = {word for word in _WORD.findall(text.lower()) if len(word) > 3 and not word.isdigit()}
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in sorted(words)], ignore_conflicts=True)


def _query(words: list[str]) -> SearchQuery:
    synonyms = _synonyms(words)
    query: SearchQuery | None = None
    for word in words:
        part = SearchQuery(word, config="dutch")
        for other in synonyms.get(word, ()):
            part = part | SearchQuery(other, config="dutch", search_type="phrase")
        query = part if query is None else query & part
    assert query is not None
    return query


def _synonyms(words: list[str]) -> dict[str, set[str]]:
    """Return the words that mean the same, in both directions and over one step in between."""
    pairs = [(pair.word.lower(), pair.other.lower()) for pair in Synonym.objects.all()]
    groups: dict[str, set[str]] = {}
    for left, right in pairs:
        group = groups.get(left, {left}) | groups.get(right, {right})
        for member in group:
            groups[member] = group
    return {word: groups[word] - {word} for word in words if word in groups}


def _corrections(words: list[str]) -> dict[str, str]:
    """Lead each word that occurs nowhere to the word most like it."""
    unknown = [word for word in words if len(word) > 3 and not _occurs(word)]
    corrections = {}
    for word in unknown:
        likest = (
            SearchWord.objects.filter(word__trigram_similar=word)
            .annotate(likeness=TrigramSimilarity("word", word))
            .filter(likeness__gte=LIKENESS)
            .order_by("-likeness", "word")
            .first()
        )
        if likest is not None:
            corrections[word] = likest.word
    return corrections


def _occurs(word: str) -> bool:
    """Tell whether the stem of this word, or of a synonym, occurs on the shelf."""
    if _synonyms([word]):
        return True
    with connection.cursor() as cursor:
        cursor.execute("select numnode(plainto_tsquery('dutch', %s)) = 0", [word])
        if cursor.fetchone()[0]:  # a stop word: nothing to look for, nothing to correct
            return True
    return Item.objects.published().filter(search=SearchQuery(word, config="dutch")).exists()
