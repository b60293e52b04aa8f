"""Random numbers that depend on a place only, and smooth noise made of them (kernels)."""

from __future__ import annotations

import math

from backend.studio.kernel import kernel


@kernel
def hash3(ix: int, iy: int, iz: int) -> float:
    """A number in [0, 1) for a cell of the integer lattice."""
    # Compiled, these are 64-bit words that wrap; the mask makes a shift to the right unsigned.
    n = ix * 0x1E3779B97F4A7C15 + iy * 0x3F58476D1CE4E5B9 + iz * 0x14D049BB133111EB
    n = (n ^ ((n >> 32) & 0xFFFFFFFF)) * 0x369DEA0F31A53F85
    return ((n >> 36) & 0xFFFFFF) * (1.0 / 16777216.0)


@kernel
def value_noise(x: float, y: float, z: float) -> float:
    """Smooth noise in [0, 1): random values at lattice points, eased between; mean 0.5."""
    fx = math.floor(x)
    fy = math.floor(y)
    fz = math.floor(z)
    ix = int(fx)
    iy = int(fy)
    iz = int(fz)
    x -= fx
    y -= fy
    z -= fz
    x = x * x * (3.0 - 2.0 * x)
    y = y * y * (3.0 - 2.0 * y)
    z = z * z * (3.0 - 2.0 * z)
    a = hash3(ix, iy, iz)
    a += (hash3(ix + 1, iy, iz) - a) * x
    b = hash3(ix, iy + 1, iz)
    b += (hash3(ix + 1, iy + 1, iz) - b) * x
    c = hash3(ix, iy, iz + 1)
    c += (hash3(ix + 1, iy, iz + 1) - c) * x
    d = hash3(ix, iy + 1, iz + 1)
    d += (hash3(ix + 1, iy + 1, iz + 1) - d) * x
    a += (b - a) * y
    c += (d - c) * y
    return a + (c - a) * z


@kernel
def plane_noise(x: float, y: float, layer: int) -> float:
    """As `value_noise` in two dimensions, half the cost; each `layer` is a noise of its own."""
    fx = math.floor(x)
    fy = math.floor(y)
    ix = int(fx)
    iy = int(fy)
    x -= fx
    y -= fy
    x = x * x * (3.0 - 2.0 * x)
    y = y * y * (3.0 - 2.0 * y)
    a = hash3(ix, iy, layer)
    a += (hash3(ix + 1, iy, layer) - a) * x
    b = hash3(ix, iy + 1, layer)
    b += (hash3(ix + 1, iy + 1, layer) - b) * x
    return a + (b - a) * y


@kernel
def smoothstep(a: float, b: float, x: float) -> float:
    """0 at `a`, 1 at `b` (which may be the smaller), eased and clamped."""
    t = (x - a) / (b - a)
    t = min(max(t, 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


@kernel
def visible(size: float, footprint: float) -> float:
    """How much of a detail of `size` a pixel of `footprint` (same unit) still shows: 1 to 0."""
    return smoothstep(0.9 * size, 0.35 * size, footprint)
