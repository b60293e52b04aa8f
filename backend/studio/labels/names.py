"""Names of designs, made of syllables: no two designs of a catalogue have the same."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from backend import taxonomy
from backend.studio.seeds import derive

_STARTS: Final = (
    "Al Am Ar As Bel Ben Bor Bram Bren Cal Cam Car Cor Dal Dan Den Dor El Er Fal Fen Fin Gal Gar "
    "Hal Har Hol Il Is Jan Jor Kal Kel Kor Lan Lar Lin Lor Mar Mel Mil Mon Nor Ol Or Os Pel Per "
    "Quen Ral Ren Rol Ros Sal San Sel Sor Tal Tam Tor Ul Val Van Ver Wal Wen Wes Yar Zan Zel"
)
_MIDDLES: Final = "a e i o u an ar el en er in is ol or un"
_ENDS: Final = (
    "beck berg bury by combe cott dale den dine field ford grave hall ham holm hurst ley lia lin "
    "lund mere mont more nay ness neth port quist ra rick ridge rose sen shaw stad stead ton vale "
    "vane vik ville wald wen wick wood worth"
)

_TAKEN: Final = (
    # Makers and shops that a reader could think were meant.
    "alessi arket artek benton bertoia calligaris cassina cattelan danby desalto ercol fermob"
    " ferm flexform habitat harlow kartell knoll lafuma ligne magis menu minotti molteni"
    " muuto natuzzi norman normann poliform roche rosemont vitra walton wayfair westelm zanotta"
    " alden marlow marston walter warren"
)


def design_names(designs: Iterable[str], seed: int) -> dict[str, str]:
    """A name for each design's id. Designs that come later never change an earlier one's name."""
    candidates = _candidates()
    taken: set[int] = set()
    names: dict[str, str] = {}
    for design in designs:
        if design in names:
            continue
        place = derive(seed, "name", design) % len(candidates)
        # From where its hash points to the next that is free; a second round counts them.
        round_ = len(names) // len(candidates)
        if round_ and len(names) % len(candidates) == 0:
            taken.clear()
        while place in taken:
            place = (place + 1) % len(candidates)
        taken.add(place)
        names[design] = candidates[place] + (f" {round_ + 1}" if round_ else "")
    return names


@cache
def _candidates() -> tuple[str, ...]:
    """All that can be said aloud and are neither known makers nor words of the taxonomy."""
    starts, middles, ends = _STARTS.split(), ("", *_MIDDLES.split()), _ENDS.split()
    words = {
        *_TAKEN.split(),
        *taxonomy.COLORS,
        *taxonomy.MATERIALS,
        *taxonomy.STYLES,
        *taxonomy.PATTERNS,
    }
    made = (a + b + c for a in starts for b in middles for c in ends)
    distinct = dict.fromkeys(name for name in made if _sayable(name) and name.lower() not in words)
    return tuple(sorted(distinct, key=lambda name: derive(0, "order", name)))


def _sayable(name: str) -> bool:
    """Not too long, no letter three times in a row, no more than three consonants in a row."""
    lower = name.lower()
    run = 0
    for letter in lower:
        run = 0 if letter in "aeiouy" else run + 1
        if run > 3:
            return False
    return 5 <= len(lower) <= 10 and not any(letter * 3 in lower for letter in set(lower))
