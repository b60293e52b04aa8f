"""A pinhole camera, and the distance from which it sees all of a piece."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Vector = tuple[float, float, float]

NEAR = 0.05
"""Metres; what is nearer to the camera is cut away."""


class Camera(Struct, frozen=True):
    """Where it stands, what it looks at (metres; another place), its vertical field of view
    (degrees) and its roll about the line of sight (radians): a positive one lifts the camera's
    right side, so that the picture turns clockwise."""

    position: Vector
    target: Vector
    field_of_view: float = 24.0
    roll: float = 0.0

    def __post_init__(self) -> None:
        if self.position == self.target:
            raise ValueError("a camera cannot look at where it stands")

    @property
    def tangent(self) -> float:
        return math.tan(math.radians(self.field_of_view) / 2)

    def axes(self) -> Floats:
        """(3, 3): rows are right, up, and back (from the target to the camera)."""
        back = np.asarray(self.position) - np.asarray(self.target)
        back = back / np.linalg.norm(back)
        helper = np.array([0.0, 1.0, 0.0]) if abs(back[1]) < 0.999 else np.array([0.0, 0.0, -1.0])
        right = np.cross(helper, back)
        right /= np.linalg.norm(right)
        up = np.cross(back, right)
        cosine, sine = math.cos(self.roll), math.sin(self.roll)
        return np.stack([cosine * right + sine * up, cosine * up - sine * right, back]).astype(
            np.float32
        )

    def project(self, points: Floats, width: int, height: int) -> tuple[Floats, Floats, Floats]:
        """Pixel x, pixel y and 1/depth of `points` (n, 3); 1/depth is -1 nearer than `NEAR`."""
        local = (points - np.asarray(self.position, np.float32)) @ self.axes().T
        depth = -local[:, 2]
        inverse = np.where(depth > NEAR, 1 / np.maximum(depth, NEAR), -1).astype(np.float32)
        scale = np.float32(height / (2 * self.tangent))
        x = (width / 2 + local[:, 0] * inverse * scale).astype(np.float32)
        y = (height / 2 - local[:, 1] * inverse * scale).astype(np.float32)
        return x, y, inverse


def framing(
    points: Floats,
    azimuth: float,
    elevation: float,
    *,
    field_of_view: float = 24.0,
    aspect: float = 1.0,
    fill: float = 0.86,
) -> Camera:
    """The nearest camera in that direction (radians) that sees all `points` (n, 3), centred, within
    `fill` of the frame's width and height; `aspect` is width over height."""
    direction = np.array(
        [
            math.sin(azimuth) * math.cos(elevation),
            math.sin(elevation),
            math.cos(azimuth) * math.cos(elevation),
        ]
    )
    center = (points.min(axis=0) + points.max(axis=0)) / 2
    probe = Camera(tuple(center + direction), tuple(center), field_of_view)
    local = probe.axes() @ (points - center).T
    # A point is inside while |x| <= (distance - z) * tangent. Left and right (below and above) ask
    # for different distances; moving the camera sideways evens them out.
    distance = float(local[2].max()) + 4 * NEAR
    for axis, tangent in enumerate((probe.tangent * fill * aspect, probe.tangent * fill)):
        high = float((local[axis] / tangent + local[2]).max())
        low = float((-local[axis] / tangent + local[2]).max())
        distance = max(distance, (high + low) / 2)
    shift = [_middle(local[axis], distance - local[2]) for axis in range(2)]
    right, up, _ = probe.axes()
    target = center + shift[0] * right + shift[1] * up
    position = target + direction * distance
    return Camera(_vector(position), _vector(target), field_of_view)


def _middle(across: NDArray[np.floating], ahead: NDArray[np.floating]) -> float:
    """How far sideways a camera stands that sees as much on one side of it as on the other."""
    shift = 0.0
    # The two points that matter hardly ever change after the first step.
    for _ in range(6):
        ratio = (across - shift) / ahead
        high, low = int(ratio.argmax()), int(ratio.argmin())
        change = (ratio[high] + ratio[low]) / (1 / ahead[high] + 1 / ahead[low])
        shift += float(change)
        if abs(change) < 1e-6:
            break
    return shift


def _vector(values: NDArray[np.floating]) -> Vector:
    return (float(values[0]), float(values[1]), float(values[2]))
