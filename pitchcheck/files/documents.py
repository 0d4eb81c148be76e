"""Pitch files → Pitch: plain text, Markdown, Word, PowerPoint with its speaker notes, PDF and e-mail."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pitchcheck.files.content import (
    MAX_CHARACTERS,
    bounded,
    broken_character,
    decode,
    decode_prose,
    guarded,
    office_members,
    too_long,
    with_plain_newlines,
)
from pitchcheck.pitch import InputError, Pitch

if TYPE_CHECKING:
    from email.message import MIMEPart

PITCH_KINDS = ("txt", "md", "docx", "pptx", "pdf", "eml")
"""The file kinds a pitch may come in, as name endings."""

MAX_PAGES = 300
MAX_PAGE_CODE = 4_000_000
"""Bytes of drawing commands one PDF page may have; a page of text has some thousands."""

PDF_SECONDS = 30.0
MAX_BODY = 5_000_000
"""Characters a text in an e-mail may have, markup and all."""

MAX_TEXTS = 4 * MAX_BODY
"""Characters all of them may have as they are sent, attached ones too."""

_OFFICE = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
_OTHER_ARCHIVES = {
    "xl/workbook.xml": "an Excel workbook; copy the pitch out of it into a text or Word file",
    "mimetype": "an OpenDocument file; save it as .docx, .pptx or .pdf",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CAPTIONS = re.compile(rb"\A(\xef\xbb\xbf)?\s*(WEBVTT\b|\d+\s+\d\d:\d\d:\d\d[.,]\d+ +-->)")
_HEADER = re.compile(rb"(?im)^(message-id|mime-version|received|return-path|delivered-to):")
_HEADERS_FIRST = re.compile(rb"\A(\xef\xbb\xbf)?\s*[A-Za-z][A-Za-z0-9-]*:")
_SENTENCE_END = re.compile(r"""[.!?:;…]["'”’)\]]*$""")
_ENDS_WITHIN = re.compile(r"\w[.!?] +\w")
_NEW_ITEM = re.compile(r"^\s*(?:[-*•‣▪◦–—>]|\d{1,2}[.)]|[a-zA-Z][.)])\s")


def read_pitch(data: bytes, name: str) -> Pitch:
    """The pitch in a file. ``name`` is the file's name: it is shown in errors and its stem becomes the title.

    Raises InputError, in one sentence, for what cannot be read. Line ends are written as newlines; every other
    character of a text file is kept, so that spans point into the text as it was given.
    """
    kind = _kind(bounded(data, name), name)
    text, title = _READERS[kind](data, name)
    if not text.strip():
        raise InputError(_WORDLESS[kind].format(name=name))
    return pitch_from_text(text, title=_own_title(title) or PurePath(name).stem or None, name=name)


def _own_title(title: str | None) -> str | None:
    """The title in one line; None where it is what a program puts there by itself."""
    line = " ".join(str(title or "").split())
    return None if not line or _STOCK_TITLE.match(line) else line


_PRESENTATION = r"(pr[eäé][sz]\w+|apresenta\w+|презентация|プレゼンテーション|演示文稿)"
_STOCK_TITLE = re.compile(
    rf"(?i)Microsoft (Word|PowerPoint) - |(PowerPoint[ -]{_PRESENTATION}|{_PRESENTATION} (\w+ )*PowerPoint|untitled)$"
)
"""PowerPoint's in several languages, and a file's name as Office prints it into a PDF."""


def pitch_from_text(text: str, title: str | None = None, name: str = "The pitch") -> Pitch:
    """A pitch somebody typed or pasted, exactly as they did; InputError where it is empty or too long."""
    if not text.strip():
        raise InputError(f"{name} is empty; type or paste what you would say.")
    if len(text) > MAX_CHARACTERS:
        raise too_long(f"{len(text):,}", name)
    if broken_character(text):
        raise InputError(f"{name} holds a broken character; paste it again as plain text.")
    return Pitch(text=text, title=title)


def _kind(data: bytes, name: str) -> str:
    ending = PurePath(name).suffix.lower().removeprefix(".")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data, name)
    if data.startswith(_OLD_OFFICE):
        raise InputError(
            f"{name} is locked with a password or in an old Office format; save it as .docx or .pptx without one."
        )
    if _CAPTIONS.match(data):
        raise InputError(
            f"{name} is a transcript, with everybody's words in it; paste only yours, or use `pitchcheck check --rep`."
        )
    if data.startswith(b"{\\rtf"):
        raise InputError(f"{name} is a Rich Text file; save it as .docx or plain text.")
    if ending in ("docx", "pptx", "pdf"):
        program = {"docx": "Word", "pptx": "PowerPoint", "pdf": "PDF"}[ending]
        raise InputError(f"{name} is named .{ending} but is not a {program} file; save it again, or paste its text.")
    if ending == "eml" or (_HEADERS_FIRST.match(data) and _HEADER.search(data[:20_000])):
        return "eml"
    return "txt"


def _office_kind(data: bytes, name: str) -> str:
    members = office_members(data, name)
    for member, kind in _OFFICE.items():
        if member in members:
            return kind
    what = next((what for member, what in _OTHER_ARCHIVES.items() if member in members), None)
    raise InputError(f"{name} is {what or 'an archive, not a document; unpack it and choose the pitch in it'}.")


def _text(data: bytes, name: str) -> tuple[str, str | None]:
    return with_plain_newlines(decode_prose(data, name)), None


def _word(data: bytes, name: str) -> tuple[str, str | None]:
    """Paragraphs, list items and table cells in the order they stand, with the words tracked changes put in."""
    import docx

    with guarded(_DAMAGED.format(name=name)):
        document = docx.Document(io.BytesIO(data))
        lists = {style.style_id for style in document.styles if (style.name or "").startswith("List")}
        _without_unseen(document)
        paragraphs = (element for element in document.element.body.iter(_w("p")) if not _copy(element))
        lines = [_paragraph(element, _in_list(element, lists)) for element in paragraphs]
        return _joined(lines), document.core_properties.title or None


_DAMAGED = "{name} is damaged or not what its name says; open it in the program that made it and save it again."


def _w(tag: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + tag


def _copy(element: Any) -> bool:
    """Whether it is a second copy: of a text box, kept for old readers, or of words moved elsewhere."""
    return any(str(parent.tag).endswith(("}Fallback", "}moveFrom")) for parent in element.iterancestors())


SMALLEST = 4
"""Half points: letters of two points or less are read by nobody."""
_BEHIND = ("tc", "txbxContent")
"""What may have a colour that its words do not tell of."""


def _without_unseen(document: Any) -> None:
    """Empty the words that nobody sees who looks at the page: hidden, tiny, or white where nothing dark is behind them.

    They are said to nobody, and so no part of a pitch. White words in a table, in a text box, on a page with a
    background or in a shaded style may well be seen, and stay.
    """
    shaded = {style.style_id for style in document.styles if style.element.find(f".//{_w('shd')}") is not None}
    coloured = document.element.find(_w("background")) is not None
    for run in document.element.body.iter(_w("r")):
        how = run.find(_w("rPr"))
        if how is not None and (_hidden(how) or (not coloured and _white_on_white(run, how, shaded))):
            for text in run.iter(_w("t")):
                text.text = ""


def _hidden(how: Any) -> bool:
    """By a run's properties: marked as hidden, or in letters too small to be letters."""
    vanish, size = how.find(_w("vanish")), how.find(_w("sz"))
    small = size is not None and str(size.get(_w("val"))).isdecimal() and int(size.get(_w("val"))) <= SMALLEST
    return small or (vanish is not None and vanish.get(_w("val")) not in ("0", "false", "off"))


def _white_on_white(run: Any, how: Any, shaded: Collection[str]) -> bool:
    colour = how.find(_w("color"))
    if colour is None or str(colour.get(_w("val"))).upper() != "FFFFFF":
        return False
    if any(how.find(_w(tag)) is not None for tag in ("shd", "highlight")):
        return False
    paragraph = next(run.iterancestors(_w("p")), run)
    styles = {one.get(_w("val")) for one in (how.find(_w("rStyle")), _style(paragraph)) if one is not None}
    plain = paragraph.find(f"{_w('pPr')}/{_w('shd')}") is None and not styles & set(shaded)
    return plain and next(run.iterancestors(*map(_w, _BEHIND)), None) is None


def _style(paragraph: Any) -> Any:
    return paragraph.find(f"{_w('pPr')}/{_w('pStyle')}")


def _in_list(element: Any, lists: Collection[str]) -> bool:
    """Whether a paragraph is a list item: numbered itself, or by a style whose id is in ``lists``."""
    style = _style(element)
    numbered = element.find(f"{_w('pPr')}/{_w('numPr')}") is not None
    return numbered or (style is not None and style.get(_w("val")) in lists)


def _paragraph(paragraph: Any, in_list: bool) -> str:
    """The words of one paragraph, with a dash before a list item.

    Walks the markup because python-docx leaves out insertions of tracked changes and content controls.
    """
    pieces = []
    for node in paragraph.iter(_w("t"), _w("tab"), _w("br"), _w("cr"), _w("noBreakHyphen")):
        if next(node.iterancestors(_w("p"))) is paragraph and not _copy(node):
            pieces.append(_PIECES.get(node.tag) or node.text or "")
    text = "".join(pieces).strip()
    return f"- {text}" if text and in_list else text


_PIECES = {_w("tab"): "\t", _w("br"): "\n", _w("cr"): "\n", _w("noBreakHyphen"): "-"}


def _slides(data: bytes, name: str) -> tuple[str, str | None]:
    """Slide by slide: title, then the other shapes from the top down, then the speaker notes. Hidden slides are not
    shown to anybody, and so are left out.
    """
    import pptx

    with guarded(_DAMAGED.format(name=name)):
        deck = pptx.Presentation(io.BytesIO(data))
        shown = [slide for slide in deck.slides if slide._element.get("show") != "0"]
        lines = [line for slide in shown for line in [*_slide(slide), "", *_notes(slide), ""]]
        return _joined(lines), deck.core_properties.title or None


def _slide(slide: Any) -> Iterator[str]:
    title = slide.shapes.title
    if title is not None:
        yield from (_plain(title.text_frame.text), "")
    others = [shape for shape in _flat(slide.shapes) if title is None or shape.shape_id != title.shape_id]
    others = [shape for shape in others if not _of_every_slide(shape)]
    for shape in sorted(others, key=lambda shape: (shape.top or 0, shape.left or 0)):
        yield from _shape(shape)


def _of_every_slide(shape: Any) -> bool:
    """Whether it is a date, a footer or a slide's number: on the page, but nothing that is said."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    return shape.is_placeholder and shape.placeholder_format.type in (KIND.DATE, KIND.FOOTER, KIND.SLIDE_NUMBER)


def _flat(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _flat(shape.shapes)
        else:
            yield shape


def _shape(shape: Any) -> Iterator[str]:
    if shape.has_text_frame:
        items = [_plain(paragraph.text) for paragraph in shape.text_frame.paragraphs]
        several = sum(map(bool, items)) > 1
        yield from (f"- {item}" if several else item for item in items if item)
    elif getattr(shape, "has_table", False):
        for row in shape.table.rows:
            yield " | ".join(_plain(cell.text) for cell in row.cells)


def _notes(slide: Any) -> Iterator[str]:
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        yield from map(_plain, slide.notes_slide.notes_text_frame.text.splitlines())


def _plain(text: str) -> str:
    return text.replace("\v", " ").strip()


def _pdf(data: bytes, name: str) -> tuple[str, str | None]:
    import pypdf

    logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it mends in a file is no news to a rep
    with guarded(f"{name} is a damaged PDF; print it to PDF again, or paste its text."):
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{name} is locked with a password; save a copy without one.")
        if len(reader.pages) > MAX_PAGES:
            raise InputError(f"{name} has {len(reader.pages)} pages and the limit is {MAX_PAGES}; check a part of it.")
        pages = [_unwrapped(page) for page in _pages(reader, name)]
        title = reader.metadata.title if reader.metadata else None
    return "\n\n".join(pages), title


def _pages(reader: Any, name: str) -> Iterator[str]:
    until, length = time.monotonic() + PDF_SECONDS, 0
    for page in reader.pages:
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MAX_PAGE_CODE:
            raise InputError(f"{name} has a page too crowded to read; paste its text instead.")
        text = page.extract_text()
        length += len(text)
        if time.monotonic() > until or length > 2 * MAX_CHARACTERS:
            raise InputError(f"{name} is too much to read as a pitch; paste the part you would say.")
        yield text


NARROWEST = 36
"""Characters of the longest line of a page below which its lines are not those of a column, but lines of their own;
unless sentences end within them.
"""


FEW = 3
"""Lines that begin in the middle of something, below which a share of them says nothing: one may begin with a name. It
is the end of a sentence then, if it ends one.
"""


def _unwrapped(page: str) -> str:
    """The page with the lines of a paragraph joined: a line goes on in the next where it is about full and ends no
    sentence. A list item or a short line (a heading) stays on its own, and so do the lines of a slide: they begin with
    a capital or a figure, as at most half do in prose; where sentences end within lines three in four may, as in
    German.

    German in a very narrow column may stay in its lines. Longer points that all begin with a small letter look like
    prose, and are joined.
    """
    lines = [line.strip() for line in page.split("\n")]
    out = lines[:1]
    for line, goes_on in zip(lines[1:], _going_on(lines, ends_within=bool(_ENDS_WITHIN.search(page))), strict=True):
        if goes_on:
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return "\n".join(out)


def _going_on(lines: list[str], *, ends_within: bool) -> list[bool]:
    """Of each line after the first, whether the one before goes on in it."""
    longest = max(map(len, lines))
    column = ends_within or longest >= NARROWEST
    may = [column and _is_full(*two, 0.6 * longest) for two in pairwise(lines)]
    begun = [line[0] for line, goes_on in zip(lines[1:], may, strict=True) if goes_on]
    anew = sum(first.isupper() or first.isdecimal() for first in begun)
    prose = anew <= (0.75 if ends_within else 0.5) * len(begun)
    few = len(begun) < FEW
    return [
        goes_on and (prose or line[0].islower() or (few and _SENTENCE_END.search(line) is not None))
        for line, goes_on in zip(lines[1:], may, strict=True)
    ]


def _is_full(line: str, following: str, full: float) -> bool:
    """Whether ``line``, of at least ``full`` characters, may go on in the one after it."""
    if not line or not following or _NEW_ITEM.match(following):
        return False
    return len(line) >= full and not _SENTENCE_END.search(line)


def _email(data: bytes, name: str) -> tuple[str, str | None]:
    """The body of an e-mail, its subject as the title. Attachments are not read."""
    from email import message_from_bytes
    from email.policy import default

    with guarded(f"{name} is a damaged e-mail; paste its text instead."):
        message = message_from_bytes(data.lstrip().removeprefix(b"\xef\xbb\xbf"), policy=default)
        texts = (part.get_payload() for part in message.walk() if part.get_content_type() in _TEXTS)
        if sum(map(len, texts)) > MAX_TEXTS:
            raise _too_long_mail(name)
        return _said_in(message, name), str(message.get("subject") or "").strip() or None


_TEXTS = ("text/plain", "text/html")


def _said_in(part: MIMEPart, name: str) -> str:
    """The words of a part of an e-mail: of alternatives the plain one, unless it is blank; of several parts all that
    stand in the mail itself, one after the other. What comes after the first with a file's name is an attachment.
    """
    kind = part.get_content_type()
    if part.is_attachment():
        return ""
    if part.get_content_maintype() != "multipart":
        return _body(part, name) if kind in _TEXTS else ""
    inner = [each for n, each in enumerate(part.iter_parts()) if not n or not each.get_filename()]
    plain = [each for each in inner if each.get_content_type() != "text/html"]
    rich = [each for each in inner if each.get_content_type() == "text/html"]
    if kind == "multipart/alternative":
        return next(_filled([*plain, *rich], name), "")
    return "\n\n".join(list(_filled(plain, name)) or _filled(rich, name))


def _filled(parts: Iterable[MIMEPart], name: str) -> Iterator[str]:
    """What each part says that says something."""
    return (words.strip("\n") for part in parts if (words := _said_in(part, name)).strip())


def _body(body: MIMEPart, name: str) -> str:
    payload = body.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    charset = body.get_content_charset()
    try:
        text = raw.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = decode(raw, name)
    if len(text) > MAX_BODY:
        raise _too_long_mail(name)
    text = with_plain_newlines(text)
    if body.get_content_type() == "text/html":
        return _from_html(text)
    return _unflowed(text) if body.get_param("format") == "flowed" else _unwrapped_mail(text)


def _too_long_mail(name: str) -> InputError:
    return InputError(f"{name} is too long to read as a pitch; paste the part you would say.")


def _from_html(text: str) -> str:
    from inscriptis import get_text

    lines = [line.strip() for line in str(get_text(text)).splitlines()]
    return _joined([re.sub(r"^\*\s+", "- ", line) for line in lines])


def _unflowed(text: str) -> str:
    """Lines that end in a space go on in the next (RFC 3676); the signature mark "-- " does not."""
    return re.sub(r"(?<!^--) \n(?!>|\n|--)", " ", text, flags=re.MULTILINE)


def _unwrapped_mail(text: str) -> str:
    """Paragraphs of a mail wrapped at some 72 characters, joined; a mail with longer lines was not wrapped."""
    body, mark, signature = text.partition("\n-- \n")
    if max(map(len, body.splitlines()), default=0) > 80:
        return text
    return _unwrapped(body) + mark + signature


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


_READERS: dict[str, Callable[[bytes, str], tuple[str, str | None]]] = {
    "txt": _text,
    "docx": _word,
    "pptx": _slides,
    "pdf": _pdf,
    "eml": _email,
}
_WORDLESS = {
    "txt": "{name} is empty; choose a file with some text in it.",
    "docx": "{name} has no text in it; if its words are in a picture, type or paste them.",
    "pptx": "{name} has no text on its slides or in its notes; type or paste what you would say.",
    "pdf": "{name} has no text in it, only pictures of pages; run text recognition on it, or paste the words.",
    "eml": "{name} has no text in its body; paste what the e-mail says.",
}
