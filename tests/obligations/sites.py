"""A web server on this machine, for links to lead to."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from luoshi.obligations.snapshots import snapshot

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8">
<title>市环保局推进服务型行政执法_工作动态_明江市环保局</title>
<style>.d::after{content:"2001-01-01"}</style></head><body><div>今天是2017年9月5日 星期二</div>
<p>首页 &gt; 工作动态</p><h1>市环保局推进<br>服务型行政执法</h1><script>var d = "2002-02-02"</script>
<p>发布时间：２０１７－０８－２５ 10:20　来源：本局</p><p>8月30日前办结。</p></body></html>"""


class Site:
    """A server on this machine; `pages` maps a path to the body, or to what answers it."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, object] = {}
        self.asked: list[tuple[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.headers["Host"], self.path))
                found = site.pages.get(self.path)
                if callable(found):
                    found(self)
                else:
                    answer(self, found or b"", status=200 if found else 404)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.scheme = "https" if context else "http"
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a page."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    def shown(self, page: str | bytes | Callable[..., None], **named: object) -> dict:
        """What a link to this page shows."""
        self.pages["/page"] = page.encode() if isinstance(page, str) else page
        return snapshot(self.url("/page"), **named)


def answer(handler: BaseHTTPRequestHandler, body: bytes, *, status: int = 200, **headers: str) -> None:
    """One answer; a header's name is written with underscores."""
    handler.send_response(status)
    for name, value in ({"Content_Type": "text/html"} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def answering(body: bytes = b"", **given: object) -> Callable[[BaseHTTPRequestHandler], None]:
    """A page that answers like that."""
    return lambda handler: answer(handler, body, **given)


def leading(to: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """A page that leads to another one."""
    return answering(status=302, Location=to)


def drip(start: bytes, piece: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer that comes piece by piece for as long as anybody listens."""

    def _drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        try:
            while True:
                handler.wfile.write(piece)
                time.sleep(0.02)
        except OSError:
            pass

    return _drip


@contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A server without pages, for as long as it is needed."""
    site = Site(context)
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
