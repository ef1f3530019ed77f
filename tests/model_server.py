"""A web server on this computer that hands out one zip, well or badly, for tests of `install`."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from voice_coach.hearing.model_catalogue import Entry

NAME = "tones"


@dataclass
class Shop:
    """What is handed out, how, and what was asked."""

    content: bytes
    ranges: bool = True
    cut: int | None = None
    """Break the connection after so many bytes of an answer."""
    status: int = 200
    silent: bool = False
    """Take the connection and say nothing until the shop closes."""
    asked: list[str | None] = field(default_factory=list)
    """The Range header of each request."""
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    def entry(self, *, sized: bool = True, sha256: str = "") -> Entry:
        return Entry(
            name=NAME,
            url=f"http://127.0.0.1:{self.port}/{NAME}.zip",
            sha256=sha256 or hashlib.sha256(self.content).hexdigest(),
            licence="MIT",
            language="tones",
            quality="for tests",
            bytes=len(self.content) if sized else None,
        )

    def catalogue(self, path: Path) -> Path:
        """The entry as a models.toml."""
        lines = [f"{key} = {json.dumps(value)}" for key, value in _fields(self.entry()).items()]
        path.write_text("[[model]]\n" + "\n".join(lines) + "\n")
        return path


def _fields(entry: Entry) -> dict[str, str | int | None]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}


@contextlib.contextmanager
def opened(shop: Shop) -> Iterator[Shop]:
    """Serve on 127.0.0.1 in a thread."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _serve(shop, self)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shop.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield shop
        finally:
            shop.closing.set()
            server.shutdown()
            thread.join()


def _serve(shop: Shop, request: http.server.BaseHTTPRequestHandler) -> None:
    wanted = request.headers["Range"]
    shop.asked.append(wanted)
    if shop.silent:
        shop.closing.wait(30)
        return
    first = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and shop.ranges else 0
    if shop.status != 200 or first >= len(shop.content):
        request.send_error(shop.status if shop.status != 200 else 416)
        return
    request.send_response(206 if first else 200)
    request.send_header("Content-Length", str(len(shop.content) - first))
    request.end_headers()
    request.wfile.write(shop.content[first:][: shop.cut])


def zipped(folder: Path, inside: str = "tones/") -> bytes:
    """The folder as a zip whose paths start with `inside`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, inside + path.relative_to(folder).as_posix())
    return buffer.getvalue()
