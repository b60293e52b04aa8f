"""What searches found, as the API tells it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from backend.api.rounding import rounded
from backend.api.schemas import (
    CategoryResults,
    CompatibleResults,
    ExplanationView,
    FacetPrice,
    FacetsView,
    FacetValue,
    OtherwiseView,
    PhotoView,
    ReasonView,
    Result,
    Results,
    SeenAttributes,
    SeenValue,
    view,
)
from backend.catalogue.attributes import Prediction
from backend.search.answering import Answer
from backend.search.arranging import Ranked
from backend.search.explain import Explanation
from backend.search.facets import Facets
from backend.search.photo import SeenPhoto
from backend.search.preference import Preference


def results(answer: Answer, release: str) -> Results:
    told = Results(
        query_id="",
        release=release,
        mode=answer.ranking.mode,
        results=_listed(answer),
        relaxed=_relaxed(answer),
        next=answer.ranking.next,
        facets=None if answer.facets is None else _facets(answer.facets),
    )
    return msgspec.structs.replace(told, query_id=_named(told))


def compatible_results(
    answers: Mapping[str, Answer], release: str, category: str | None
) -> CompatibleResults:
    lists = [
        CategoryResults(
            category=each,
            mode=answer.ranking.mode,
            results=_listed(answer),
            relaxed=_relaxed(answer),
            next=answer.ranking.next,
            facets=None if answer.facets is None else _facets(answer.facets),
        )
        for each, answer in answers.items()
    ]
    told = CompatibleResults(query_id="", release=release, category=category, lists=lists)
    return msgspec.structs.replace(told, query_id=_named(told))


def photo_view(photo: SeenPhoto) -> PhotoView:
    seen = photo.seen
    return PhotoView(
        photo.id,
        photo.expires_at,
        SeenAttributes(
            category=None if seen.category is None else _value(seen.category),
            colors=tuple(map(_value, seen.colors)),
            materials=tuple(map(_value, seen.materials)),
            style=None if seen.style is None else _value(seen.style),
        ),
    )


def _named(told: Results | CompatibleResults) -> str:
    """The same for the same answer, so that who has it need not be sent it again. How it was found
    is left aside: an estimate that has moved changes no result, and events name these results."""
    if isinstance(told, Results):
        told = msgspec.structs.replace(told, mode="exact")
    else:
        lists = [msgspec.structs.replace(each, mode="exact") for each in told.lists]
        told = msgspec.structs.replace(told, lists=lists)
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:32]


def _listed(answer: Answer) -> list[Result]:
    explained: Sequence[Explanation | None] = answer.explanations or [None] * len(
        answer.ranking.results
    )
    return [
        _result(ranked, preferred, explanation)
        for ranked, preferred, explanation in zip(
            answer.ranking.results, answer.preferred, explained, strict=True
        )
    ]


def _result(
    ranked: Ranked, preferred: Sequence[Preference], explanation: Explanation | None
) -> Result:
    match = ranked.match
    return Result(
        listing=view(match.stored),
        score=rounded(match.score),
        similarity=rounded(match.similarity),
        lifted=rounded(ranked.lifted) or None,
        pinned=ranked.pinned,
        variants=ranked.variants,
        missed=ranked.missed,
        preferred=tuple(each.text for each in preferred),
        explanation=None if explanation is None else _explanation(explanation),
    )


def _relaxed(answer: Answer) -> tuple[str, ...]:
    return tuple(step.text for step in answer.ranking.relaxed)


def _explanation(explanation: Explanation) -> ExplanationView:
    otherwise = explanation.otherwise
    return ExplanationView(
        [
            ReasonView(reason.component, rounded(reason.amount), reason.text)
            for reason in explanation.reasons
        ],
        explanation.parts,
        None
        if otherwise is None
        else OtherwiseView(otherwise.attribute, otherwise.value, otherwise.then, otherwise.text),
    )


def _facets(facets: Facets) -> FacetsView:
    return FacetsView(
        values={
            name: [FacetValue(each.value, each.count, each.chosen) for each in counts]
            for name, counts in facets.values.items()
        },
        prices=[
            FacetPrice(
                _price(each.range.low_cents), _price(each.range.high_cents), each.count, each.chosen
            )
            for each in facets.prices
        ],
        in_stock=facets.in_stock,
        sold_out=facets.sold_out,
    )


def _price(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _value(prediction: Prediction) -> SeenValue:
    return SeenValue(prediction.value, prediction.confidence)
