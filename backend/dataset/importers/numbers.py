"""Numbers as shops write them: `1.299,00 €`, `$1,299.00`, `1 299`."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any, Final

_MONEY: Final = re.compile(r"^(?:[€$£¥]|[A-Z]{3})\s*|\s*(?:[€$£¥]|[A-Z]{3}|,-)$")
_GROUPED: Final = {
    # A separator of thousands must separate thousands, or 12,50 would be read as 1250.
    False: re.compile(r"-?(?:\d{1,3}(?:[,\s'\u2019]\d{3})+|\d+)(?:\.\d+)?"),
    True: re.compile(r"-?(?:\d{1,3}(?:[.\s'\u2019]\d{3})+|\d+)(?:,\d+)?"),
}
LONGEST: Final = 40


def number_of(value: Any, *, decimal_comma: bool) -> Decimal | None:
    """The number a cell holds, None for an empty one.

    Raises ValueError saying why a cell holds none.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError("is not a number")  # noqa: TRY004  # a cell's value, not a type of ours
    if not isinstance(value, str):
        if not math.isfinite(value):
            raise ValueError("is not a finite number")
        return Decimal(str(value))
    text = _MONEY.sub("", value.strip()[: LONGEST + 1])
    if len(text) > LONGEST or not _GROUPED[decimal_comma].fullmatch(text):
        kind = "comma" if decimal_comma else "point"
        raise ValueError(f"is not a number with a decimal {kind}")
    whole, _, fraction = text.partition("," if decimal_comma else ".")
    return Decimal(re.sub(r"[^\d-]", "", whole) + "." + (fraction or "0"))
