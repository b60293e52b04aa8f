"""What to give up, and in which order, where fewer listings match than were asked for.

From what a shopper minds least to what they mind most. What something is, what must not be there,
stock and the design asked for are never given up, and neither are the merchant's tags.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Final, Literal, get_args

import msgspec
from msgspec import Struct

from backend.catalogue.criteria import Criteria
from backend.index.filters import matches
from backend.index.scalars import scalars_of
from backend.listing import Listing
from backend.search.attributes import spoken
from backend.search.near_values import near_colors, near_materials
from backend.search.query import filter_of

Wish = Literal["size", "color", "material", "style", "price"]
"""What a caller may forbid to give up."""

WISHES: Final[tuple[Wish, ...]] = get_args(Wish)
MOST_NAMED: Final = 4
"""Values that a sentence names."""

_FIELDS: Final[dict[Wish, tuple[str, ...]]] = {
    "size": (
        "min_width_mm", "max_width_mm", "min_depth_mm", "max_depth_mm",
        "min_height_mm", "max_height_mm",
    ),
    "color": ("color", "all_color"),
    "material": ("material", "all_material"),
    "style": ("style",),
    "price": ("min_price_cents", "max_price_cents"),
}  # fmt: skip
_NOTHING: Final = Criteria()


class Step(Struct, frozen=True):
    """`criteria` are all there are after this step and those before it; `text` says to a shopper
    what this step gives up."""

    wish: Wish
    criteria: Criteria
    text: str


def ladder(criteria: Criteria, forbidden: Collection[Wish] = ()) -> Iterator[Step]:
    """Ever looser criteria, until nothing is left that may be given up: what matches one of them
    matches all that follow. No step leaves the criteria as they are."""
    current = criteria
    for wish, loosen in _STEPS:
        if wish in forbidden:
            continue
        changed, text = loosen(current, criteria)
        loosened = msgspec.structs.replace(current, **changed)
        if loosened != current:
            current = loosened
            yield Step(wish, current, text)


def missed(criteria: Criteria, listing: Listing) -> tuple[Wish, ...]:
    """The wishes that the listing, completed, does not fulfil: how a result of looser criteria is
    marked. Empty for one that matches."""
    scalars = scalars_of(listing)
    found = []
    for wish in WISHES:
        own = {field: getattr(criteria, field) for field in _FIELDS[wish]}
        where = filter_of(msgspec.structs.replace(_NOTHING, **own))
        if where is not None and not matches(where, scalars):
            found.append(wish)
    return tuple(found)


Changes = tuple[dict[str, Any], str]
"""Fields with their new values, and the sentence."""


def _nearly_the_size(_current: Criteria, asked: Criteria) -> Changes:
    return _widened(asked, _FIELDS["size"], 10), "Up to a tenth beyond the sizes asked for."


def _any_size(_current: Criteria, _asked: Criteria) -> Changes:
    return dict.fromkeys(_FIELDS["size"]), "In other sizes too."


def _one_color(current: Criteria, _asked: Criteria) -> Changes:
    return _one_of(current.color, current.all_color, "color")


def _one_material(current: Criteria, _asked: Criteria) -> Changes:
    return _one_of(current.material, current.all_material, "material")


def _one_of(wanted: Sequence[str], demanded: Sequence[str], field: str) -> Changes:
    """One of the values that had all to be there; where any of others had to be there as well,
    those are enough."""
    if not demanded or (len(demanded) == 1 and not wanted):
        return {}, ""
    enough = tuple(wanted or demanded)
    return {field: enough, f"all_{field}": ()}, f"With {_listed(enough, 'or')} alone."


def _near_colors(current: Criteria, _asked: Criteria) -> Changes:
    return _or_near(current.color or current.all_color, near_colors, "color", "In {} too.")


def _near_materials(current: Criteria, _asked: Criteria) -> Changes:
    wanted = current.material or current.all_material
    return _or_near(wanted, near_materials, "material", "Made of {} too.")


def _or_near(
    wanted: Sequence[str], near: Callable[[str], tuple[str, ...]], field: str, text: str
) -> Changes:
    found = dict.fromkeys(other for value in wanted for other in near(value))
    added = tuple(other for other in found if other not in wanted)
    if not added:
        return {}, ""
    return {field: (*wanted, *added), f"all_{field}": ()}, text.format(_listed(added, "and"))


def _any_style(_current: Criteria, _asked: Criteria) -> Changes:
    return {"style": ()}, "In other styles too."


def _a_tenth(_current: Criteria, asked: Criteria) -> Changes:
    return _widened(asked, _FIELDS["price"], 10), "Up to a tenth beyond the prices asked for."


def _a_quarter(_current: Criteria, asked: Criteria) -> Changes:
    return _widened(asked, _FIELDS["price"], 4), "Up to a quarter beyond the prices asked for."


def _widened(asked: Criteria, bounds: Sequence[str], part: int) -> dict[str, Any]:
    """The bounds that were asked for, each moved outwards by one `part`-th of itself."""
    asked_for = {field: getattr(asked, field) for field in bounds}
    return {
        field: bound + bound // part * (-1 if field.startswith("min_") else 1)
        for field, bound in asked_for.items()
        if bound is not None
    }


def _any_material(_current: Criteria, _asked: Criteria) -> Changes:
    return {"material": (), "all_material": ()}, "In any material."


def _any_color(_current: Criteria, _asked: Criteria) -> Changes:
    return {"color": (), "all_color": ()}, "In any colour."


_STEPS: Final[tuple[tuple[Wish, Callable[[Criteria, Criteria], Changes]], ...]] = (
    ("size", _nearly_the_size),
    ("size", _any_size),
    ("color", _one_color),
    ("color", _near_colors),
    ("material", _one_material),
    ("material", _near_materials),
    ("style", _any_style),
    ("price", _a_tenth),
    ("price", _a_quarter),
    ("material", _any_material),
    ("color", _any_color),
)
"""Each is given the criteria as they are by now, and as they were asked for."""


def _listed(values: Sequence[str], last: str) -> str:
    names = [spoken(value) for value in values]
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], "others"]
    return f" {last} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
