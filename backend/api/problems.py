"""Every error leaves the API as one RFC 9457 problem."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from backend.api.schemas import FieldProblem, Problem
from backend.api.tracing import request_id_of
from backend.errors import (
    CredenzaError,
    InvalidInput,
    MalformedRequest,
    Overloaded,
    PayloadTooLarge,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2
"""How soon to ask again after an error that does not say so itself."""
OUR_FAULT = "This is a fault of the service; its log has the details under the request id."

log = structlog.get_logger(__name__)


def handlers() -> ExceptionHandlersMap:
    return {
        CredenzaError: known,
        HTTPException: _framework,
        OperationalError: _database,
        InterfaceError: _database,
        PoolTimeoutError: _database,
        Exception: unexpected,
    }


def known(request: Request[Any, Any, Any], error: CredenzaError) -> Response[bytes]:
    """The problem that says what this error says, as far as it concerns the caller."""
    detail = error.detail
    headers = {}
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request failed", code=error.code, detail=detail)
        if isinstance(error, Overloaded):
            headers["Retry-After"] = str(error.retry_after_seconds)
        else:
            # It may name addresses and folders, which are nothing to a shopper.
            detail = OUR_FAULT
    fields = error.fields if isinstance(error, InvalidInput) else {}
    return _response(request, error.code, error.title, error.status, detail, fields, headers)


def _framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    status = HTTPStatus(error.status_code)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return known(request, PayloadTooLarge("The body is larger than is accepted here."))
    if isinstance(error, ValidationException):
        return known(request, _invalid(error))
    code = re.sub(r"[^a-z]+", "-", status.phrase.lower()).strip("-")
    detail = error.detail
    if status == HTTPStatus.NOT_FOUND or detail == status.phrase:
        detail = f"{status.description}."  # the framework's own would name a folder of ours
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("unexpected error", exc_info=error)
        detail = OUR_FAULT
    return _response(
        request, code, status.phrase, status.value, detail, {}, dict(error.headers or {})
    )


def _invalid(error: ValidationException) -> MalformedRequest:
    missing = re.match(r"Missing required \w+ parameter '(\w+)'", error.detail)
    if missing:
        return MalformedRequest(f"{missing[1]} is needed.", {missing[1]: "is needed"})
    items = error.extra if isinstance(error.extra, list) else []
    fields = {str(item.get("key", "")): str(item.get("message", "")) for item in items}
    said = "; ".join(f"{field}: {message}" for field, message in fields.items())
    return MalformedRequest(f"{said or error.detail}.", fields)


def _database(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.error("catalogue not reachable", error=str(error).splitlines()[0])
    return _response(
        request,
        "catalogue-unavailable",
        "The catalogue is not reachable",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The catalogue's database did not answer in time. Send the same again in a moment.",
        {},
    )


def unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The problem of a fault that nobody foresaw; the log has it whole."""
    log.error("unexpected error", exc_info=error)
    return _response(
        request,
        CredenzaError.code,
        CredenzaError.title,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        OUR_FAULT,
        {},
    )


def _response(
    request: Request[Any, Any, Any],
    code: str,
    title: str,
    status: int,
    detail: str,
    fields: dict[str, str],
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    problem = Problem(
        type=f"urn:credenza:problem:{code}",
        title=title,
        status=status,
        detail=detail,
        request_id=request_id_of(request.scope),
        errors=tuple(FieldProblem(field, message) for field, message in fields.items()),
    )
    answer = dict(headers or {})
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return Response(
        content=msgspec.json.encode(problem),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=answer,
    )
