"""Getting one page that a stranger's link names: from where it may be got, in so much time, and no more than so much.

Whoever hands in a link chooses where this machine connects to. So every address that the name stands for is looked at
first, the connection goes to just that address and asks no name server again, and each redirect begins anew.
"""

from __future__ import annotations

import io
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 3
MOST_WORDS = 2000  # of an address
MOST_ADDRESSES = 4
PLAIN = "/?%:@!$&'()*+,;=~[]|"  # stand in an address as they are; all else, such as Chinese words, is written as %XX
REDIRECTS = frozenset({301, 302, 303, 307, 308})
WHO = "luoshi (a copy of title and date for the record)"

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
INTRANET = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
# Where machines in a cloud ask for their own keys: some lie among the addresses of an intranet, one among public ones.
METADATA = frozenset(map(ipaddress.ip_address, ("100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254")))
PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")


class Reach(StrEnum):
    """How far a link may lead: to the public network, also into the office's own, or (in tests) to this machine."""

    PUBLIC = "public"
    INTRANET = "intranet"
    LOOPBACK = "loopback"


class Unfetched(Exception):
    """Nothing was got; says why in words without an end, and with which status where a page was refused."""

    def __init__(self, why: str, status: int = 0) -> None:
        """`why` is Chinese, for people."""
        super().__init__(why)
        self.why, self.status = why, status


@dataclass(frozen=True)
class Answer:
    """What the other side answered; `whole` where nothing was cut off."""

    status: int
    content_type: str
    body: bytes
    whole: bool
    location: str | None = None


@dataclass(frozen=True)
class _Target:
    secure: bool
    host: str
    port: int
    path: str

    @property
    def header(self) -> str:
        """The name for the line Host."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == (443 if self.secure else 80) else f"{name}:{self.port}"


def fetch(url: str, *, reach: Reach, seconds: float, most: int = MOST_BYTES) -> Answer:
    """The answer to a link after at most three redirects, its body cut at `most` bytes.

    Everything together ends after so many seconds. Raises Unfetched, OSError (no connection, no name, no valid
    certificate, too late) or HTTPException (no such protocol).
    """
    until = time.monotonic() + seconds
    for _ in range(MOST_REDIRECTS + 1):
        answer = _get(_target(url), reach, until, most)
        if answer.location is None:
            return answer
        url = _joined(url, answer.location)
    raise Unfetched(f"网站转来转去超过 {MOST_REDIRECTS} 次，没有抓取", answer.status)


def may_reach(address: str, reach: Reach) -> bool:
    """Whether a connection may go to this address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if reach is Reach.LOOPBACK:
        return found.is_loopback
    inside = reach is Reach.INTRANET and any(found in network for network in INTRANET)
    return found not in METADATA and (inside or _is_public(found))


def _is_public(found: IP) -> bool:
    # `is_global` alone would let multicast through, and addresses that hide another one (6to4, Teredo, NAT64).
    if not found.is_global or found.is_multicast or found.is_reserved or found in PROTOCOLS:
        return False
    return isinstance(found, ipaddress.IPv4Address) or not (found.is_site_local or found.sixtofour or found.teredo)


def _target(url: str) -> _Target:
    # `urlsplit` drops line feeds without a word, so what must not be in an address is looked for before.
    if len(url) > MOST_WORDS or re.search(r"[\s\x00-\x20\x7f\\]", url):
        raise Unfetched("网址写得不对，没有抓取")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as error:
        raise Unfetched("网址写得不对，没有抓取") from error
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise Unfetched("网址写得不对，没有抓取")
    if "@" in parts.netloc:
        raise Unfetched("网址里带着用户名或密码，没有抓取")
    secure = parts.scheme == "https"
    path = quote(parts.path or "/", safe=PLAIN) + (f"?{quote(parts.query, safe=PLAIN)}" if parts.query else "")
    return _Target(secure, host, port or (443 if secure else 80), path)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise Unfetched("网址写得不对，没有抓取") from error


def _get(target: _Target, reach: Reach, until: float, most: int) -> Answer:
    with _connect(target, reach, until) as wire:
        connection = HTTPConnection(target.host, target.port)
        connection.sock = _Wire(wire, until)
        headers = {
            "Host": target.header,
            "User-Agent": WHO,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.5",
            "Accept-Encoding": "gzip, identity;q=0.5",
            "Connection": "close",
        }
        connection.request("GET", target.path, headers=headers)
        response = connection.getresponse()
        kind, location = response.headers.get("Content-Type", ""), response.headers.get("Location")
        if response.status in REDIRECTS and location:
            return Answer(response.status, kind, b"", whole=False, location=_words(location))
        if not 200 <= response.status < 300:
            raise Unfetched(f"网页打不开（{response.status}）", response.status)
        body, whole = _body(response, most)
        return Answer(response.status, kind, body, whole)


def _body(response: HTTPResponse, most: int) -> tuple[bytes, bool]:
    data = response.read(most + 1)
    if response.length and len(data) <= most:
        raise Unfetched("网站的答复没有发完", response.status)
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding in ("gzip", "x-gzip", "deflate"):
        unpack = zlib.decompressobj(wbits=47)
        try:
            whole = len(data) <= most
            data = unpack.decompress(data, most + 1)
        except zlib.error as error:
            raise Unfetched("网站的答复读不懂", response.status) from error
        return data[:most], whole and len(data) <= most and unpack.eof
    if coding not in ("", "identity"):
        raise Unfetched("网站的答复读不懂", response.status)
    return data[:most], len(data) <= most


def _words(header: str) -> str:
    """A header as text: some servers send UTF-8 where only Latin-1 is allowed."""
    try:
        return header.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return header.strip()


def _connect(target: _Target, reach: Reach, until: float) -> socket.socket:
    places = _addresses(target, reach, until)
    if not places or not all(may_reach(str(place[1][0]), reach) for place in places):
        raise Unfetched("网址指向内网或本机，没有抓取")
    tried = places[:MOST_ADDRESSES]
    for number, (family, place) in enumerate(tried):
        wire = socket.socket(family, socket.SOCK_STREAM)
        try:
            wire.settimeout(_left(until) / (len(tried) - number))
            wire.connect(place)
            if not target.secure:
                return wire
            wire.settimeout(_left(until))
            context = ssl.create_default_context()
            return context.wrap_socket(wire, server_hostname=target.host.rstrip("."))
        except BaseException as error:
            wire.close()
            if not isinstance(error, OSError) or isinstance(error, ssl.SSLError) or number == len(tried) - 1:
                raise
    raise Unfetched("连不上这个网站")


Place = tuple[socket.AddressFamily, Any]


def _addresses(target: _Target, reach: Reach, until: float) -> list[Place]:
    """Every address the name stands for, each once. In a thread: the answer of a name server has no time limit."""
    # Tests ask no name server; a name is then no address, as if nobody knew it.
    flags = socket.AI_NUMERICHOST if reach is Reach.LOOPBACK and target.host != "localhost" else 0
    answers: queue.SimpleQueue[list[Place] | OSError] = queue.SimpleQueue()

    def _ask() -> None:
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM, flags=flags)
            answers.put(list(dict.fromkeys((family, place) for family, _, _, _, place in found)))
        except OSError as error:
            answers.put(error)
        except UnicodeError:
            answers.put(socket.gaierror(socket.EAI_NONAME, "no such name"))

    threading.Thread(target=_ask, daemon=True).start()
    try:
        answer = answers.get(timeout=_left(until))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Wire:
    """What `http.client` needs of a socket, read against one deadline: nobody can answer byte by byte for ever."""

    def __init__(self, wire: socket.socket, until: float) -> None:
        """The socket is closed by who opened it."""
        self._wire, self._until = wire, until

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        self._wire.settimeout(_left(self._until))
        self._wire.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The answer as it comes."""
        return io.BufferedReader(_Reader(self._wire, self._until))

    def close(self) -> None:
        """Nothing: `http.client` closes before the body is read."""


class _Reader(io.RawIOBase):
    def __init__(self, wire: socket.socket, until: float) -> None:
        super().__init__()
        self._wire, self._until = wire, until

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """What has come, at the latest when the time is over."""
        self._wire.settimeout(_left(self._until))
        return self._wire.recv_into(buffer)
