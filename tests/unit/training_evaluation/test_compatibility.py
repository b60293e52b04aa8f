from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.encoder.calibration import Calibration, Line
from backend.encoder.matching import PairMaps
from backend.training.evaluation.compatibility import (
    DEPTH,
    answered,
    ceiling_of,
    compatibility_figures,
    pair_table,
)
from backend.training.evaluation.judges import Judge, controls, release_judge
from backend.training.evaluation.questions import Questions, ask
from tests.unit.training_evaluation.rooms import (
    catalogue,
    judge_of_matrix,
    knowing_judge,
    matched_questions,
    random_judge,
)


def score(questions: Questions, judge: Judge, source: int, target: int) -> float:
    names, spans = questions.categories, questions.spans()
    block = judge.pair(names[source], names[target])
    row, column = source - spans[names[source]].start, target - spans[names[target]].start
    return float(block[row, column])


def beaten(scores: Sequence[float]) -> float:
    wins = [(scores[0] > other) + 0.5 * (scores[0] == other) for other in scores[1:]]
    return sum(wins) / len(wins)


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_the_figures_are_those_of_asking_one_question_after_another(seed: int) -> None:
    questions = matched_questions(count=6)
    judge = random_judge(questions, seed)
    found = answered(questions, judge)
    for question, answers in enumerate(questions.answers):
        rest = questions.other[questions.question == question]
        sums = [
            sum(score(questions, judge, int(other), int(answer)) for other in rest)
            for answer in answers
        ]
        assert found.fitb[question] == (max(sums) == sums[0])
        assert found.room_auc[question] == pytest.approx(beaten(sums))
    for term, (question, other) in enumerate(zip(questions.question, questions.other, strict=True)):
        scores = [
            score(questions, judge, int(other), int(answer))
            for answer in questions.answers[question]
        ]
        assert found.auc[term] == pytest.approx(beaten(scores))
        right = int(questions.answers[question, 0])
        span = questions.spans()[questions.categories[right]]
        better = [
            row
            for row in range(span.start, span.stop)
            if score(questions, judge, int(other), row) > scores[0]
        ]
        assert found.hits[term] == (len(better) < DEPTH)


def test_who_knows_the_rule_is_always_right() -> None:
    questions = matched_questions()
    figures = compatibility_figures(questions, answered(questions, knowing_judge(questions)), {})
    assert {name: found.model.value for name, found in figures.items()} == {
        "auc": 1.0,
        "fitb": 1.0,
        "room_auc": 1.0,
        "hit_at_10": 1.0,
    }


def test_who_knows_only_the_category_guesses() -> None:
    questions = matched_questions(each=40)
    blind = controls(questions, None, None)["category"]
    figures = compatibility_figures(questions, answered(questions, blind), {})
    values = {name: found.model.value for name, found in figures.items()}
    assert values == pytest.approx(
        {"auc": 0.5, "fitb": 0.25, "room_auc": 0.5, "hit_at_10": DEPTH / 40}
    )


def test_what_stands_in_the_room_does_not_compete() -> None:
    lamps = tuple(f"lamp-{number}" for number in range(DEPTH + 2))
    questions = ask(catalogue(16), {"a room of lamps": ("sofa-0", *lamps)})
    numbers = np.array([float(name.rpartition("-")[2]) for name in questions.listings])
    judge = judge_of_matrix(questions, np.repeat(-numbers[None], len(numbers), axis=0))
    right = answered(questions, judge)
    of_lamps = [questions.categories[row] == "lamp" for row in questions.answers[:, 0]]
    assert right.hits[np.array(of_lamps)[questions.question]].tolist() == [1.0] * len(lamps) * len(
        lamps
    )


def test_popularity_prefers_what_was_bought_most() -> None:
    questions = matched_questions(count=12, each=24)
    bought = np.array([float(int(name.rpartition("-")[2]) < 12) for name in questions.listings])
    popular = controls(questions, bought, None)["popularity"]
    assert answered(questions, popular).auc.mean() > 0.6


def test_like_colors_are_told_from_unlike_ones() -> None:
    questions = matched_questions()
    numbers = np.array([int(name.rpartition("-")[2]) for name in questions.listings])
    colors = np.stack([numbers / 12, np.zeros(36), np.zeros(36)], axis=1).astype(np.float32)
    found = controls(questions, None, colors)
    assert set(found) == {"category", "mean_color", "color_harmony"}
    assert answered(questions, found["mean_color"]).auc.mean() > 0.8


def test_the_same_stated_style_is_a_control_where_merchants_say_any() -> None:
    questions = matched_questions()
    numbers = [int(name.rpartition("-")[2]) for name in questions.listings]
    said = [f"style-{number}" if number < 9 else None for number in numbers]
    found = controls(questions, None, None, said)
    assert set(found) == {"category", "stated_style"}
    assert 0.8 < answered(questions, found["stated_style"]).auc.mean() < 1
    assert set(controls(questions, None, None, [None] * len(numbers))) == {"category"}


def test_the_same_words_are_a_control_where_enough_listings_have_one() -> None:
    questions = matched_questions(count=12, each=36)
    numbers = [int(name.rpartition("-")[2]) for name in questions.listings]
    said = [
        ("text:oak", f"text:wood {number % 3}", f"text:name {at}")
        for at, number in enumerate(numbers)
    ]
    found = controls(questions, None, None, None, said)
    assert set(found) == {"category", "stated_words"}
    agreeing = answered(questions, found["stated_words"]).auc.mean()
    assert 0.6 < agreeing < 1
    mixed = [said[at] for at in np.random.default_rng(0).permutation(len(said))]
    by_chance = controls(questions, None, None, None, mixed)["stated_words"]
    assert answered(questions, by_chance).auc.mean() < 0.55
    names = [(f"text:name {at}",) for at in range(len(said))]
    assert set(controls(questions, None, None, None, names)) == {"category"}
    assert set(controls(questions, None, None, None, [()] * len(said))) == {"category"}


def test_a_release_is_asked_through_its_maps_and_adds_up_its_log_odds() -> None:
    questions = matched_questions()
    numbers = np.array([int(name.rpartition("-")[2]) for name in questions.listings])
    turned = np.eye(12, dtype=np.float32)[(numbers + 1) % 12]
    lamps = np.array([name == "lamp" for name in questions.categories])
    styles = np.where(lamps[:, None], turned, np.eye(12, dtype=np.float32)[numbers])
    turn = np.roll(np.eye(12, dtype=np.float32), 1, axis=0)
    basis = np.stack([np.eye(12, dtype=np.float32), turn, turn.T])
    weights = np.eye(3, dtype=np.float32)
    pairs = {(source, "lamp"): weights[1] for source in ("rug", "sofa")}
    pairs |= {("lamp", target): weights[2] for target in ("rug", "sofa")}
    maps = PairMaps(basis=basis, shared=weights[0], pairs=pairs)
    calibration = Calibration(
        visual=Line(slope=1.0, offset=0.0),
        matching=Line(slope=2.0, offset=-1.0),
        pairs={"sofa>rug": Line(slope=4.0, offset=-3.0)},
    )
    judge = release_judge(questions, styles, maps, calibration)
    assert answered(questions, judge).fitb.mean() == 1.0
    assert judge.pair("sofa", "rug").max() == pytest.approx(1.0)
    assert judge.pair("sofa", "rug").min() == pytest.approx(-3.0)
    assert judge.pair("rug", "sofa").max() == pytest.approx(1.0)
    raw = release_judge(questions, styles, maps, None)
    assert raw.pair("sofa", "lamp").max() == pytest.approx(1.0)


def test_the_pairs_by_category_are_all_the_pairs() -> None:
    questions = matched_questions()
    own = answered(questions, random_judge(questions, 1))
    other = answered(questions, random_judge(questions, 2))
    rows = pair_table(questions, own, {"other": other})
    assert sum(row.n for row in rows) == len(questions.other)
    assert sum(row.auc.value * row.n for row in rows) == pytest.approx(own.auc.sum())
    assert sum(row.controls["other"] * row.n for row in rows) == pytest.approx(other.auc.sum())


def test_the_ceiling_stands_beside_every_figure_and_every_pair() -> None:
    questions = matched_questions()
    own = answered(questions, random_judge(questions, 1))
    blind = {"category": answered(questions, controls(questions, None, None)["category"])}
    ceiling = ceiling_of(questions, knowing_judge(questions))
    figures = compatibility_figures(questions, own, blind, ceiling)
    assert [found.ceiling for found in figures.values()] == [1.0] * 4
    assert figures["auc"].share_of_the_way == pytest.approx((own.auc.mean() - 0.5) / 0.5)
    assert {row.ceiling for row in pair_table(questions, own, blind, ceiling)} == {1.0}
