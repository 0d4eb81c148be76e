"""``check``: what a person or a pipeline asks of one pitch, and the exit code it gets."""

import json
from pathlib import Path

import jsonschema
import pytest

from pitchcheck.files import Format, read_catalogue, read_profile, write_profile
from pitchcheck.judge.deciding import Thresholds
from pitchcheck.review import FlagSettings, Review
from pitchcheck.settings import Settings
from pitchcheck.store import House, Store
from tests.builders import story

SAMPLES = Path(__file__).parents[2] / "sample_data"
PITCH = SAMPLES / "pitch.txt"
REVIEW = story("""
    prospect: Dana
    push: We type every invoice twice.
    pull: I want to close the books on the first.
    anxiety, user: What if it loses one?
    price: 1000
    ---
    We have [single sign-on](?). [It reads the invoice for you](s1). [Originals go to the shredder](!s3).
""")
THIN = story("prospect: Dana\npush: A.\n---\n[B].\n")


@pytest.fixture
def asked(monkeypatch):
    """What ``pitchcheck.reviewing.check`` was asked with; it answers with a review made by hand."""
    calls: list[dict] = []

    def check(pitch, profile, **rest):
        calls.append({"pitch": pitch, "profile": profile, **rest})
        return REVIEW if len(profile.statements) > 1 else THIN

    monkeypatch.setattr("pitchcheck.reviewing.check", check)
    return calls


@pytest.fixture
def profile(tmp_path):
    """The sample profile without its price, as a file."""
    whole = read_profile((SAMPLES / "prospect.yaml").read_bytes(), "p.yaml")
    path = tmp_path / "dana.yaml"
    path.write_bytes(write_profile(whole.model_copy(update={"price": None}), Format.YAML))
    return path


class TestCheck:
    """One pitch for one prospect."""

    def test_a_sign_of_life_where_somebody_waits(self, run, asked, profile, monkeypatch):
        """A book takes a minute: at a terminal it says what it reads; into a pipe it says nothing."""
        assert run("check", PITCH, "--profile", profile).stderr == ""
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert "Reading 237 words…" in run("check", PITCH, "--profile", profile).stderr

    def test_text(self, run, asked, profile):
        """The sentence comes first, then claims with quotes, statements, and what to do; plain where it is piped."""
        result = run("check", PITCH, "--profile", profile)
        assert result.exit_code == 0, result.stderr
        assert result.stdout.startswith("Dana asked for")
        for words in ("“single sign-on”", "nothing they said", "answers “We type every invoice twice.”", "C2", "USD"):
            assert words in result.stdout
        assert "\x1b" not in result.stdout
        assert not any(line != line.rstrip() or len(line) > 100 for line in result.stdout.splitlines())

    def test_json_validates_against_the_schema(self, run, asked, profile):
        """The JSON of a check is a review by the schema that ``schema review`` prints, and reads back as one."""
        printed = json.loads(run("check", PITCH, "-p", profile, "--format", "json").stdout)
        jsonschema.validate(printed, json.loads(run("schema", "review").stdout))
        assert Review.model_validate(printed) == REVIEW

    def test_markdown_and_html(self, run, asked, profile):
        """The reports are the ones the page offers."""
        assert run("check", PITCH, "-p", profile, "-f", "markdown").stdout.startswith("# ")
        assert run("check", PITCH, "-p", profile, "-f", "html").stdout.lstrip().lower().startswith("<!doctype html>")

    @pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
    def test_to_share_it_names_nobody(self, run, asked, profile, form):
        """Whatever the form: neither the prospect nor a name that was given besides."""
        result = run("check", PITCH, "-p", profile, "-f", form, "--hide", "invoice")
        assert result.exit_code == 0, result.stderr
        assert "Prospect" in result.stdout
        assert "Dana" not in result.stdout
        assert "invoice" not in result.stdout

    def test_it_decides_as_the_house_does(self, run, asked, profile, tmp_path):
        """Where an admin set thresholds and flags, they hold, unless it is asked to decide as measured."""
        run("check", PITCH, "-p", profile)
        assert not (tmp_path / "data").exists(), "a check makes no database"
        with Store.open(Settings(data_dir=tmp_path / "data")) as store:
            store.house.save(House(judge=Thresholds(answers=0.6), flags=FlagSettings(stack=5)))
        run("check", PITCH, "-p", profile)
        run("check", PITCH, "-p", profile, "--measured")
        assert [one["judge"] and one["judge"].thresholds.answers for one in asked] == [None, 0.6, None]
        assert [one["settings"].stack for one in asked] == [3, 5, 3]

    def test_from_standard_input(self, run, asked, profile):
        """- reads the pitch from standard input."""
        assert run("check", "-", "-p", profile, stdin="We move it. £5 😀").exit_code == 0
        assert asked[0]["pitch"].text == "We move it. £5 😀"
        assert asked[0]["pitch"].title is None

    def test_a_call_is_what_the_rep_says_in_it(self, run, asked, profile):
        """With --rep a transcript is read: only the rep's turns are the pitch, with their times."""
        result = run("check", SAMPLES / "call.vtt", "-p", profile, "--rep", "Sam Okafor")
        assert result.exit_code == 0, result.stderr
        pitch = asked[0]["pitch"]
        assert (pitch.title, pitch.rep) == ("call", "Sam Okafor")
        assert "sixty ready-made reports" in pitch.text
        assert "half an hour before the afternoon crews" not in pitch.text
        assert pitch.sentences[0].at == pytest.approx(1.2)

    def test_a_call_knows_when_something_was_said_in_it(self, run, asked, profile):
        """Otherwise nothing could be offered too early (C5) or left unheard (P8); the rep's own words do not count."""
        run("check", SAMPLES / "call.vtt", "-p", profile, "--rep", "Sam Okafor")
        run("check", SAMPLES / "call.vtt", "-p", profile, "--rep", "Marcus Oyelaran")
        sam, marcus = ({one.text[:17]: one.turn for one in call["profile"].statements} for call in asked)
        assert (sam["Half the calls we"], sam["I'd love to look "]) == (20, 9)
        assert (marcus["Half the calls we"], marcus["I'd love to look "]) == (20, None)

    def test_catalogue_price_and_library(self, run, asked, profile):
        """What is named on the command line reaches the judge; the price given is the price."""
        run("check", PITCH, "-p", profile, "-c", SAMPLES / "catalogue.yaml", "--price", "500", "--no-library")
        assert asked[0]["catalogue"] == read_catalogue((SAMPLES / "catalogue.yaml").read_bytes(), "c.yaml")
        assert asked[0]["price"] == 500
        assert asked[0]["library"] is False
        run("check", PITCH, "-p", profile)
        assert (asked[1]["catalogue"], asked[1]["price"], asked[1]["library"]) == (None, None, True)

    def test_under_the_bar(self, run, asked, profile):
        """Exit 1 when pitch relevance is under the bar, 0 when it is not, and the review is printed either way."""
        under = run("check", PITCH, "-p", profile, "--fail-under", "99")
        assert under.exit_code == 1
        assert "Dana asked for" in under.stdout
        assert "under 99" in under.stderr
        assert run("check", PITCH, "-p", profile, "--fail-under", "0").exit_code == 0

    def test_no_figure_is_under_any_bar(self, run, asked, tmp_path):
        """A thin profile has no figure, and so does not pass; what to find out is said."""
        path = tmp_path / "thin.yaml"
        path.write_text("prospect: A\nstatements: [{force: push, text: B}]\n")
        result = run("check", PITCH, "-p", path, "--fail-under", "0")
        assert result.exit_code == 1
        assert "no figure to hold against 0" in result.stderr

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["nowhere.txt", "-p", "PROFILE"], "There is no file nowhere.txt"),
            (["FOLDER", "-p", "PROFILE"], "is a folder"),
            (["PITCH", "-p", "PITCH"], "pitch.txt is not valid YAML at line 5"),
            (["PITCH", "-p", "PROFILE", "-c", "PROFILE"], "'prospect' is not a name I know here"),
            (["CALL", "-p", "PROFILE"], "everybody's words"),
            (["CALL", "-p", "PROFILE", "--rep", "Dan"], "one of those who do: Sam Okafor, Dana Whitlock"),
            (["-", "-p", "-"], "Only one of the files"),
            (["-", "-p", "PROFILE"], "standard input is empty"),
            (["\0", "-p", "PROFILE"], "cannot be read"),
        ],
    )
    def test_bad_input_is_one_sentence(self, run, asked, profile, arguments, words):
        """Exit 2 with one sentence on standard error and nothing on standard output."""
        places = {"CALL": SAMPLES / "call.vtt", "PROFILE": profile, "PITCH": PITCH, "FOLDER": profile.parent}
        result = run("check", *(places.get(one, one) for one in arguments), stdin="")
        assert result.exit_code == 2
        assert result.stdout == ""
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1

    @pytest.mark.parametrize("arguments", [[], ["x", "-p", "y", "--fail-under", "101"], ["x", "-p", "y", "-f", "pdf"]])
    def test_wrong_use(self, run, arguments):
        """Wrong options are bad input too."""
        assert run("check", *arguments).exit_code == 2
