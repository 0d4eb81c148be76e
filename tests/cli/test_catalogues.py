"""``catalogue``: checked, kept and handed on."""

import re
from pathlib import Path

import pytest

from pitchcheck.files import read_catalogue
from pitchcheck.store import Store
from tests.store.world import enter

SAMPLE = Path(__file__).parents[2] / "sample_data" / "catalogue.yaml"
COUNTED = r"Dispatchwell: 18 features, \d+ phrases answered, \d+ phrases raised, version \w+\.\n"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch, judge):
    """What is kept, is kept in a folder of this test."""
    monkeypatch.setenv("PITCHCHECK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("PITCHCHECK_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)


def test_check_counts(run):
    """A whole catalogue is counted, and nothing is missing."""
    result = run("catalogue", "check", SAMPLE)
    assert result.exit_code == 0
    assert re.fullmatch(COUNTED, result.stdout)


def test_check_asks_what_is_missing(run, tmp_path):
    """A feature nobody would hire is asked about, and so is one that seems to worry nobody."""
    path = tmp_path / "a.yaml"
    path.write_text("product: A\nfeatures: [{name: dark mode}, {name: texts, answers: [we wait]}]\n")
    lines = run("catalogue", "check", path).stdout.splitlines()
    assert lines[0].startswith("A: 2 features, 1 phrase answered, 0 phrases raised")
    assert "dark mode: why would anyone hire this?" in lines[1]
    assert "texts: what would somebody worry about" in lines[2]


def test_check_marks_the_sellers_words(run, tmp_path):
    """A phrase that names what we sell is no customer's; the question behind it is printed with it."""
    path = tmp_path / "a.yaml"
    path.write_text("product: A\nfeatures: [{name: board, answers: [they need a dashboard], raises: [I'd lose it]}]\n")
    (line,) = run("catalogue", "check", path).stdout.splitlines()[1:]
    assert line.startswith("- “they need a dashboard”: “dashboard” sounds like us")
    assert line.endswith("?")


@pytest.mark.parametrize("form", ["yaml", "json", "csv"])
def test_import_then_export_gives_the_same(run, form):
    """What was imported comes out again, in any format."""
    assert run("catalogue", "import", SAMPLE).exit_code == 0
    result = run("catalogue", "export", "dispatchwell", "--format", form)
    assert result.exit_code == 0, result.stderr
    assert read_catalogue(result.stdout_bytes, f"a.{form}") == read_catalogue(SAMPLE.read_bytes(), "a.yaml")


def test_importing_again_is_the_next_version(run, tmp_path):
    """One product has one catalogue: importing it again replaces what it says."""
    path = tmp_path / "a.yaml"
    for name in ("one", "two"):
        path.write_text(f"product: A\nfeatures: [{{name: {name}}}]\n")
        assert run("catalogue", "import", path).exit_code == 0
    assert "name: two" in run("catalogue", "export", "A").stdout


def test_exporting_what_is_not_kept(run):
    """The sentence says which there are."""
    nothing = run("catalogue", "export", "Elsewhere")
    assert nothing.exit_code == 2
    assert "none is kept yet" in nothing.stderr
    run("catalogue", "import", SAMPLE)
    assert "there is Dispatchwell" in run("catalogue", "export", "Elsewhere").stderr


def test_where_people_sign_in_it_is_somebodys(run, monkeypatch):
    """Kept and handed on for whoever is named; without a name that is what is asked for, and not "none is kept yet"."""
    monkeypatch.setenv("PITCHCHECK_SIGN_IN", "true")
    with Store.open() as store:
        enter(store, "rae", "north")
    for command in (("import", SAMPLE), ("export", "Dispatchwell")):
        nobody = run("catalogue", *command)
        assert (nobody.exit_code, nobody.stdout) == (2, "")
        assert nobody.stderr == "People sign in here, so say for whom it is: --for with their e-mail address.\n"
        assert run("catalogue", *command, "--for", "rae@example.com").exit_code == 0
    stranger = run("catalogue", "export", "Dispatchwell", "--for", "x@example.com")
    assert stranger.stderr == "Nobody with the address x@example.com has signed in here.\n"
