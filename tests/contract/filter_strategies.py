"""Filters and scalars with text that wants to break out of its literal."""

from __future__ import annotations

from hypothesis import strategies as st

from backend.index.filters import (
    AllOf,
    AnyOf,
    Between,
    ContainsAny,
    Filter,
    IsTrue,
    Not,
    OneOf,
)
from backend.index.port import Scalars

HOSTILE = (
    "",
    "a",
    "A",
    " a",
    '"',
    "'",
    "\\",
    '\\"',
    "\\n",
    "\\u0041",
    "a\\",
    "%",
    "_",
    "a%",
    "100%",
    "a_b",
    "axb",
    "|",
    "=",
    "=7C",
    "|a|",
    'x" or 1==1 or "',
    "' or 1==1 --",
    '"] or id != "',
    "in_stock == true",
    "null",
    "$meta",
    "{}",
    "[]",
    "line\nbreak",
    "return\r",
    "tab\t",
    "\x00",
    "nul\x00in",
    "\x07",
    "\b\f",
    "\x7f",
    "\u2028",
    "\u200b",
    "é",
    "e\u0301",
    "沙发",
    "\N{COUCH AND LAMP}\ufe0f",
    "\ufffd",
    "\U0010ffff",
)

texts = st.sampled_from(HOSTILE) | st.text(max_size=6)
"""Any text that Unicode has."""

sent_texts = texts | st.just("\ud800")
"""Any text that Python has."""

bounds = st.none() | st.integers(-10, 40) | st.sampled_from((-(2**70), 2**53, 2**62, 2**70))

CELLS = ("10.0.0", "10.-1.0", "1.0.0", "0.0.0", "12.3.-4")
NUMBERS = ("price_cents", "width_mm", "depth_mm", "height_mm")

_numbers = st.none() | st.integers(0, 30)

scalars = st.builds(
    Scalars,
    category=texts,
    style=texts,
    group=texts,
    colors=st.lists(texts, max_size=4).map(tuple),
    materials=st.lists(texts, max_size=4).map(tuple),
    tags=st.lists(texts, max_size=4).map(tuple),
    palette=st.lists(st.sampled_from(CELLS), max_size=4).map(tuple),
    price_cents=_numbers | st.just(2**53),
    width_mm=_numbers | st.just(100_000),
    depth_mm=_numbers,
    height_mm=_numbers,
    in_stock=st.booleans(),
)


def _values(most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(sent_texts, max_size=most).map(tuple)


_leaves: st.SearchStrategy[Filter] = st.one_of(
    st.builds(OneOf, st.sampled_from(("category", "style", "group")), _values(12)),
    st.builds(ContainsAny, st.sampled_from(("colors", "materials", "tags")), _values(8)),
    st.builds(
        ContainsAny,
        st.just("palette"),
        st.lists(st.sampled_from(CELLS) | sent_texts, max_size=4).map(tuple),
    ),
    st.builds(Between, st.sampled_from(NUMBERS), low=bounds, high=bounds),
    st.builds(IsTrue),
)

filters: st.SearchStrategy[Filter] = st.recursive(
    _leaves,
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(AllOf, st.lists(parts, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(parts, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
