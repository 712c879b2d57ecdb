"""The main line over HTTP: read, dry run, issue, hand in, return, correct, accept; then the audit chain."""

from __future__ import annotations

import http.cookiejar
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

from luoshi.demo.city import DATA

EXPECTED = {"duties": 915, "applicable": 819, "not_applicable": 96}


class CheckFailed(Exception):
    """A step of the main line did not do what it should."""


class Person:
    """One browser: cookies, the last page, and forms sent as a browser sends them."""

    page: str
    url: str

    def __init__(self, base: str, key: str) -> None:
        """Open the log-in page and enter as one of the cast."""
        self.base = base
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.ProxyHandler({})
        )
        self.get("/accounts/login/")
        self.post(f"/demo/enter/{key}/", {})

    def get(self, path: str, *, expect: int = 200) -> str:
        """Fetch a page and keep it."""
        return self._open(urllib.request.Request(self.base + path), expect)

    def post(self, path: str, fields: dict[str, str], files: dict[str, Path] | None = None, expect: int = 200) -> str:
        """Send a form with the token of the last page; redirects are followed."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        if token is None:
            raise CheckFailed(f"{path} 之前的页面没有表单")
        body, boundary = _multipart(fields | {"csrfmiddlewaretoken": token.group(1)}, files or {})
        request = urllib.request.Request(self.base + path, data=body)
        request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        return self._open(request, expect)

    def find(self, pattern: str) -> str:
        """The first group of the pattern on the last page."""
        found = re.search(pattern, self.page)
        if found is None:
            raise CheckFailed(f"{self.url} 上没有 {pattern}")
        return str(found.group(1))

    def _open(self, request: urllib.request.Request, expect: int) -> str:
        try:
            with self.opener.open(request, timeout=60) as answer:
                status, self.url, self.page = answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            status, self.url, self.page = error.code, request.full_url, error.read().decode()
        if status != expect:
            raise CheckFailed(f"{request.full_url} 回答 {status}，应为 {expect}")
        return self.page


def check() -> int:
    """Serve the demonstration of this environment, walk the main line, print the counts; 0 when all is well."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "luoshi.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait(port, server)
        for line in _walk(f"http://127.0.0.1:{port}"):
            print(line, flush=True)
    except CheckFailed as error:
        print(f"主线没有走通：{error}", file=sys.stderr)
        return 1
    finally:
        server.terminate()
        server.wait(timeout=20)
    return subprocess.run([sys.executable, "-m", "luoshi.cli", "verify"], check=False).returncode


def _walk(base: str) -> list[str]:
    manager = Person(base, "manager")
    manager.get("/plans/upload/")
    manager.post("/plans/upload/", {}, {"file": DATA / "plan-2017.docx"})
    plan = manager.find(r'href="/plans/([0-9a-f]{16})/issue/"')
    manager.post(f"/plans/{plan}/confirm/steps/accept/", {"note": "已与原件核对。"})
    manager.get(f"/plans/{plan}/issue/")
    counts = {
        "duties": int(manager.find(r"下达 (\d+) 项任务")),
        "applicable": int(manager.find(r'id="applicable">(\d+)<')),
        "not_applicable": int(manager.find(r'id="not-applicable">(\d+)<')),
    }
    if counts != EXPECTED:
        raise CheckFailed(f"试算 {counts}，应为 {EXPECTED}")
    manager.post(f"/plans/{plan}/issue/", {"seen": manager.find(r'name="seen" value="(\w+)"')})
    liaison = Person(base, "liaison")
    liaison.get("/duties/")
    duty = liaison.find(r'href="/duties/([0-9a-f]{16})/submit/"')
    pdf = next(path for path in sorted((DATA / "samples").iterdir()) if path.suffix == ".pdf")
    receipts = [_hand_in(liaison, duty, pdf, {})]
    Person(base, "stranger").get(f"/duties/{duty}/", expect=404)
    reviewer = Person(base, "reviewer")
    reviewer.get(f"/review/{duty}/")
    seen = {"submission": reviewer.find(r'name="submission" value="(\w+)"')}
    reviewer.post(f"/review/{duty}/", seen | {"move": "return", "note": ""}, expect=422)
    reviewer.post(f"/review/{duty}/", seen | {"move": "return", "note": "缺第二页，请补全后重新报送。"})
    receipts.append(_hand_in(liaison, duty, pdf, {"statement": "已补全。"}))
    reviewer.get(f"/review/{duty}/")
    seen = {"submission": reviewer.find(r'name="submission" value="(\w+)"')}
    reviewer.post(f"/review/{duty}/", seen | {"move": "accept"}, expect=422)
    asked = {"asked": reviewer.find(r'name="asked" value="(\w+)"'), "answer": "已核对原件，属实。"}
    reviewer.post(f"/review/{duty}/", seen | asked | {"move": "accept"})
    if "审核通过" not in liaison.get(f"/duties/{duty}/"):
        raise CheckFailed("任务没有显示审核通过")
    return [
        f"下达 {counts['duties']} 项任务：适用 {counts['applicable']} 项，不适用 {counts['not_applicable']} 项",
        f"报送、退回、补正、审核通过各一次，回执 {'、'.join(receipts)}；外单位人员看不到（404）",
    ]


def _hand_in(liaison: Person, duty: str, pdf: Path, fields: dict[str, str]) -> str:
    liaison.get(f"/duties/{duty}/submit/")
    liaison.post(f"/duties/{duty}/submit/", fields | {"then": "submit"}, {"uploads": pdf})
    return liaison.find(r"<b>(\d{4}-\d{4}-\d{4})</b>")


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise CheckFailed("服务没有启动")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise CheckFailed("服务 30 秒内没有应答")


def _multipart(fields: dict[str, str], files: dict[str, Path]) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, path in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{path.name}"\r\n\r\n'
        parts.append(head.encode() + path.read_bytes() + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), boundary
