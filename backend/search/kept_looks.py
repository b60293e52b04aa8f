"""What was seen in photos, remembered as long as nothing is written to the catalogue: whatever is
erased there is forgotten here."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Final

from backend.cache.recent import Recent
from backend.catalogue import photos
from backend.catalogue.database import Database, State
from backend.catalogue.photos import Look

MOST_LOOKS: Final = 1_024
"""Of some 2 kB each."""

_Known = tuple[Look, datetime]
"""What was seen, and when the photo expires."""


class KeptLooks:
    """One per process, for any thread. Who turns over what looks like a photo, filters it and
    crops it, asks for the same look again and again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._looks: tuple[State | None, Recent[tuple[str, str, str], _Known]]
        self._looks = None, Recent(MOST_LOOKS)

    def get(self, photo_id: str, release_id: str, part: str, *, now: datetime) -> Look | None:
        """As `photos.look`."""
        # Before what was read in it: a change in between is then seen the next time.
        looks, key = self._of(self._database.state()), (photo_id, release_id, part)
        known = looks.get_many([key]).get(key)
        if known is None:
            with self._database.read() as session:
                known = photos.look(session, *key, now=now)
            if known is not None:
                looks.put_many({key: known})
        if known is None:
            return None
        look, expires_at = known
        return look if expires_at > now else None

    def _of(self, state: State) -> Recent[tuple[str, str, str], _Known]:
        """What was read in this state; all that was read in another is dropped."""
        with self._lock:
            if self._looks[0] != state:
                self._looks = state, Recent(MOST_LOOKS)
            return self._looks[1]
