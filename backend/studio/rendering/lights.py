"""Light as many small distant lamps: a softbox or the sun, and the sky above; plus lamps near by.

Each distant light casts a hard shadow; together their shadows are soft, and the sky's are what is
called ambient occlusion.
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.studio.rendering.camera import Floats, Vector

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


class Lights(Struct, frozen=True):
    """n distant lights, the first `key_count` of them the key light's.

    `direction`, `right`, `up` (n, 3): unit vectors, `direction` towards the light. `color` (n, 3):
    irradiance on a surface that faces it, linear RGB.
    """

    direction: Floats
    right: Floats
    up: Floats
    color: Floats
    key_count: int


class Lamp(Struct, frozen=True):
    """A small warm light in the room; casts no shadow. `color` is irradiance at one metre."""

    position: Vector
    color: Vector
    radius: float = 0.12


class Surroundings(Struct, frozen=True):
    """What smooth surfaces reflect, and what light comes back from the floor; linear RGB."""

    sky: Vector
    ground: Vector
    key_direction: Vector
    bounce: Vector
    key_power: float = 2.2
    strip_power: float = 0.9
    fill: float = 1.0

    def row(self) -> Floats:
        """(15,): sky, ground, unit key direction, bounce, key power, strip power, fill."""
        key = np.asarray(self.key_direction, float)
        key /= np.linalg.norm(key)
        values = (*self.sky, *self.ground, *key, *self.bounce)
        return np.array([*values, self.key_power, self.strip_power, self.fill], dtype=np.float32)


def key_and_sky(
    key_direction: Vector,
    *,
    key: float,
    sky: float,
    key_size: float = 0.45,
    key_count: int = 12,
    sky_count: int = 24,
    key_color: Vector = (1.0, 0.97, 0.92),
    sky_color: Vector = (0.93, 0.97, 1.0),
    turn: float = 0.0,
) -> Lights:
    """A disc of `key_size` (radius over distance) as the key light and a dome as the sky, both
    sampled in golden-angle spirals that start at `turn` (radians)."""
    center = np.asarray(key_direction, float)
    center /= np.linalg.norm(center)
    right, up = _perpendicular(center[None])
    steps = np.arange(key_count) + 0.5
    radius = np.sqrt(steps / key_count) * key_size
    angle = steps * _GOLDEN_ANGLE + turn
    disc = (
        center + (radius * np.cos(angle))[:, None] * right + (radius * np.sin(angle))[:, None] * up
    )
    steps = np.arange(sky_count) + 0.5
    cosine = np.sqrt(1 - steps / sky_count * 0.98)
    sine = np.sqrt(1 - cosine**2)
    angle = steps * _GOLDEN_ANGLE + turn
    dome = np.stack([sine * np.cos(angle), cosine, sine * np.sin(angle)], axis=1)
    # The spiral is denser overhead as the cosine asks; dividing by it again lets walls have light.
    weight = sky / sky_count / np.maximum(cosine, 0.2) * 0.5
    color = np.concatenate(
        [
            np.full((key_count, 1), key / key_count) * np.array([key_color]),
            weight[:, None] * np.array([sky_color]),
        ]
    )
    direction = np.concatenate([disc, dome])
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    right, up = _perpendicular(direction)
    return Lights(
        direction=direction.astype(np.float32),
        right=right.astype(np.float32),
        up=up.astype(np.float32),
        color=color.astype(np.float32),
        key_count=key_count,
    )


def lamp_rows(lamps: tuple[Lamp, ...]) -> Floats:
    """(n, 7): position, color, radius."""
    rows = [(*lamp.position, *lamp.color, lamp.radius) for lamp in lamps]
    return np.array(rows, dtype=np.float32).reshape(-1, 7)


def _perpendicular(
    direction: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    steep = np.abs(direction[:, 1:2]) >= 0.95
    helper = np.where(steep, np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 0.0]]))
    right = np.cross(helper, direction)
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    return right, np.cross(direction, right)
