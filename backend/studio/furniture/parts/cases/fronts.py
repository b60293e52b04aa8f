"""Door and drawer fronts of case pieces, with their handles."""

from __future__ import annotations

import math
from typing import Final, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.studio.designs.design import Role
from backend.studio.furniture.parts.cases.handles import add_handle
from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.grids import grid_faces
from backend.studio.geometry.mesh import Mesh

THICKNESS: Final = 0.02
"""Of a front, metres; frames, flutes and handles stand out farther."""

_PANELS: Final = {"shaker": 0.010, "cane": 0.010, "raised": 0.021, "mirrored": 0.016}
"""How far the panel of a framed front is in front of its rear face, metres."""

Opening = Literal["left", "right", "drawer", "slide"]
"""Which side of a door opens (its handle is there), or a drawer, or a sliding door."""

Place = tuple[float, float, float]


class Front(Struct, frozen=True, kw_only=True):
    """One look for all fronts of a piece; kinds are those of `StyleFamily.fronts`."""

    kind: str
    handle: str
    role: Role = Role.FRAME
    handle_size: float = 1.0
    frame: float = 0.055
    """Width of the frame of shaker, raised, cane and mirrored fronts, metres."""
    pitch: float = 0.03
    """Of flutes, slats and planks, metres."""


def add_front(
    mesh: Mesh, front: Front, back: Place, size: tuple[float, float], opening: Opening
) -> None:
    """Add a front of `size` (width, height) whose rear face is centred on `back`."""
    width, height = size
    x, y, z = back
    kind = front.kind
    if min(size) < 0.09 and kind != "metal":
        kind = "flat"
    if kind == "fluted":
        _corrugated(mesh, front.role, back, size, front.pitch, 0.011)
    elif kind == "slatted":
        _slats(mesh, front, back, size)
    elif kind == "planks":
        _planks(mesh, front, back, size, diagonal=opening != "drawer" and height > 0.4)
    elif kind in ("shaker", "raised", "cane", "mirrored"):
        _framed(mesh, front, kind, back, size)
    elif kind == "metal":
        box = (width, height, THICKNESS)
        rounded_box(mesh, Role.METAL, (x, y, z + THICKNESS / 2), box, radius=0.003)
    else:
        box = (width, height, THICKNESS)
        along = 0 if opening == "drawer" or width > height else 1
        rounded_box(mesh, front.role, (x, y, z + THICKNESS / 2), box, radius=0.003, grain=along)
    face = _face(front, kind, size, opening)
    add_handle(mesh, front.handle, front.handle_size, (x, y, z + face), size, opening)


def _face(front: Front, kind: str, size: tuple[float, float], opening: Opening) -> float:
    """How far in front of its rear face a front is where its handle is."""
    if kind == "planks":
        return 0.017
    on_frame = front.handle == "edge" or opening != "drawer"
    if kind not in _PANELS or (on_frame and kind != "mirrored" and 0.24 * min(size) > 0.045):
        return THICKNESS
    return _PANELS[kind]


def _corrugated(
    mesh: Mesh, role: Role, back: Place, size: tuple[float, float], pitch: float, depth: float
) -> None:
    """Half-round reeds side by side."""
    width, height = size
    reeds = max(2, round(width / pitch))
    along = np.linspace(0, 1, reeds * 6 + 1)
    bulge = depth * np.abs(np.sin(np.pi * reeds * along)) ** 0.7
    edge_x = np.concatenate([[-width / 2], (along - 0.5) * width, [width / 2]])
    edge_z = np.concatenate([[0.0], THICKNESS - depth + bulge, [0.0]])
    _extruded(mesh, role, back, height, edge_x, edge_z)


def _slats(mesh: Mesh, front: Front, back: Place, size: tuple[float, float]) -> None:
    """Battens on a dark ground."""
    width, height = size
    x, y, z = back
    ground = (width - 0.002, height - 0.002, 0.008)
    rounded_box(mesh, Role.GAP, (x, y, z + 0.004), ground, radius=0.0)
    slats = max(3, round(width / front.pitch))
    pitch = width / slats
    edges = (np.arange(slats)[:, None] + np.array([0.16, 0.16, 0.84, 0.84])) * pitch - width / 2
    edge_x = np.repeat(edges.ravel(), 2)
    edge_z = np.tile(np.repeat([0.005, THICKNESS, THICKNESS, 0.005], 2), slats)
    # Each corner twice: the sides of a batten meet in sharp edges.
    _extruded(mesh, front.role, back, height, edge_x[1:-1], edge_z[1:-1])


def _extruded(
    mesh: Mesh,
    role: Role,
    back: Place,
    height: float,
    edge_x: NDArray[np.float64],
    edge_z: NDArray[np.float64],
) -> None:
    """One part: the line (edge_x, edge_z), from left to right, drawn upwards, with level ends."""
    count = len(edge_x)
    levels = np.array([-height / 2, height / 2])
    wall = np.stack(
        [
            np.broadcast_to(edge_x[:, None], (count, 2)),
            np.broadcast_to(levels[None, :], (count, 2)),
            np.broadcast_to(edge_z[:, None], (count, 2)),
        ],
        axis=-1,
    ).reshape(-1, 3)
    faces: list[NDArray[np.integer]] = [grid_faces(count, 2)]
    parts = [wall]
    this = np.arange(count - 1)
    after, rear, rear_after = this + 1, this + count, this + 1 + count
    for level, upwards in ((levels[1], True), (levels[0], False)):
        start = sum(len(part) for part in parts)
        rim = np.column_stack([edge_x, np.full(count, level), edge_z])
        parts.append(np.concatenate([rim, rim * (1, 1, 0)]))
        quads = np.column_stack([this, after, rear_after, this, rear_after, rear])
        triangles = quads.reshape(-1, 3)
        faces.append(start + (triangles if upwards else triangles[:, ::-1]))
    vertices = np.concatenate(parts)
    every = np.concatenate(faces)
    corners = vertices[every]
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    mesh.add(
        vertices + np.array(back),
        every[np.linalg.norm(area, axis=1) > 1e-10],
        role,
        coordinates=vertices[:, [1, 0, 2]],
    )


def _planks(
    mesh: Mesh, front: Front, back: Place, size: tuple[float, float], diagonal: bool
) -> None:
    """Boards side by side; a door has two battens across and a slanting brace between them."""
    width, height = size
    x, y, z = back
    across = width > 1.3 * height
    length = height if across else width
    boards = max(2, round(length / max(3.4 * front.pitch, 0.085)))
    pitch = length / boards
    for board in range(boards):
        shift = (board + 0.5) * pitch - length / 2
        place = (x, y + shift, z) if across else (x + shift, y, z)
        box = (width, pitch - 0.002, 0.016) if across else (pitch - 0.002, height, 0.016)
        center = (place[0], place[1], z + 0.009)
        rounded_box(
            mesh, front.role, center, box, radius=0.003, segments=1, grain=0 if across else 1
        )
    backing = (width - 0.006, height - 0.006, 0.010)
    rounded_box(mesh, Role.GAP, (x, y, z + 0.006), backing, radius=0.001, segments=1)
    if not diagonal or across:
        return
    batten = min(0.07, 0.16 * width + 0.02)
    for side in (-1, 1):
        place = (x, y + side * (height / 2 - batten / 2 - 0.004), z + 0.018)
        rounded_box(mesh, front.role, place, (width - 0.006, batten, 0.016), 0.003, grain=0)
    run, rise = width - batten, height - 2.2 * batten
    angle = math.atan2(rise, run)
    turn = np.array(
        [[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]]
    )
    brace = (math.hypot(run, rise) * 0.985, batten * 0.8, 0.014)
    rounded_box(mesh, front.role, (x, y, z + 0.0165), brace, 0.003, rotation=turn, grain=0)


def _framed(mesh: Mesh, front: Front, kind: str, back: Place, size: tuple[float, float]) -> None:
    """Two stiles and two rails round a panel: sunk, raised, of cane or of mirror glass."""
    width, height = size
    x, y, z = back
    frame = min(front.frame, 0.24 * min(size))
    if kind == "mirrored":
        frame = min(frame, 0.016)
    middle = z + THICKNESS / 2
    role = Role.METAL if kind == "mirrored" else front.role
    for side in (-1, 1):
        place = (x + side * (width - frame) / 2, y, middle)
        rounded_box(mesh, role, place, (frame, height, THICKNESS), 0.002, segments=1, grain=1)
        place = (x, y + side * (height - frame) / 2, middle - 0.0015)
        rail = (width - 2 * frame + 0.004, frame, THICKNESS - 0.003)
        rounded_box(mesh, role, place, rail, 0.002, segments=1, grain=0)
    inner = (width - 2 * frame + 0.006, height - 2 * frame + 0.006)
    panel = {"cane": Role.CANE, "mirrored": Role.MIRROR}.get(kind, front.role)
    thick = 0.014 if kind == "mirrored" else 0.008
    grain = 1 if height >= width else 0
    rounded_box(
        mesh, panel, (x, y, z + 0.002 + thick / 2), (*inner, thick), 0.001, segments=1, grain=grain
    )
    if kind == "raised":
        margin = min(0.035, 0.2 * min(inner))
        field = (inner[0] - 2 * margin, inner[1] - 2 * margin, 0.018)
        rounded_box(mesh, front.role, (x, y, z + 0.012), field, 0.008, segments=2, grain=grain)
