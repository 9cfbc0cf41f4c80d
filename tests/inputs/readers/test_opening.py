"""A gzip file is read as what it holds; one that is damaged is refused."""

import gzip
from pathlib import Path

import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers import opening
from bayes_bench.inputs.readers.opening import chunks, is_gzip, opened


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_packed_or_not_the_bytes_are_the_same(
    tmp_path: Path, pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHUNK", 3)
    path = tmp_path / "t"
    path.write_bytes(pack(b"abcdefgh"))
    assert is_gzip(path) is (pack is gzip.compress)
    assert [*chunks(path)] == [b"abc", b"def", b"gh"]
    with opened(path) as file:
        assert file.read() == b"abcdefgh"
    assert [*tmp_path.iterdir()] == [path]


def test_damage_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    whole = gzip.compress(bytes(range(256)) * 40)
    spoilt = bytearray(whole)
    spoilt[-6] ^= 1  # of the checksum
    for content in (whole[:-1], whole[:30], bytes(spoilt)):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"^t\.csv\.gz: is damaged or cut short"):
            [*chunks(path)]
