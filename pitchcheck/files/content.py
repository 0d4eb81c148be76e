"""Bytes → text, with limits: what encoding it is in, whether it is text at all, and archives that stay small."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from pitchcheck.pitch import InputError

MAX_FILE = 50_000_000
"""Bytes an uploaded file may have: a deck full of photographs fits."""

MAX_CHARACTERS = 500_000
"""Characters a pitch may have: about nine hours of talk."""

MAX_UNPACKED = 200_000_000
"""Bytes an Office file may unpack to, pictures and all."""

MAX_MARKUP = 20_000_000
"""Bytes of XML an Office file may unpack to; a 500-page document stays below it."""

MAX_MEMBERS = 5_000

_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_NOT_TEXT = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a recording or a picture",
    b"ID3": "a recording",
    b"OggS": "a recording",
    b"fLaC": "a recording",
    b"\x1a\x45\xdf\xa3": "a video",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\x1f\x8b": "a packed archive",
    b"Rar!": "a packed archive",
    b"7z\xbc\xaf": "a packed archive",
    b"SQLite format": "a database",
}
_ASCII = bytes(range(128))
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
MAX_BYTES_A_CHARACTER = 4
_MOSTLY_ASCII = 0.3
_MANY_CONTROLS = 0.02
_FEW_ZEROS = 0.05
_SHORTEST = len("four".encode("utf-16-le"))
_SEPARATOR = re.compile(r'\ufeff?"?sep=([,;\t])"?[,;\s]*', re.IGNORECASE)


def bounded(data: bytes, name: str) -> bytes:
    """The same bytes; InputError where there are none or too many."""
    if not data.strip():
        raise InputError(f"{name} is empty; choose a file with some text in it.")
    if len(data) > MAX_FILE:  # how much more is not known: nobody reads on
        raise InputError(
            f"{name} is too large, the limit is {MAX_FILE / 1e6:.0f} MB; leave out its pictures or split it."
        )
    return data


def decode(data: bytes, name: str) -> str:
    """The text of a text file in whatever encoding it is, without its byte order mark.

    UTF-8 and marked UTF-16/32 are certain, and so is UTF-16 without a mark where much of it is ASCII. Otherwise text
    that is mostly ASCII is taken as Windows-1252, what Office on Windows writes, because a detector cannot tell a pound
    sign from a Polish letter in so few bytes; anything else is left to charset-normalizer. InputError where the bytes
    are not text.
    """
    for magic, what in _NOT_TEXT.items():
        if data.startswith(magic) and _looks_binary(data):
            raise InputError(f"{name} is {what}, not text; paste the words instead, or choose a text file.")
    text = _decoded(data)
    if text is None or "\0" in text:
        raise InputError(_not_text(name))
    return text


def decode_prose(data: bytes, name: str) -> str:
    """The text of a file that should hold sentences: a stray control character is let be, many mean binary."""
    if len(data) > MAX_BYTES_A_CHARACTER * MAX_CHARACTERS:
        raise too_long(f"more than {MAX_CHARACTERS:,}", name)
    text = decode(data, name)
    if len(_CONTROL.findall(text)) > _MANY_CONTROLS * len(text):
        raise InputError(_not_text(name))
    return text


def too_long(characters: str, name: str) -> InputError:
    """What to say of a pitch with too many ``characters``."""
    return InputError(
        f"{name} has {characters} characters and the limit is {MAX_CHARACTERS:,}; check one talk at a time."
    )


def _not_text(name: str) -> str:
    return f"{name} is not a text file I can read; save it as plain text (UTF-8) and try again."


def _looks_binary(data: bytes) -> bool:
    try:
        return bool(_CONTROL.search(data[:4096].decode("utf-8", errors="strict")))
    except UnicodeDecodeError:
        return True


def unmarked(data: bytes) -> str | None:
    """The UTF-16 that the beginning of a file is in without saying so: ASCII has every other byte zero there.

    None where it is in none, where it is no text, and where it is too short to tell from bytes of anything.
    """
    if b"\0" not in data or len(data) < _SHORTEST:
        return None
    even, odd = data[::2].count(0), data[1::2].count(0)
    encoding, zeros, others = ("utf-16-le", odd, even) if odd > even else ("utf-16-be", even, odd)
    if len(data) % 2 or zeros < _MOSTLY_ASCII * len(data) / 2 or others > _FEW_ZEROS * len(data) / 2:
        return None
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data)  # a beginning may end within a letter
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else encoding


def said_separator(line: str) -> str | None:
    """What parts the cells of a table according to the line that Excel has before its header: "sep=;"."""
    found = _SEPARATOR.fullmatch(line)
    return found[1] if found else None


def _decoded(data: bytes) -> str | None:
    marked = next((encoding for bom, encoding in _BOMS.items() if data.startswith(bom)), None)
    encoding = marked or unmarked(data) or "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None if encoding.startswith("utf-16") or b"\0" in data else _guessed(data)


def _guessed(data: bytes) -> str | None:
    if len(data.translate(None, delete=_ASCII)) < _MOSTLY_ASCII * len(data):
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else str(best).removeprefix("\ufeff")


def broken_character(text: str) -> bool:
    """Whether the text holds half of a surrogate pair, which no file and no page can carry."""
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def readable(name: str) -> str:
    """A name as text that can be written down: what in it is no letter of UTF-8 becomes U+FFFD."""
    return name if name.isascii() else _HALF.sub("\ufffd", name)


def with_plain_newlines(text: str) -> str:
    """The text with every kind of line end written as one newline, as a browser's text box would give it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def guarded(sentence: str) -> Iterator[None]:
    """Turns whatever a parser raises on a damaged or hostile file into InputError with this sentence.

    Parsers of binary formats fail in ways they do not document (KeyError, RecursionError, zlib.error, ...), so
    this is the one place where everything is caught.
    """
    try:
        yield
    except InputError:
        raise
    except Exception as broken:
        raise InputError(sentence) from broken


def office_members(data: bytes, name: str) -> frozenset[str]:
    """The names of an Office file's parts, after checking that it unpacks to something small without XML tricks.

    Every part is unpacked once in small steps and counted, because an archive may lie about its sizes. XML
    with a document type (the door to entity bombs and outside files) is refused; Office never writes one.
    """
    with guarded(f"{name} is damaged; open it in the program that made it and save it again."):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise InputError(_too_big(name))
            _check_members(archive, members, name)
        return frozenset(member.filename for member in members)


def _check_members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], name: str) -> None:
    left = {True: MAX_MARKUP, False: MAX_UNPACKED}
    for member in members:
        markup = member.filename.lower().endswith((".xml", ".rels"))
        with archive.open(member) as stream:
            content, used = _unpacked(stream, left[markup], keep=markup, name=name)
        left[markup] -= used
        if markup:
            _check_markup(content, name)


def _unpacked(stream: IO[bytes], limit: int, *, keep: bool, name: str) -> tuple[bytes, int]:
    kept, used = [], 0
    while block := stream.read(65_536):
        used += len(block)
        if used > limit:
            raise InputError(_too_big(name))
        if keep:
            kept.append(block)
    return b"".join(kept), used


def _too_big(name: str) -> str:
    return f"{name} unpacks to far more than a document should; save it again without pictures, or paste its text."


def _check_markup(content: bytes, name: str) -> None:
    from xml.sax.handler import ContentHandler

    from defusedxml import DefusedXmlException
    from defusedxml.sax import parseString

    try:
        parseString(content, ContentHandler(), forbid_dtd=True)
    except DefusedXmlException as trick:
        raise InputError(f"{name} holds XML definitions no document needs; save it again or paste its text.") from trick
