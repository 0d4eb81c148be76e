"""What somebody who means harm would type and upload, and a store that is full of it."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

from pitchcheck import calls
from pitchcheck.catalogue import Catalogue, Feature, Phrase
from pitchcheck.pitch import Transcript, Turn
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.store import NewOutcome, OutcomeKind, Store
from tests.pages.judge import WordJudge
from tests.store.examples import review

SCRIPT = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>'
WORDS = (
    SCRIPT,
    "[read me](javascript:window.ran=1) <a href='javascript:window.ran=1'>here</a> <svg/onload=window.ran=1>",
    "\u202eright to left\u2066 \u0000 nul \u200b nothing \ufeff \x1b[31m bell \x07",
    '=HYPERLINK("http://example.com")',
    "../../etc/passwd; DROP TABLE people; -- {{7*7}} {0} %s $\\frac{1}{0}$ :red[red] :material/home:",
    "Zalgo\u0301\u0301\u0301\u0301 " * 200 + "👩‍👩‍👧‍👦" * 500,
    "W" * 120_000,
)
"""Markup, links, marks of direction and control, formulas, names of files, commands, templates, and very long ones."""


def zipped(**members: bytes) -> bytes:
    """A zip of those members, packed as small as can be."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;">' % (n, *[n - 1] * 5) for n in range(98, 118))
    + b"]><l>&u;</l>"
)
FILES: dict[str, bytes] = {
    "bomb.docx": zipped(word__document_xml=bytes(60_000_000), Content_xml=b"<a/>"),
    "laughs.docx": zipped(word__document_xml=LAUGHS),
    "outside.pptx": zipped(ppt__presentation_xml=b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "../../../etc/passwd.txt": b"root:x:0:0 " + SCRIPT.encode(),
    "nul\u202e.md": b"\x00\xff\xfe" * 5000,
    "broken.pdf": b"%PDF-1.7\n" + b"1 0 obj<</Length 99999999>>stream\n" * 50,
    "mail.eml": b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 5000,
    "deep.json": b"[" * 50_000,
    "deeper.json": b'{"a":' * 50_000,
    "run.yaml": b'prospect: !!python/object/apply:os.system ["touch ran"]\n',
    "aliases.yml": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (n, n, *[n - 1] * 8) for n in range(98, 108)),
    "cells.csv": b'prospect,force,statement\n"=1+1","push","@SUM(A1)"\n"'
    + SCRIPT.replace('"', '""').encode()
    + b'",,\n',
    "long.csv": b"a," * 100_000,
    "call.vtt": b"WEBVTT\n\n99:99:99.999 --> 00:00:00.000\n<v " + SCRIPT.encode() + b">hi\n",
    "call.srt": b"1\n00:00:01,000 --> 99999999:00:00,000\n" + SCRIPT.encode() + b"\n",
    "up.zip": zipped(**{"../../../etc/passwd": b"x", "a.txt": SCRIPT.encode()}),
    "bomb.zip": zipped(**{f"{n}.txt": bytes(40_000_000) for n in range(9)}),
    "zips.zip": zipped(inner=zipped(inner=zipped(inner=b"x"))),
    "lies.parquet": b"PAR1" + b"\xff" * 400 + b"PAR1",
    "deep.jsonl": b"[" * 50_000 + b"\n" + b'{"pitch":' * 20_000,
    "sound.wav": b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\xff" * 40,
    "sound.mp3": b"ID3" + b"\x7f" * 4000,
}
"""Bombs, entities, names that lead elsewhere, lies about sizes, programs in data, and nesting without end."""


def profile() -> Profile:
    """Somebody whose every word is hostile, and who said enough for a figure."""
    said = [(force, words[:900]) for force in Force for words in WORDS[:5]]
    return Profile(
        prospect=SCRIPT,
        company="<b>&amp;</b> =1+1",
        struggling_moment=WORDS[1],
        statements=tuple(
            Statement(id=f"s{n}", force=force, text=words.replace("\u0000", ""), person=SCRIPT)
            for n, (force, words) in enumerate(said, 1)
        ),
    )


def catalogue() -> Catalogue:
    """A product whose every name is hostile."""
    phrases = tuple(Phrase(text=words[:900].replace("\u0000", "")) for words in WORDS[:5])
    return Catalogue(product=SCRIPT, features=(Feature(name=SCRIPT, wordings=(WORDS[1],), answers=phrases),))


TALK = Transcript(
    turns=tuple(
        Turn(
            n=n,
            speaker=SCRIPT if n % 2 else f"{SCRIPT} 2",
            text=f"{SCRIPT} every van is on one live map.",
            start=n * 9.0,
        )
        for n in range(1, 5)
    )
)


def fill(store: Store) -> None:
    """Put hostile words wherever the store takes any; what it refuses it refuses in a sentence."""
    saved = store.profiles.save(profile())
    store.catalogues.save(catalogue())
    take = store.takes.save(review(profile()), profile=saved, product=SCRIPT, note=SCRIPT)
    store.comments.add_to_take(store.takes.share(take.id).id, SCRIPT)
    gone = NewOutcome(profile_id=saved.id, kind=OutcomeKind.LOST, on=dt.date(2026, 3, 1), reason=SCRIPT)
    store.outcomes.add(gone)
    read = store.recordings.save(TALK, SCRIPT, rep=SCRIPT)
    told = calls.read(TALK, (SCRIPT,), calls.Helps(WordJudge()), profile=profile(), title=SCRIPT)
    store.recordings.save_review(read.id, told, product=SCRIPT)
    recording = store.recordings.save(TALK, SCRIPT, rep=SCRIPT)
    store.comments.add_to_recording(recording.id, SCRIPT, 9.0)
    desk = {
        "text": f"{SCRIPT} We have sixty ready-made reports. {WORDS[1]} {WORDS[2]}", "title": SCRIPT, "pitch_id": None,
        "profile": profile().model_dump(mode="json"), "form": None, "cut": [SCRIPT], "product": SCRIPT, "words": {},
    }  # fmt: skip
    store.drafts.keep("rehearse", json.loads(json.dumps(desk)))
