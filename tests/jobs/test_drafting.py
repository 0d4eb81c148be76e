"""A catalogue drafted as long work: told of, stopped, gone on with where it was, and refused where it may not be."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pitchcheck.drafting import Page
from pitchcheck.jobs import DRAFTING, Stopped, Task
from pitchcheck.jobs.drafting import PAGES, drafted
from pitchcheck.settings import Settings
from pitchcheck.store import House, LanguageModels, ModelRule, Store, StoreError
from tests.judge.language_model.scripted import Script, judge

GIVEN = tuple(Page(name="deck.pptx", text=f"Slide {n}: it reorders flour {n}.") for n in range(3))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One person's own store, empty."""
    with Store.open(Settings(data_dir=tmp_path)) as opened:
        yield opened


Begin = Callable[[], Task]


@pytest.fixture
def begun(store: Store, tmp_path: Path) -> Begin:
    """The work as a worker has it; once more, what was done before is known."""
    settings = Settings(data_dir=tmp_path, llm_model="openai:gpt-x")
    job = store.jobs.add(
        DRAFTING, "deck.pptx", {"product": "Larder"}, file=("pages.json", io.BytesIO(PAGES.dump_json(GIVEN)))
    )
    return lambda: Task(store.jobs.get(job.id), store, settings)


def by(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let that model be the one of the settings."""
    monkeypatch.setattr(LanguageModels, "judge", lambda self, settings, embedded: judge(script))


def names_it(data: dict[str, Any], n: int) -> Any:
    """One feature a slide."""
    return {"features": [{"quote": data["text"][9:-1], "answers": ["We ran out."], "raises": []}]}


def test_every_piece_is_read_and_told_of(begun: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result has what each piece offers, and not the text again."""
    by(Script(names_it), monkeypatch)
    task = begun()
    pages = PAGES.validate_python(drafted(task))
    assert [[one.name for one in page.offered] for page in pages] == [[f"it reorders flour {n}"] for n in range(3)]
    assert {page.text for page in pages} == {""}
    assert (task.share, task.doing) == (1.0, "The model has read 3 of 3 pieces")


def test_stopped_it_goes_on_where_it_was(begun: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered is kept, and not asked about again."""
    script = Script(names_it)
    by(script, monkeypatch)
    task = begun()
    tell, told = task.tell, list[float]()

    def once(share: float, doing: str) -> None:
        told.append(share)
        if len(told) == 2:
            task.stopping.set()
        tell(share, doing)

    monkeypatch.setattr(task, "tell", once)
    with pytest.raises(Stopped):
        drafted(task)
    assert len(task.kept()) == 1
    script.seen.clear()
    assert len(PAGES.validate_python(drafted(begun()))) == 3
    assert len(script.seen) == 2


def test_a_piece_that_is_not_read_says_why_and_is_asked_about_again(
    begun: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nonsense for one piece takes nothing from the others, and is not kept as done."""
    by(Script(lambda data, n: "no" if "Slide 1" in data["text"] else names_it(data, n)), monkeypatch)
    task = begun()
    why = [page.why for page in PAGES.validate_python(drafted(task))]
    assert why == [None, "the model's answer broke the rules twice", None]
    assert sorted(task.kept()) == [0, 2]


def test_what_an_admin_forbids_meanwhile_is_not_sent(store: Store, begun: Begin) -> None:
    """The rule is asked when the work is done, and not only when it is asked for."""
    store.house.save(House(language_model=ModelRule.FORBIDDEN))
    with pytest.raises(StoreError, match="does not allow"):
        drafted(begun())
