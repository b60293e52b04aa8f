"""From where a room is looked at, such that every piece of it is seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.studio.photos.stage import Stage
from backend.studio.rendering.camera import Camera, framing
from backend.studio.rendering.visible_faces import visible_faces
from backend.studio.rooms.layout import Layout
from backend.studio.rooms.outline import Outline
from backend.studio.rooms.plan import Placement

LEAST_AREA: Final = 0.0014
"""Share of the picture that each piece covers at the least (of several alike: the largest)."""

_MOST: Final = {
    # Of what stands about, so that it does not stand in the way.
    "plant": 0.07,
    "armchair": 0.16,
    "ottoman": 0.09,
    "stool": 0.08,
    "side_table": 0.07,
    "bench": 0.14,
    "bookcase": 0.14,
    "wardrobe": 0.17,
    "sideboard": 0.12,
    "tv_stand": 0.12,
    "floor_lamp": 0.08,
    "table_lamp": 0.05,
    "mirror": 0.09,
    "wall_art": 0.09,
}
_LEAST: Final = {"sofa": 0.03, "sectional": 0.045, "bed": 0.045, "desk": 0.015, "armchair": 0.008}
"""Shares of the picture at the most and at the least, else `LEAST_AREA`."""

_FURNISHED: Final = 0.17
"""Share of the picture that all pieces together cover at the least: the rest is walls and floor."""

_DRAFT: Final = 160
"""Pixels a draft is wide."""
_HEIGHTS: Final = (1.2, 1.6)
_TALLEST: Final = 2.05
"""Metres; of what is higher than that, the top need not be in the picture."""


def draw_camera(
    layout: Layout,
    outlines: Sequence[Outline],
    random: np.random.Generator,
    aspect: float,
    ease: float,
) -> Camera:
    """A camera at the open side, at a person's height, that has all pieces in its frame; with
    `ease` (0..1) it stands more straight before them and farther away."""
    points = np.concatenate(
        [_corners(outlines[placed.piece], placed) for placed in layout.placements]
    )
    view = float(random.uniform(42, 58))
    height = float(random.uniform(*_HEIGHTS))
    azimuth = float(random.uniform(-0.5, 0.5)) * (1 - ease)
    fill = float(random.uniform(0.95, 1.03)) - 0.08 * ease
    for _ in range(8):
        camera = _at_height(points, azimuth, height, view, aspect, fill)
        if abs(camera.position[0]) < layout.width / 2 - 0.2:
            break
        azimuth *= 0.7
    return camera


def _at_height(
    points: NDArray[np.float32],
    azimuth: float,
    height: float,
    view: float,
    aspect: float,
    fill: float,
) -> Camera:
    elevation = 0.08
    for _ in range(4):
        camera = framing(points, azimuth, elevation, field_of_view=view, aspect=aspect, fill=fill)
        distance = math.dist(camera.position, camera.target)
        rise = height - camera.target[1]
        elevation = math.asin(min(max(rise / distance, -0.1), 0.45))
    return camera


def _corners(outline: Outline, placed: Placement) -> NDArray[np.float32]:
    """Corners of what ought to be in the picture of the piece."""
    low, high = np.array(outline.low), np.array(outline.high)
    if outline.category == "rug":
        low, high = low * 0.5, high * 0.5
    if outline.category == "pendant_lamp":
        high[1] = low[1] + 0.45 * (high[1] - low[1])
    pick = np.array([[i & 1, i >> 1 & 1, i >> 2] for i in range(8)])
    local = np.where(pick, high, low)
    c, s = math.cos(placed.turn), math.sin(placed.turn)
    x = c * local[:, 0] + s * local[:, 2] + placed.position[0]
    z = -s * local[:, 0] + c * local[:, 2] + placed.position[2]
    y = local[:, 1] + placed.position[1]
    if outline.category not in ("pendant_lamp", "wall_art"):
        y = np.minimum(y, _TALLEST)
    return np.stack([x, y, z], axis=1).astype(np.float32)


def areas_seen(
    built: Stage, camera: Camera, pieces: Sequence[int], aspect: float
) -> tuple[NDArray[np.float64], float]:
    """Share of the picture that each piece covers (of several alike: the largest), and that all of
    them do, in a draft without light; `pieces[k]` is the
    piece that prop k is (props that are none come after)."""
    width, height = _DRAFT, round(_DRAFT / aspect)
    mesh = built.mesh
    x, y, inverse_depth = camera.project(mesh.vertices, width, height)
    _, triangle = visible_faces(x, y, inverse_depth, mesh.faces, width, height)
    hit = triangle[triangle >= 0]
    props = built.prop_of(mesh.part_of_face[hit])
    counts = np.bincount(props, minlength=len(pieces))[: len(pieces)] / triangle.size
    areas = np.zeros(max(pieces, default=-1) + 1)
    np.maximum.at(areas, np.asarray(pieces, np.intp), counts)
    return areas, float(counts.sum())


def balance(areas: NDArray[np.float64], total: float, categories: Sequence[str]) -> float:
    """1 if every piece covers as much of the picture as it should; less if one is hidden, far away
    or in the way, by the factor that it is; 0 if one is not seen."""
    worst = min(1.0, total / _FURNISHED) if areas.all() else 0.0
    for area, category in zip(areas, categories, strict=True):
        least = _LEAST.get(category, LEAST_AREA)
        worst = min(worst, float(area) / least, _MOST.get(category, 1.0) / max(float(area), 1e-6))
    return worst
