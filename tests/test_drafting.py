"""A catalogue drafted by a language model: in the text's words, marked, and worth nothing before a person's word."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic_ai.exceptions import ModelConnectionError

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.drafting import drafted
from pitchcheck.judge.language_model.judge import PIECE
from pitchcheck.pitch import InputError
from tests.judge.language_model.scripted import Script, judge

PAGE = "Larder reorders flour by itself. Larder keeps Dana Reyes's list of allergens up to date."
OURS = Catalogue(product="Larder")


def drafts(data: dict[str, Any], n: int) -> Any:
    """Two features of the page, one of nowhere, in words about whoever it was told of."""
    words = data["text"].replace("'", " ").split()
    name = next((word for word in words if word.startswith("Name")), "Dana")
    return {
        "features": [
            {"quote": "reorders flour", "answers": ["We ran out on a Saturday."], "raises": []},
            {"quote": "list of Allergens", "answers": [f"I ring {name} each time."], "raises": ["Who types it in?"]},
            {"quote": "a dashboard", "answers": ["I like charts."], "raises": []},
        ]
    }


def test_features_are_named_as_the_text_names_them() -> None:
    """What stands nowhere in the text is dropped; the phrases are drafted and say from what."""
    found = drafted([("page.pdf", PAGE)], OURS, judge(drafts))
    assert [one.name for one in found.catalogue.features] == ["reorders flour", "list of allergens"]
    assert found.new == 2
    phrases = [phrase for one in found.catalogue.features for phrase in (*one.answers, *one.raises)]
    assert {phrase.origin for phrase in phrases} == {Origin.DRAFTED}
    assert {phrase.source for phrase in phrases} == {"drafted from page.pdf"}


def test_names_are_replaced_and_put_back() -> None:
    """The model never sees the name, and the draft has it."""
    script = Script(drafts)
    found = drafted([("page", PAGE)], OURS, judge(script, names=("Dana Reyes",)))
    assert not any("Dana" in sent for sent in script.sent)
    assert found.catalogue.features[1].answers[0].text == "I ring Dana Reyes each time."


def test_what_people_wrote_stands() -> None:
    """A feature with phrases of its own is not drafted over."""
    own = Feature(name="Reorders flour", answers=(Phrase(text="We forgot it twice."),))
    found = drafted([("page", PAGE)], OURS.model_copy(update={"features": (own,)}), judge(drafts))
    assert found.catalogue.features[0] == own
    assert found.new == 1


def test_a_long_deck_is_read_in_pieces_and_what_fails_is_told() -> None:
    """One piece that is not read takes nothing from the others."""
    lines = "\n".join(f"Slide {n}: it reorders flour." for n in range(PIECE // 20))

    def some(data: dict[str, Any], n: int) -> Any:
        return ModelConnectionError("x", "y") if "Slide 0:" in data["text"] else drafts(data, n)

    found = drafted([("deck", lines)], OURS, judge(some))
    assert found.new == 1
    assert found.problems == ("deck: the model could not be reached",)


def test_nothing_at_all_is_said() -> None:
    """No text, or a model that is not there: a sentence, and the catalogue as it was."""
    with pytest.raises(InputError, match="nothing to read"):
        drafted([("page", "  ")], OURS, judge(drafts))
    with pytest.raises(InputError, match="Nothing was drafted: the model could not be reached"):
        drafted([("page", PAGE)], OURS, judge(lambda data, n: ModelConnectionError("x", "y")))
