"""Where recordings and uploads lie: a folder of this machine, or an object store, through fsspec."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

from pitchcheck.pitch import Frozen
from pitchcheck.store.database import StoreError
from pitchcheck.store.desk import Missing

CHUNK = 1 << 20
UNREACHABLE = "The file store cannot be reached or is full right now. Nothing was lost: try again in a minute."
GONE = "This file is no longer in the file store."
NO_PLACE = "The place where files are to lie does not exist. Check the setting files_url."


class Written(Frozen):
    """A file as it was written: its key, its length in bytes, and the sha256 of its content."""

    key: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Files:
    """Files by key (``recordings/ID/audio.wav``). A key is written once and never again."""

    url: str

    def write(self, key: str, source: IO[bytes]) -> Written:
        """Copy ``source`` there, a piece at a time. Raises StoreError where it could not be written whole."""
        try:
            with self._told_plainly(missing=NO_PLACE), self._open(key, "wb") as target:
                length, digest = _copy(source, target)
        except StoreError:
            with suppress(StoreError):
                self.delete(key)
            raise
        return Written(key=key, bytes=length, sha256=digest)

    @contextmanager
    def reading(self, key: str) -> Iterator[IO[bytes]]:
        """The file, open for reading. Raises Missing where there is none, StoreError where it cannot be reached."""
        with self._told_plainly():
            source = self._open(key, "rb")
        try:
            with source:
                yield source
        except OSError as problem:
            raise StoreError(UNREACHABLE) from problem

    def delete(self, key: str) -> None:
        """Take the file away; one that is gone already is fine. Raises StoreError where it cannot be reached."""
        with self._told_plainly():
            system, path = self._at(key)
            if system.exists(path):
                system.rm_file(path)

    def has(self, key: str) -> bool:
        """Whether there is such a file. Raises StoreError where it cannot be asked."""
        with self._told_plainly():
            system, path = self._at(key)
            return bool(system.exists(path))

    def keys(self) -> tuple[str, ...]:
        """All keys, sorted."""
        with self._told_plainly():
            system, root = self._at("")
            root = root.rstrip("/")
            return tuple(sorted(path[len(root) + 1 :] for path in system.find(root)))

    def _open(self, key: str, mode: str) -> Any:
        system, path = self._at(key)
        return system.open(path, mode)

    def _at(self, key: str) -> tuple[Any, str]:
        """The file system and the path in it; a key that leads out of the root is refused."""
        from fsspec.core import url_to_fs

        if ".." in key.split("/") or key.startswith("/"):
            raise Missing("There is no such file.")
        options = {"use_listings_cache": False} if "://" in self.url else {"auto_mkdir": True}
        system, root = url_to_fs(self.url, **options)
        return system, f"{root.rstrip('/')}/{key}"

    @contextmanager
    def _told_plainly(self, missing: str = GONE) -> Iterator[None]:
        """Every make of store has its own errors, so all of them are caught here and told in one sentence."""
        try:
            yield
        except StoreError:
            raise
        except FileNotFoundError as problem:
            raise Missing(missing) from problem
        except ImportError as problem:
            raise StoreError(f"This kind of file store needs another package: {problem}.") from problem
        except Exception as problem:
            raise StoreError(UNREACHABLE) from problem


def _copy(source: IO[bytes], target: Any) -> tuple[int, str]:
    """Copy it a piece at a time, down to the disk where it is one of this machine; its length and sha256."""
    digest, length = hashlib.sha256(), 0
    while piece := source.read(CHUNK):
        target.write(piece)
        digest.update(piece)
        length += len(piece)
    target.flush()
    if hasattr(target, "fileno"):
        with suppress(OSError):
            os.fsync(target.fileno())
    return length, digest.hexdigest()
