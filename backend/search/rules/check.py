"""Whether a rule can mean anything: what its types cannot say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Final

from backend.errors import InvalidInput, MalformedRequest, sentence
from backend.listing import tag_of, tag_problem
from backend.search.filter_fields import LONGEST_TAG, MAX_VALUES, FilterFields, to_criteria
from backend.search.rules.rule import Boost, Bury, Exclude, PinListing, RuleFields, SameAsViewed
from backend.taxonomy import Attribute
from backend.webhooks.payload import check_value

_ATTRIBUTES: Final[tuple[Attribute, ...]] = ("category", "color", "material", "style")
_ALL: Final = FilterFields()


def check_rule(fields: RuleFields, *, prefix: str = "") -> None:
    """Raises `MalformedRequest` naming each value that cannot be, and near ones; `InvalidInput`
    naming each field that contradicts another. Names stand behind `prefix` and a dot, if any."""
    to_criteria(fields.results, prefix=_named("results", prefix))
    _refuse(MalformedRequest, _unknown(fields), prefix)
    _refuse(InvalidInput, _contradictions(fields), prefix)


def _refuse(kind: type[InvalidInput], wrong: dict[str, str], prefix: str) -> None:
    if wrong:
        named = {_named(field, prefix): reason for field, reason in wrong.items()}
        detail = "; ".join(f"{field} {reason}" for field, reason in named.items())
        raise kind(sentence(f"The rule is not valid: {detail}"), named)


def _named(field: str, prefix: str) -> str:
    return f"{prefix}.{field}" if prefix else field


def _unknown(fields: RuleFields) -> dict[str, str]:
    wrong: dict[str, str] = {}

    def check(name: str, values: Sequence[str], problem: Callable[[str], str | None]) -> None:
        if len(values) > MAX_VALUES:
            wrong[f"viewed.{name}"] = f"has more than {MAX_VALUES} values"
        elif found := next(filter(None, map(problem, values)), None):
            wrong[f"viewed.{name}"] = found

    for attribute in _ATTRIBUTES:
        values: tuple[str, ...] = getattr(fields.viewed, attribute)
        check(attribute, values, partial(check_value, attribute))
    check("tag", fields.viewed.tag, _tag_problem)
    return wrong


def _tag_problem(text: str) -> str | None:
    # Before it is looked at: what is written in fewer characters may take long to compose.
    if len(text) > LONGEST_TAG:
        return "has a tag that is too long"
    reason = tag_problem(tag_of(text))
    return reason and f"has a tag that {reason}"


def _contradictions(fields: RuleFields) -> dict[str, str]:
    wrong = {}
    some = fields.results != _ALL
    if not fields.name.strip() or "\x00" in fields.name:  # PostgreSQL cannot store the latter
        wrong["name"] = "must be words"
    match fields.does:
        case Boost() | Bury() if not some:
            wrong["results"] = "must name what is lifted or lowered: for all it makes no difference"
        case Exclude(listings=()) if not some:
            wrong["results"] = "must name what is left out, or does.listings must"
        case Exclude(listings=listings) if listings and some:
            wrong["results"] = "must be empty where does.listings names what is left out"
        case PinListing() if some:
            wrong["results"] = "must be empty: does.listing names the one that is pinned"
        case SameAsViewed(attribute="category") if fields.question == "compatible":
            wrong["does.attribute"] = "cannot be category: what goes with a piece is of another"
    starts, ends = fields.starts_at, fields.ends_at
    if starts is not None and ends is not None and starts >= ends:
        wrong["ends_at"] = "must be after starts_at"
    return wrong


def check_named_listings(fields: RuleFields, known: Collection[str], *, prefix: str = "") -> None:
    """Raises `MalformedRequest` for a rule that does nothing because listings that it names are not
    among those known. Of several, one that is known is enough."""
    wrong = {}
    for field, named in named_listings(fields).items():
        if named and not any(each in known for each in named):
            some = named[0] if len(named) == 1 else f"{named[0]} and the others"
            wrong[field] = f"names {some}, which the catalogue does not have"
    _refuse(MalformedRequest, wrong, prefix)


def named_listings(fields: RuleFields) -> dict[str, tuple[str, ...]]:
    """The ids that it names, by field."""
    found = {"viewed.listing": fields.viewed.listing}
    match fields.does:
        case PinListing(listing=listing):
            found["does.listing"] = (listing,)
        case Exclude(listings=listings):
            found["does.listings"] = listings
    return found
