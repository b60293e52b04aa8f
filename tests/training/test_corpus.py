from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from rich.console import Console

from backend.dataset.read import Dataset, open_dataset
from backend.dataset.records import (
    InteractionRow,
    ListingRow,
    PhotoRow,
    RoomPiece,
    RoomRow,
    Split,
)
from backend.dataset.write import DatasetWriter
from backend.errors import ConfigurationError, InvalidInput
from backend.training.corpus import Corpus, read_corpus
from backend.training.losses import UNKNOWN
from backend.training.network import ATTRIBUTES
from tests.unit.dataset.making import listing, photo, picture, room

Row = ListingRow | RoomRow | PhotoRow | InteractionRow


def shop(directory: Path, *rows: Row) -> Dataset:
    """A data set of these rows, with all their pictures."""
    with DatasetWriter(directory, name="shop", licence="CC0") as writer:
        for row in rows:
            images: tuple[str | None, ...] = ()
            if isinstance(row, ListingRow):
                writer.listing(row)
                images = row.images
            elif isinstance(row, RoomRow):
                writer.room(row)
                images = (row.image,)
            elif isinstance(row, PhotoRow):
                writer.photo(row)
                images = (row.image,)
            else:
                writer.interaction(row)
            for image in images:
                if image is not None:
                    picture(writer.image_file(image))
    return open_dataset(directory)


def sofa(number: int, **changes: Any) -> ListingRow:
    return listing(f"sofa-{number}", **({"group": f"design-{number // 2}"} | changes))


def read(dataset: Dataset, split: Split | None = "train", bad_rows: float = 0.0) -> Corpus:
    return read_corpus(dataset, split, bad_rows=bad_rows, console=Console(quiet=True))


def shoppers(*listings: str, kind: Any = "view", split: Split = "train") -> InteractionRow:
    name = f"{kind}-{'-'.join(listings)}"
    return InteractionRow(id=name, kind=kind, listings=listings, split=split)


def test_what_is_told_of_a_listing_becomes_numbers(tmp_path: Path) -> None:
    row = sofa(0, colors=("teal", "oak"), materials=("velvet",), style="boho", pattern="plain")
    corpus = read(shop(tmp_path, row, sofa(1)))

    def value(attribute: str) -> str:
        return ATTRIBUTES[attribute][int(corpus.values(attribute)[0])]

    assert corpus.ids == ("sofa-0", "sofa-1")
    assert corpus.design.tolist() == [0, 0]
    assert (value("category"), value("style"), value("pattern")) == ("sofa", "boho", "plain")
    named = {name for name, one in zip(ATTRIBUTES["colors"], corpus.colors[0], strict=True) if one}
    assert named == {"teal", "oak"}
    assert ATTRIBUTES["colors"][corpus.first_color[0]] == "teal"
    assert corpus.materials[0].sum() == 1


def test_what_is_not_told_is_unknown(tmp_path: Path) -> None:
    bare = sofa(0, category=None, style=None, pattern=None, colors=(), materials=(), group=None)
    corpus = read(shop(tmp_path, bare, sofa(1)))

    for name in ("category", "style", "pattern", "first_color"):
        assert getattr(corpus, name)[0] == UNKNOWN
    assert (corpus.colors[0] == UNKNOWN).all()
    assert (corpus.materials[0] == UNKNOWN).all()
    assert corpus.design[0] != corpus.design[1]


def test_only_what_is_in_the_split_is_learned_from(tmp_path: Path) -> None:
    dataset = shop(
        tmp_path,
        sofa(0),
        sofa(2),
        sofa(4, split="test"),
        photo(id="own", listing="sofa-0", image="images/own.png"),
        photo(id="other", listing="sofa-4", split="test", image="images/other.png"),
        room(pieces=(RoomPiece(listing="sofa-0"), RoomPiece(listing="sofa-2")), image=None),
        room(
            id="far",
            split="test",
            image=None,
            pieces=(RoomPiece(listing="sofa-4"), RoomPiece(listing="sofa-2")),
        ),
        shoppers("sofa-0", "sofa-2", kind="order"),
        shoppers("sofa-2", "sofa-0", "sofa-0", kind="order", split="test"),
    )

    corpus = read(dataset)

    assert corpus.ids == ("sofa-0", "sofa-2")
    assert [shown.path for shown in corpus.pictures if shown.scene] == ["images/own.png"]
    assert [each.tolist() for each in corpus.rooms] == [[0, 1]]
    assert [each.tolist() for each in corpus.orders] == [[0, 1]]
    assert read(dataset, "test").ids == ("sofa-4",)


def test_a_data_set_without_splits_is_learned_from_whole(tmp_path: Path) -> None:
    assert len(read(shop(tmp_path, sofa(0, split=None), sofa(1, split=None)), None).ids) == 2


def test_a_room_shows_its_pieces_where_their_boxes_are(tmp_path: Path) -> None:
    box = (0.1, 0.2, 0.5, 0.9)
    pieces = (
        RoomPiece(listing="sofa-0", box=box),
        RoomPiece(listing="sofa-2"),
        RoomPiece(listing="sold-elsewhere", box=box),
    )
    told = room(id="told", image=None, pieces=(pieces[0], pieces[1]))
    corpus = read(shop(tmp_path, sofa(0), sofa(2), room(pieces=pieces), told))

    scenes = [shown for shown in corpus.pictures if shown.scene]
    assert [(s.listing, s.box) for s in scenes] == [(0, box)]
    assert [len(each) for each in corpus.scenes] == [1, 0]
    assert [each.tolist() for each in corpus.rooms] == [[0, 1], [0, 1]]


def test_a_room_with_one_piece_of_the_shop_says_nothing_of_pairs(tmp_path: Path) -> None:
    alone = room(image=None, pieces=(RoomPiece(listing="sofa-0"), RoomPiece(listing="elsewhere")))

    assert read(shop(tmp_path, sofa(0), sofa(2), alone)).rooms == ()


def test_cold_is_what_no_shopper_has_met(tmp_path: Path) -> None:
    rows = [sofa(number) for number in (0, 2, 4)]
    met = shop(
        tmp_path / "met", *rows, shoppers("sofa-0"), shoppers("sofa-2", "sofa-0", kind="order")
    )

    assert read(met).cold.tolist() == [False, False, True]
    assert not read(shop(tmp_path / "none", *rows)).cold.any()


def test_a_damaged_picture_is_skipped_and_told(tmp_path: Path) -> None:
    rows = [sofa(n, images=(f"images/{n}-a.png", f"images/{n}-b.png")) for n in range(4)]
    dataset = shop(tmp_path, *rows, photo(listing="sofa-3"))
    (tmp_path / "images/0-b.png").write_bytes(b"no picture")
    (tmp_path / "images/photo-1.png").unlink()

    corpus = read(dataset, bad_rows=0.2)

    assert len(corpus.ids) == 4
    assert [len(each) for each in corpus.packshots] == [1, 2, 2, 2]
    assert corpus.scenes == ((), (), (), ())
    assert [each.split(":")[0] for each in corpus.skipped] == [
        "images/0-b.png",
        "images/photo-1.png",
    ]


def test_a_listing_without_a_picture_is_left_out_and_others_keep_theirs(tmp_path: Path) -> None:
    rows = [sofa(0), sofa(1, images=()), sofa(2), sofa(3)]
    together = room(image=None, pieces=tuple(RoomPiece(listing=f"sofa-{n}") for n in range(4)))
    bought = shoppers("sofa-1", "sofa-3", "sofa-2", kind="order")
    dataset = shop(tmp_path, *rows, together, bought, photo(listing="sofa-3"))
    (tmp_path / "images/sofa-2.png").write_bytes(b"")

    corpus = read(dataset, bad_rows=0.5)

    assert corpus.ids == ("sofa-0", "sofa-3")
    assert [(s.path, s.listing) for s in corpus.pictures] == [
        ("images/sofa-0.png", 0),
        ("images/sofa-3.png", 1),
        ("images/photo-1.png", 1),
    ]
    assert (corpus.packshots, corpus.scenes) == (((0,), (1,)), ((), (2,)))
    assert [each.tolist() for each in corpus.rooms] == [[0, 1]]
    assert corpus.orders == ()
    assert corpus.skipped == (
        "images/sofa-2.png: The file is empty.",
        "sofa-1: no usable packshot",
        "sofa-2: no usable packshot",
    )


def test_too_much_damage_is_refused_and_named(tmp_path: Path) -> None:
    dataset = shop(tmp_path, *(sofa(number) for number in range(6)))
    (tmp_path / "images/sofa-4.png").write_bytes(b"no picture")

    assert len(read(dataset, bad_rows=0.2).ids) == 5
    with pytest.raises(InvalidInput, match=r"sofa-4\.png: .*allow more with --bad-rows"):
        read(dataset, bad_rows=0.1)


def test_a_picture_that_leads_out_of_the_data_set_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (32, 32)).save(secret)
    dataset = shop(tmp_path / "shop", sofa(0), sofa(2))
    (tmp_path / "shop/images/sofa-2.png").unlink()
    (tmp_path / "shop/images/sofa-2.png").symlink_to(secret)

    corpus = read(dataset, bad_rows=0.9)

    assert corpus.ids == ("sofa-0",)
    assert "leads out of the data set" in corpus.skipped[0]


def test_a_split_with_nothing_to_learn_from_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no listing with a picture in the split test"):
        read(shop(tmp_path, sofa(0)), "test")


def test_another_label_or_picture_is_another_corpus(tmp_path: Path) -> None:
    changed: dict[str, dict[str, Any]] = {
        "as it was": {},
        "style": {"style": "boho"},
        "picture": {"images": ("images/another.png",)},
        "color": {"colors": ("black",)},
    }
    digests = {
        read(shop(tmp_path / name, sofa(0, **changes), sofa(1))).digest
        for name, changes in changed.items()
    }

    assert len(digests) == 4
    assert read(shop(tmp_path / "again", sofa(0), sofa(1))).digest in digests


def test_a_drawn_shop_is_read_whole(drawn: Dataset) -> None:
    corpus = read(drawn)

    assert corpus.skipped == ()
    assert len(corpus.ids) == drawn.info.splits["train"]
    assert len(corpus.rooms) > 10
    assert len(corpus.orders) > 10
    assert corpus.cold.any()
    assert any(corpus.scenes)
    assert np.isin(corpus.category, [UNKNOWN, *range(len(ATTRIBUTES["category"]))]).all()
