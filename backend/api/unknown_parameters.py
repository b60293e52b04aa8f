"""Query parameters that nobody declared are refused: ignored, a filter's slip would show all."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi.spec import OpenAPI, Parameter

from backend.errors import MalformedRequest, sentence

STATE: Final = "query_parameters"
"""Where the application's state has what `declared` returned."""

_MOST_NAMED: Final = 8
_LONGEST_NAMED: Final = 40


def declared(document: OpenAPI) -> Mapping[str, Sequence[str]]:
    """The names of the query parameters of each GET and DELETE, by operation id. What changes
    something by its body is not here: senders of webhooks append what they like."""
    return {
        operation.operation_id: [
            parameter.name
            for parameter in operation.parameters or ()
            if isinstance(parameter, Parameter) and parameter.param_in == "query"
        ]
        for item in (document.paths or {}).values()
        for operation in (item.get, item.delete)
        if operation is not None and operation.operation_id is not None
    }


async def refuses_unknown(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Guard of all that the document describes. Raises `MalformedRequest` naming each parameter
    that there is not, and near ones that there are; pages and files take what they are given."""
    if not isinstance(handler, HTTPRouteHandler):
        return
    known = connection.app.state[STATE].get(handler.operation_id)
    if known is None:
        return
    unknown = [name for name in connection.query_params if name not in known]
    if unknown:
        wrong = {_short(name): _reason(name, known) for name in unknown[:_MOST_NAMED]}
        said = "; ".join(f"{name} {reason}" for name, reason in wrong.items())
        raise MalformedRequest(sentence(f"The query is not valid: {said}"), wrong)


def _reason(name: str, known: Sequence[str]) -> str:
    if not known:
        return "is no parameter here: there are none"
    # Two, as who writes `price` may mean either end. Below that cutoff `sort` is near `cursor`.
    near = difflib.get_close_matches(_short(name).lower(), known, n=2, cutoff=0.65)
    hint = f"did you mean {' or '.join(near)}?" if near else "see /schema for those there are"
    return f"is no parameter here; {hint}"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAMED else f"{name[:_LONGEST_NAMED]}…"
