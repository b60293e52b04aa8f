"""What a merchant's text says: its words, and the pairs of words that stand beside each other.

"Sideboard in oak, with brass handles" says oak, and brass, and "brass handles". No grammar and no
language: what a phrase is worth is learned from the listings that have it.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CLAUSE: Final = re.compile(r"[^\w\s'\u2019-]+|[\r\n]+|\s[-\u2019']+\s")
"""What words do not stand beside each other across."""
LONGEST: Final = 20_000
"""Letters of a text that are read."""


def phrases_of(*texts: str) -> frozenset[str]:
    """Words and neighbouring pairs, joined by a space; without regard to case, compatible
    characters made one (NFKC). Numbers are no words."""
    found: set[str] = set()
    for text in texts:
        even = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
        for clause in _CLAUSE.split(even):
            words = _WORD.findall(clause)
            found.update(words)
            found.update(f"{one} {other}" for one, other in pairwise(words))
    return frozenset(found)
