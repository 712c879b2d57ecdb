"""What a link showed when it was handed in, got from a real server on this machine."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.obligations.sites import PAGE, Site, answering, drip, running

from luoshi.obligations import fetching
from luoshi.obligations.fetching import MOST_BYTES, Answer
from luoshi.obligations.snapshots import READ_BYTES, THEN, _read, snapshot


@pytest.fixture
def site() -> Iterator[Site]:
    """A server without pages."""
    with running() as made:
        yield made


# What a page says


def test_page_gives_its_title_its_date_and_its_digest(site):
    assert site.shown(PAGE) == {
        "at": "2017-09-05T09:00:00+08:00",
        "ok": True,
        "title": "市环保局推进服务型行政执法_工作动态_明江市环保局",
        "date": "2017-08-25",
        "sha256": hashlib.sha256(PAGE.encode()).hexdigest(),
        "status": 200,
        "problem": "",
    }


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>后面的</title><meta property='og:title' content=' 对外的\n 名称 '><h1>标题</h1>", "对外的 名称"),
        ("<meta property='og:title' content=''><title>题\u202e目\x07</title><h1>标题</h1>", "题目"),
        ("<title> \u3000 </title><h1>只有<b>标</b>题</h1>", "只有标题"),
        (f"<title>{'长' * 500}</title>", "长" * 200),
        ("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>", "<script>alert(1)</script>"),
    ],
)
def test_title_is_what_the_page_calls_itself(page, title, site):
    assert site.shown(f"<html><head>{page}</head></html>")["title"] == title


TITLE = "<title>本局开展执法检查</title>"


@pytest.mark.parametrize(
    ("page", "day"),
    [
        ("<meta property='article:published_time' content='2017-08-24T20:00:00Z'>", "2017-08-25"),
        ("<meta name='PubDate' content='2017-08-25 10:20'><time datetime='2017-08-30'>", "2017-08-25"),
        ("<meta name='publishdate' content='2017年8月25日'>", "2017-08-25"),
        ("<meta name='pubdate' content='20170825'>", "2017-08-25"),
        ("<time datetime='2017-08-25T10:20:00+08:00'>昨天</time>", "2017-08-25"),
        ("<meta name='pubdate' content='0001-01-01T00:00:00+14:00'>", ""),
        ("<meta name='pubdate' content='2017-02-30'><p>本局开展<i>执法</i>检查</p>2017.08.25", "2017-08-25"),
        ("<p>本局开展执法检查</p>（2017/8/25）", "2017-08-25"),
        ("<p>本局开展执法检查</p>2017 年 8 月 25 日", "2017-08-25"),
        ("<p>2017-09-05</p><p>本局开展执法检查</p>2017-13-01、2017-08/25、12017-08-256、2017-08-25", "2017-08-25"),
        ("<p>本局开展执法检查</p>2017年8月", ""),
        ("<p>2017-08-25</p><p>别的</p>", ""),
        (f"<p>本局开展执法检查</p>{'文' * 600}2017-08-25", ""),
    ],
)
def test_date_is_the_page_s_own_or_stands_below_its_title(page, day, site):
    assert site.shown(TITLE + page)["date"] == day


@pytest.mark.parametrize("name", ["gbk", "gb2312", "gb18030", "utf-8", "utf-16", "big5"])
@pytest.mark.parametrize("where", ["header", "meta", "nowhere", "wrong"])
def test_encoding_is_found_wherever_it_is_said(name, where, site):
    if where != "header" and name in ("utf-16", "big5"):
        name = "gbk"
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={name}">' if where == "meta" else ""
    meta = '<meta charset="utf-8">' if where == "wrong" else meta
    body = f"<html><head>{meta}<title>行政工作</title></head></html>".encode(name)
    kind = f'text/html; charset="{name}"' if where == "header" else "text/html"
    assert site.shown(answering(body, Content_Type=kind))["title"] == "行政工作"


@pytest.mark.parametrize("name", ["unicode_escape", "zlib", "utf-7", "no-such", "undefined", "\xff"])
def test_strange_encoding_is_not_obeyed(name, site):
    found = site.shown(answering("<title>执法</title>".encode(), Content_Type=f"text/html; charset={name}"))
    assert (found["title"], found["problem"]) == ("执法", "")


def test_packed_page_is_read_and_its_digest_is_of_the_page(site):
    found = site.shown(answering(gzip.compress(PAGE.encode()), Content_Encoding="gzip"))
    assert (found["date"], found["sha256"]) == ("2017-08-25", hashlib.sha256(PAGE.encode()).hexdigest())


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"<html><body><p>2017-08-25</p></body></html>", "网页没有标题"),
        (answering(b"%PDF-1.7", Content_Type="application/pdf"), "这个网址是PDF 文件，不是网页，没有标题可摘"),
        (answering(b"\x89PNG", Content_Type="image/png"), "这个网址是图片，不是网页"),
        (answering(b"{}", Content_Type="application/json"), "这个网址是其他文件，不是网页"),
        (answering(b"", Content_Type="text/html"), "网页是空的"),
    ],
)
def test_what_has_no_title_was_still_opened(page, words, site):
    found = site.shown(page)
    assert (found["ok"], found["title"], found["problem"][: len(words)]) == (True, "", words)
    assert len(found["sha256"]) == 64


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        (answering(status=404), 404, "网页打不开（404）"),
        (answering(status=500), 500, "网页打不开（500）"),
        (answering(status=302), 302, "网页打不开（302）"),
        (answering(b"\x1f\x8bnone", Content_Encoding="gzip"), 200, "网站的答复读不懂"),
        (answering(b"x", Content_Encoding="br"), 200, "网站的答复读不懂"),
        (answering(b"short", Content_Length="900"), 200, "网站的答复没有发完"),
        (lambda handler: handler.wfile.write(b"\x00\x01 no protocol\r\n\r\n"), 0, "网站的答复读不懂"),
        (lambda _: None, 0, "连不上这个网站"),
    ],
)
def test_what_went_wrong_is_said_in_plain_words_and_stops_nothing(page, status, words, site):
    found = site.shown(page)
    assert found | {"ok": False, "title": "", "date": "", "sha256": ""} == found
    assert (found["status"], found["problem"]) == (status, f"{words}。{THEN}")


# How much and how long


def test_huge_page_is_cut_and_says_so(site):
    found = site.shown(PAGE.encode() + b" " * MOST_BYTES)
    assert (found["ok"], found["date"], found["sha256"]) == (True, "2017-08-25", "")
    assert "超过 1 MB" in found["problem"]
    packed = site.shown(answering(gzip.compress(b"<title>Bomb</title>" + b"0" * 50_000_000), Content_Encoding="gzip"))
    assert (packed["title"], packed["sha256"], "超过 1 MB" in packed["problem"]) == ("Bomb", "", True)


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        (b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_slow_drip_ends_with_the_time_there_is(start, piece, site):
    begun = time.monotonic()
    found = site.shown(drip(start, piece), seconds=0.5)
    assert (found["ok"], "秒内没有答完" in found["problem"]) == (False, True)
    assert time.monotonic() - begun < 3  # no measure of speed: without the limit it would never end


def test_server_that_takes_the_call_and_says_nothing_is_left_in_time():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        for scheme in ("http", "https"):
            found = snapshot(f"{scheme}://127.0.0.1:{mute.getsockname()[1]}/", seconds=0.3)
            assert "0.24 秒内没有答完" in found["problem"]


def test_name_server_that_does_not_answer_is_left_in_time(monkeypatch):
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_, **__: time.sleep(2) or [])
    assert "秒内没有答完" in snapshot("http://localhost/", seconds=0.2)["problem"]


@pytest.mark.parametrize(
    "piece", ["<div>", "<p>", "<h1>", "<title>", "<a href=x>", "&lt;", "</x>", "\0", "<!--", "<table><tr><td>", "a=1 "]
)
def test_page_made_to_be_hard_to_read_is_read_or_left(piece, site):
    found = site.shown(f"<html><title>执法检查</title><body><div {piece * (MOST_BYTES // len(piece) // 2)}")
    assert (found["ok"], found["title"]) == (True, "执法检查")


def test_tag_with_more_attributes_than_anybody_needs_costs_little(site):
    names = " ".join(f"a{number}=1" for number in range(READ_BYTES // 8))
    begun = time.process_time()
    site.shown(f"<html><title>执法检查</title><body><div {names}>" + " " * READ_BYTES)
    assert time.process_time() - begun < 10  # no measure of speed: read as a whole, a page like that takes minutes


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_anything_for_a_page_is_read_as_plain_json(content):
    body = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    title, _, problem = _read(Answer(200, "text/html", b"<title>" + body, whole=True))
    json.dumps([title, problem]).encode()
