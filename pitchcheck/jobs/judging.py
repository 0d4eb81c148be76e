"""A call read by the language model of the settings, in place of the review that the embedded judge gave at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import JsonValue

from pitchcheck import calls
from pitchcheck.calls import Helps
from pitchcheck.catalogue import Catalogue
from pitchcheck.jobs.task import Task
from pitchcheck.pitch import Frozen, InputError
from pitchcheck.review import Review

if TYPE_CHECKING:
    from pitchcheck.judge.language_model import LanguageModelJudge

UNREAD = "This call has not been read yet. Read it first, and then let the model."


class Asked(Frozen):
    """Which recording, with which catalogue, and whether the model is asked anew, whatever it answered before."""

    recording: str
    catalogue: Catalogue | None = None
    again: bool = False


def judged(task: Task) -> JsonValue:
    """Keep the model's review of the recording, and give the one before it.

    Where somebody has given their word on it, claims and statements stay as they are and the model reads what they do
    to each other. Raises StoreError where no model may be asked, InputError where the call was never read.
    """
    from pitchcheck.judge.embedded import open_judge

    asked = Asked.model_validate(task.job.asked)
    embedded = open_judge(task.store.house.read_by().thresholds)
    before: list[Review] = []

    def by_the_model(review: Review) -> Review:
        anew = asked.again and not before  # what is read again after a word given meanwhile was paid for
        before[:] = [review]
        judge = task.store.language_model.judge(task.settings, embedded, review.profile)
        return _read(task, review, judge.asked_anew() if anew else judge, asked)

    task.store.recordings.reconsider(asked.recording, by_the_model)
    if not before:
        raise InputError(UNREAD)
    told: JsonValue = {"recording": asked.recording, "before": before[0].model_dump(mode="json")}
    return told


def _read(task: Task, before: Review, judge: LanguageModelJudge, asked: Asked) -> Review:
    recording = task.store.recordings.get(asked.recording)
    flags = task.store.house.read_by().flags
    if calls.spoken_of(before):
        telling = replace(judge, tell=_Telling(task, ["what they do"]))
        return calls.reread(before, Helps(telling, asked.catalogue, flags))
    against = None if calls.against_itself(before) else recording.profile_id
    saved = task.store.profiles.get(against).value if against else None
    steps = [*([] if saved else ["what they said"]), "what is offered", "what it does"]
    spoken = task.store.recordings.transcript(recording.id)
    sellers = tuple(name for name in (before.pitch.rep, *before.pitch.beside) if name)
    helps = Helps(replace(judge, tell=_Telling(task, steps)), asked.catalogue, flags)
    return calls.read(spoken, sellers, helps, profile=saved, title=before.pitch.title)


class _Telling:
    """Says how far the reading is, over its steps: each begins at 1 again."""

    def __init__(self, task: Task, steps: list[str]) -> None:
        self.task, self.steps = task, steps
        self.step, self.last = 0, 0

    def __call__(self, done: int, of: int) -> None:
        """``done`` of the questions of this step have their answer. Raises Stopped where the work is to stop."""
        if done <= self.last:
            self.step = min(self.step + 1, len(self.steps) - 1)
        self.last = done
        share = (self.step + done / of) / len(self.steps)
        self.task.tell(share, f"The model reads {self.steps[self.step]}: {done} of {of}")
