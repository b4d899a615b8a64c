"""A real HTTP server that speaks Chat Completions as it is told to: replies, faults, and gullible ones."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]


@dataclass(frozen=True)
class Say:
    """A reply of `text`, streamed word by word where a stream is asked for."""

    text: str
    finish: str | None = "stop"
    """None: the stream ends without a finish_reason."""
    usage: bool = True
    refusal: str = ""
    pause: float = 0.0
    """Seconds between two streamed words."""
    stall_after: int | None = None
    """Words after which a stream hangs for `stall` seconds."""
    stall: float = 5.0
    drop_after: int | None = None
    """Words after which the connection is closed in the middle."""


@dataclass(frozen=True)
class Fail:
    """An HTTP error with a body as OpenAI's."""

    status: int
    message: str = "scripted fault"
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None


Step = Say | Fail | Callable[[Request], "Say | Fail"]


class ModelServer:
    """`script` is used up in order; `otherwise` answers when it is empty. `requests` is what came in."""

    def __init__(self, port: int = 0) -> None:
        self.script: list[Step] = []
        self.otherwise: Step = Fail(500, "the script ran dry")
        self.requests: list[Request] = []
        self.headers: list[dict[str, str]] = []
        self.model_ids = ["test-model"]
        self.models_status = 200
        self.models_raw: bytes | None = None
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", port), type("Bound", (_Handler,), {"state": self}))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"

    def next_step(self, request: Request, headers: dict[str, str]) -> Say | Fail:
        with self._lock:
            self.requests.append(request)
            self.headers.append(headers)
            step = self.script.pop(0) if self.script else self.otherwise
        return step(request) if callable(step) else step

    @contextmanager
    def running(self) -> Iterator[ModelServer]:
        thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.stop()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    state: ModelServer
    protocol_version = "HTTP/1.0"  # the end of the reply is the end of the connection

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        models = [{"id": m, "object": "model", "created": 0, "owned_by": "test"} for m in self.state.model_ids]
        status = self.state.models_status
        if self.state.models_raw is not None:
            self._fail(Fail(status, raw=self.state.models_raw))
            return
        self._json(status, {"object": "list", "data": models} if status == 200 else {"error": {"message": "scripted"}})

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            step = self.state.next_step(request, dict(self.headers))
            if isinstance(step, Fail):
                self._fail(step)
            elif request.get("stream"):
                self._stream(request, step)
            else:
                self._whole(request, step)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client hung up, or a step does, as some tests want

    def _fail(self, step: Fail) -> None:
        if step.raw is not None:
            self.send_response(step.status)
            self.end_headers()
            self.wfile.write(step.raw)
        else:
            body = {"error": {"message": step.message, "type": "scripted", "code": None, "param": None}}
            self._json(step.status, body, step.headers)

    def _whole(self, request: Request, step: Say) -> None:
        message = {"role": "assistant", "content": step.text, "refusal": step.refusal or None}
        choice = {"index": 0, "message": message, "finish_reason": step.finish}
        if step.stall_after is not None:
            time.sleep(step.stall)
        body = {**_head("chat.completion"), "model": request["model"], "choices": [choice]}
        self._json(200, {**body, "usage": _usage(request, step.text) if step.usage else None})

    def _stream(self, request: Request, step: Say) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for number, word in enumerate(_pieces(step.text)):
            if number == step.drop_after:
                self.connection.close()
                return
            if number == step.stall_after:
                time.sleep(step.stall)
            self._event({"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]})
            time.sleep(step.pause)
        if step.finish:
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": step.finish}]})
            if step.usage and request.get("stream_options"):
                self._event({"choices": [], "usage": _usage(request, step.text)})
            self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, body: dict[str, Any]) -> None:
        event = {**_head("chat.completion.chunk"), **body}
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()

    def _json(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Type": "application/json"}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def _head(kind: str) -> dict[str, Any]:
    return {"id": "test", "object": kind, "created": 0, "model": "test-model"}


def _pieces(text: str) -> list[str]:
    words = text.split(" ")
    return [word if i == 0 else f" {word}" for i, word in enumerate(words)]


def _usage(request: Request, text: str) -> dict[str, int]:
    """About what a tokenizer would count; the exact number does not matter to any test."""
    sent = sum(len(m["content"]) for m in request["messages"]) // 4
    made = max(1, len(text) // 4)
    return {"prompt_tokens": sent, "completion_tokens": made, "total_tokens": sent + made}
