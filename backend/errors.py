"""Everything that can go wrong and that a caller can do something about.

The API turns each into one RFC 9457 problem, the command line into one sentence and an exit code,
the worker into "try again later" or "park it".
"""

from __future__ import annotations

from typing import ClassVar


def sentence(text: str) -> str:
    """With a full stop, unless it ends by asking something."""
    return text if text.endswith("?") else f"{text}."


class CredenzaError(Exception):
    """Root of the tree. `detail` is a sentence for the person who can act on it."""

    code: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something went wrong"
    status: ClassVar[int] = 500

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class ConfigurationError(CredenzaError):
    """A setting, a file or a schema is not as it must be. Not worth a retry."""

    code = "configuration-error"
    title = "The service is not configured correctly"


class InvalidInput(CredenzaError):
    """What was sent is not acceptable; `fields` names each offending field with its reason."""

    code = "invalid-input"
    title = "The request is not valid"
    status = 422

    def __init__(self, detail: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.fields = fields or {}


class MalformedRequest(InvalidInput):
    """The body or a parameter could not be read at all."""

    code = "malformed-request"
    title = "The request could not be read"
    status = 400


class Unauthorized(CredenzaError):
    code = "unauthorized"
    title = "The signature or key was not accepted"
    status = 401


class NotFound(CredenzaError):
    code = "not-found"
    title = "There is no such thing"
    status = 404


class StaleVersion(CredenzaError):
    """A newer version of the listing is already stored."""

    code = "stale-version"
    title = "A newer version is already stored"
    status = 409


class StaleRevision(CredenzaError):
    """What is to be changed has been changed by somebody else since it was read."""

    code = "stale-revision"
    title = "It has been changed since"
    status = 409


class PayloadTooLarge(CredenzaError):
    code = "payload-too-large"
    title = "The body is too large"
    status = 413


class ImageRefused(CredenzaError):
    """The picture will never be accepted as it is: wrong format, too large, forbidden address."""

    code = "image-refused"
    title = "The picture cannot be used"
    status = 422

    def __init__(self, reason: str, detail: str) -> None:
        """`reason` is a short stable slug, such as `truncated` or `too-many-pixels`."""
        super().__init__(detail)
        self.reason = reason


class ImageUnavailable(CredenzaError):
    """The picture could not be had this time; it may work later."""

    code = "image-unavailable"
    title = "The picture could not be fetched"
    status = 503


class IndexUnavailable(CredenzaError):
    """The vector database did not answer in time, or answered with a passing fault."""

    code = "index-unavailable"
    title = "The search index is not reachable"
    status = 503


class IndexRefused(CredenzaError):
    """An entry or a query that the index must not be given: wrong dimension, not a unit vector."""

    code = "index-refused"
    title = "The search index refused the entry"
    status = 500


class EncoderUnavailable(CredenzaError):
    """The model cannot run where and how it was demanded."""

    code = "encoder-unavailable"
    title = "The model is not available"
    status = 503


class Overloaded(CredenzaError):
    """Given up so that others are still answered; the same may work `retry_after_seconds` later.

    Its detail is for the caller: it names nothing of how the service is made.
    """

    code = "overloaded"
    title = "The service is busy"
    status = 503

    def __init__(self, detail: str, *, retry_after_seconds: int) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class TooSlow(Overloaded):
    """A part of the answer took longer than it may."""

    code = "too-slow"
    title = "The answer took too long"
