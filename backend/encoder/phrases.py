"""What a merchant's text says: its words, and the pairs of words that stand beside each other.

"Sideboard in oak, with brass handles" says oak, and brass, and "brass handles". No grammar and no
language: what a phrase is worth is learned from the listings that have it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import pairwise
from typing import Final

_TAG: Final = re.compile(r"<[^<>]*>")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CLAUSE: Final = re.compile(r"[^\w\s'\u2019-]+|[\r\n]+|\s[-\u2019']+\s")
"""What words do not stand beside each other across."""
_HYPHENS: Final = str.maketrans("\u2010\u2011", "--")
LONGEST: Final = 20_000
"""Letters of a text that are read."""
LONGEST_WORD: Final = 40


def phrases_of(*texts: str) -> frozenset[str]:
    """Words and neighbouring pairs, joined by a space; without regard to case and to marks upon
    letters that are characters of their own, compatible characters made one (NFKC). Mark-up,
    numbers and words of more than `LONGEST_WORD` letters are passed over."""
    found: set[str] = set()
    for text in texts:
        for clause in _CLAUSE.split(_even(text[:LONGEST])):
            words = [word for word in _WORD.findall(clause) if len(word) <= LONGEST_WORD]
            found.update(words)
            found.update(f"{one} {other}" for one, other in pairwise(words))
    return frozenset(found)


def _even(text: str) -> str:
    plain = html.unescape(_TAG.sub(" ", text))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    if folded.isascii():
        return folded
    # Marks would tear words apart, as would what is there to break lines or to join letters.
    kept = (each for each in folded if unicodedata.category(each) not in ("Mn", "Mc", "Me", "Cf"))
    return "".join(kept).translate(_HYPHENS)
