"""Everything the environment decides, read once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.errors import SettingsError

ROOT = Path(__file__).parents[1]
ENGINES = ("offline", "llm")


@dataclass(frozen=True, slots=True)
class Settings:
    data_dir: Path
    """Database and own banks."""
    database_url: str
    engine: str
    shipped_banks: Path = ROOT / "banks"

    @property
    def bank_folders(self) -> tuple[Path, ...]:
        """Shipped banks first, then the owner's, where they exist."""
        return tuple(p for p in (self.shipped_banks, self.data_dir / "banks") if p.is_dir())

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Raises SettingsError naming the variable and what it may be."""
        env = os.environ if env is None else env
        data_dir = _folder(env, "COACH_DATA_DIR", ROOT / "data")
        engine = env.get("COACH_ENGINE") or "offline"
        if engine not in ENGINES:
            raise SettingsError(f"COACH_ENGINE is '{engine}'; it can be {' or '.join(ENGINES)}.")
        return cls(
            data_dir=data_dir,
            database_url=_database_url(env.get("DATABASE_URL", ""), data_dir),
            engine=engine,
            shipped_banks=_folder(env, "COACH_BANKS_DIR", ROOT / "banks"),
        )


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
