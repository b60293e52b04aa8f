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
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from backend.api.schemas import FieldProblem, Problem
from backend.errors import CredenzaError, InvalidInput

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2

log = structlog.get_logger(__name__)


def handlers() -> ExceptionHandlersMap:
    return {
        CredenzaError: _known,
        HTTPException: _framework,
        DBAPIError: _database,
        PoolTimeoutError: _database,
        Exception: _unexpected,
    }


def _known(request: Request[Any, Any, Any], error: CredenzaError) -> Response[bytes]:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request failed", code=error.code, detail=error.detail)
    fields = error.fields if isinstance(error, InvalidInput) else {}
    return _response(request, error.code, error.title, error.status, error.detail, fields)


def _framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    status = HTTPStatus(error.status_code)
    code = re.sub(r"[^a-z]+", "-", status.phrase.lower()).strip("-")
    fields: dict[str, str] = {}
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        fields = {str(item.get("key", "")): str(item.get("message", "")) for item in error.extra}
    detail = error.detail or status.description
    if fields:
        detail = "; ".join(f"{field}: {message}" for field, message in fields.items())
    return _response(
        request, code, status.phrase, status.value, detail, fields, dict(error.headers or {})
    )


def _database(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.error("catalogue not reachable", error=str(error).splitlines()[0])
    return _response(
        request,
        "catalogue-unavailable",
        "The catalogue is not reachable",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The catalogue's database did not answer in time. Nothing was changed; try again.",
        {},
    )


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log.error("unexpected error", exc_info=error)
    return _response(
        request,
        CredenzaError.code,
        CredenzaError.title,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "This is a fault of the service; its log has the details under the request id.",
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
        request_id=str(request.scope.get("state", {}).get("request_id", "")),
        errors=tuple(FieldProblem(field, message) for field, message in fields.items()),
    )
    answer = dict(headers or {})
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return Response(
        content=msgspec.json.encode(problem),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=answer,
    )
