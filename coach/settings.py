"""Everything the environment decides, read once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from coach import address
from coach.errors import SettingsError
from coach.models import Limits, Usage

ROOT = Path(__file__).parents[1]
ENGINES = ("offline", "llm")


OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class ModelServer:
    """Where a model is asked, and which; the key never shows in what Python prints."""

    base_url: str
    model: str
    critic: str
    api_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Prices:
    """Per million tokens, in whatever currency the operator thinks in."""

    input: Decimal
    output: Decimal

    def cost(self, usage: Usage) -> Decimal:
        return (self.input * usage.input_tokens + self.output * usage.output_tokens) / 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    data_dir: Path
    """Database and own banks."""
    database_url: str
    engine: str
    model_server: ModelServer | None = None
    limits: Limits = Limits()
    prices: Prices | None = None
    retention_days: int | None = 30
    """How long practices stay when nobody keeps them; None: always."""
    setup: bool = True
    """Whether a person at the page may name a server; not on a demo that strangers open."""
    shipped_banks: Path = ROOT / "banks"

    @property
    def bank_folders(self) -> tuple[Path, ...]:
        """Shipped banks first, then the owner's, where they exist."""
        return tuple(p for p in (self.shipped_banks, self.own_banks) if p.is_dir())

    @property
    def own_banks(self) -> Path:
        """The folder of the owner's banks; it need not exist."""
        return self.data_dir / "banks"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Raises SettingsError naming the variable and what it may be."""
        env = os.environ if env is None else env
        data_dir = _folder(env, "COACH_DATA_DIR", ROOT / "data")
        server = _model_server(env)
        engine = env.get("COACH_ENGINE") or ("llm" if server else "offline")
        if engine not in ENGINES:
            raise SettingsError(f"COACH_ENGINE is '{engine}'; it can be {' or '.join(ENGINES)}.")
        return cls(
            data_dir=data_dir,
            database_url=_database_url(env.get("DATABASE_URL", ""), data_dir),
            engine=engine,
            model_server=server,
            limits=Limits(_number(env, "COACH_PRACTICE_TOKENS"), _number(env, "COACH_DAY_TOKENS")),
            prices=_prices(env),
            retention_days=_days(env, "COACH_RETENTION_DAYS", 30),
            setup=_switch(env, "COACH_SETUP"),
            shipped_banks=_folder(env, "COACH_BANKS_DIR", ROOT / "banks"),
        )


def _model_server(env: Mapping[str, str]) -> ModelServer | None:
    """A server is configured when a model is named and there is a key or an address to ask it with."""
    model, key, url = (env.get(name, "").strip() for name in ("COACH_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"))
    if not model or not (key or url):
        return None
    url = (url or OPENAI).rstrip("/")
    if wrong := address.fault(url, key, url_name="OPENAI_BASE_URL", key_name="OPENAI_API_KEY"):
        raise SettingsError(wrong)
    return ModelServer(url, model, env.get("COACH_CRITIC_MODEL", "").strip() or model, key)


def _number(env: Mapping[str, str], name: str) -> int | None:
    text = env.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise SettingsError(f"{name} is '{text}'; it must be a whole number above 0, or left out.")
    return int(text)


def _days(env: Mapping[str, str], name: str, default: int) -> int | None:
    text = env.get(name, "").strip().lower() or str(default)
    if text == "off":
        return None
    if not text.isdecimal() or int(text) > 36_500:
        raise SettingsError(f"{name} is '{text}'; it must be a whole number of days, or off.")
    return int(text) or None


def _prices(env: Mapping[str, str]) -> Prices | None:
    given = {name: env.get(name, "").strip() for name in ("COACH_PRICE_INPUT", "COACH_PRICE_OUTPUT")}
    if not any(given.values()):
        return None
    return Prices(*(_price(name, text) for name, text in given.items()))


def _price(name: str, text: str) -> Decimal:
    try:
        price = Decimal(text)
    except InvalidOperation:
        price = Decimal(-1)
    if not price.is_finite() or price < 0:
        raise SettingsError(
            f"{name} is '{text}'; it must be a price per million tokens, such as 0.15. Set both prices, or neither."
        )
    return price


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "").strip().lower() or "on"
    if text not in {"on", "off"}:
        raise SettingsError(f"{name} is '{text}'; it can be on or off.")
    return text == "on"


def _folder(env: Mapping[str, str], name: str, default: Path) -> Path:
    try:
        return Path(env.get(name) or default).expanduser().absolute()
    except RuntimeError as error:  # a "~user" that nobody is
        raise SettingsError(f"{name} is '{env[name]}', but there is no such home; write the path in full.") from error


def _database_url(url: str, data_dir: Path) -> str:
    """Plain `postgres://` and `postgresql://` addresses, as hosts hand them out, mean psycopg 3."""
    if not url:
        return f"sqlite:///{data_dir / 'practice.db'}"
    scheme, separator, rest = url.partition("://")
    if not separator or not scheme.startswith(("sqlite", "postgres")):
        raise SettingsError("DATABASE_URL must begin with postgresql:// or sqlite:///")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url
