"""``label`` and ``statements``: files of pitches, calls and notes, a line each, in and out in order."""

import json

import pytest

from pitchcheck.catalogue import Catalogue
from pitchcheck.cli.corpus import Scenario, given, pitch_of
from pitchcheck.pitch import InputError

PROFILE = {
    "prospect": "Dana",
    "register": "plain",
    "statements": [
        {"id": "s1", "force": "push", "who": "buyer", "text": "We wait for days."},
        {"id": "s2", "force": "no", "who": "buyer", "text": "No contracts."},
    ],
}
PITCH = [{"n": 1, "text": "Hello, 😀 Dana."}, {"n": 2, "text": "We call, we text, and we text again."}]
CLAIMS = [
    {"id": "c1", "n": 2, "text": "we text", "kind": "feature"},
    {"id": "c2", "n": 2, "text": "we text", "kind": "benefit"},
]
SCENARIO = {"industry": "x", "channel": "call", "profile": PROFILE, "pitch": PITCH, "claims": CLAIMS}


def scenario(name: str = "dev-001", **changed: object) -> dict:
    """One line of a scenarios file."""
    return {"id": name, **SCENARIO, **changed}


@pytest.fixture
def file(tmp_path):
    """Writes rows as a JSONL file and gives its path."""

    def written(*rows: dict, name: str = "in.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
        return path

    return written


def lines(result) -> list[dict]:
    """What a command printed, a JSON object a line."""
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


class TestLabel:
    """Pitches, with the claims given or found."""

    def test_given_claims_in_order(self, run, judge, file):
        """One object a scenario, in order; the claims by their ids, with spans inside their sentence."""
        first, second = lines(run("label", file(scenario(), scenario("dev-002"))))
        assert (first["id"], second["id"]) == ("dev-001", "dev-002")
        assert [(c["id"], c["n"], c["text"], c["start"], c["end"]) for c in first["claims"]] == [
            ("c1", 2, "we text", 9, 16),
            ("c2", 2, "we text", 22, 29),
        ]
        claim = first["claims"][0]
        assert claim["tied"] is True
        assert claim["relevance"] == 0.9
        assert claim["links"] == [{"to": "s1", "rel": "advances", "probability": 0.9, "holds": True}]

    @pytest.mark.parametrize(
        ("which", "links"),
        [
            ("best", [[("s1", True)], [("s2", False)]]),
            ("held", [[("s1", True)], []]),
            ("all", [[("s1", True), ("s2", False), ("s2", False)], [("s2", False), ("s2", False)]]),
        ],
    )
    def test_which_links(self, run, judge, file, which, links):
        """Held links; with "best" (the default) also the likeliest answer of a claim that has none; or all weighed."""
        both = scenario(claims=[CLAIMS[0], {"id": "c2", "n": 1, "text": "Hello"}])
        (row,) = lines(run("label", file(both), *([] if which == "best" else ["--links", which])))
        printed = [[(link["to"], link["holds"]) for link in claim["links"]] for claim in row["claims"]]
        assert printed == links
        assert [claim["tied"] for claim in row["claims"]] == [True, False]

    def test_found_claims(self, run, judge, file):
        """--claims found leaves the given ones unseen; spans count from the start of their sentence."""
        (row,) = lines(run("label", file(scenario(claims=[])), "--claims", "found"))
        assert [(c["n"], c["text"], c["start"]) for c in row["claims"]] == [(2, PITCH[1]["text"], 0)]

    def test_corpus_catalogues(self, run, judge, file):
        """A line a pitch, shared by the pitch's other prospects; the features are the claims' own words."""
        entry = {"id": "c1", "answers": ["we wait"], "raises": []}
        catalogue = file({"id": "dev-001", "claims": [entry]}, name="c.jsonl")
        lines(run("label", file(scenario(), scenario("dx-dev-001"), scenario("dev-002")), "--catalogue", catalogue))
        found = [one["catalogue"] for one in judge.asked]
        assert [c and [feature.name for feature in c.features] for c in found] == [["we text"], ["we text"], None]

    def test_several_catalogues_after_one_option(self, run, judge, file):
        """``--catalogue A B`` and ``-c A -c B`` both give two files."""
        one = file({"id": "dev-001", "claims": [{"id": "c1", "answers": ["a"]}]}, name="1.jsonl")
        two = file({"id": "dev-002", "claims": [{"id": "c1", "answers": ["b"]}]}, name="2.jsonl")
        rows = file(scenario(), scenario("dev-002"))
        lines(run("label", rows, "--catalogue", one, two))
        lines(run("label", rows, "-c", one, "-c", two))
        said = [asked["catalogue"].features[0].answers[0].text for asked in judge.asked]
        assert said == ["a", "b", "a", "b"]

    def test_a_products_own_catalogue(self, run, judge, file, tmp_path):
        """A product's catalogue goes with every pitch that has no line of its own."""
        own = tmp_path / "ours.yaml"
        own.write_text("product: Texts\nfeatures: [{name: texts, answers: [we wait]}]\n")
        lines(run("label", file(scenario()), "-c", own))
        assert isinstance(judge.asked[0]["catalogue"], Catalogue)
        assert judge.asked[0]["catalogue"].product == "Texts"

    def test_without_the_library(self, run, judge, file):
        """--no-library reaches the judge."""
        lines(run("label", file(scenario()), "--no-library"))
        lines(run("label", file(scenario())))
        assert [asked["library"] for asked in judge.asked] == [False, True]

    @pytest.mark.parametrize(
        ("rows", "words"),
        [
            (["{"], "in.jsonl, line 1: it is not a JSON object."),
            ([json.dumps(scenario()), "[]"], "in.jsonl, line 2"),
            ([json.dumps(scenario(pitch=[{"n": "x", "text": "a"}]))], "(pitch 0 n): 'x' is not a whole number"),
            ([json.dumps(scenario(profile={"prospect": "A", "statements": [{"force": "fear"}]}))], "'fear'"),
            ([json.dumps(scenario(claims=[{"id": "c9", "n": 2, "text": "we fax"}]))], "claim c9: its words are not in"),
            ([json.dumps(scenario(claims=[{"id": "c9", "n": 7, "text": "we text"}]))], "sentence 7"),
            ([json.dumps(scenario(claims=[{"id": "c9", "n": 1, "text": " "}]))], "sentence 1"),
            ([json.dumps(scenario()), json.dumps(scenario(claims=[{"id": "c9", "n": 2, "text": "we fax"}]))], "c9"),
            ([json.dumps(scenario(pitch=[{"n": 0, "text": "a"}]))], "(pitch 0 n): 0 is less than 1"),
            ([json.dumps(scenario(pitch=[PITCH[0], PITCH[0]]))], "line 1: two sentences share the n 1."),
            ([json.dumps(scenario(claims=[CLAIMS[0], CLAIMS[0]]))], "line 1: two claims share the id 'c1'."),
            ([json.dumps(scenario("\ud800"))], "line 1 holds a broken character"),
            ([json.dumps(scenario(pitch=[{"n": 1, "text": "a \ud800"}]))], "line 1 holds a broken character"),
            ([json.dumps(scenario(" "))], "(id): the text is empty"),
        ],
    )
    def test_each_mistake_has_a_sentence(self, run, judge, tmp_path, rows, words):
        """A bad line is named before anything is judged, and the exit code is 2."""
        path = tmp_path / "in.jsonl"
        path.write_text("\n".join(rows))
        result = run("label", path)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1

    def test_a_line_ends_where_the_files_lines_do(self, run, judge, tmp_path):
        """U+2028 and U+0085 may stand in a JSON text as they are; CR alone ends a line."""
        path = tmp_path / "in.jsonl"
        rows = [scenario(name, pitch=[{"n": 1, "text": "We\u2028call,\x85we text"}], claims=[]) for name in "ab"]
        path.write_bytes("\r".join(json.dumps(row, ensure_ascii=False) for row in rows).encode())
        assert [row["id"] for row in lines(run("label", path))] == ["a", "b"]

    def test_two_products_at_once(self, run, judge, file, tmp_path):
        """Two products' catalogues cannot both be the pitch's own."""
        for name in ("a", "b"):
            (tmp_path / f"{name}.yaml").write_text(f"product: {name}\n")
        result = run("label", file(scenario()), "-c", tmp_path / "a.yaml", "-c", tmp_path / "b.yaml")
        assert result.exit_code == 2
        assert "one product's at a time" in result.stderr


def test_sentences_keep_their_places():
    """The sentences of a scenario are joined, and each span gives back its sentence; empty ones are left out."""
    one = Scenario.model_validate(scenario(pitch=[*PITCH, {"n": 3, "text": " "}, {"n": 4, "text": "שלום."}], claims=[]))
    pitch = pitch_of(one.pitch)
    assert [(sentence.n, sentence.of(pitch.text)) for sentence in pitch.sentences] == [
        (1, PITCH[0]["text"]),
        (2, PITCH[1]["text"]),
        (4, "שלום."),
    ]


def test_claims_keep_their_words():
    """The same words twice in a sentence are two places; a third time is an error."""
    one = Scenario.model_validate(scenario(claims=[*CLAIMS, {"id": "c3", "n": 2, "text": "we text"}]))
    pitch = pitch_of(one.pitch)
    found = given(one.model_copy(update={"claims": one.claims[:2]}), pitch)
    assert [claim.of(pitch.text) for claim in found] == ["we text", "we text"]
    assert found[0].end <= found[1].start
    with pytest.raises(InputError, match="claim c3"):
        given(one, pitch)


class TestStatements:
    """Calls and notes."""

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ({"turns": [{"n": 0, "text": "a"}]}, "(turns 0 n): 0 is less than 1"),
            ({"turns": [{"n": 1, "text": "a"}, {"n": 1, "text": "b"}]}, "two turns share the n 1"),
            ({"turns": [{"n": 1, "text": "a", "role": "Prospect"}]}, "'Prospect' is not known; it is one of 'rep'"),
            ({"turns": [{"n": 1, "text": "a", "start": float("nan")}]}, "(turns 0 start)"),
            ({"text": "half of a pair: \ud800"}, "holds a broken character"),
            ({"pitch": []}, "here is neither"),
        ],
    )
    def test_each_mistake_has_a_sentence(self, run, judge, file, row, words):
        """What would be read as nothing, or as something else, is refused before anything is printed."""
        result = run("statements", file({"id": "call-1", **row}))
        assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
        assert words in result.stderr

    def test_notes(self, run, judge, file):
        """A note gives its statements with offsets, force, who and whether they are in the seller's words."""
        notes = file({"id": "na-01", "text": "Slow invoices."}, {"id": "na-02", "text": " "})
        first, empty = lines(run("statements", notes))
        assert first["id"] == "na-01"
        statement = first["statements"][0]
        assert {key: statement[key] for key in ("start", "end", "text", "force", "who", "product_worded")} == {
            "start": 0,
            "end": 4,
            "text": "Slow",
            "force": "push",
            "who": "user",
            "product_worded": True,
        }
        assert empty == {"id": "na-02", "statements": []}

    def test_calls(self, run, judge, file):
        """A call gives the prospect's statements and the rep's claims, each with its turn and exact words."""
        turns = [
            {"n": 1, "speaker": "Kim", "role": "rep", "text": "Hello. Then we text them."},
            {"n": 2, "speaker": "Orla", "role": "prospect", "who": "buyer", "text": "Never again."},
            {"n": 3, "role": "rep", "text": "And we call."},
        ]
        (row,) = lines(run("statements", file({"id": "call-1", "turns": turns})))
        assert [(one["n"], one["text"], one["force"]) for one in row["statements"]] == [(2, "Neve", "no")]
        assert [(one["n"], one["text"]) for one in row["claims"]] == [(1, "Then we text them."), (3, "And we call.")]
