"""A conversation or a review without names, to be shared: people and companies are called by what they are.

Figures, marks and times stay as they were. It only knows the names it is told and those that the review itself names:
read it before you share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from itertools import pairwise
from typing import Any

from pitchcheck.figures import Figures
from pitchcheck.judge import Cost, JudgeVersion
from pitchcheck.judge.language_model.pseudonyms import (
    EMAIL,
    LINK,
    Hidden,
    Pseudonyms,
    composed,
    name_parts,
    names_of,
)
from pitchcheck.pitch import Frozen, Pitch, Span, Transcript
from pitchcheck.profile import Profile
from pitchcheck.review import Review

PROSPECT, COMPANY, SOMEBODY = "Prospect", "[company]", "[name]"
NOT_WORDS = frozenset(
    [
        *("id", "claim", "claims", "statement", "statements", "to", "kept", "product_worded", "code", "slug"),
        *("language", "currency", "format"),
    ]
)
"""Fields whose text is no words of anybody's: ids, codes, and what names a language, a currency, a format."""
NAMELESS = (Figures, JudgeVersion, Cost, Enum)
"""What holds no word that anybody said."""


class Nameless(Pseudonyms):
    """Takes names out of everything that is shared together: one name is one word in all of it.

    ``called`` is what stands in for each name, in the order in which they are looked for; each word of a name counts as
    the name, in any case. E-mail addresses, links and long numbers go too. What nobody named stays.
    """

    def __init__(self, called: Mapping[str, str]) -> None:
        super().__init__(called, ())
        self.names = tuple(called)
        self._called = {composed(name).casefold(): new for name, new in reversed(list(called.items()))}
        for name, new in called.items():
            for part in name_parts(name):
                self._called.setdefault(part.casefold(), new)

    @classmethod
    def of(cls, review: Review, also: Iterable[str] = ()) -> Nameless:
        """Knows who speaks, who sells, who the prospect is and their company, and the names given ``also``."""
        pitch, profile = review.pitch, review.profile
        spoke: set[str] = {one.by for one in review.overrides} | {one.by for one in review.dismissals}
        spoke |= {one.by for one in review.checked} | {one.by for one in review.heard}
        further = [*names_of(profile), *sorted(spoke - {"you"}), *also]
        return cls(_called(pitch.transcript, (pitch.rep, *pitch.beside), further, profile))

    @classmethod
    def of_call(cls, spoken: Transcript, also: Iterable[str] = (), rep: str | None = None) -> Nameless:
        """Knows who speaks, and the names given ``also``; ``rep`` is the speaker who sells."""
        return cls(_called(spoken, (rep,), also, None))

    def said(self, text: str) -> str:
        """The text without names."""
        return self._called.get(composed(text).casefold()) or self.hide(text).text

    def call(self, spoken: Transcript) -> Transcript:
        """The conversation without names, and without the name of the file it came from."""
        shared: Transcript = _each(spoken, self.said, None)
        return shared

    def review(self, review: Review) -> Review:
        """The review without names; every mark lies on the same words as before."""
        shared: Review = _each(review, self.said, self._by_sentence(review.pitch))
        return shared

    def _by_sentence(self, pitch: Pitch) -> Hidden:
        """The pitch's text, each sentence by itself: a sentence ends where it ended."""
        cuts = sorted({0, len(pitch.text), *(at for one in pitch.sentences for at in (one.start, one.end))})
        out, pieces, length = [], [], 0
        for start, stop in pairwise(cuts):
            part = self.hide(pitch.text[start:stop])
            pieces += [(length + a, length + b, start + c, start + d) for a, b, c, d in part.pieces]
            out.append(part.text)
            length += len(part.text)
        return Hidden("".join(out), tuple(pieces))

    def _new(self, form: str) -> str:
        known = self._called.get(composed(form).casefold())
        shapes = ((EMAIL, "[e-mail]"), (LINK, "[link]"))
        return known or next((shown for shape, shown in shapes if shape.fullmatch(form)), "[number]")


def _called(
    spoken: Transcript | None, sellers: Iterable[str | None], further: Iterable[str], profile: Profile | None
) -> dict[str, str]:
    """What stands in for each name: who speaks first, then the prospect and their company, then others.

    A prospect who speaks is called as a speaker: "Dana and Marcus" are Speaker 1 and Speaker 2.
    """
    speakers = spoken.speakers() if spoken else ()
    selling = [name for name in sellers if name]
    called = {name: "Rep" if n == 1 else f"Rep {n}" for n, name in enumerate(selling, start=1)}
    others = (name for name in speakers if name not in called)
    called |= {name: f"Speaker {n}" for n, name in enumerate(others, start=1)}
    company = ((profile and profile.company) or "").strip()
    theirs = {profile.prospect.split(",")[0].strip(): PROSPECT, company: COMPANY} if profile else {}
    heard = {part for name in called for part in _parts(name)}
    new = (name for name in map(str.strip, further) if name and name not in called)
    return called | {name: theirs.get(name, SOMEBODY) for name in new if not _parts(name) or _parts(name) - heard}


def _parts(name: str) -> set[str]:
    return {part.casefold() for part in name_parts(name)}


def _each(value: Any, said: Callable[[str], str], pitch: Hidden | None, field: str = "") -> Any:
    """The value with every text in it without names, and every span of the pitch where its words now stand."""
    if isinstance(value, tuple):
        return tuple(_each(one, said, pitch, field) for one in value)
    if isinstance(value, NAMELESS):
        return value
    if isinstance(value, Frozen):
        new = {name: _each(getattr(value, name), said, pitch, name) for name in type(value).model_fields}
        return value.model_copy(update={**new, **dict(_placed(value, pitch))})
    return said(value) if isinstance(value, str) and field not in NOT_WORDS else value


def _placed(value: Frozen, pitch: Hidden | None) -> Iterator[tuple[str, Any]]:
    """What of it depends on where the words of the pitch stand."""
    if isinstance(value, Transcript):
        yield "source", None
    elif pitch is not None and isinstance(value, Pitch):
        yield "text", pitch.text
    elif pitch is not None and isinstance(value, Span):
        moved = pitch.forth(value)
        yield from (("start", moved.start), ("end", moved.end))
        if hasattr(value, "text"):
            yield "text", moved.of(pitch.text)
