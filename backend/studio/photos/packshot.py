"""A piece as a shop photographs it: before white paper, under a softbox."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from backend.studio.geometry.mesh import MeshArrays
from backend.studio.materials.material import Material
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.rendering.backdrop import Sweep
from backend.studio.rendering.camera import framing
from backend.studio.rendering.lights import Surroundings, key_and_sky
from backend.studio.rendering.scene import Frame, Scene

KEY_DIRECTION = (-0.55, 0.75, 0.55)


class View(Struct, frozen=True):
    """From where a packshot is taken: degrees round the piece and above the floor."""

    azimuth: float
    elevation: float


def studio(
    mesh: MeshArrays, materials: Sequence[Material], atlas: PhotoAtlas | None = None
) -> Scene:
    """The piece under the studio's lights, for any number of `packshot`s."""
    lights = key_and_sky(KEY_DIRECTION, key=0.92, sky=1.0, key_size=0.5, key_count=16, sky_count=32)
    surroundings = Surroundings(
        sky=(0.85, 0.87, 0.9),
        ground=(0.56, 0.56, 0.56),
        key_direction=KEY_DIRECTION,
        bounce=(0.20, 0.195, 0.19),
    )
    return Scene(mesh, materials, lights, surroundings, atlas=atlas, shadow_resolution=192)


def packshot(scene: Scene, view: View, size: int, *, sweep: Sweep | None = None) -> Frame:
    """A square picture of `size` pixels that shows all of the piece."""
    camera = framing(scene.mesh.vertices, math.radians(view.azimuth), math.radians(view.elevation))
    return scene.render(camera, sweep or Sweep(), size, size, exposure=1.12)


def usual_view(category: str, generator: np.random.Generator) -> View:
    """Three quarters from the left or right for most; from the front what hangs on a wall, from
    above what lies on the floor."""
    side = 1 if generator.random() < 0.5 else -1
    if category == "rug":
        return View(float(generator.normal(0, 6)), float(generator.uniform(48, 62)))
    if category in ("mirror", "wall_art"):
        return View(float(generator.normal(0, 7)), float(generator.uniform(0, 5)))
    if category == "bed":
        return View(side * float(generator.uniform(24, 42)), float(generator.uniform(14, 24)))
    return View(side * float(generator.uniform(16, 42)), float(generator.uniform(6, 20)))
