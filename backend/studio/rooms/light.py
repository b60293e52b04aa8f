"""Light in a room: what time of day it is, and which lamps are lit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from backend.studio.designs.design import Role
from backend.studio.materials.material import Material
from backend.studio.photos.stage import Prop
from backend.studio.rendering.backdrop import BACK, LEFT, RIGHT, RoomShell
from backend.studio.rendering.camera import Vector
from backend.studio.rendering.lights import Lamp, Lights, Surroundings, key_and_sky

MOST_LAMPS: Final = 4
"""Lit at once: each one is reckoned with at every pixel."""

_BULB: Final = (1.0, 0.68, 0.38)


class Mood(Struct, frozen=True):
    """Strength and colour of the key light and the sky; how bright the lamps are, and the sky
    outside; the exposure."""

    name: str
    key: float
    sky: float
    key_size: float
    key_color: Vector
    sky_color: Vector
    lamps: float
    outside: Vector
    exposure: float


def draw_mood(random: np.random.Generator, has_lamps: bool) -> Mood:
    """Sunny, overcast, golden, or evening where there are lamps to light."""
    vary = float(random.uniform(0.9, 1.1))
    name = str(random.choice(["sunny", "overcast", "golden", "evening"], p=[0.4, 0.3, 0.14, 0.16]))
    if name == "evening" and not has_lamps:
        name = "overcast"
    lit = float(random.random() < 0.45)
    moods = {
        "sunny": Mood(name, 1.0 * vary, 0.62, 0.07, (1.05, 0.98, 0.88), (0.95, 0.98, 1.0),
                      0.2 * lit, (1.7, 1.85, 2.0), 1.0),
        "overcast": Mood(name, 0.42 * vary, 0.98, 0.45, (0.97, 0.99, 1.02), (0.97, 0.99, 1.0),
                         0.28 * lit, (1.5, 1.6, 1.7), 1.03),
        "golden": Mood(name, 0.95 * vary, 0.52, 0.06, (1.16, 0.93, 0.66), (0.98, 0.96, 0.95),
                       0.3 * lit, (1.9, 1.65, 1.3), 1.02),
        "evening": Mood(name, 0.2 * vary, 0.46, 0.45, (1.05, 0.96, 0.84), (0.98, 0.95, 0.92),
                        0.75, (0.13, 0.18, 0.3), 1.08),
    }  # fmt: skip
    return moods[name]


def light_of(mood: Mood, wall: int, random: np.random.Generator) -> tuple[Lights, Vector]:
    """The lights of a mood whose key comes in from `wall`'s side, and the key's direction."""
    side = {LEFT: -1.0, RIGHT: 1.0, BACK: float(random.choice([-0.5, 0.5]))}[wall]
    key = (
        side * float(random.uniform(0.7, 1.0)),
        float(random.uniform(0.5, 0.8)),
        float(random.uniform(0.3, 0.75)),
    )
    lights = key_and_sky(
        key,
        key=mood.key,
        sky=mood.sky,
        key_size=mood.key_size,
        key_count=10,
        sky_count=18,
        key_color=mood.key_color,
        sky_color=mood.sky_color,
        turn=float(random.uniform(0, 2 * math.pi)),
    )
    return lights, key


def surroundings_of(mood: Mood, shell: RoomShell, key: Vector) -> Surroundings:
    """What smooth surfaces reflect: walls and floor in the mood's light."""
    level = mood.sky + 0.3 * mood.key
    wall = np.array(shell.wall.color if shell.wall.photo < 0 else (0.5, 0.47, 0.43))
    floor = np.array(shell.floor.color if shell.floor.photo < 0 else (0.3, 0.24, 0.18))
    sky, ground = (wall * 0.75 + 0.12) * level, floor * 0.6 * level
    bounce = (floor * 0.26 + wall * 0.1) * level
    return Surroundings(
        sky=(float(sky[0]), float(sky[1]), float(sky[2])),
        ground=(float(ground[0]), float(ground[1]), float(ground[2])),
        key_direction=key,
        bounce=(float(bounce[0]), float(bounce[1]), float(bounce[2])),
        strip_power=0.35 * mood.sky,
        key_power=1.5 * mood.key,
    )


def lit_lamps(props: Sequence[Prop], strength: float) -> tuple[Lamp, ...]:
    """A light in the middle of the shade (or bulb) of each lamp in `props`, at most MOST_LAMPS."""
    lamps = []
    for prop in props[:MOST_LAMPS]:
        mesh = prop.mesh
        glowing = np.isin(mesh.role_of_face, (Role.SHADE, Role.GLOW))
        if glowing.any():
            points = mesh.vertices[np.unique(mesh.faces[glowing])]
            x, y, z = points.min(axis=0) * 0.5 + points.max(axis=0) * 0.5
        else:
            x, y, z = 0.0, float(mesh.vertices[:, 1].max()) * 0.85, 0.0
        c, s = math.cos(prop.turn), math.sin(prop.turn)
        at = (
            float(c * x + s * z + prop.position[0]),
            float(y + prop.position[1]),
            float(-s * x + c * z + prop.position[2]),
        )
        red, green, blue = (strength * channel for channel in _BULB)
        lamps.append(Lamp(at, (red, green, blue), radius=0.38))
    return tuple(lamps)


def glowing(materials: Sequence[Material], strength: float) -> tuple[Material, ...]:
    """A lamp's materials when it is lit (or dark, at 0); others as they are."""
    changed = list(materials)
    for role in (Role.SHADE, Role.GLOW):
        if role < len(changed) and changed[role].emission > 0:
            full = 1.6 if role == Role.GLOW else 0.75
            dim = 0.3 if role == Role.GLOW else 0.0
            emission = (dim + full * strength) * min(1.0, changed[role].emission / 0.28)
            changed[role] = replace(changed[role], emission=emission)
    return tuple(changed)
