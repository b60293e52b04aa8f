"""Simple meshes and materials to render."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backend.studio.geometry.boxes import rounded_box
from backend.studio.geometry.mesh import Mesh, MeshArrays
from backend.studio.materials.material import Kind, Material
from backend.studio.rendering.lights import Lights, Surroundings, key_and_sky

Triple = tuple[float, float, float]

SURROUNDINGS = Surroundings(
    sky=(0.8, 0.8, 0.8), ground=(0.5, 0.5, 0.5), key_direction=(0, 1, 0.2), bounce=(0.2, 0.2, 0.2)
)


def lights() -> Lights:
    """Few, for speed."""
    return key_and_sky((-0.3, 1.0, 0.4), key=0.8, sky=1.0, key_count=3, sky_count=5)


def boxes(*placed: tuple[Triple, Triple]) -> MeshArrays:
    """One box for each (center, size); the k-th has role k and is part k."""
    mesh = Mesh(3)
    for role, (center, size) in enumerate(placed):
        rounded_box(mesh, role, center, size)
    return mesh.arrays()


def plain(*colors: Triple) -> tuple[Material, ...]:
    return tuple(Material(kind=Kind.PLAIN, color=color) for color in colors)


def glass(color: Triple = (0.9, 0.95, 0.92)) -> Material:
    return Material(kind=Kind.GLASS, color=color, roughness=0.05)


def triangles(corners: Sequence[Sequence[Triple]], roles: Sequence[int] = ()) -> MeshArrays:
    """Triangles with nothing in common; each is a part of its own."""
    mesh = Mesh(1)
    for number, three in enumerate(corners):
        mesh.add(np.array(three), np.array([[0, 1, 2]]), roles[number] if roles else 0)
    return mesh.arrays()


def no_mesh() -> MeshArrays:
    return Mesh(0).arrays()


def brightness(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.asarray(image.astype(np.float64).mean(axis=-1))
