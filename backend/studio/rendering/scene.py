"""A scene: pieces under lights, rendered from any camera before any backdrop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backend.studio.geometry.mesh import MeshArrays
from backend.studio.materials.material import GLASS, KIND, ROW_LENGTH, Material
from backend.studio.materials.photographic import PhotoAtlas
from backend.studio.rendering.backdrop import RoomShell, Sweep, backdrop_arrays
from backend.studio.rendering.camera import Camera, Floats
from backend.studio.rendering.clipping import clip_near
from backend.studio.rendering.ground import Ground, ground, no_ground
from backend.studio.rendering.illumination import illumination
from backend.studio.rendering.lights import Lamp, Lights, Surroundings
from backend.studio.rendering.picture import Canvas, Layers, draw, facets
from backend.studio.rendering.rasterize import NOTHING, rasterize
from backend.studio.rendering.shading import Eye, Look, Seen
from backend.studio.rendering.shadows import cast
from backend.studio.rendering.tone import tone_table


@dataclass(frozen=True)
class Frame:
    """A picture and what is known of its pixels; arrays are (height, width, ...).

    image: sRGB bytes; coverage: 0..1, how much of the pixel pieces cover; role: index of the
    material seen (the mesh's role), part: number of the mesh's part seen, both -1 on the backdrop;
    albedo: linear colour of the texture without light, of the covered share of the pixel.
    """

    image: NDArray[np.uint8]
    coverage: Floats
    role: NDArray[np.int16]
    part: NDArray[np.int32]
    albedo: Floats


class Scene:
    """Pieces and lights, with the shadows worked out once for all cameras."""

    def __init__(
        self,
        mesh: MeshArrays,
        materials: Sequence[Material],
        lights: Lights,
        surroundings: Surroundings,
        *,
        lamps: tuple[Lamp, ...] = (),
        atlas: PhotoAtlas | None = None,
        shadow_resolution: int = 256,
    ) -> None:
        """`mesh.role_of_face` indexes `materials`. Raises ValueError if one is missing."""
        if mesh.role_of_face.max(initial=-1) >= len(materials):
            raise ValueError(f"a face's role has none of the {len(materials)} materials")
        self.mesh = mesh
        rows = np.stack([material.row() for material in materials]).astype(np.float32)
        self._rows = np.ascontiguousarray(rows.reshape(-1, ROW_LENGTH))
        self._glass = self._rows[:, KIND].astype(np.int32) == GLASS
        self._surroundings = surroundings.row()
        self._atlas = atlas or PhotoAtlas.none()
        shadows = cast(mesh, lights, self._glass[mesh.role_of_face], shadow_resolution)
        self._light = illumination(lights, shadows, lamps)
        self._facets = facets(mesh)

    @cached_property
    def _ground(self) -> Ground:
        return ground(self._light)

    def render(
        self,
        camera: Camera,
        backdrop: Sweep | RoomShell,
        width: int,
        height: int,
        *,
        exposure: float = 1.0,
        samples: int = 3,
    ) -> Frame:
        """A picture of `width` x `height` pixels; `samples` subpixels along each side of a pixel
        tell where edges run. Raises ValueError if one of the three is less than 1."""
        if min(width, height, samples) < 1:
            raise ValueError("a picture has at least one pixel, and that one sample")
        mesh = clip_near(self.mesh, camera)
        x, y, inverse_depth = camera.project(mesh.vertices, width * samples, height * samples)
        shape = (height * samples, width * samples)
        seen = Seen(
            np.column_stack([mesh.vertices, mesh.normals, mesh.coordinates, x, y, inverse_depth]),
            np.column_stack([mesh.faces, mesh.role_of_face, mesh.part_of_face]),
        )
        eye = Eye(
            np.array([camera.position, *camera.axes()], np.float32).ravel(),
            camera.tangent,
            2 * camera.tangent / height,
        )
        atlas = self._atlas
        look = Look(self._rows, atlas.pixels, atlas.table, self._surroundings)
        canvas = Canvas(
            image=np.zeros((height, width, 3), np.uint8),
            coverage=np.zeros((height, width), np.float32),
            role=np.full((height, width), NOTHING, np.int16),
            part=np.full((height, width), NOTHING, np.int32),
            albedo=np.zeros((height, width, 3), np.float32),
        )
        draw(
            samples,
            seen,
            eye,
            backdrop_arrays(backdrop, self._ground if isinstance(backdrop, Sweep) else no_ground()),
            look,
            self._light,
            self._layers(mesh, x, y, inverse_depth, shape),
            np.float32(exposure),
            tone_table(),
            canvas,
        )
        return Frame(*canvas)

    def _layers(
        self,
        mesh: MeshArrays,
        x: Floats,
        y: Floats,
        inverse_depth: Floats,
        shape: tuple[int, int],
    ) -> Layers:
        glass = self._glass[mesh.role_of_face]
        layers = []
        for chosen in (~glass, glass):
            some = bool(chosen.any())
            depth = np.zeros(shape if some or chosen is not glass else (1, 1), np.float32)
            triangle = np.full(depth.shape, NOTHING, np.int32)
            if some:
                rasterize(x, y, inverse_depth, mesh.faces, chosen, depth, triangle)
            layers.append((depth, triangle))
        facet = self._facets if mesh is self.mesh else facets(mesh)
        return Layers(*layers[0], bool(glass.any()), *layers[1], facet)
