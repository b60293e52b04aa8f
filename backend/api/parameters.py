"""Parameters of searches: what steers them, and how their answers are cut."""

from __future__ import annotations

from typing import Annotated, Any, get_args

import msgspec
from litestar import Request
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from backend.api.dependencies import provide_services
from backend.api.searches import Search
from backend.catalogue.criteria import Criteria
from backend.errors import MalformedRequest
from backend.images.crop import Crop, parse_crop
from backend.listing import ID_PATTERN
from backend.search.answering import Extras
from backend.search.cursor import MOST_LETTERS
from backend.search.preference import MOST as MOST_PREFERENCES
from backend.search.preference import PREFERABLE, parse_preferences
from backend.search.ranking import Page
from backend.search.relaxation import WISHES, Wish

MAX_STEERING = 8
ALL = "all"

Id = Annotated[str, PathParameter(pattern=ID_PATTERN, description="The merchant's id.")]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="At most this many.")]
Also = Annotated[
    list[str] | None,
    QueryParameter(
        description=f"Listings that count as the first does, at most {MAX_STEERING}; repeat the "
        "parameter. What looks like several has no `score`."
    ),
]
Unlike = Annotated[
    list[str] | None,
    QueryParameter(
        description=f"Listings that the results should not be like, at most {MAX_STEERING}; repeat "
        "the parameter. There is no `score` then."
    ),
]
CropText = Annotated[
    str | None,
    QueryParameter(
        max_length=80,
        description="The part of the photo that is meant: `x0,y0,x1,y1` from its upper left "
        "corner, in fractions of its width and height.",
    ),
]


def provide_search(
    request: Request[Any, Any, Any],
    criteria: NamedDependency[Criteria],
    limit: Limit = 12,
    cursor: Annotated[
        str | None,
        QueryParameter(
            max_length=MOST_LETTERS,
            description="`next` of the page before; all else as it was asked there.",
        ),
    ] = None,
    min_score: Annotated[
        float | None, QueryParameter(ge=0, le=1, description="Only what scores at least this.")
    ] = None,
    grouped: Annotated[
        bool, QueryParameter(description="One result of each variant group.")
    ] = True,
    diversity: Annotated[
        float,
        QueryParameter(
            ge=0,
            le=1,
            description="How unlike one another results should be; 0: no matter.",
        ),
    ] = 0.0,
    keep: Annotated[
        list[str] | None,
        QueryParameter(
            description="Wishes that are not given up where too few listings fulfil them: "
            f"{', '.join(WISHES)}, or {ALL}. Repeat the parameter."
        ),
    ] = None,
    prefer: Annotated[
        list[str] | None,
        QueryParameter(
            description="What should come sooner, without leaving out anything else, such as "
            f"`color:walnut`: {', '.join(PREFERABLE)}, each with a value that a filter takes; at "
            f"most {MOST_PREFERENCES}. Repeat the parameter."
        ),
    ] = None,
    reasons: Annotated[bool, QueryParameter(description="Say why each result was found.")] = False,
    facets: Annotated[bool, QueryParameter(description="Count what could be chosen next.")] = False,
) -> Search:
    """Of what is in stock only, unless `in_stock` says otherwise. Raises `MalformedRequest` for a
    wish or preference that is none.

    All of it is one dependency: several that need not wait for one another get a task each."""
    if "in_stock" not in request.query_params:
        criteria = msgspec.structs.replace(criteria, in_stock=True)
    return Search(
        services=provide_services(request),
        criteria=criteria,
        page=Page(
            limit=limit,
            cursor=cursor,
            min_score=min_score,
            grouped=grouped,
            diversity=diversity,
            keep=_wishes(keep or []),
            prefer=parse_preferences(prefer or []),
        ),
        extras=Extras(reasons=reasons, facets=facets),
    )


def steering(name: str, ids: list[str] | None) -> tuple[str, ...]:
    """Raises `MalformedRequest` for more than may steer a query. Ids that no listing can have are
    found missing like any other."""
    if len(ids or ()) > MAX_STEERING:
        reason = f"has more than {MAX_STEERING} values"
        raise MalformedRequest(f"The query is not valid: {name} {reason}.", {name: reason})
    return tuple(ids or ())


def crop_of(text: str | None) -> Crop | None:
    """Raises `MalformedRequest` for what is no part of a picture."""
    return None if text is None else parse_crop(text)


def _wishes(names: list[str]) -> tuple[Wish, ...]:
    if ALL in names:
        return WISHES
    for name in names:
        if name not in WISHES:
            reason = f"holds {name!r}, which is none of {', '.join(get_args(Wish))} and {ALL}"
            raise MalformedRequest(f"The query is not valid: keep {reason}.", {"keep": reason})
    return tuple(wish for wish in WISHES if wish in names)
