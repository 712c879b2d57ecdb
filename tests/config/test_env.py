"""The environment is typed; a bad value is refused by one sentence that names the variable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.config.env import DEVELOPMENT_SECRET, MODES, BadEnvironment, Env, load, read_env

SECRET = "k7" * 16
PRODUCTION = {"LUOSHI_SECRET_KEY": SECRET, "LUOSHI_TRUSTED_PROXIES": "1"}
NAMES = (
    "LUOSHI_MODE", "LUOSHI_SECRET_KEY", "LUOSHI_DEBUG", "LUOSHI_DATA_DIR", "LUOSHI_HOSTS", "LUOSHI_HTTPS",
    "LUOSHI_TRUSTED_PROXIES", "LUOSHI_DEMO_DATE", "LUOSHI_MAX_UPLOAD_MB", "LUOSHI_LINKS_INTRANET",
)  # fmt: skip


def refusal(source: dict[str, str]) -> str:
    with pytest.raises(BadEnvironment) as caught:
        read_env(source)
    return str(caught.value)


# Good


def test_env_of_production_needs_a_secret_and_the_number_of_proxies() -> None:
    assert read_env(PRODUCTION) == Env(
        mode="production",
        secret_key=SECRET,
        debug=False,
        data_dir=Path("var").resolve(),
        hosts=["127.0.0.1", "localhost"],
        https=True,
        trusted_proxies=1,
        demo_date=None,
        max_upload=50 * 1024 * 1024,
        links_intranet=False,
    )


def test_env_of_the_demo_needs_nothing() -> None:
    env = read_env({"LUOSHI_MODE": "demo"})
    assert (env.is_demo, env.https, env.secret_key) == (True, False, DEVELOPMENT_SECRET)


@pytest.mark.parametrize(("mode", "demo"), [("production", False), ("demo", True), ("test", False)])
def test_env_is_a_demo_in_its_mode_only(mode: str, demo: bool) -> None:
    assert read_env(PRODUCTION | {"LUOSHI_MODE": mode}).is_demo is demo


def test_env_reads_every_variable() -> None:
    env = read_env(
        {
            "LUOSHI_MODE": "demo",
            "LUOSHI_SECRET_KEY": SECRET,
            "LUOSHI_DEBUG": "1",
            "LUOSHI_DATA_DIR": "/srv/luoshi",
            "LUOSHI_HOSTS": "luoshi.example.cn, 10.0.0.5",
            "LUOSHI_HTTPS": "1",
            "LUOSHI_TRUSTED_PROXIES": "2",
            "LUOSHI_DEMO_DATE": "2017-09-05",
            "LUOSHI_MAX_UPLOAD_MB": "3",
            "LUOSHI_LINKS_INTRANET": "1",
        }
    )
    assert env == Env(
        mode="demo",
        secret_key=SECRET,
        debug=True,
        data_dir=Path("/srv/luoshi"),
        hosts=["luoshi.example.cn", "10.0.0.5"],
        https=True,
        trusted_proxies=2,
        demo_date=date(2017, 9, 5),
        max_upload=3 * 1024 * 1024,
        links_intranet=True,
    )


def test_env_may_serve_production_without_https_behind_the_loopback() -> None:
    assert read_env(PRODUCTION | {"LUOSHI_HTTPS": "0"}).https is False


def test_env_takes_an_empty_demo_date_as_none() -> None:
    assert read_env(PRODUCTION | {"LUOSHI_DEMO_DATE": ""}).demo_date is None


def test_env_of_this_process_is_that_of_tests() -> None:
    assert load().mode == "test"


# Bad


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("LUOSHI_MODE", "prod", "只能是 production、demo、test 之一"),
        ("LUOSHI_MODE", "", "只能是 production、demo、test 之一"),
        ("LUOSHI_DEBUG", "true", "只能是 0 或 1"),
        ("LUOSHI_DEBUG", "", "只能是 0 或 1"),
        ("LUOSHI_HTTPS", "yes", "只能是 0 或 1"),
        ("LUOSHI_TRUSTED_PROXIES", "-1", "须是不小于 0 的整数"),
        ("LUOSHI_TRUSTED_PROXIES", "one", "须是不小于 0 的整数"),
        ("LUOSHI_TRUSTED_PROXIES", "", "须是不小于 0 的整数"),
        ("LUOSHI_LINKS_INTRANET", "no", "只能是 0 或 1"),
        ("LUOSHI_MAX_UPLOAD_MB", "0", "须是不小于 1 的整数"),
        ("LUOSHI_MAX_UPLOAD_MB", "1.5", "须是不小于 1 的整数"),
        ("LUOSHI_MAX_UPLOAD_MB", "５０", "须是不小于 1 的整数"),
        ("LUOSHI_MAX_UPLOAD_MB", "9" * 5000, "须是不小于 1 的整数"),
        ("LUOSHI_DEMO_DATE", "2017-02-29", "须写成 2017-09-05 这样的日期"),
        ("LUOSHI_DEMO_DATE", "5.9.2017", "须写成 2017-09-05 这样的日期"),
        ("LUOSHI_HOSTS", "", "不能留空"),
        ("LUOSHI_HOSTS", "luoshi.example.cn,", "不能留空"),
        ("LUOSHI_DATA_DIR", "", "不能留空"),
    ],
)
def test_bad_value_is_refused_by_name(name: str, value: str, why: str) -> None:
    assert refusal({"LUOSHI_MODE": "demo", name: value}) == f"{name}：{why}。"


@given(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.text(st.characters(exclude_characters="\0"), max_size=12) | st.sampled_from(["0", "1", *MODES]),
    )
)
def test_any_environment_is_read_or_refused_by_name(source: dict[str, str]) -> None:
    try:
        env = read_env(source)
    except BadEnvironment as error:
        assert str(error).split("：")[0] in NAMES
    else:
        assert env.mode != "production" or env.secret_key != DEVELOPMENT_SECRET


# Production


@pytest.mark.parametrize("secret", [None, "", DEVELOPMENT_SECRET, "x" * 31])
def test_production_refuses_a_secret_that_is_none(secret: str | None) -> None:
    source = {} if secret is None else {"LUOSHI_SECRET_KEY": secret}
    assert refusal(source).startswith("LUOSHI_SECRET_KEY：正式运行须设置至少 32 个字符的随机密钥")


def test_production_refuses_debugging() -> None:
    assert refusal(PRODUCTION | {"LUOSHI_DEBUG": "1"}) == "LUOSHI_DEBUG：正式运行不得打开调试。"


def test_production_refuses_a_demo_date() -> None:
    source = PRODUCTION | {"LUOSHI_DEMO_DATE": "2017-09-05"}
    assert refusal(source) == "LUOSHI_DEMO_DATE：正式运行不得设置演示日期。"


def test_production_is_the_mode_where_none_is_named() -> None:
    assert refusal({}).startswith("LUOSHI_SECRET_KEY：正式运行")


# A secret in a file


def test_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n", encoding="utf-8")
    assert read_env({"LUOSHI_TRUSTED_PROXIES": "1", "LUOSHI_SECRET_KEY_FILE": str(path)}).secret_key == SECRET


def test_secret_in_a_file_comes_before_the_variable(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(SECRET, encoding="utf-8")
    assert (
        read_env(
            {"LUOSHI_TRUSTED_PROXIES": "1", "LUOSHI_SECRET_KEY_FILE": str(path), "LUOSHI_SECRET_KEY": "x" * 40}
        ).secret_key
        == SECRET
    )


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xfa"])
def test_secret_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    reason = refusal({"LUOSHI_SECRET_KEY_FILE": str(path), "LUOSHI_SECRET_KEY": SECRET})
    assert reason == f"LUOSHI_SECRET_KEY_FILE：读不到文件 {path}。"


def test_secret_file_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal({"LUOSHI_SECRET_KEY_FILE": str(tmp_path)}) == f"LUOSHI_SECRET_KEY_FILE：读不到文件 {tmp_path}。"


def test_secret_file_that_is_empty_is_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("\n", encoding="utf-8")
    assert refusal({"LUOSHI_SECRET_KEY_FILE": str(path)}).startswith("LUOSHI_SECRET_KEY：正式运行")


def test_https_without_a_proxy_is_refused() -> None:
    """The process itself speaks plain HTTP, so behind nothing HTTPS would lock everybody out."""
    assert refusal({"LUOSHI_SECRET_KEY": SECRET}).startswith("LUOSHI_TRUSTED_PROXIES：")
    assert read_env({"LUOSHI_SECRET_KEY": SECRET, "LUOSHI_HTTPS": "0"}).https is False
