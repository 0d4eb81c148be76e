"""Files that were given together: packed into one zip on their way, and taken out of one that a person made."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO

from pitchcheck.pitch import InputError

MOST_FILES = 20_000
MOST_BYTES = 1 << 30
"""What a zip may hold, unpacked: it is counted while it is unpacked, whatever the zip says of itself."""
IN_MEMORY = 16 << 20
PIECE = 1 << 20
LONGEST_NAME = 200
"""Bytes of a name, of the 255 that disks take: two of one name need a few more."""
DEEPEST = 8
"""Names of a path that are kept, the last: the file's own and its folders'."""
SKIPPED = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
DAMAGED = "This zip is damaged or is none. Pack the files again."
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, UnicodeDecodeError)
"""What reading a damaged zip raises; and OSError without a number, by bz2."""


def packed(files: Iterable[tuple[str, IO[bytes]]]) -> IO[bytes]:
    """One zip of these files (name, content), ready to be read; of two with one name the second is called otherwise."""
    target = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (whoever asked reads and closes it)
    names = _Names()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in files:
            with archive.open(str(names.free(_below(name))), "w") as member:
                while piece := source.read(PIECE):
                    member.write(piece)
    target.seek(0)
    return target


def unpacked(source: IO[bytes], folder: Path) -> int:
    """Write what a zip holds below ``folder``, and nowhere else; how many files that were.

    Raises InputError where it is no zip, is damaged or has a password, or holds too much.
    """
    names = _Names()
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(source) as archive:
            for member in _members(archive):
                target = folder / names.free(_below(member.filename))
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as stream, target.open("wb") as file:
                    left = _copied(stream, file, left)
    except (*BROKEN, OSError) as broken:
        if getattr(broken, "errno", None):  # a full disk, for one, which is no fault of the zip
            raise
        raise InputError(DAMAGED) from broken
    if not names.files:
        raise InputError("There is no file in this zip.")
    return len(names.files)


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The files in it that a person put there. Raises InputError where there are too many, or one has a password."""
    found = [one for one in archive.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
    if len(found) > MOST_FILES:
        raise InputError(f"There are {len(found):,} files in this zip; at most {MOST_FILES:,} are read at once.")
    for one in found:
        if one.flag_bits & 1:
            raise InputError("This zip has a password. Pack the files again without one.")
        yield one


def _is_hidden(name: str) -> bool:
    return any(part in SKIPPED or (part.startswith(".") and part not in (".", "..")) for part in _parts(name))


def _parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name.replace("\\", "/")).parts


def _below(name: str) -> PurePosixPath:
    """The name as a path that leads nowhere but down: no root, no drive, no way up."""
    kept = [part.replace(":", "_") for part in _parts(name) if part.strip("/. ")]
    return PurePosixPath(*(_short(part) for part in kept[-DEEPEST:] or ["file"]))


def _short(part: str) -> str:
    """The name in no more bytes than a disk takes, with its ending."""
    whole = part.encode("utf-8", "replace")
    ending = PurePosixPath(part).suffix[:12].encode("utf-8", "replace")
    kept = whole if len(whole) <= LONGEST_NAME else whole[: LONGEST_NAME - len(ending)] + ending
    return kept.decode("utf-8", "ignore")


class _Names:
    """Paths given out once each: of two files of one name the second is called otherwise."""

    def __init__(self) -> None:
        self.files: set[PurePosixPath] = set()
        self._folders: set[PurePosixPath] = set()

    def free(self, path: PurePosixPath) -> PurePosixPath:
        """The path, or one like it that clashes with no file and no folder so far."""
        if self.files.intersection(path.parents):
            path = PurePosixPath(_short("_".join(path.parts)))
        found, n = path, 1
        while found in self.files or found in self._folders:
            n += 1
            found = path.with_name(f"{path.stem} ({n}){path.suffix}")
        self.files.add(found)
        self._folders.update(found.parents)
        return found


def _copied(stream: IO[bytes], file: IO[bytes], left: int) -> int:
    """How many bytes more may come after these. Raises InputError where these are too many."""
    while piece := stream.read(PIECE):
        left -= len(piece)
        if left < 0:
            raise InputError(f"Unpacked, this zip holds more than {MOST_BYTES >> 30} GB. Split it.")
        file.write(piece)
    return left
