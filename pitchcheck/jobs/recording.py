"""A recording that was uploaded, written down and kept among the recordings of whose call it is."""

from __future__ import annotations

from pydantic import AwareDatetime, JsonValue

from pitchcheck.jobs.task import Task
from pitchcheck.pitch import Frozen, Transcript
from pitchcheck.store import Missing


class Asked(Frozen):
    """What somebody wants of a recording: ``rep_id`` is the person whose call it is (themselves, where None)."""

    name: str
    speakers: int | None = None
    rep_id: str | None = None
    at: AwareDatetime | None = None


def written_down(task: Task) -> JsonValue:
    """The id of the recording, which is the job's: work that is done again after a crash keeps no second one."""
    asked, recordings = Asked.model_validate(task.job.asked), task.store.recordings
    if not _is_there(task):
        transcript = _heard(task, asked, asked.speakers)
        recordings.save(
            transcript,
            task.job.title,
            owner_id=asked.rep_id,
            profile=task.profile(),
            at=asked.at,
            audio=task.job.file,
            recording_id=task.job.id,
        )
    task.queue.hand_over(task.job.id)
    return {"recording": task.job.id}


def rehearsed(task: Task) -> JsonValue:
    """The transcript of a spoken pitch: one voice, whoever else is in the room."""
    spoken: JsonValue = _heard(task, Asked.model_validate(task.job.asked), 1).model_dump(mode="json")
    return spoken


def _heard(task: Task, asked: Asked, speakers: int | None) -> Transcript:
    from pitchcheck.transcript.speech import Watch, transcribed

    with task.file() as source:
        watch = Watch(task.tell, task.keep, task.kept())
        return transcribed(source, asked.name, task.settings, speakers=speakers, watch=watch)


def _is_there(task: Task) -> bool:
    try:
        task.store.recordings.get(task.job.id)
    except Missing:
        return False
    return True
