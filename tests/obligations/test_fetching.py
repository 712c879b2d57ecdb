"""Where a link may lead: nowhere but to what is meant to be public, whoever hands it in and wherever it is led."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.obligations.sites import PAGE, Site, leading, running

from luoshi.obligations import fetching
from luoshi.obligations.fetching import Reach, may_reach
from luoshi.obligations.snapshots import THEN, snapshot


@pytest.fixture
def site() -> Iterator[Site]:
    """A server without pages."""
    with running() as made:
        yield made


@pytest.mark.parametrize(
    ("address", "public", "intranet"),
    [
        ("93.184.215.14", True, True),
        ("2606:4700::6810:84e5", True, True),
        *((address, False, True) for address in ("10.1.2.3", "172.16.0.9", "192.168.1.1", "100.64.3.2", "fd12::1")),
        *(
            (address, False, False)
            for address in (
                "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "169.254.169.254", "fe80::1", "fe80::1%eth0",
                "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "192.0.0.192", "224.0.0.1", "255.255.255.255",
                "ff02::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1",
                "2002:7f00:1::", "2001:0:7f00:1::", "240.0.0.1", "192.0.2.1", "none", "",
            )
        ),
    ],
)  # fmt: skip
def test_only_public_addresses_are_reached_and_an_intranet_s_where_it_is_meant(address, public, intranet):
    assert (may_reach(address, Reach.PUBLIC), may_reach(address, Reach.INTRANET)) == (public, intranet)


def test_this_machine_is_reached_by_tests_only(site, settings):
    site.pages["/"] = PAGE.encode()
    for reach in ("public", "intranet"):
        settings.LINKS_REACH = reach
        for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0"):
            found = snapshot(site.url("/", host))
            assert (found["ok"], found["problem"]) == (False, f"网址指向内网或本机，没有抓取。{THEN}")
    assert site.asked == []


def test_name_with_one_private_address_among_others_is_not_reached(site, monkeypatch):
    places = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, site.port)) for ip in ("127.0.0.1", "10.0.0.1")]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_, **__: places)
    assert "内网" in snapshot(site.url("/"))["problem"]
    assert site.asked == []


def test_connection_goes_to_the_address_that_was_looked_at(site, monkeypatch):
    """Who answers the first question with one address and the next with another one is asked only once."""
    asked = []

    def once(host, port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.0.0.1", port))]

    site.pages["/"] = PAGE.encode()
    monkeypatch.setattr(fetching.socket, "getaddrinfo", once)
    assert snapshot(site.url("/", "news.example.cn"))["ok"]
    assert (asked, site.asked) == (["news.example.cn"], [(f"news.example.cn:{site.port}", "/")])


def test_redirects_are_followed_three_times(site):
    site.pages |= {"/1": leading("/2"), "/2": leading("3"), "/3": leading(site.url("/4")), "/4": PAGE.encode()}
    assert snapshot(site.url("/1"))["date"] == "2017-08-25"
    site.pages["/0"] = leading("/1")
    found = snapshot(site.url("/0"))
    assert (found["ok"], found["status"], "转来转去超过 3 次" in found["problem"]) == (False, 302, True)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://10.0.0.1/", "内网"),
        ("http://169.254.169.254/latest/", "内网"),
        ("//[::ffff:127.0.0.1]/", "内网"),
        ("http://news.example.cn/", "找不到这个网站"),
        ("file:///etc/passwd", "网址写得不对"),
        ("gopher://127.0.0.1/", "网址写得不对"),
        ("//[::1", "网址写得不对"),
        ("http://me:secret@127.0.0.1/", "用户名或密码"),
    ],
)
def test_redirect_is_looked_at_like_a_link(to, words, site):
    found = site.shown(leading(to))
    assert (found["ok"], found["status"], words in found["problem"]) == (False, 0, True)


@pytest.mark.parametrize(
    "url",
    [
        "", "明江市", "ftp://example.cn/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http:///a", "//a/",
        "http://[::1", "http://a:99999/", "http://a:0/", "http://a:x/", "http://..cn/", f"http://{'a' * 70}.cn/",
        "http://127.0.0.1/\r\nX-Evil: 1", "http://127.0.0.1/ HTTP/1.1\r\nHost: x", "http://127.0.0.1\t/", "http://a b/",
        "http://127.0.0.1\\@10.0.0.1/", "http://127.0.0.1/\x7f", f"http://127.0.0.1/{'a' * 3000}",
    ],
)  # fmt: skip
def test_address_that_is_none_is_not_asked_for(url):
    found = snapshot(url)
    assert (found["ok"], found["problem"]) == (False, f"网址写得不对，没有抓取。{THEN}")


@given(
    st.text(max_size=60) | st.text(max_size=30).map("http://{}".format) | st.text(max_size=30).map("http://[{}".format)
)
def test_any_words_for_an_address_are_answered(url):
    json.dumps(snapshot(url, seconds=0.5)).encode()


def test_chinese_address_is_written_as_the_web_wants_it(site):
    site.pages["/%E6%89%A7%E6%B3%95?%E9%A1%B5=%E4%B8%80&a=%20"] = PAGE.encode()
    assert snapshot(site.url("/执法?页=一&a=%20#top"))["ok"]


def certificate(folder: Path) -> tuple[ssl.SSLContext, str]:
    """A server's side of TLS for localhost, and the file with the certificate that nobody has signed."""
    key, made = folder / "key.pem", folder / "certificate.pem"
    command = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {key} -out {made}"
    openssl = [shutil.which("openssl"), *command.split(), "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(openssl, capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)
    return context, str(made)


def test_secure_page_is_read_only_with_a_valid_certificate(tmp_path, monkeypatch):
    context, known = certificate(tmp_path)
    with running(context) as site:
        site.pages["/"] = PAGE.encode()
        assert snapshot(site.url("/", "localhost"))["problem"] == f"网站的安全证书无效。{THEN}"
        monkeypatch.setenv("SSL_CERT_FILE", known)
        assert snapshot(site.url("/", "localhost"))["date"] == "2017-08-25"
        assert snapshot(site.url("/"))["problem"] == f"网站的安全证书无效。{THEN}"  # the name is another one
    assert snapshot(site.url("/"))["problem"] == f"连不上这个网站。{THEN}"


def test_secure_address_of_a_server_that_is_not_is_no_connection(site):
    found = snapshot(site.url("/").replace("http", "https"))
    assert found["problem"] == f"与网站建不成安全连接。{THEN}"
