"""What a smooth surface reflects: an analytic room of sky, floor, softbox and a strip light."""

from __future__ import annotations

from backend.studio.kernel import kernel
from backend.studio.rendering.noise import smoothstep

SOFTBOX_COSINE = 0.86
"""Of the angle between the softbox's middle and its edge."""


@kernel
def reflected(rx, ry, rz, roughness, surroundings, out):
    """Light from the unit direction r, blurred by roughness, into out[0:3]; `surroundings` is
    `lights.Surroundings.row()`."""
    blur = 0.04 + roughness * 0.6
    above = smoothstep(-blur, blur, ry)
    height = max(ry, 0.0)
    key = rx * surroundings[6] + ry * surroundings[7] + rz * surroundings[8]
    softbox = (
        smoothstep(SOFTBOX_COSINE - blur * 0.5, SOFTBOX_COSINE + blur * 0.5, key) * surroundings[12]
    )
    strip = (
        (1.0 - smoothstep(0.0, 0.06 + blur, abs(rx - 0.72)))
        * smoothstep(-0.1, 0.2, ry)
        * surroundings[13]
        * (1 - roughness)
    )
    for c in range(3):
        sky = surroundings[c] * (0.55 + 0.45 * height)
        out[c] = (surroundings[3 + c] * (1 - above) + sky * above + softbox + strip) * surroundings[
            14
        ]
