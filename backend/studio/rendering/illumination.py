"""How much light reaches a point: distant lights through their shadow maps, and lamps near by."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from backend.studio.kernel import kernel
from backend.studio.rendering.camera import Floats
from backend.studio.rendering.lights import Lamp, Lights, lamp_rows
from backend.studio.rendering.shadows import ShadowMaps

DIRECTION, RIGHT, UP, COLOR = 0, 3, 6, 9
"""Offsets in a row of `Illumination.lights`."""


class Illumination(NamedTuple):
    """Lights, their shadow maps and the lamps, as the kernels take them: few arrays, for each one
    is copied at every call.

    lights (n, 12): direction, right and up (as long as a metre has texels), color; key_count of
    them are the key light's; maps: see `ShadowMaps`; space (5,): center, scale, bias; lamps (m, 7):
    see `lamp_rows`.
    """

    lights: Floats
    key_count: int
    maps: Floats
    space: Floats
    lamps: Floats


def illumination(lights: Lights, shadows: ShadowMaps, lamps: tuple[Lamp, ...]) -> Illumination:
    across = (lights.right * shadows.scale, lights.up * shadows.scale)
    rows = np.concatenate([lights.direction, *across, lights.color], axis=1)
    return Illumination(
        np.ascontiguousarray(rows, np.float32),
        lights.key_count,
        shadows.maps,
        np.array([*shadows.center, shadows.scale, shadows.bias], np.float32),
        lamp_rows(lamps),
    )


MATT = 0.99
"""Roughness from which on no highlight is worked out."""

LIT_LENGTH = 7
"""Of what `receive` writes: diffuse irradiance (3), key light's highlight (3), share unshadowed."""


@kernel
def receive(p, n, v, light, roughness, out):
    """Light at point p with unit normal n, seen along unit v (towards the eye), into out.

    The highlight is GGX's distribution with a cheap visibility term.
    """
    px, py, pz = p
    nx, ny, nz = n
    vx, vy, vz = v
    zero = np.float32(0.0)
    half = np.float32(0.5)
    one = np.float32(1.0)
    lights = light.lights
    maps = light.maps
    for k in range(LIT_LENGTH):
        out[k] = zero
    shiny = light.key_count if roughness < np.float32(MATT) else 0
    alpha = max(roughness * roughness, np.float32(0.004))
    alpha *= alpha
    last = np.float32(maps.shape[1] - 1)
    middle = last * half
    bias = light.space[4]
    ox = px + nx * bias - light.space[0]
    oy = py + ny * bias - light.space[1]
    oz = pz + nz * bias - light.space[2]
    facing = max(nx * vx + ny * vy + nz * vz, np.float32(0.05))
    possible = zero
    red = zero
    green = zero
    blue = zero
    for k in range(lights.shape[0]):
        lx = lights[k, 0]
        ly = lights[k, 1]
        lz = lights[k, 2]
        cosine = nx * lx + ny * ly + nz * lz
        if cosine <= zero:
            continue
        possible += cosine * lights[k, COLOR + 1]
        x = ox * lights[k, 3] + oy * lights[k, 4] + oz * lights[k, 5] + middle
        y = ox * lights[k, 6] + oy * lights[k, 7] + oz * lights[k, 8] + middle
        if x >= zero and y >= zero and x < last and y < last:
            # The share of the four texels around that do not hide the point: no stairs.
            reach = ox * lx + oy * ly + oz * lz + bias
            column = int(x)
            row = int(y)
            right = x - np.float32(column)
            down = y - np.float32(row)
            upper = (zero if maps[k, row, column] > reach else one - right) + (
                zero if maps[k, row, column + 1] > reach else right
            )
            lower = (zero if maps[k, row + 1, column] > reach else one - right) + (
                zero if maps[k, row + 1, column + 1] > reach else right
            )
            seen = upper + (lower - upper) * down
            if seen <= zero:
                continue
            cosine *= seen
        red += lights[k, COLOR] * cosine
        green += lights[k, COLOR + 1] * cosine
        blue += lights[k, COLOR + 2] * cosine
        if k < shiny:
            hx = lx + vx
            hy = ly + vy
            hz = lz + vz
            inverse = one / math.sqrt(hx * hx + hy * hy + hz * hz + np.float32(1e-9))
            half_cosine = max((nx * hx + ny * hy + nz * hz) * inverse, zero)
            q = half_cosine * half_cosine * (alpha - one) + one
            distribution = alpha / (np.float32(math.pi) * q * q)
            gloss = distribution * np.float32(0.25) * cosine
            gloss /= max(cosine, np.float32(0.1)) * half + half * facing + np.float32(0.05)
            gloss = min(gloss, np.float32(60.0))
            out[3] += lights[k, COLOR] * gloss
            out[4] += lights[k, COLOR + 1] * gloss
            out[5] += lights[k, COLOR + 2] * gloss
    out[0] = red
    out[1] = green
    out[2] = blue
    out[6] = green / max(possible, np.float32(1e-6))
    for k in range(light.lamps.shape[0]):
        dx = light.lamps[k, 0] - px
        dy = light.lamps[k, 1] - py
        dz = light.lamps[k, 2] - pz
        square = dx * dx + dy * dy + dz * dz + np.float32(1e-6)
        cosine = (nx * dx + ny * dy + nz * dz) / math.sqrt(square)
        # Half of the light is wrapped round: a shade is no point, and walls send light back.
        wrapped = max(zero, half * cosine + half)
        share = wrapped * wrapped / (square + light.lamps[k, 6] * light.lamps[k, 6])
        for c in range(3):
            out[c] += light.lamps[k, 3 + c] * share
