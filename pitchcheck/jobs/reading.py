"""A long call, read: piece by piece, so that how far it is can be seen, and what was stopped goes on where it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TypeVar

from pydantic import JsonValue, TypeAdapter

from pitchcheck import calls
from pitchcheck.calls import Heard, Helps, Said, Words
from pitchcheck.catalogue import Catalogue
from pitchcheck.jobs.task import Task
from pitchcheck.judge import Basis, Cost, Found, Judge, JudgeVersion, Reading, sharing
from pitchcheck.judge.claims import numbered
from pitchcheck.judge.embedded import open_judge
from pitchcheck.judge.sections import in_sections
from pitchcheck.pitch import Claim, Frozen, InputError, Pitch, Sentence, Transcript
from pitchcheck.profile import Profile, Statement
from pitchcheck.review import HeardWord, Review

BLOCK = 400
"""Sentences in which claims are looked for between two pieces that are kept."""
HEARING, SPOTTING = "Hearing what they said", "Finding what was put forward"
WEIGHING = "Weighing it against what they said"
A_LOOK = 4.0
"""Texts that the judge reads between two looks whether to go on, before it is seen: alike ones are read together."""
DONE = 0.98
"""Share of the whole at which all is read, and only the figures are left."""

Part = TypeVar("Part", bound=Frozen)


class Asked(Frozen):
    """What is to be read: a recording, who sells in it, and the catalogue to read it with.

    With a ``word`` its review is read again after what somebody, ``by`` name, says of a statement, and ``why``;
    ``seen`` is that statement as it was heard first, so that no other is taken for it where the call was read anew.
    ``before`` is what people had said of its review by then: what they say later stays.
    """

    recording: str
    sellers: tuple[str, ...] = ()
    catalogue: Catalogue | None = None
    word: Heard | None = None
    by: str = ""
    why: str = ""
    seen: Statement | None = None
    before: Words = Words()


def read(task: Task) -> JsonValue:
    """The id of the recording, whose review is kept."""
    asked = Asked.model_validate(task.job.asked)
    (_again if asked.word else _first)(task, asked)
    return {"recording": asked.recording}


def _first(task: Task, asked: Asked) -> None:
    """Read it, against the prospect of the job where it has one."""
    shelf = task.store.recordings
    recording, spoken = shelf.get(asked.recording), shelf.transcript(asked.recording)
    saved = task.profile()
    profile = saved.value if saved else None
    sentences = len(calls.pitch_of(spoken, asked.sellers).sentences)
    theirs = 0 if profile else sum(turn.speaker not in asked.sellers for turn in spoken.turns)
    judge = _patient(task, asked, theirs + 2 * sentences, spoken, profile)
    with sharing.reading(judge.goes_on):
        helps = Helps(judge, asked.catalogue, task.store.house.read_by().flags)
        review = calls.read(spoken, asked.sellers, helps, profile=profile, title=recording.title)
    shelf.change(shelf.get(recording.id), rep=next(iter(asked.sellers), None), profile=task.profile())

    def under(now: Review | None) -> Review:
        said = calls.words_on(now).since(asked.before) if now else Words()
        if now is None or said == Words():
            return review
        stands = (calls.Words(heard=said.heard), now.profile)
        over = _patient(task, asked, len(review.readings), review.pitch, review.profile, *stands, after=judge.pieces)
        with sharing.reading(over.goes_on):
            return calls.laid_under(review, now, said, helps._replace(judge=over))

    shelf.renew(recording.id, under, product=asked.catalogue.product if asked.catalogue else None)


def _again(task: Task, asked: Asked) -> None:
    """Weigh its claims anew after somebody's word on a statement; words said meanwhile stay."""

    def reheard(review: Review) -> Review:
        word = _still_to_say(asked, review)
        if word is None:
            return review
        claims = [one.claim for one in review.readings]
        judge = _patient(task, asked, len(claims), review.pitch, review.profile, *claims)
        with sharing.reading(judge.goes_on):
            helps = Helps(judge, asked.catalogue, task.store.house.read_by().flags)
            return calls.reheard(review, word, Said(asked.by, asked.why), helps)

    task.store.recordings.reconsider(asked.recording, reheard)


def _still_to_say(asked: Asked, review: Review) -> Heard | None:
    """The word, on its statement as this review names it; None where it was kept before the work was taken up again.

    Raises InputError where somebody else gave theirs on the statement since it was asked for, or the call was read
    anew without it.
    """
    word = asked.word or Heard()
    if not word.statement:
        return word
    about = calls.found_again(review, asked.seen) if asked.seen else None
    was = next((one for one in asked.before.heard if one.statement == word.statement), None)
    now = next((one for one in review.heard if one.statement == about), None)
    if word.back and now is None:
        return None
    if about is None:
        raise InputError(calls.read_anew(asked.seen) if asked.seen else calls.meanwhile(None))
    if _told_by(now) == _told_by(was):
        return word.model_copy(update={"statement": about})
    if now is not None and (now.by, now.reason) == (asked.by, asked.why):
        return None
    raise InputError(calls.meanwhile(now))


def _told_by(word: HeardWord | None) -> tuple[str, str, bool] | None:
    return (word.by, word.reason, word.stands) if word else None


def _patient(task: Task, asked: Asked, texts: int, *parts: Frozen | None, after: int = 0) -> Patient:
    """A judge for the task, whose pieces hold for these parts only."""
    judge = open_judge(task.store.house.read_by().thresholds)
    about = (asked, judge.version(asked.catalogue), *parts)
    return Patient(judge, task, texts, "\n".join(part.model_dump_json() if part else "" for part in about), after)


class Patient:
    """A judge that reads for a task: it keeps each piece it has read, and says how far it is.

    ``texts`` is how many there are to read; ``about`` is all that the answers depend on, so that what was kept of
    another transcript, prospect or catalogue is not taken for this one's. ``pieces`` is how many are done, first those
    of a reading before this one.
    """

    def __init__(self, judge: Judge, task: Task, texts: int, about: str, pieces: int = 0) -> None:
        self._judge, self._task, self._texts = judge, task, max(texts, 1)
        self._mark = hashlib.sha256(about.encode()).hexdigest()
        self._kept = task.kept()
        self._doing, self._done, self._size, self.pieces = HEARING, 0, 0, pieces
        self._looks, self._a_look = 0, A_LOOK

    def goes_on(self) -> bool:
        """Say how far it is, before the next texts. Raises Stopped where the task is to stop."""
        here = min(self._looks * self._a_look, self._size)
        self._task.tell(DONE * min(1.0, (self._done + here) / self._texts), self._doing)
        self._looks += 1
        return True

    def _piece(self, doing: str, size: int, kind: type[Part], make: Callable[[], tuple[Part, ...]]) -> tuple[Part, ...]:
        """The next piece, of so many texts: as it was kept, or else made and kept."""
        form = TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]
        self.pieces += 1
        self._doing, self._size, self._looks = doing, size, 0
        mark, _, kept = self._kept.get(self.pieces, "").partition("\n")
        found: tuple[Part, ...] = form.validate_json(kept) if mark == self._mark else make()
        if mark != self._mark:
            self._task.keep(self.pieces, f"{self._mark}\n{form.dump_json(found).decode()}")
        if self._looks:
            self._a_look = size / self._looks
        self._done, self._size, self._looks = self._done + size, 0, 0
        return found

    def heard(self, transcript: Transcript, prospects: Collection[str]) -> tuple[Found, ...]:
        """What they said, in one piece: who somebody is, is judged from all that they said."""
        size = sum(turn.speaker in prospects for turn in transcript.turns)
        return self._piece(HEARING, size, Found, lambda: self._judge.heard(transcript, prospects))

    def claims(self, pitch: Pitch) -> tuple[Claim, ...]:
        """Everything the pitch puts forward, looked for in blocks of whole turns, which changes nothing."""
        found: list[Claim] = []
        for block in _blocks(pitch.sentences):
            part = pitch.model_copy(update={"sentences": block})
            found += self._piece(SPOTTING, len(block), Claim, partial(self._judge.claims, part))
        return numbered(found)

    def read(
        self,
        pitch: Pitch,
        claims: Sequence[Claim],
        profile: Profile,
        *,
        catalogue: Catalogue | None = None,
        library: bool = True,
    ) -> tuple[Reading, ...]:
        """What each claim is to this prospect, in the sections in which it is weighed."""
        found: list[Reading] = []
        for section in in_sections(claims, len(profile.statements)):
            make = partial(self._judge.read, pitch, section, profile, catalogue=catalogue, library=library)
            found += self._piece(WEIGHING, len(section), Reading, make)
        return tuple(found)

    def statements(self, text: str) -> tuple[Found, ...]:
        """As the judge itself says it."""
        return self._judge.statements(text)

    def product_worded(self, texts: Sequence[str], terms: Collection[str] = ()) -> list[bool]:
        """As the judge itself says it."""
        return self._judge.product_worded(texts, terms)

    def language(self, text: str) -> str:
        """As the judge itself says it."""
        return self._judge.language(text)

    def basis(self, catalogue: Catalogue | None, *, library: bool) -> Basis:
        """As the judge itself says it."""
        return self._judge.basis(catalogue, library=library)

    def version(self, catalogue: Catalogue | None = None) -> JudgeVersion:
        """As the judge itself says it."""
        return self._judge.version(catalogue)

    def cost(
        self, pitch: Pitch, claims: Sequence[Claim], profile: Profile, catalogue: Catalogue | None = None
    ) -> Cost | None:
        """As the judge itself says it."""
        return self._judge.cost(pitch, claims, profile, catalogue)


def _blocks(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    """The sentences in blocks that end with a turn."""
    block: list[Sentence] = []
    for _, turn in groupby(sentences, lambda sentence: sentence.turn):
        block += turn
        if len(block) >= BLOCK:
            yield tuple(block)
            block = []
    if block:
        yield tuple(block)
