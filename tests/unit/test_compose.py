"""compose.yaml, .env.example and the Dockerfile, as far as can be checked without an engine."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml  # type: ignore[import-untyped]

from backend.settings import PREFIX, Settings
from tests.unit.commands import parse

ROOT: Final = Path(__file__).parents[2]
PROFILES: Final = ("cpu", "gpu")
FILLED_IN: Final = {
    "POSTGRES_PASSWORD": "aPassword",
    "MINIO_PASSWORD": "anotherPassword",
    "CREDENZA_WEBHOOK_SECRETS": "whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
    "CREDENZA_API_KEYS": "key-one,key-two",
}
VARIABLE: Final = re.compile(
    r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?P<kind>:[?-])?(?P<rest>[^}]*)\})"
)


def env_example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def resolved(value: Any, environment: Mapping[str, str]) -> Any:
    """The value with its variables filled in as Compose does; `LookupError` for one that must be
    set and is not."""
    if isinstance(value, dict):
        return {key: resolved(item, environment) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, environment) for item in value]
    if not isinstance(value, str):
        return value

    def fill(found: re.Match[str]) -> str:
        if found["escaped"]:
            return "$"
        given = environment.get(found["name"], "")
        if not given and found["kind"] == ":?":
            raise LookupError(found["name"])
        return given or (found["rest"] if found["kind"] == ":-" else "")

    return VARIABLE.sub(fill, value)


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return content


@pytest.fixture(scope="module")
def services(written: dict[str, Any]) -> dict[str, Any]:
    """Every service, as it is when `.env` is filled in."""
    filled: dict[str, Any] = resolved(written["services"], env_example() | FILLED_IN)
    return filled


def ours(services: dict[str, Any]) -> dict[str, Any]:
    return {name: service for name, service in services.items() if "build" in service}


def started(services: dict[str, Any], profile: str) -> set[str]:
    """What runs under a profile."""
    return {
        name for name, service in services.items() if profile in service.get("profiles", [profile])
    }


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


def test_the_file_follows_the_compose_specification(written: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "tests/data/compose-spec.json").read_text())
    problems = jsonschema.Draft7Validator(schema).iter_errors(written)
    assert [f"{problem.json_path}: {problem.message}" for problem in problems] == []


def test_the_schema_would_notice_a_mistake(written: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "tests/data/compose-spec.json").read_text())
    mistaken = written | {"services": {"api": {"image": "credenza:1", "comand": ["api"]}}}
    assert not jsonschema.Draft7Validator(schema).is_valid(mistaken)


def test_our_services_get_settings_that_exist_and_that_are_accepted(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    in_image = dict(part.split("=", 1) for part in dockerfile().split() if part.startswith(PREFIX))
    for name, service in ours(services).items():
        given = in_image | service["environment"]
        assert set(given) <= known, name
        for variable, value in given.items():
            monkeypatch.setenv(variable, str(value))
        settings = Settings()  # type: ignore[call-arg]
        on_gpu = name.endswith("-gpu")
        assert settings.milvus_backend == ("gpu" if on_gpu else "cpu")
        assert settings.execution_provider == ("cuda" if on_gpu else "cpu")
        assert len(settings.webhook_secrets) == 1
        assert len(settings.api_keys) == 2


def test_the_example_names_settings_that_exist_and_values_that_are_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable, value in env_example().items():
        if variable.startswith(PREFIX):
            assert variable.removeprefix(PREFIX).lower() in Settings.model_fields
            monkeypatch.setenv(variable, value)
    Settings()  # type: ignore[call-arg]


def test_every_variable_of_the_file_is_in_the_example_and_the_other_way_round() -> None:
    used = {found["name"] for found in VARIABLE.finditer((ROOT / "compose.yaml").read_text())}
    assert used - {None} | {"COMPOSE_PROFILES"} == set(env_example())


@pytest.mark.parametrize("secret", FILLED_IN)
def test_nothing_starts_while_a_secret_is_empty(written: dict[str, Any], secret: str) -> None:
    environment = env_example() | FILLED_IN | {secret: ""}
    with pytest.raises(LookupError, match=secret):
        resolved(written, environment)


def test_the_example_holds_no_secret() -> None:
    assert {env_example()[name] for name in FILLED_IN} == {""}


def test_our_services_run_commands_that_exist(services: dict[str, Any]) -> None:
    assert re.search(r'^ENTRYPOINT \["credenza"\]$', dockerfile(), re.MULTILINE)
    for service in ours(services).values():
        parse(service["command"])


def test_each_profile_runs_everything_once(services: dict[str, Any]) -> None:
    for profile in PROFILES:
        kinds = sorted(
            shlex.join(service["command"][:2])
            for name, service in ours(services).items()
            if name in started(services, profile)
        )
        assert kinds == [
            "api --processes",
            "beat --schedule",
            "migrate",
            "release activate",
            "worker --concurrency",
        ]
        milvus = [name for name in started(services, profile) if name.startswith("milvus")]
        assert len(milvus) == 1
        for name in (
            started(services, profile)
            & ours(services).keys()
            & {"api", "worker", "api-gpu", "worker-gpu"}
        ):
            uri = services[name]["environment"]["CREDENZA_MILVUS_URI"]
            assert uri == f"http://{milvus[0]}:19530"


def test_a_profile_depends_on_nothing_outside_it(services: dict[str, Any]) -> None:
    for profile in PROFILES:
        running = started(services, profile)
        for name in running:
            assert services[name].get("depends_on", {}).keys() <= running, name


def test_what_is_waited_for_can_be_told(services: dict[str, Any]) -> None:
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            match how["condition"]:
                case "service_healthy":
                    assert "healthcheck" in services[needed], f"{name} waits for {needed}"
                case "service_completed_successfully":
                    assert services[needed]["restart"] == "no", f"{name} waits for {needed}"
                case other:
                    pytest.fail(f"{name} waits for {needed} to be {other}")


def test_whatever_stays_up_is_watched_restarted_and_bounded(services: dict[str, Any]) -> None:
    for name, service in services.items():
        if service["restart"] == "no":
            continue
        assert service["restart"] == "unless-stopped", name
        assert service["healthcheck"]["test"], name
        assert service["deploy"]["resources"]["limits"]["memory"], name


def test_only_the_api_can_be_reached_and_from_this_machine_alone(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {name: ["127.0.0.1:8700:8700"] for name in ("api", "api-gpu")}


def test_images_are_of_a_stated_version(services: dict[str, Any]) -> None:
    for service in services.values():
        _, colon, tag = service["image"].rpartition(":")
        assert colon
        assert re.search(r"\d", tag), service["image"]
        assert "latest" not in tag
    bases = re.findall(r"^FROM (\S+)", dockerfile(), re.MULTILINE)
    assert bases == ["python:3.12-slim"] * 2


def test_data_is_kept_in_named_volumes_and_pictures_are_shared(
    written: dict[str, Any], services: dict[str, Any]
) -> None:
    mounted = {name: service.get("volumes", []) for name, service in services.items()}
    names = {mount.split(":")[0] for mounts in mounted.values() for mount in mounts}
    assert names == set(written["volumes"])
    pictures = ["images:/var/lib/credenza/images"]
    assert [mounted[name] for name in ("api", "worker", "api-gpu", "worker-gpu")] == [pictures] * 4
    assert "CREDENZA_IMAGE_STORE=/var/lib/credenza/images" in dockerfile()


def test_a_gpu_is_reserved_for_what_needs_one_and_for_nothing_else(
    services: dict[str, Any],
) -> None:
    with_gpu = {
        name
        for name, service in services.items()
        for device in service.get("deploy", {})
        .get("resources", {})
        .get("reservations", {})
        .get("devices", [])
        if device == {"driver": "nvidia", "count": 1, "capabilities": ["gpu"]}
    }
    assert with_gpu == {name for name in services if name.endswith("-gpu")}
    assert {
        services[name]["build"]["args"]["EXTRA"] for name in with_gpu if "build" in services[name]
    } == {"gpu"}


def test_the_broker_refuses_work_rather_than_forget_it(services: dict[str, Any]) -> None:
    command = shlex.join(services["valkey"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_the_cache_is_none_that_anything_waits_for_or_that_is_the_broker(
    services: dict[str, Any],
) -> None:
    command = shlex.join(services["cache"]["command"])
    assert "--appendonly no" in command
    assert "--maxmemory-policy allkeys-lru" in command
    for name, service in ours(services).items():
        assert "cache" not in service.get("depends_on", {}), name
        cache, broker = (
            service["environment"][f"CREDENZA_{kind}_URL"] for kind in ("CACHE", "BROKER")
        )
        assert cache.split("/")[2] == "cache:6379" != broker.split("/")[2]


def test_the_image_is_made_of_files_that_are_here_and_let_through() -> None:
    let_through = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile(), re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert "demo/release" in copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert source in let_through


def test_the_versions_that_are_installed_fit_any_machine() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
