"""Which face of a mesh is seen at each pixel, without any shading."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backend.studio.rendering.camera import Floats
from backend.studio.rendering.rasterize import NOTHING, rasterize


def visible_faces(
    x: Floats, y: Floats, nearness: Floats, faces: NDArray[np.int32], width: int, height: int
) -> tuple[Floats, NDArray[np.int32]]:
    """Nearness and index of the nearest face at each pixel, (height, width) each; 0 and -1 where
    there is none. x, y, nearness (n,): vertices in pixels, and what is larger the nearer they are
    (1/depth, or a height when seen from above); not seen where it is not above 0."""
    depth = np.zeros((height, width), np.float32)
    face = np.full((height, width), NOTHING, np.int32)
    rasterize(x, y, nearness, faces, np.ones(len(faces), np.bool_), depth, face)
    return depth, face
