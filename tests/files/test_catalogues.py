"""Catalogue files: what a team writes is read, and what was downloaded comes back unchanged."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.files import (
    Entry,
    Format,
    catalogue_of_claims,
    catalogue_template,
    read_catalogue,
    read_corpus_catalogues,
    write_catalogue,
)
from pitchcheck.pitch import InputError
from pitchcheck.profile import Force
from tests.files.strategies import catalogues

SAMPLE = Path(__file__).parents[2] / "sample_data" / "catalogue.yaml"


def refusal(text: str, name: str) -> str:
    """The one sentence a file is refused with."""
    with pytest.raises(InputError) as refused:
        read_catalogue(text.encode(), name)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.startswith(name)
    return sentence


def test_the_template_shows_everything_a_row_can_be():
    """It is itself a catalogue, with a phrase of either kind, and one that was said in a recording."""
    (feature,) = read_catalogue(catalogue_template(), "template.csv").features
    assert len(feature.wordings) == 2
    assert [one.force for one in feature.answers] == [Force.PUSH, Force.PULL]
    assert {one.origin for one in feature.answers} == {Origin.WRITTEN, Origin.RECORDING}
    assert [one.force for one in feature.raises] == [Force.ANXIETY]


@pytest.mark.parametrize("form", Format)
@given(catalogue=catalogues)
def test_round_trip(form, catalogue):
    """A downloaded catalogue loads again unchanged, and so keeps its version."""
    read = read_catalogue(write_catalogue(catalogue, form), f"product.{form}")
    assert read == catalogue
    assert read.version == catalogue.version


@pytest.mark.parametrize(("form", "kept"), [(Format.YAML, True), (Format.JSON, True), (Format.CSV, False)])
def test_the_draft_below_a_lesson_is_written_where_there_is_room(form, kept):
    """So that the lesson can still be taken back to it; a row of a CSV has none."""
    draft = Phrase(text="We ring round.", origin=Origin.DRAFTED, source="the library: lists")
    lesson = Phrase(text="we ring round.", origin=Origin.CONFIRMED, source="Dana", draft=draft)
    catalogue = Catalogue(product="Texts", features=(Feature(name="lists", answers=(lesson,)),))
    (phrase,) = read_catalogue(write_catalogue(catalogue, form), f"product.{form}").features[0].answers
    assert phrase == lesson.model_copy(update={"draft": draft if kept else None})


def test_phrases_are_written_as_words():
    """In YAML a written phrase is just its words; only one that came from elsewhere says so."""
    answers = (Phrase(text="we drown in calls"), Phrase(text="I'm on hold", origin=Origin.CONFIRMED, source="Dana"))
    catalogue = Catalogue(product="Texts", features=(Feature(name="on-my-way texts", answers=answers),))
    assert write_catalogue(catalogue, Format.YAML).decode() == (
        "product: Texts\nfeatures:\n- name: on-my-way texts\n  answers:\n  - we drown in calls\n"
        "  - text: I'm on hold\n    origin: confirmed\n    source: Dana\n"
    )


def test_spreadsheet():
    """A phrase a row; a row without a feature's name goes on with the one above; origins in any case."""
    text = (
        "product,feature,wording,answers,raises,origin,source\n"
        "Texts,on-my-way texts,arrival texts,we drown in calls,,,\n"
        ",,,I'm on hold,wrong times,Confirmed,Dana\n"
        " , , ,,,,\n"
        ",map,, ,,,\n"
    )
    first, second = read_catalogue(text.encode(), "texts.csv").features
    assert first.wordings == ("arrival texts",)
    assert [phrase.text for phrase in first.answers] == ["we drown in calls", "I'm on hold"]
    assert first.raises == (Phrase(text="wrong times", origin=Origin.CONFIRMED, source="Dana"),)
    assert second == Feature(name="map")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.yaml", "product: X\nfeatures:\n  - name: a\n  - name: A\n", "two features are called 'a'"),
        (
            "a.yaml",
            "product: X\nfeatures:\n  - answers: [b]\n",
            "line 3, column 5 (feature 1, name)",
        ),
        ("a.yaml", "product: X\nfeatures:\n  - {name: a, answers: [{text: b, origin: heard}]}", "'heard' is not known"),
        ("a.yaml", "product: X\nfeatures: [{name: a, answers: b}]", "'b' is not a list"),
        ("a.yaml", "prospect: X\n", "'prospect' is not a name I know here"),
        ("a.yaml", "only words", "holds no catalogue"),
        ("a.json", '{"product": "X", "features": [{"name": ""}]}', "feature 1, name: the text is empty"),
        ("a.json", '{"product": "X"', "line 1, column 16"),
        ("a.csv", "feature,answers\na,b\n", "the first row must name the product"),
        ("a.csv", "product,feature\nX,a\nY,b\n", "row 3, column 'product'"),
        ("a.csv", "product,answers\nX,b\n", "row 2, column 'feature'"),
        ("a.csv", "product,feature,answers,origin\nX,a,b,heard\n", "row 2, column 'origin': 'heard' is not known"),
        ("a.csv", "product,feature,claims\nX,a,b\n", "'claims' is not a column I know"),
    ],
)
def test_each_mistake_has_a_sentence(name, text, words):
    """Every way a file can be wrong is said in words, with its place."""
    assert words in refusal(text, name)


def test_too_many_features():
    """The limit is named."""
    features = [{"name": f"feature {i}"} for i in range(5_001)]
    assert "the limit is 5,000" in refusal(json.dumps({"product": "X", "features": features}), "a.json")


def test_sample_catalogue_is_whole():
    """Each feature of the sample product says what it is hired for and what it runs into."""
    catalogue = read_catalogue(SAMPLE.read_bytes(), SAMPLE.name)
    assert len(catalogue.features) >= 15
    assert all(feature.answers and feature.raises and feature.wordings for feature in catalogue.features)


def test_corpus_form():
    """One line a pitch; each claim's own words name its feature, because a judge finds features by text."""
    line = {"id": "ua-01", "claims": [{"id": "c1", "answers": ["we wait"], "raises": ["robots"]}, {"id": "c9"}]}
    entries = read_corpus_catalogues((json.dumps(line) + "\n\n").encode(), "ua.jsonl")
    assert entries == {"ua-01": (Entry(id="c1", answers=("we wait",), raises=("robots",)), Entry(id="c9"))}
    catalogue = catalogue_of_claims("ua-01", {"c1": "arrival texts", "c2": "a map"}, entries["ua-01"])
    assert catalogue.product == "ua-01"
    assert [feature.name for feature in catalogue.features] == ["arrival texts"]
    assert [phrase.text for phrase in catalogue.features[0].answers] == ["we wait"]


def test_corpus_claims_with_the_same_words_are_one_feature():
    """Feature names are unique; the phrases of both claims count."""
    entries = [Entry(id="c1", answers=("a",)), Entry(id="c2", answers=("b", " "))]
    (feature,) = catalogue_of_claims("x", {"c1": "SSO", "c2": "sso"}, entries).features
    assert [phrase.text for phrase in feature.answers] == ["a", "b"]


def test_a_pitch_with_two_corpus_lines():
    """The second would take the place of the first without a word."""
    with pytest.raises(InputError, match="line 2: the pitch 'a' has a line already"):
        read_corpus_catalogues(b'{"id": "a", "claims": []}\n{"id": "a", "claims": []}\n', "c.jsonl")


BROKEN_LINES = ("{", "[]", "{}", '{"id": "b"}', '{"id": "b", "claims": [1]}', "[" * 100_000, '{"id": "", "claims": []}')


@pytest.mark.parametrize("line", BROKEN_LINES)
def test_broken_corpus_line(line):
    """The line that is wrong is named."""
    with pytest.raises(InputError, match="line 2: not a pitch's catalogue"):
        read_corpus_catalogues(('{"id": "a", "claims": []}\n' + line).encode(), "c.jsonl")


@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="product:features-name,answers{}[]&*!?|>'\"#\n\t 0aé", max_size=200).map(str.encode),
    ),
    name=st.sampled_from(["a.yaml", "a.json", "a.csv", "a"]),
)
def test_any_bytes_never_crash(data, name):
    """Any bytes under any name give a catalogue or one sentence."""
    try:
        found = read_catalogue(data, name)
    except InputError as refused:
        found = str(refused)
    assert not isinstance(found, str) or "\n" not in found


def test_a_phrase_without_a_force_is_what_it_was_before_forces_were_kept() -> None:
    """Old catalogues keep their versions: what is not known is not written."""
    plain, theirs = Phrase(text="I'm on hold"), Phrase(text="I'm on hold", force=Force.PUSH)
    assert "force" not in plain.model_dump_json()
    assert (plain.heard, theirs.heard) == ("I'm on hold", "push: I'm on hold")
