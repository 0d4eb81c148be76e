"""Files given together: what goes into the zip comes out, and a zip from anywhere writes below its folder only."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.bulk import packing
from pitchcheck.bulk.packing import packed, unpacked
from pitchcheck.pitch import InputError

names = st.text(st.sampled_from("ab./\\: é"), min_size=1, max_size=12) | st.sampled_from(["../../x.txt", "/etc/passwd"])


def zipped(files: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    """A zip as any program may write it, names and all."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)
    target.seek(0)
    return target


def damaged(method: int, at: int, by: bytes) -> io.BytesIO:
    """A zip of one file that is broken at that byte."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("a", b"1" * 5000)
    content = bytearray(target.getvalue())
    content[at : at + len(by)] = by
    return io.BytesIO(bytes(content))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its path there."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_packed_comes_out(tmp_path: Path) -> None:
    """Two files of one name are two files."""
    with packed([("a.txt", io.BytesIO(b"1")), ("b.csv", io.BytesIO(b"2")), ("a.txt", io.BytesIO(b"3"))]) as source:
        assert unpacked(source, tmp_path) == 3
    assert contents(tmp_path) == {"a.txt": b"1", "b.csv": b"2", "a (2).txt": b"3"}


@given(st.lists(names, min_size=1, max_size=8))
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_writes_below_its_folder_only(tmp_path_factory: pytest.TempPathFactory, called: list[str]) -> None:
    """Whatever its files are called: up, from the root, on a drive, one inside another; and none is lost."""
    outer = tmp_path_factory.mktemp("zip")
    inner = outer / "in"
    called = [name for name in called if not name.endswith("/")]
    source = zipped([(name, str(n).encode()) for n, name in enumerate(called)])
    hidden = [name for name in called if packing._is_hidden(zipfile.ZipInfo(name).filename)]
    if len(hidden) == len(called):
        with pytest.raises(InputError):
            unpacked(source, inner)
        return
    assert unpacked(source, inner) == len(called) - len(hidden)
    assert set(outer.iterdir()) == {inner}
    assert len(set(contents(inner).values())) == len(called) - len(hidden)


def test_what_a_computer_adds_is_left_out(tmp_path: Path) -> None:
    """Resource forks, hidden files, thumbnails."""
    unpacked(zipped([("__MACOSX/._a.txt", b""), (".DS_Store", b""), ("x/Thumbs.db", b""), ("x/a.txt", b"1")]), tmp_path)
    assert contents(tmp_path) == {"x/a.txt": b"1"}


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (io.BytesIO(b"no zip"), "damaged or is none"),
        (io.BytesIO(b""), "damaged or is none"),
        (io.BytesIO(zipped([("a", b"1" * 5000)], zipfile.ZIP_STORED).getvalue()[:3000]), "damaged or is none"),
        (io.BytesIO(zipped([("a", b"1" * 99)], zipfile.ZIP_STORED).getvalue().replace(b"1111", b"1112", 1)), "damaged"),
        (damaged(zipfile.ZIP_LZMA, 35, b"\xff"), "damaged or is none"),
        (damaged(zipfile.ZIP_BZIP2, 31, b"\0"), "damaged or is none"),
        (io.BytesIO(zipped([("é", b"1")]).getvalue().replace("é".encode(), b"\xff\xff")), "damaged or is none"),
        (zipped([]), "no file in this zip"),
    ],
)
def test_what_is_no_zip_is_said(source: io.BytesIO, why: str, tmp_path: Path) -> None:
    """In one sentence."""
    with pytest.raises(InputError, match=why):
        unpacked(source, tmp_path)


@pytest.mark.parametrize("folder", ["", "x/" * 400, "営業/" * 3, "\N{WASTEBASKET}" * 90 + "/"])
def test_long_names_and_deep_folders_are_shortened(tmp_path: Path, folder: str) -> None:
    """In bytes, as a disk counts them, the ending kept; of two that are cut to the same both are there."""
    called = [f"{folder}{'商談の記録' * 22}{n}.txt" for n in range(2)]
    assert unpacked(zipped([(name, name.encode()) for name in called]), tmp_path) == 2
    found = contents(tmp_path)
    assert {one.decode() for one in found.values()} == set(called)
    assert {Path(name).suffix for name in found} == {".txt"}
    with packed((name, io.BytesIO(name.encode())) for name in called) as source:
        assert unpacked(source, tmp_path / "again") == 2


def test_a_zip_with_a_password_is_said(tmp_path: Path) -> None:
    """It is marked in the flags of each file."""
    content = bytearray(zipped([("a.txt", b"1")]).getvalue())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError, match="has a password"):
        unpacked(io.BytesIO(bytes(content)), tmp_path)


def test_a_zip_that_swells_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what comes out of it; and so is one of very many files."""
    monkeypatch.setattr(packing, "MOST_BYTES", 1 << 20)
    with pytest.raises(InputError, match="holds more than"):
        unpacked(zipped([("a", bytes(1 << 20)), ("b", b"1")]), tmp_path)
    monkeypatch.setattr(packing, "MOST_FILES", 2)
    with pytest.raises(InputError, match="3 files in this zip; at most 2"):
        unpacked(zipped([(str(n), b"") for n in range(3)]), tmp_path)
