"""An organisation has one key and one certificate that belong together, whoever prints first and whatever lies there."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from outrider.sign import engines

Pair = tuple[bytes, bytes]


def pair(folder: Path) -> Pair:
    key, cert = engines.org_key(folder, 7, "Our firm")
    return key.read_bytes(), cert.read_bytes()


def belong_together(found: Pair) -> bool:
    key = serialization.load_pem_private_key(found[0], None)
    return key.public_key() == x509.load_pem_x509_certificate(found[1]).public_key()


def many(folder: Path) -> list[Pair]:
    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(pair, [folder] * 8))


@pytest.mark.parametrize("round_", range(5))
def test_many_first_prints_at_once_have_one_pair(tmp_path: Path, round_: int) -> None:
    with multiprocessing.get_context("fork").Pool(4) as processes:
        found = {row for rows in processes.map(many, [tmp_path] * 4) for row in rows}
    assert len(found) == 1 and all(map(belong_together, found))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["org-7.cert.pem", "org-7.key.pem", "org-7.lock"]
    assert (tmp_path / "org-7.key.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["org-7.key.pem", "org-7.cert.pem"])
@pytest.mark.parametrize("spoiled", [b"", b"-----BEGIN", None, b"another"], ids=["empty", "half", "gone", "another"])
def test_a_spoiled_pair_is_put_aside_and_made_anew(
    tmp_path: Path, name: str, spoiled: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    before = pair(tmp_path)
    if spoiled is None:
        (tmp_path / name).unlink()
    elif spoiled == b"another":
        engines.org_key(tmp_path / "b", 7, "Our firm")
        (tmp_path / name).write_bytes((tmp_path / "b" / name).read_bytes())
    else:
        (tmp_path / name).write_bytes(spoiled)
    after = pair(tmp_path)
    assert belong_together(after) and after != before
    kept = [path.read_bytes() for path in tmp_path.glob("*.spoiled-1")]
    assert len(kept) == (1 if spoiled is None else 2) and set(kept) & set(before)
    assert "made anew" in caplog.text


def test_a_sound_pair_stays(tmp_path: Path) -> None:
    assert pair(tmp_path) == pair(tmp_path)
    assert list(tmp_path.glob("*.spoiled*")) == []
