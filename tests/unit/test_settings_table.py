from __future__ import annotations

from click.testing import CliRunner

from backend.cli import main
from backend.settings import PREFIX, Settings
from backend.settings_table import HEADER, settings_table


def rows() -> dict[str, tuple[str, str]]:
    """Default and meaning by variable."""
    found = {}
    for line in settings_table().splitlines()[2:]:
        variable, default, meaning = line.removeprefix("| ").removesuffix(" |").split(" | ", 2)
        found[variable.strip("`")] = default, meaning
    return found


def test_every_setting_has_one_line_in_the_order_of_the_code() -> None:
    assert list(rows()) == [PREFIX + name.upper() for name in Settings.model_fields]


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, (_, meaning) in rows().items() if len(meaning) < 10] == []


def test_no_cell_breaks_the_table() -> None:
    columns = {line.replace("\\|", "").count("|") for line in settings_table().splitlines()}
    assert columns == {len(HEADER) + 1}


def test_a_default_that_is_shown_may_be_set() -> None:
    shown = {
        name.removeprefix(PREFIX).lower(): default.strip("`")
        for name, (default, _) in rows().items()
        if default
    }
    # As text, which is how the environment gives them.
    assert Settings.model_validate(shown) == Settings()  # type: ignore[call-arg]


def test_the_command_prints_the_table() -> None:
    result = CliRunner().invoke(main, ["settings"])
    assert (result.exit_code, result.output) == (0, settings_table() + "\n")
