"""The contract against a server of your own: Ollama, vLLM, llama.cpp, a LiteLLM proxy.

    export COACH_CONTRACT_BASE_URL=http://localhost:11434/v1 COACH_CONTRACT_MODEL=qwen3:8b
    .venv/bin/python -m pytest tests/test_contract.py

`COACH_CONTRACT_KEY` where the server wants one. The same checks run against llmock in test_peers.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from contract import CHECKS

from coach.settings import ModelServer

# read now: each test's environment is cleaned
BASE_URL, MODEL, KEY = (os.environ.get(f"COACH_CONTRACT_{name}", "") for name in ("BASE_URL", "MODEL", "KEY"))


@pytest.mark.skipif(not (BASE_URL and MODEL), reason="set COACH_CONTRACT_BASE_URL and COACH_CONTRACT_MODEL to a server")
@pytest.mark.parametrize("holds", CHECKS, ids=lambda check: check.__name__)
def test_the_server_keeps_the_contract(holds: Callable[[ModelServer], None]) -> None:
    holds(ModelServer(BASE_URL.rstrip("/"), MODEL, MODEL, KEY))
