"""Profile files: what a sales manager writes is read, and what was downloaded comes back unchanged."""

import csv
import io
import json
from functools import partial
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.files import (
    MAX_STATEMENTS,
    Format,
    profile_template,
    read_profile,
    read_profiles,
    write_profile,
    write_profiles,
)
from pitchcheck.pitch import InputError
from pitchcheck.profile import Force, Person, Profile, Statement, Tradeoff, Who
from tests.clock import seconds
from tests.files.strategies import profiles, spoken

SAMPLE = Path(__file__).parents[2] / "sample_data" / "prospect.yaml"


def refusal(text: str, name: str = "dana.yaml") -> str:
    """The one sentence a file is refused with."""
    with pytest.raises(InputError) as refused:
        read_profile(text.encode(), name)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    return sentence


class TestRoundTrip:
    """A downloaded profile loads again unchanged."""

    @pytest.mark.parametrize("form", Format)
    @given(profile=spoken)
    def test_one(self, form, profile):
        """Whatever a profile holds, in each format."""
        assert read_profile(write_profile(profile, form), f"dana.{form}") == profile

    @pytest.mark.parametrize("form", Format)
    @given(several=st.lists(profiles, min_size=1, max_size=3, unique_by=lambda profile: profile.prospect))
    def test_many(self, form, several):
        """Many in one file, in their order."""
        found = read_profiles(write_profiles(several, form), f"all.{form}")
        assert found.profiles == tuple(several)
        assert found.problems == ()

    @pytest.mark.parametrize("form", Format)
    def test_the_name_of_the_file_does_not_matter(self, form):
        """The format is found from content: the download may be renamed."""
        profile = read_profile(SAMPLE.read_bytes(), "prospect.yaml")
        assert read_profile(write_profile(profile, form), "renamed") == profile

    def test_yaml_is_written_for_people(self):
        """Defaults are left out, the force comes first, and letters of every language stand as they are."""
        profile = Profile(prospect="Zoë", statements=(Statement(id="s1", force=Force.PUSH, text="Größe zählt."),))
        assert write_profile(profile, Format.YAML).decode() == (
            "prospect: Zoë\nstatements:\n- id: s1\n  force: push\n  who: buyer\n  text: Größe zählt.\n"
        )


class TestYaml:
    """YAML as people type it."""

    def test_plain_words_are_text(self):
        """no, yes, 12:30 and 007 are what was typed, not False, True, 750 and 7."""
        typed = "prospect: 007\nstatements:\n  - {force: no, text: 12:30}\n  - {force: push, text: yes, verbatim: no}\n"
        profile = read_profile(typed.encode(), "a.yaml")
        assert profile.prospect == "007"
        assert [(s.force, s.text, s.verbatim) for s in profile.statements] == [
            (Force.NO, "12:30", True),
            (Force.PUSH, "yes", False),
        ]

    def test_statements_are_numbered(self):
        """Ids may be left out."""
        profile = read_profile(b"prospect: A\nstatements: [{force: push, text: a}, {force: no, text: b}]", "a.yaml")
        assert [statement.id for statement in profile.statements] == ["s1", "s2"]

    def test_broken(self):
        """The line and the column where it breaks."""
        assert "line 4, column 4" in refusal("prospect: A\nstatements:\n  - force: push\n   text: a\n")

    def test_unknown_force(self):
        """Which word, where, and which are known."""
        sentence = refusal("prospect: A\nstatements:\n  - text: a\n    force: fear\n")
        assert "line 4, column 12" in sentence
        assert "statement 1" in sentence
        assert "'fear'" in sentence
        assert all(f"'{force.value}'" in sentence for force in Force)

    def test_misspelt_name(self):
        """The misspelt name is reported, not the one that is missing because of it."""
        assert "'tekst'" in refusal("prospect: A\nstatements:\n  - {force: push, tekst: a}\n")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("prospect: A\nprospect: B\n", "'prospect' is written twice"),
            ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "alias"),
            ("prospect: A\nprice: !!int ''\n", "line 2, column 8: a tag (!) is not read"),
            ("prospect: A\ncompany: !!bool perhaps\n", "a tag (!) is not read"),
            ("prospect: A\ncompany: !!timestamp soon\n", "a tag (!) is not read"),
            ("prospect: A\ncompany: !!map [a]\n", "a tag (!) is not read"),
            ("prospect: A\ncompany: !Larkfield Ltd\n", "a tag (!) is not read"),
            ("a: " + "[" * 5000, "nest"),
            ("a:\n" + "".join(" " * i + "- \n" for i in range(40)), "nested too deep"),
            ("a: !!python/object/apply:os.system [ls]\n", "not valid YAML"),
            ("? [a, b]\n: c\n", "one word"),
            ("just a sentence", "holds no profile"),
            ("prospect: A\nstatements: none so far\n", "'none so far' is not a list"),
            ("prospect: A\nprice: lots\nstatements: [{force: no, text: a}]", "'lots' is not a number"),
            ("prospect: A\nprice: -1\nstatements: [{force: no, text: a}]", "not more than 0"),
            ("prospect: ''\nstatements: [{force: no, text: a}]", "empty"),
            ("prospect: A\nstatements: [{force: no, text: a, said_on: last May}]", "write it like 2026-03-31"),
            ("prospect: A\nstatements: [{id: x, force: no, text: a}, {id: x, force: no, text: b}]", "share the id 'x'"),
            ("prospect: A\nstatements: []\n", "no statement"),
            ("prospect: A\n", "no statement"),
            ("\x07", "not valid YAML"),
            ('prospect: "a\\0b"\n', "holds a NUL character"),
            ("prospect: A\n---\nprospect: B\n", "expected a single document in the stream, but found another"),
            ("\0", "not a text file"),
        ],
    )
    def test_each_mistake_has_a_sentence(self, text, words):
        """Every way a file can be wrong is said in words."""
        assert words in refusal(text)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("a: b\n" * 500_000, "a.yaml", "2 MB of a YAML file"),
        ("prospect,text\n" + "a,b\n" * 100_000, "a.csv", "more than 100,000 rows"),
        ("[" + " " * 8_000_000 + "]", "a.json", "the 8 MB such a file may have"),
    ],
)
def test_limits_are_named(text, name, words):
    """Files too large to be a profile are refused before they cost anybody time."""
    assert words in refusal(text, name)


@pytest.mark.parametrize("limit", [100, 131_072])
def test_a_long_cell_is_read_whatever_was_read_before(limit):
    """The csv module keeps its own limit for the whole process, and bulk sets another."""
    csv.field_size_limit(limit)
    long = "We wait. " * 20_000
    found = read_profile(f"prospect,force,text\nDana,push,{long}\n".encode(), "dana.csv")
    assert found.statements[0].text == long.strip()


def test_a_backslash_before_four_noughts_is_text():
    """Only the character itself is refused."""
    written = {"prospect": "C:\\u0000", "statements": [{"force": "push", "text": "We wait."}]}
    assert read_profile(json.dumps(written).encode(), "dana.json").prospect == "C:\\u0000"


class TestJson:
    """JSON files, the corpus's profile object among them."""

    @pytest.mark.parametrize("write", [json.dumps, yaml.safe_dump], ids=["json", "yaml"])
    def test_of_a_list_the_wrong_ones_are_named_and_the_others_read(self, write):
        """By their place in the list and the part that is wrong: it is not all or nothing."""
        a, c = ({"prospect": name, "statements": [{"force": "push", "text": "We wait."}]} for name in "AC")
        torn = {"prospect": "B", "statements": [{"force": "push", "text": "x"}, {"force": "tug", "text": "y"}]}
        found = read_profiles(write([a, torn, c, {"company": "D"}]).encode(), "many.json")
        assert [profile.prospect for profile in found.profiles] == ["A", "C"]
        assert [(one.row, one.column) for one in found.problems] == [(2, "statement 2, force"), (4, "prospect")]
        assert "'tug' is not known" in found.problems[0].message

    def test_corpus_profile(self):
        """The profile object of a corpus scenario is a valid file; its register, which no judge may see, is dropped."""
        scenario = {
            "prospect": "Credit controller at a 14-branch plumbing merchant",
            "struggling_moment": "A branch wrote off nine thousand pounds.",
            "register": "plain",
            "statements": [{"id": "s1", "force": "no", "who": "gatekeeper", "text": "No more software by the seat."}],
        }
        profile = read_profile(json.dumps(scenario).encode(), "profile.json")
        assert profile.statements[0].who is Who.GATEKEEPER

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('{"prospect": "A",}', "line 1, column 18"),
            ("[" * 100_000, "nested too deep"),
            ('{"prospect": "A", "prospect": "B"}', "written twice"),
            ('{"prospect": "A", "price": NaN}', "NaN"),
            ('{"prospect": "\\ud83d"}', "broken character"),
            ('{"prospect": "a\\u0000b"}', "holds a NUL character"),
            ('{"prospect": "A", "price": 1' + "0" * 5000 + "}", "10000000... is a number of 5,001 digits"),
            ('{"prospect": "A", "price": true}', "price: true is not a number"),
            ('{"prospect": "A", "price": 1e999}', "price: Infinity is not a number; write it like 48000"),
            (
                '{"prospect": "A", "statements": [{"force": "no", "text": "a", "strength": true}]}',
                "true is not a number",
            ),
            ('{"prospect": "A", "statements": [{"force": "no", "text": "a", "strength": 2.5}]}', "not a whole number"),
            (
                '{"prospect": "A", "statements": [{"force": "no", "text": "a", "said_on": 0}]}',
                "write it like 2026-03-31",
            ),
            ('{"prospect": "A", "statements": [{"force": "no", "text": "a", "said_on": true}]}', "like 2026-03-31"),
            ('{"prospect": "A", "statements": [{"force": "fear", "text": "a"}]}', "statement 1, force: 'fear'"),
            ('{"prospect": "A", "statements": [{"id": [1], "force": "push", "text": "a"}]}', "statement 1"),
            ('[{"prospect": "A"}, {"prospect": 7}]', "row 2, column 'prospect'"),
            ("[]", "0 prospects"),
            ("[1]", "holds no profile"),
        ],
    )
    def test_each_mistake_has_a_sentence(self, text, words):
        """Every way a file can be wrong is said in words."""
        assert words in refusal(text, "dana.json")

    def test_statements_up_to_the_limit(self):
        """500 statements are read, and the limit is named to whoever passes it."""
        statements = [{"force": "push", "text": f"Thing {i}."} for i in range(MAX_STATEMENTS + 1)]
        many = {"prospect": "A", "statements": statements[:500]}
        assert len(read_profile(json.dumps(many).encode(), "a.json").statements) == 500
        sentence = refusal(json.dumps({"prospect": "A", "statements": statements}), "a.json")
        assert f"the limit is {MAX_STATEMENTS:,}" in sentence


class TestCsv:
    """Spreadsheets."""

    def test_template_shows_everything_a_row_can_be(self):
        """The template is itself a profile, with a row of every kind."""
        profile = read_profile(profile_template(), "template.csv")
        assert [statement.force for statement in profile.statements] == list(Force)
        assert profile.tradeoffs == (Tradeoff(give_up="the paper slips", in_return="an hour every evening"),)
        assert profile.people == (Person(name="Sam", who=Who.USER, title="Night baker"),)
        assert profile.price == 4800

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
    @pytest.mark.parametrize("told", [False, True], ids=["", "sep="])
    def test_as_a_spreadsheet_saves_it(self, delimiter, encoding, told):
        """Any delimiter and encoding, friendly headers, choices in any case, rows that belong to the one above."""
        rows = [
            ["Prospect", "Force", "Who", "What they said", ""],
            ["Zoë", " Push ", "Buyer", "We lose £40; every day.", ""],
            ["", "NO", "", "Not the till, ever.", ""],
            ["", "", "", "", ""],
            [" ", "", "\u00a0", " ", " "],
            [" ", " pull", "", "I want to leave at four.", " "],
        ]
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter).writerows(rows)
        whole = (f"sep={delimiter}\r\n" if told else "") + out.getvalue()
        profile = read_profile(whole.encode(encoding), "dana.txt" if told else "dana.csv")
        assert profile.prospect == "Zoë"
        assert [(s.force, s.text) for s in profile.statements] == [
            (Force.PUSH, "We lose £40; every day."),
            (Force.NO, "Not the till, ever."),
            (Force.PULL, "I want to leave at four."),
        ]

    def test_bad_rows_are_reported_and_the_rest_is_read(self):
        """Each problem names its row and column as the spreadsheet shows them; other prospects come through."""
        text = (
            "prospect,price,force,text,give_up,in_return,who,title\n"
            "Ann,4800,push,A.,,,,\n"
            'Bob,"48,000",fear,B.,,,,\n'
            "Bob,,push,,,,,\n"
            "Cy,,,,the pad,,,\n"
            "Di,1,push,D.,,,,Boss\n"
            "Di,2,no,E.,,,,\n"
            "Ed,,,,,,user,\n"
            "Flo,,pull,F.,,,,\n"
        )
        found = read_profiles(text.encode(), "all.csv")
        assert [profile.prospect for profile in found.profiles] == ["Ann", "Flo"]
        assert [(problem.row, problem.column) for problem in found.problems] == [
            (3, "force"),
            (3, "price"),
            (4, "text"),
            (5, "in_return"),
            (6, "title"),
            (7, "price"),
            (8, "who"),
        ]
        assert str(found.problems[0]) == (
            "row 3, column 'force': 'fear' is not known; it is one of 'push', 'pull', 'anxiety', 'habit' or 'no'"
        )

    def test_one_name_at_two_companies(self):
        """Two prospects may share a name; the company tells them apart."""
        text = "prospect,company,force,text\nAnn,X,push,a\nAnn,Y,push,b\nAnn,X,no,c\n"
        found = read_profiles(text.encode(), "all.csv").profiles
        assert [(p.company, len(p.statements)) for p in found] == [("X", 2), ("Y", 1)]

    @pytest.mark.parametrize(
        "rows",
        [
            ("Dana,Larkfield,push,We type twice.", ",,pull,I want to leave at four.", ",,habit,It works."),
            ("Dana,,push,We type twice.", ",Larkfield,pull,I want to leave at four.", ",,habit,It works."),
            ("Dana,,push,We type twice.", "Dana,,pull,I want to leave at four.", "Dana,Larkfield,habit,It works."),
            (
                "Dana,Larkfield,push,We type twice.",
                "Dana,Larkfield ,pull,I want to leave at four.",
                ",,habit,It works.",
            ),
        ],
    )
    def test_the_company_stands_on_any_row(self, rows):
        """On the first, on a later one, with a space after it: it is of the one Dana there is."""
        profile = read_profile("\n".join(["prospect,company,force,text", *rows]).encode(), "dana.csv")
        assert profile.full_name == "Dana, Larkfield"
        assert [s.text for s in profile.statements] == ["We type twice.", "I want to leave at four.", "It works."]

    def test_of_two_downloaded_together_each_stays_who_they_are(self):
        """One Ann without a company and one with: their statements were numbered each on their own."""
        first = Profile(prospect="Ann", statements=(Statement(id="s1", force=Force.PUSH, text="a"),))
        anns = (first, first.model_copy(update={"company": "X"}))
        assert read_profiles(write_profiles(anns, Format.CSV), "all.csv").profiles == anns

    def test_who_has_no_company_is_not_one_of_two(self):
        """Where a name has two companies, what was said of neither is given to neither."""
        text = "prospect,company,force,text\nAnn,,push,a\nAnn,X,push,b\nAnn,Y,push,c\n,,no,d\n"
        found = read_profiles(text.encode(), "all.csv").profiles
        assert [(p.company, len(p.statements)) for p in found] == [(None, 1), ("X", 1), ("Y", 2)]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("prospect,notes\nA,x\n", "'notes' is not a column I know"),
            ("prospect,text,text\nA,x,y\n", "'text' stands there twice"),
            ("prospect,text\nA,one, two\n", "row 2: a cell has no column name"),
            ("prospect,force,text\n,push,a\n", "the first row must name the prospect"),
            ("prospect,force,text\n", "no row below"),
            ('prospect,text\nA,"open\n', "not a valid CSV file near line 2"),
            ("prospect,force,text\nA,push,a\nB,push,b\n", "2 prospects"),
            ("prospect,company\nA,X\n", "no statement"),
        ],
    )
    def test_each_mistake_has_a_sentence(self, text, words):
        """Every way a table can be wrong is said in words."""
        assert words in refusal(text, "dana.csv")

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "'=", "''+"])
    def test_formulas_are_neutralised(self, start):
        """A cell that a spreadsheet would run is written with an apostrophe before it, and read back without."""
        text = f"x{start}HYPERLINK(1)"[1:]
        profile = Profile(prospect="A", company=text, statements=(Statement(id="s1", force=Force.NO, text="x"),))
        written = write_profile(profile, Format.CSV)
        cells = [cell for row in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")) for cell in row]
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
        assert read_profile(written, "a.csv").company == text

    @pytest.mark.parametrize("blank", [" ", "\u3000 ", "' ", "\x1f"])
    def test_a_text_of_spaces_comes_back(self, blank):
        """A cell that somebody left blank is none; one that Export wrote is what it was."""
        profile = Profile(prospect="A", company=blank, statements=(Statement(id="s1", force=Force.NO, text="x"),))
        assert read_profile(write_profile(profile, Format.CSV), "a.csv") == profile

    def test_a_thousand_rows(self):
        """An import of a thousand prospects takes about ten times as long as one of a hundred, not a hundred times."""

        def read(many):
            text = "prospect,force,text\n" + "".join(f"P{i},push,We lose day {i}.\n" for i in range(many))
            assert len(read_profiles(text.encode(), "all.csv").profiles) == many

        few, many = (seconds(partial(read, rows), times=3) for rows in (100, 1000))
        assert many < 40 * few


def test_sample_prospect_tells_the_whole_story():
    """The first thing anyone sees: every force and every voice is in it, with a moment and a price."""
    profile = read_profile(SAMPLE.read_bytes(), SAMPLE.name)
    assert {statement.force for statement in profile.statements} == set(Force)
    assert {statement.who for statement in profile.statements} == set(Who)
    assert 7 <= len(profile.statements) <= 9
    assert profile.struggling_moment
    assert profile.price


@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="prospect:statements-force,text{}[]&*!?|>'\"#\n\t 0aé", max_size=200).map(str.encode),
    ),
    name=st.sampled_from(["a.yaml", "a.json", "a.csv", "a"]),
)
def test_any_bytes_never_crash(data, name):
    """Any bytes under any name give profiles or one sentence."""
    try:
        found = read_profiles(data, name)
    except InputError as refused:
        found = str(refused)
    assert not isinstance(found, str) or "\n" not in found


@given(
    start=st.integers(0, 2500), length=st.integers(0, 30), put_in=st.binary(max_size=10), form=st.sampled_from(Format)
)
def test_damaged_profiles_never_crash(start, length, put_in, form):
    """A good profile with bytes changed anywhere gives profiles or one sentence."""
    seed = write_profile(read_profile(SAMPLE.read_bytes(), SAMPLE.name), form)
    data = seed[:start] + put_in + seed[start + length :]
    try:
        found = read_profiles(data, f"a.{form}")
    except InputError as refused:
        found = str(refused)
    assert not isinstance(found, str) or "\n" not in found
