from __future__ import annotations

from html import escape
from pathlib import Path

import msgspec
import numpy as np
import pytest
from click.testing import CliRunner
from rich.console import Console

from backend.cli import main
from backend.encoder.acceptance import HEADLINES
from backend.encoder.calibration import Calibration, Line
from backend.encoder.matching import PairMaps
from backend.encoder.release import Release
from backend.encoder.stated import StatedWords
from backend.errors import ConfigurationError
from backend.training.evaluation.compatibility import Ceiling
from backend.training.evaluation.evaluate import EVALUATION_FILE, evaluate_release
from backend.training.evaluation.judges import STATED, STATED_STYLE
from backend.training.evaluation.page import page
from backend.training.evaluation.questions import questions_of
from backend.training.evaluation.result import Evaluation, headlines
from backend.training.evaluation.words import HEADLINE_WORDS
from tests.fakes.encoder import STYLE_DIMENSION, ColorEncoder
from tests.unit.training_evaluation.shop import NAMES, ROOMS, SAID, build_shop

QUIET = Console(quiet=True)
DEMO = Path("demo")


def release_of(
    encoder: ColorEncoder, folder: Path, *, matching: bool, stated: StatedWords | None = None
) -> Release:
    """What goes together is what has the same colour."""
    if not matching:
        return Release(directory=folder, manifest=encoder.manifest, matching=None, calibration=None)
    basis = np.eye(STYLE_DIMENSION, dtype=np.float32)[None]
    line = Line(slope=10.0, offset=-9.0)
    return Release(
        directory=folder,
        manifest=encoder.manifest,
        matching=PairMaps(basis=basis, shared=np.ones(1, np.float32), pairs={}),
        calibration=Calibration(visual=line, matching=line),
        stated=stated,
    )


def outside_pictures(shop: Path) -> Path:
    """The shop's own pictures, as a folder of views: a photo and two views of each sofa."""
    views = [
        {
            "file": f"images/sofa-{color}-a-{view}.png",
            "design": color,
            "view": name,
            "category": "sofa",
        }
        for color in ("red", "teal", "black", "green")
        for view, name in ((0, "studio_a"), (1, "studio_b"), (1, "phone"))
    ]
    (shop / "index.json").write_bytes(msgspec.json.encode(views))
    return shop


def measured(
    tmp_path: Path,
    encoder: ColorEncoder | None = None,
    *,
    matching: bool = True,
    stated: StatedWords | None = None,
    ceiling: Path | None = None,
) -> Evaluation:
    encoder = encoder or ColorEncoder(matching=matching)
    shop = tmp_path / "shop"
    dataset = build_shop(shop)
    return evaluate_release(
        release_of(encoder, tmp_path, matching=matching, stated=stated),
        encoder,
        dataset,
        tmp_path / "out",
        split="test",
        outside=outside_pictures(shop),
        backbone=None,
        ceiling=ceiling,
        rooms=100,
        threads=1,
        console=QUIET,
    )


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return measured(tmp_path_factory.mktemp("evaluated"))


def test_every_headline_is_measured_beside_its_controls(found: Evaluation) -> None:
    for headline in HEADLINES:
        controls = set(headline.controls) - {"backbone"}  # none was given
        assert controls <= set(found.figures[headline.name].controls), headline.name


def test_what_the_manifest_is_told_has_intervals_and_controls(found: Evaluation) -> None:
    quality = headlines(found)
    for headline in HEADLINES:
        low, high = quality[f"{headline.name}.low"], quality[f"{headline.name}.high"]
        assert low <= quality[headline.name] <= high
    assert quality["compatibility.auc.control.category"] == 0.5
    assert quality["compatibility.fitb.control.category"] == 0.25
    assert "compatibility.auc.ceiling" not in quality


def test_rooms_of_one_color_are_seen_through_by_who_sees_colors(found: Evaluation) -> None:
    assert found.figures["compatibility.fitb"].model.value > 0.6
    assert found.figures["compatibility.auc"].model.value > 0.7
    assert found.pairs
    assert "matching" in found.reliability


@pytest.mark.parametrize(
    "words",
    [
        [f"style:{style}" for style in SAID.values()],
        [f"colors:{color}" for color in NAMES],
    ],
    ids=["style", "colors"],
)
def test_a_merchants_word_counts_and_pictures_are_asked_alone_as_well(
    tmp_path: Path, found: Evaluation, words: list[str]
) -> None:
    """All of which such a word is said comes to one place, whatever its pictures show."""
    said = np.zeros((len(words), STYLE_DIMENSION), np.float32)
    said[:, 0] = 1e9
    stated = StatedWords(words=tuple(words), said=said, seen=np.zeros_like(said))
    listened = measured(tmp_path, stated=stated).figures
    assert "compatibility.picture.auc" not in found.figures
    by_picture = listened["compatibility.picture.auc"]
    assert by_picture.model.value == found.figures["compatibility.auc"].model.value
    assert by_picture.model.value > listened["compatibility.auc"].model.value
    assert STATED_STYLE in listened["compatibility.auc"].controls
    assert set(STATED) & set(by_picture.controls) == set()


def test_the_same_color_is_the_same_design_to_who_sees_colors(found: Evaluation) -> None:
    phone = found.figures["retrieval.phone.hit_at_10"]
    assert phone.model.n == 3
    assert phone.model.value == 1.0
    assert {f"retrieval.phone.severity_{each}.hit_at_1" for each in range(3)} <= set(found.figures)
    assert found.figures["retrieval.phone.cold.hit_at_1"].model.n == 2
    assert found.figures["retrieval.other_finish.warm.hit_at_1"].model.n == 6


def test_the_cold_share_is_that_of_all_but_the_reds(found: Evaluation) -> None:
    assert found.spread is not None
    assert found.spread.cold_catalogue == pytest.approx(0.75)
    assert found.figures["popularity.cold_share"].controls["half_share"].value == 0.375


def test_what_was_counted_is_said(found: Evaluation) -> None:
    counted = found.counted
    assert (counted.listings, counted.designs) == (24, 12)
    assert (counted.gallery_listings, counted.gallery_designs) == (48, 24)
    assert (counted.photos, counted.rooms) == (3, ROOMS)
    assert (counted.outside_pictures, counted.outside_designs) == (12, 4)


def test_a_release_that_knows_no_style_is_measured_by_what_it_has(tmp_path: Path) -> None:
    found = measured(tmp_path, matching=False)
    assert not found.pairs
    assert found.spread is None
    assert {name.split(".")[0] for name in found.figures} == {"retrieval", "outside"}
    assert "What goes together" not in page(found)


def test_a_catalogue_alone_is_enough_for_what_it_can_answer(tmp_path: Path) -> None:
    dataset = build_shop(tmp_path / "shop", truth=False)
    for stem in ("rooms", "photos", "interactions"):
        (tmp_path / "shop" / f"{stem}.jsonl").unlink()
    encoder = ColorEncoder(matching=True)
    found = evaluate_release(
        release_of(encoder, tmp_path, matching=True),
        encoder,
        dataset,
        tmp_path / "out",
        split="test",
        outside=None,
        backbone=None,
        ceiling=None,
        rooms=100,
        threads=1,
        console=QUIET,
    )
    assert "attributes.category.studio" in found.figures
    assert "attributes.style.studio" not in found.figures  # no row says one
    assert "retrieval.other_finish.hit_at_1" in found.figures
    assert not any("phone" in name for name in found.figures)
    assert "Searching by picture" in page(found)


def test_a_second_evaluation_looks_at_no_picture_again(tmp_path: Path) -> None:
    first = measured(tmp_path / "once")
    encoder = ColorEncoder(matching=True)
    (tmp_path / "once" / "shop").rename(tmp_path / "away")
    (tmp_path / "twice").mkdir()
    (tmp_path / "once" / "out").rename(tmp_path / "twice" / "out")
    assert measured(tmp_path / "twice", encoder) == first
    assert encoder.calls == []


def test_another_release_looks_at_all_of_them(tmp_path: Path) -> None:
    measured(tmp_path / "once")
    encoder = ColorEncoder("other-release", matching=True)
    (tmp_path / "twice").mkdir()
    (tmp_path / "once" / "out").rename(tmp_path / "twice" / "out")
    measured(tmp_path / "twice", encoder)
    assert sum(encoder.calls) == 48 + 24 + 3 + 12


def test_what_was_found_can_be_read_again(tmp_path: Path) -> None:
    found = measured(tmp_path)
    raw = (tmp_path / "out" / EVALUATION_FILE).read_bytes()
    assert msgspec.json.decode(raw, type=Evaluation) == found


def test_a_ceiling_of_these_questions_stands_beside_them(tmp_path: Path) -> None:
    questions = questions_of(build_shop(tmp_path / "elsewhere"), "test", 100)
    ceiling = Ceiling(
        questions=questions.digest, auc=1.0, fitb=1.0, room_auc=1.0, hit_at_10=1.0, pairs={}
    )
    path = tmp_path / "ceiling.json"
    path.write_bytes(msgspec.json.encode(ceiling))
    found = measured(tmp_path, ceiling=path)
    assert headlines(found)["compatibility.auc.ceiling"] == 1.0
    assert found.figures["compatibility.auc"].share_of_the_way is not None


def test_a_ceiling_of_other_questions_is_refused(tmp_path: Path) -> None:
    ceiling = Ceiling(questions="0", auc=1.0, fitb=1.0, room_auc=1.0, hit_at_10=1.0, pairs={})
    path = tmp_path / "ceiling.json"
    path.write_bytes(msgspec.json.encode(ceiling))
    with pytest.raises(ConfigurationError, match="other questions"):
        measured(tmp_path, ceiling=path)


@pytest.mark.parametrize("content", ["", "{}", '{"questions": 1}'])
def test_what_is_no_ceiling_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "ceiling.json"
    path.write_text(content)
    with pytest.raises(ConfigurationError, match="does not hold a ceiling"):
        measured(tmp_path, ceiling=path)


def test_the_page_says_every_headline_and_needs_nothing_else(found: Evaluation) -> None:
    text = page(found)
    for headline in HEADLINES:
        assert escape(HEADLINE_WORDS[headline.name]) in text
    assert "<td>sofa</td><td>rug</td>" in text
    assert text.count("<svg") == text.count("</svg>") > len(HEADLINES)
    for outside in ("<script", "<link", "<img", "@import", "url(http"):
        assert outside not in text


def test_the_page_is_the_same_each_time(found: Evaluation) -> None:
    assert page(found) == page(found)


def test_the_demo_release_is_measured_on_the_demo(tmp_path: Path) -> None:
    arguments = ["--release", DEMO / "release", "--dataset", DEMO, "--split", "validation"]
    result = CliRunner().invoke(main, ["evaluate", *map(str, arguments), "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert str(tmp_path / "index.html") in result.output
    assert "finish" in (tmp_path / "index.html").read_text()
    found = msgspec.json.decode((tmp_path / EVALUATION_FILE).read_bytes(), type=Evaluation)
    assert found.figures["retrieval.other_finish.hit_at_1"].model.value > 0.8
    assert found.figures["retrieval.category_at_1"].model.n == found.counted.listings
