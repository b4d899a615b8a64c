"""The environment, read once: defaults that work, and errors that name the variable."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from coach.errors import SettingsError
from coach.models import Usage
from coach.settings import ROOT, Settings


def test_an_empty_environment_is_enough() -> None:
    settings = Settings.from_env({})
    assert settings.data_dir == ROOT / "data"
    assert settings.database_url == f"sqlite:///{ROOT / 'data' / 'practice.db'}"
    assert settings.engine == "offline"
    assert settings.shipped_banks == ROOT / "banks"


def test_a_variable_left_empty_is_one_not_set() -> None:
    names = ("COACH_DATA_DIR", "DATABASE_URL", "COACH_ENGINE", "COACH_BANKS_DIR")
    assert Settings.from_env(dict.fromkeys(names, "")) == Settings.from_env({})


def test_without_an_argument_it_reads_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_DATA_DIR", str(tmp_path))
    assert Settings.from_env().data_dir == tmp_path


def test_the_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings.from_env({"COACH_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'practice.db'}"


def test_a_relative_folder_is_made_absolute_so_that_it_does_not_move(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_env({"COACH_DATA_DIR": "here", "COACH_BANKS_DIR": "there"})
    assert (settings.data_dir, settings.shipped_banks) == (tmp_path / "here", tmp_path / "there")


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings.from_env({"COACH_DATA_DIR": "~/coach"}).data_dir == tmp_path / "coach"


@pytest.mark.parametrize("name", ["COACH_DATA_DIR", "COACH_BANKS_DIR"])
def test_a_home_folder_that_nobody_has_is_refused_by_name(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({name: "~no-such-user-here/coach"})


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@db/coach", "postgresql+psycopg://u:p@db/coach"),
        ("postgresql://u:p@db/coach?sslmode=require", "postgresql+psycopg://u:p@db/coach?sslmode=require"),
        ("postgresql+psycopg://u:p@db/coach", "postgresql+psycopg://u:p@db/coach"),
        ("sqlite:////srv/practice.db", "sqlite:////srv/practice.db"),
    ],
)
def test_a_database_address_as_hosts_hand_it_out_is_understood(given: str, used: str) -> None:
    assert Settings.from_env({"DATABASE_URL": given}).database_url == used


@pytest.mark.parametrize("url", ["mysql://u:secret@db/coach", "coach.db", "/srv/secret/practice.db"])
def test_any_other_database_is_refused_without_repeating_what_may_hold_a_password(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        Settings.from_env({"DATABASE_URL": url})
    assert "secret" not in str(caught.value)


def test_an_unknown_engine_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(SettingsError, match=r"COACH_ENGINE is 'oracle'; it can be offline or llm"):
        Settings.from_env({"COACH_ENGINE": "oracle"})


def test_own_banks_come_after_the_shipped_ones_and_only_if_they_are_there(tmp_path: Path) -> None:
    shipped, data = tmp_path / "shipped", tmp_path / "data"
    shipped.mkdir()
    settings = Settings.from_env({"COACH_DATA_DIR": str(data), "COACH_BANKS_DIR": str(shipped)})
    assert settings.bank_folders == (shipped,)
    (data / "banks").mkdir(parents=True)
    assert settings.bank_folders == (shipped, data / "banks")


def test_prices_are_decimals_and_make_a_cost() -> None:
    prices = Settings.from_env({"COACH_PRICE_INPUT": "0.15", "COACH_PRICE_OUTPUT": "0.60"}).prices
    assert prices is not None
    assert prices.cost(Usage(3, 2_000_000, 500_000)) == Decimal("0.60")
    assert Settings.from_env({}).prices is None


@pytest.mark.parametrize("price", ["cheap", "-1", "nan", "inf", "1,5"])
def test_a_price_that_is_none_names_its_variable(price: str) -> None:
    with pytest.raises(SettingsError, match=r"COACH_PRICE_OUTPUT is .*per million tokens"):
        Settings.from_env({"COACH_PRICE_INPUT": "1", "COACH_PRICE_OUTPUT": price})


def test_one_price_alone_is_refused() -> None:
    with pytest.raises(SettingsError, match="Set both prices, or neither"):
        Settings.from_env({"COACH_PRICE_INPUT": "1"})


@pytest.mark.parametrize(("text", "offered"), [("", True), ("on", True), ("OFF", False), ("off", False)])
def test_the_setup_page_is_offered_unless_it_is_off(text: str, offered: bool) -> None:
    assert Settings.from_env({"COACH_SETUP": text}).setup is offered


def test_a_switch_that_is_neither_on_nor_off_is_refused() -> None:
    with pytest.raises(SettingsError, match="COACH_SETUP is 'no'"):
        Settings.from_env({"COACH_SETUP": "no"})


@pytest.mark.parametrize(
    "url",
    ["localhost:11434", "http://", "http://localhost:abc/v1", "http://[::1/v1", "http://exa mple/v1", "http://a..b/v1"],
)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(SettingsError, match=r"OPENAI_BASE_URL .*http://"):
        Settings.from_env({"COACH_MODEL": "m", "OPENAI_BASE_URL": url})


@pytest.mark.parametrize("key", ["sk-…", "sk-a\nb", "sk-ключ"])
def test_a_key_that_no_request_can_carry_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY holds characters") as refused:
        Settings.from_env({"COACH_MODEL": "m", "OPENAI_API_KEY": key})
    assert key not in str(refused.value)


@pytest.mark.parametrize("url", ["https://me:hunter2@a:abc/v1", "me:hunter2@a/v1", "http://a/v1?key=hunter2"])
def test_no_secret_in_an_address_is_ever_repeated(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"COACH_MODEL": "m", "OPENAI_BASE_URL": url})
    assert "hunter2" not in str(refused.value)


def test_addresses_that_servers_have_are_taken() -> None:
    for url in ("http://localhost:11434/v1", "http://[::1]:8000/v1", "https://ab-1.example.org/x/v1", "http://gpu_1:1"):
        server = Settings.from_env({"COACH_MODEL": "m", "OPENAI_BASE_URL": f"{url}/"}).model_server
        assert server
        assert server.base_url == url


def test_an_address_with_a_password_is_refused_without_repeating_it() -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY") as refused:
        Settings.from_env({"COACH_MODEL": "m", "OPENAI_BASE_URL": "https://me:hunter2@models.example/v1"})
    assert "hunter2" not in str(refused.value)
