"""Puts the recorded exchanges into the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec
from litestar.openapi.spec import (
    Example,
    OpenAPI,
    OpenAPIHeader,
    OpenAPIMediaType,
    OpenAPIResponse,
    Operation,
    Parameter,
    PathItem,
    Reference,
    RequestBody,
    Schema,
)
from litestar.openapi.spec.enums import OpenAPIType
from msgspec import UNSET, Raw, UnsetType

from backend.api.exchanges import (
    Exchange,
    Exchanges,
    SharedProblem,
    exchanges_of,
    parameter_values,
    shared_problems,
)
from backend.api.problems import MEDIA_TYPE
from backend.api.schemas import Problem

OTHERWISE: Final = "internal-error"
"""The shared problem that stands for whatever else may go wrong."""

_PROBLEM: Final = Reference(f"#/components/schemas/{Problem.__name__}")
_SHARED: Final = "#/components/examples/{name}"
_RETRY_AFTER: Final = OpenAPIHeader(
    description="Ask again after so many seconds.",
    schema=Schema(type=OpenAPIType.INTEGER),
    example=2,
)


def operations(document: OpenAPI) -> Iterator[Operation]:
    for item in (document.paths or {}).values():
        yield from _operations(item)


def add_examples(document: OpenAPI) -> None:
    """Give every parameter, body and answer what was recorded for it, and every operation the
    problems that it was seen to answer with."""
    problems, values = shared_problems(), parameter_values()
    assert document.components is not None
    document.components.examples = {
        name: _example(name, problem.answer) for name, problem in problems.items()
    }
    for operation in operations(document):
        assert operation.operation_id is not None
        recorded = exchanges_of(operation.operation_id)
        _show_parameters(operation, recorded.exchanges, values)
        _show_bodies(operation, recorded.exchanges)
        _show_answers(operation, recorded, problems)


def _operations(item: PathItem) -> Iterator[Operation]:
    for operation in (item.get, item.put, item.post, item.patch, item.delete):
        if operation is not None:
            yield operation


def _show_parameters(
    operation: Operation, exchanges: Sequence[Exchange], values: Mapping[str, Any]
) -> None:
    shown = dict(values)
    for exchange in reversed(exchanges):  # the first that has it counts
        if exchange.status < HTTPStatus.BAD_REQUEST:
            shown |= exchange.path | exchange.query
    for parameter in operation.parameters or ():
        assert isinstance(parameter, Parameter)
        parameter.example = shown.get(parameter.name)


def _show_bodies(operation: Operation, exchanges: Sequence[Exchange]) -> None:
    if not isinstance(operation.request_body, RequestBody):
        return
    sent = {
        exchange.title: example
        for exchange in exchanges
        if exchange.status < HTTPStatus.BAD_REQUEST and (example := _sent(exchange))
    }
    for media in operation.request_body.content.values():
        media.examples = dict(sent)


def _sent(exchange: Exchange) -> Example | None:
    if exchange.picture is not None:
        return Example(summary=_words(exchange.title), external_value=f"/demo/{exchange.picture}")
    if exchange.form:
        return _example(exchange.title, Raw(msgspec.json.encode(exchange.form)))
    return None if exchange.body is UNSET else _example(exchange.title, exchange.body)


def _show_answers(
    operation: Operation, recorded: Exchanges, problems: Mapping[str, SharedProblem]
) -> None:
    responses = {
        status: response
        for status, response in (operation.responses or {}).items()
        if status.startswith("2") and isinstance(response, OpenAPIResponse)
    }
    for status, response in responses.items():
        for media in (response.content or {}).values():
            media.examples = dict(_answered(recorded.exchanges, int(status)))
    shown: dict[int, dict[str, Example | Reference]] = {}
    for exchange in recorded.exchanges:
        if exchange.status >= HTTPStatus.BAD_REQUEST:
            shown.setdefault(exchange.status, {})[exchange.title] = _example(
                exchange.title, exchange.answer
            )
    for name in filter(problems.__contains__, recorded.problems):
        shared = Reference(_SHARED.format(name=name))
        shown.setdefault(problems[name].status, {})[name] = shared
    for number in sorted(shown):
        responses[str(number)] = _problem("What is wrong, as an RFC 9457 problem.", shown[number])
        if number == HTTPStatus.SERVICE_UNAVAILABLE:
            responses[str(number)].headers = {"Retry-After": _RETRY_AFTER}
    otherwise = Reference(_SHARED.format(name=OTHERWISE))
    responses["default"] = _problem("Whatever else is wrong.", {OTHERWISE: otherwise})
    operation.responses = {**responses}


def _answered(exchanges: Sequence[Exchange], status: int) -> Iterator[tuple[str, Example]]:
    for exchange in exchanges:
        if exchange.status == status:
            yield exchange.title, _example(exchange.title, exchange.answer)


def _problem(description: str, examples: Mapping[str, Example | Reference]) -> OpenAPIResponse:
    media = OpenAPIMediaType(_PROBLEM, examples=dict(examples))
    return OpenAPIResponse(description=description, content={MEDIA_TYPE: media})


def _example(title: str, value: Raw | UnsetType) -> Example:
    # Raw, as the framework leaves out of a dict what is null in it.
    return Example(summary=_words(title), value=value)


def _words(title: str) -> str:
    return title.replace("-", " ").capitalize()
