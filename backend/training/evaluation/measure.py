"""Every figure of a release, from rows of vectors and what is so of the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.encoder.calibration import Calibration
from backend.encoder.manifest import AttributeOutput, attribute_output
from backend.encoder.neighbours import BESIDE, NEIGHBOURS, beside_neighbours
from backend.encoder.release import Release
from backend.training.evaluation.attributes import (
    Answers,
    ClassRow,
    Marks,
    class_table,
    likeliest,
    several_figures,
    single_figures,
)
from backend.training.evaluation.calibration import Reliability, reliability
from backend.training.evaluation.compatibility import (
    DEPTH,
    Answered,
    Ceiling,
    PairRow,
    answered,
    compatibility_figures,
    pair_table,
)
from backend.training.evaluation.figures import Comparison
from backend.training.evaluation.judged import SEVERITIES, Subjects
from backend.training.evaluation.judges import STATED, controls, release_judge
from backend.training.evaluation.outside import outside_figures
from backend.training.evaluation.popularity import Spread, cold_share, recommend, spread
from backend.training.evaluation.questions import Questions
from backend.training.evaluation.retrieval import Search, Vectors, nearest, search_figures
from backend.training.evaluation.views import RetrievalSet
from backend.training.projection import unit

VISUAL: Final = "visual"
STYLE: Final = "style"
ENOUGH: Final = 100
"""Comparisons that a pair of categories needs for a calibration error of its own."""


@dataclass(frozen=True)
class Rows:
    """Rows of vectors, by output's name, of `Subjects.pictures`; `controls` find pictures without
    the release."""

    release: Mapping[str, Vectors]
    controls: Mapping[str, Vectors]
    mean_colors: npt.NDArray[np.float32]


@dataclass
class Found:
    """Grows as more is measured; see `Evaluation`."""

    figures: dict[str, Comparison]
    classes: dict[str, tuple[ClassRow, ...]]
    reliability: dict[str, Reliability]
    pairs: tuple[PairRow, ...] = ()
    spread: Spread | None = None

    def add(self, prefix: str, figures: Mapping[str, Comparison]) -> None:
        for name, comparison in figures.items():
            self.figures[f"{prefix}.{name}" if name else prefix] = comparison

    def judge(self, name: str, confidences: npt.ArrayLike, right: npt.ArrayLike) -> None:
        measured = reliability(confidences, right)
        if measured is not None:
            self.reliability[name] = measured


def parts_of(release: Release, rows: Mapping[str, Vectors]) -> dict[str, Vectors]:
    """The stretches of the visual vector by their names, unit rows each, to be searched alone."""
    return {
        name: unit(rows[VISUAL][:, first:end])
        for name, (first, end) in release.manifest.outputs[VISUAL].parts.items()
    }


def measure_attributes(found: Found, release: Release, subjects: Subjects, rows: Rows) -> None:
    """On the first pictures of the split's listings, and on its photos."""
    photos = len(subjects.pictures) - len(subjects.photos)
    places = {
        "studio": (subjects.asked, subjects.asked),
        "phone": (
            photos + np.arange(len(subjects.photos)),
            np.array([photo.listing for photo in subjects.photos], np.int64),
        ),
    }
    for attribute, output in release.manifest.attributes.items():
        probabilities = rows.release[attribute_output(attribute)]
        for where, (pictures, listings) in places.items():
            answers = _answers(
                attribute, output, probabilities[pictures], subjects, listings.tolist()
            )
            known = np.any(answers.actual, axis=1)
            if not known.any():
                continue
            name = f"{attribute}.{where}"
            answers = _only(answers, known)
            figures = several_figures(answers) if output.several else single_figures(answers)
            found.add(f"attributes.{name}", figures)
            found.classes[name] = class_table(answers)
            stated = probabilities[pictures][known]
            if output.several:
                found.judge(f"attributes.{name}", stated, answers.actual)
            else:
                right = (answers.predicted & answers.actual).any(axis=1)
                found.judge(f"attributes.{name}", stated.max(axis=1), right)


def measure_beside(found: Found, release: Release, subjects: Subjects, rows: Rows) -> None:
    """What photos are said to show in the light of the listings that they look like: with their own
    designs in the catalogue, and without."""
    if release.calibration is None or not subjects.photos:
        return
    search = subjects.photo_search()
    without = Search(
        search.queries, search.gallery, search.relevant, search.relevant, search.groups
    )
    listings = [photo.listing for photo in subjects.photos]
    for attribute in BESIDE:
        output = release.manifest.attributes.get(attribute)
        if output is None:
            continue
        model = rows.release[attribute_output(attribute)][search.queries]
        for where, asked in (("listed", search), ("unlisted", without)):
            told = _beside(output, attribute, model, asked, subjects, release.calibration, rows)
            answers = _answers(attribute, output, told, subjects, listings)
            known = np.any(answers.actual, axis=1)
            if known.any():
                found.add(
                    f"attributes.{attribute}.phone.{where}", single_figures(_only(answers, known))
                )


def _beside(
    output: AttributeOutput,
    attribute: str,
    model: Vectors,
    search: Search,
    subjects: Subjects,
    calibration: Calibration,
    rows: Rows,
) -> Vectors:
    column = {value: place for place, value in enumerate(output.values)}
    said = [listing.stated(attribute) for listing in subjects.listings]
    vectors = rows.release[VISUAL]
    told = []
    for row, near in enumerate(nearest(search, vectors, NEIGHBOURS).tolist()):
        shown = [place for place in near if not search.absent[row, place]]
        cosines = vectors[search.gallery[shown]] @ vectors[search.queries[row]]
        neighbours = [
            (column[value], calibration.visual_probability(cosine))
            for place, cosine in zip(shown, cosines.tolist(), strict=True)
            if (value := said[place]) in column
        ]
        told.append(beside_neighbours(model[row], neighbours))
    return np.stack(told)


def measure_retrieval(found: Found, release: Release, subjects: Subjects, rows: Rows) -> None:
    """Photos, other views and other finishes among all that was not trained on."""
    vectors, others = rows.release[VISUAL], rows.controls
    searches = {
        "phone": subjects.photo_search(),
        "phone.same_listing": subjects.photo_search(same_listing=True),
        "other_view": subjects.view_search(),
        "other_view.same_listing": subjects.view_search(same_listing=True),
        "other_finish": subjects.finish_search(),
    }
    for name, search in searches.items():
        found.add(f"retrieval.{name}", search_figures(search, vectors, others))
        for part, stretch in parts_of(release, rows.release).items():
            found.add(f"parts.{part}.retrieval.{name}", search_figures(search, stretch, {}))
    places = {
        "phone": [photo.listing for photo in subjects.photos],
        "other_view": subjects.second_views.tolist(),
        "other_finish": subjects.asked.tolist(),
    }
    for name, listings in places.items():
        cold = [subjects.listings[place].cold for place in listings]
        for which, wanted in (("cold", True), ("warm", False)):
            chosen = np.array([each is wanted for each in cold], np.bool_)
            found.add(f"retrieval.{name}.{which}", _some(searches[name], chosen, vectors, others))
    severities = np.array([photo.severity for photo in subjects.photos])
    for severity in SEVERITIES:
        some = _some(searches["phone"], severities == severity, vectors, others)
        found.add(f"retrieval.phone.severity_{severity}", some)
    for name, attribute in (("category", "category"), ("first_color", "colors")):
        alike = search_figures(
            subjects.alike_search(attribute), vectors, others, depths=(1,), precision=False
        )
        found.add("retrieval", {f"{name}_at_1": one for one in alike.values()})
    _judge_cosines(found, release, searches["phone"], vectors)


def _some(
    search: Search, chosen: Marks, vectors: Vectors, controls: Mapping[str, Vectors]
) -> dict[str, Comparison]:
    return search_figures(search.only(chosen), vectors, controls, depths=(1, 10), precision=False)


def measure_outside(found: Found, release: Release, shots: RetrievalSet, rows: Rows) -> None:
    """Rows are those of `shots.shots`."""
    found.add("outside", outside_figures(shots, rows.release[VISUAL], rows.controls))
    for part, stretch in parts_of(release, rows.release).items():
        found.add(f"parts.{part}.outside", outside_figures(shots, stretch, {}))


def measure_compatibility(
    found: Found,
    release: Release,
    subjects: Subjects,
    rows: Rows,
    questions: Questions,
    popularity: npt.NDArray[np.float64] | None,
    ceiling: Ceiling | None,
) -> None:
    """What goes together, who is recommended, and whether the release's odds are right; nothing
    where the rooms ask nothing or the release knows nothing of it. `popularity` counts views and
    orders of the questions' listings.

    Listings are judged as they are served, by their pictures and by what their merchants say; where
    the release knows what that is worth, by their pictures alone as well."""
    if release.matching is None or not len(questions.question):
        return
    place_of = {listing.id: place for place, listing in enumerate(subjects.listings)}
    places = np.array([place_of[listing] for listing in questions.listings])
    listings = [subjects.listings[place] for place in places]
    said = [listing.words for listing in listings]
    stated = [listing.stated_style for listing in listings]
    seen = {name: each[places] for name, each in rows.release.items()}
    judge, by_picture = (
        release_judge(questions, styles, release.matching, release.calibration)
        for styles in (release.styles(seen, said), seen[STYLE])
    )
    colors = _mean_colors(subjects, rows, places)
    others = {
        name: answered(questions, control)
        for name, control in controls(questions, popularity, colors, stated, said).items()
    }
    own = answered(questions, judge)
    found.add("compatibility", compatibility_figures(questions, own, others, ceiling))
    if release.stated is not None:
        without = {name: each for name, each in others.items() if name not in STATED}
        alone = answered(questions, by_picture)
        found.add(
            "compatibility.picture", compatibility_figures(questions, alone, without, ceiling)
        )
    found.pairs = pair_table(questions, own, others, ceiling)
    if release.calibration is not None:
        _judge_odds(found, questions, own)
    designs = subjects.designs[places]
    known = [listing.cold for listing in listings]
    cold = None if None in known else np.array(known, np.bool_)
    nobody = np.zeros(len(places), np.bool_)
    recommended = recommend(questions, judge.pair, designs, nobody if cold is None else cold, DEPTH)
    found.spread = spread(recommended, cold, popularity)
    share = None if cold is None else cold_share(recommended, cold, designs)
    if share is not None:
        found.figures["popularity.cold_share"] = share


def _answers(
    attribute: str,
    output: AttributeOutput,
    probabilities: Vectors,
    subjects: Subjects,
    listings: list[int],
) -> Answers:
    column = {value: place for place, value in enumerate(output.values)}
    held = [
        [column[value] for value in subjects.listings[place].values(attribute) if value in column]
        for place in listings
    ]
    actual = np.zeros((len(listings), len(output.values)), np.bool_)
    for row, columns in enumerate(held):
        actual[row, columns] = True
    several: Marks = probabilities >= np.array(output.thresholds or 0.5, np.float32)
    return Answers(
        values=output.values,
        predicted=several if output.several else likeliest(probabilities),
        actual=actual,
        first=np.array([columns[0] if columns else -1 for columns in held], np.int64),
        groups=subjects.designs[listings],
    )


def _only(answers: Answers, chosen: Marks) -> Answers:
    return Answers(
        answers.values,
        answers.predicted[chosen],
        answers.actual[chosen],
        answers.first[chosen],
        answers.groups[chosen],
    )


def _mean_colors(
    subjects: Subjects, rows: Rows, places: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    """True ones where they are known of all listings, else those of their pictures."""
    known = [subjects.listings[place].mean_color for place in places]
    if None in known:
        return rows.mean_colors[places]
    return np.array(known, np.float32)


def _judge_cosines(found: Found, release: Release, photos: Search, vectors: Vectors) -> None:
    if release.calibration is None or not len(photos.queries):
        return
    columns = nearest(photos, vectors, DEPTH)
    own, others = vectors[photos.queries], vectors[photos.gallery]
    cosines = (own @ others.T)[np.arange(len(own))[:, None], columns]
    stated = [release.calibration.visual_probability(cosine) for cosine in cosines.ravel().tolist()]
    right = np.take_along_axis(photos.relevant, columns, axis=1)
    found.judge("visual", stated, right.ravel())


def _judge_odds(found: Found, questions: Questions, own: Answered) -> None:
    """Of the right listing and of the first wrong one, as if offered with even odds."""
    stated = 1 / (1 + np.exp(-own.pairs[:, :2]))
    right = np.broadcast_to(np.array((1.0, 0.0)), stated.shape)
    found.judge("matching", stated, right)
    for (source, target), terms in questions.terms_by_categories().items():
        if len(terms) >= ENOUGH:
            found.judge(f"matching.{source}>{target}", stated[terms], right[terms])
