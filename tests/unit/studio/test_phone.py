from __future__ import annotations

import numpy as np
import pytest

from backend.studio.furniture.piece import Piece
from backend.studio.photos import phone
from backend.studio.photos.faults import spoil
from backend.studio.photos.phone import SEVERITIES, phone_photo, turned
from backend.studio.rendering.backdrop import RoomShell
from backend.studio.rendering.camera import Camera
from backend.studio.rendering.scene import Frame, Scene
from backend.studio.seeds import generator
from tests.unit.studio.shapes import boxes, plain

CHAIR = Piece(
    "chair-0001-a",
    "dining_chair",
    boxes(((0, 0.44, 0), (0.5, 0.06, 0.5)), ((0, 0.7, -0.22), (0.5, 0.5, 0.05))),
    plain((0.6, 0.1, 0.1), (0.1, 0.1, 0.6)),
)
SHELF = Piece(
    "bookcase-0001-a", "bookcase", boxes(((0, 0.9, 0), (0.9, 1.8, 0.3))), plain((0.3, 0.3, 0.3))
)


@pytest.mark.parametrize("severity", range(SEVERITIES))
def test_the_piece_is_in_its_box(severity: int) -> None:
    photo = phone_photo(CHAIR, [SHELF], 5, severity, 72, 96)
    left, top, right, bottom = photo.box
    assert photo.image.shape == (96, 72, 3)
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1
    assert (right - left) * (bottom - top) >= 0.012


def test_the_phone_is_turned_on_its_side_for_what_is_wide() -> None:
    wide, wider = (
        Piece(
            "sofa-0001-a", "sofa", boxes(((0, 0.4, 0), (width, 0.8, 0.9))), plain((0.3, 0.3, 0.3))
        )
        for width in (1.6, 2.6)
    )
    assert 0.05 == turned(SHELF) < turned(CHAIR) < turned(wide) < turned(wider) <= 0.85


def test_the_same_seed_gives_the_same_bytes_and_another_another_photo() -> None:
    one, again, other = (phone_photo(CHAIR, [SHELF], seed, 2, 64, 48) for seed in (1, 1, 2))
    assert one.image.tobytes() == again.image.tobytes()
    assert one.box == again.box
    assert one.image.tobytes() != other.image.tobytes()


def test_a_picture_on_the_wall_is_found_too() -> None:
    art = Piece(
        "wall-art-0001-a",
        "wall_art",
        boxes(((0, 0.35, 0.015), (0.5, 0.7, 0.03))),
        plain((0.2, 0.5, 0.2)),
    )
    left, top, right, bottom = phone_photo(art, [], 3, 1, 64, 64).box
    assert right > left
    assert bottom > top


def test_worse_photos_are_farther_from_the_truth() -> None:
    truth = np.full((48, 48, 3), 120, np.uint8)
    truth[12:36, 12:36] = (190, 90, 60)

    def off(severity: int) -> float:
        spoiled = (spoil(truth, severity, generator(seed, "spoil")) for seed in range(12))
        return float(np.mean([np.abs(each.astype(int) - truth).mean() for each in spoiled]))

    distances = [off(severity) for severity in range(SEVERITIES)]
    assert distances == sorted(distances)
    assert distances[0] < 12


def test_a_shaken_picture_does_not_wrap_round_its_edges() -> None:
    half = np.zeros((64, 64, 3), np.uint8)
    half[:, 32:] = 200
    for seed in range(25):
        spoiled = spoil(half, 3, generator(seed, "shake")).astype(int)
        assert spoiled[:, 0].mean() < 0.45 * spoiled[:, -1].mean()


@pytest.fixture
def stood(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Camera, RoomShell]]:
    """Where photos are taken from, and the rooms around."""
    found: list[tuple[Camera, RoomShell]] = []
    render = Scene.render

    def seen(scene: Scene, camera: Camera, shell: RoomShell, *size: int, exposure: float) -> Frame:
        found.append((camera, shell))
        width, height = size
        return render(scene, camera, shell, width, height, exposure=exposure)

    monkeypatch.setattr(Scene, "render", seen)
    return found


def test_photos_are_taken_from_where_somebody_would_stand(
    stood: list[tuple[Camera, RoomShell]],
) -> None:
    """No nearer and no higher than a person: so a stool is seen from above, a shelf is not."""
    stool = Piece(
        "stool-0001-a", "stool", boxes(((0, 0.22, 0), (0.35, 0.44, 0.35))), plain((0.3, 0.3, 0.3))
    )
    downward = {}
    for piece in (stool, SHELF):
        stood.clear()
        for seed in range(16):
            phone_photo(piece, [], seed, seed % SEVERITIES, 24, 32)
        places = np.array([camera.position for camera, _ in stood])
        lines = places - np.array([camera.target for camera, _ in stood])
        away = np.hypot(lines[:, 0], lines[:, 2])
        assert places[:, 1].min() > 0.7
        assert 1.25 < np.median(places[:, 1]) < places[:, 1].max() < 1.8
        assert away.min() > 0.6
        downward[piece.category] = np.arctan2(lines[:, 1], away)
    assert np.median(downward["stool"]) > np.median(downward["bookcase"]) + 0.35


def test_nobody_stands_in_the_wall(
    monkeypatch: pytest.MonkeyPatch, stood: list[tuple[Camera, RoomShell]]
) -> None:
    """From there rays meet the room nowhere, and what they show has no colour to look up."""
    art = Piece(
        "wall-art-0001-a",
        "wall_art",
        boxes(((0, 0.35, 0.015), (0.5, 0.7, 0.03))),
        plain((0.2, 0.5, 0.2)),
    )

    def from_behind(*_: object, **__: object) -> Camera:
        return Camera((1.2, 1.5, -0.05), (0.0, 1.2, 0.0), 50.0)

    monkeypatch.setattr(phone, "framing", from_behind)
    phone_photo(art, [], 3, 3, 48, 48)
    assert all(camera.position[2] > shell.back for camera, shell in stood)
    assert stood
