"""Prompts: one YAML file each, `system` and `user`, rendered by Jinja2 with strict variables."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import jinja2.meta
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from coach.errors import SettingsError

SHIPPED = Path(__file__).parents[1] / "prompts"
Message = dict[str, str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A system text, the same for every call so that servers can reuse it, and a user text with variables."""

    name: str
    system: str
    user: str
    hash: str
    """sha256 of the file, 16 hex digits; stored with what the prompt produced."""

    @property
    def variables(self) -> frozenset[str]:
        return frozenset(jinja2.meta.find_undeclared_variables(_JINJA.parse(self.user)))

    def render(self, **values: Any) -> list[Message]:
        """The messages. Raises SettingsError unless `values` are exactly the prompt's variables."""
        if set(values) != self.variables:
            raise SettingsError(
                f"prompts/{self.name}.yaml uses {', '.join(sorted(self.variables))}; it was given "
                f"{', '.join(sorted(values))}. Use the same names in the file."
            )
        user = _JINJA.from_string(self.user).render(values)
        return [{"role": "system", "content": self.system}, {"role": "user", "content": user}]


def load(name: str, folder: Path = SHIPPED) -> Prompt:
    """The prompt `name`. Raises SettingsError naming the file and what is wrong."""
    path = folder / f"{name}.yaml"
    try:
        raw = path.read_bytes()
        part = _File.model_validate(yaml.safe_load(raw))
        prompt = Prompt(name, part.system.strip(), part.user.strip(), hashlib.sha256(raw).hexdigest()[:16])
        _ = prompt.variables
    except (OSError, yaml.YAMLError, ValidationError, jinja2.TemplateError) as error:
        raise SettingsError(f"{path.name}: the prompt cannot be used: {error}") from error
    return prompt


def fenced(text: str) -> str:
    """Somebody's words for inside a tag: what looks like a tag there is made unlike one."""
    return re.sub(r"<(?=\s*[/|!a-zA-Z])", "‹", text)


_JINJA = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)
_JINJA.filters["fenced"] = fenced
