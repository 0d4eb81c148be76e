"""A catalogue drafted by the language model of the settings from pages, decks and pitches, a piece at a time."""

from __future__ import annotations

from pydantic import JsonValue, TypeAdapter

from pitchcheck.drafting import Page, read
from pitchcheck.jobs.task import Task

PAGES = TypeAdapter(tuple[Page, ...])
"""What is given with the work, as JSON: the pieces to be read."""


def drafted(task: Task) -> JsonValue:
    """The pieces with what each offers, to be put into the catalogue by whoever asked.

    What was answered before it was stopped is not asked again. Raises StoreError where no model may be asked.
    """
    from pitchcheck.judge.embedded import open_judge

    with task.file() as source:
        pages = PAGES.validate_json(source.read())
    judge = task.store.language_model.judge(task.settings, open_judge())
    found = {n: Page.model_validate_json(kept) for n, kept in task.kept().items()}
    left = [n for n in range(len(pages)) if n not in found]
    task.tell(len(found) / len(pages), _doing(len(found), len(pages)))
    for at, page in read([pages[n] for n in left], judge):
        found[left[at]] = page
        if page.why is None:
            task.keep(left[at], page.model_dump_json())
        task.tell(len(found) / len(pages), _doing(len(found), len(pages)))
    told: JsonValue = [found[n].model_dump(mode="json", exclude={"text"}) for n in range(len(pages))]
    return told


def _doing(done: int, of: int) -> str:
    return f"The model has read {done} of {of} pieces"
