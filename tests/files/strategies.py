"""Generated profiles and catalogues, as wild as the models allow."""

import datetime as dt

from hypothesis import strategies as st

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.profile import Force, Handling, Person, Profile, Stage, Statement, Tradeoff, Who

_SPIKY = ["no", "null", "~", "12:30", "1e5", "true", "a,b;c\td", 'say "yes"', "# x", "a: b", "[x]", "{x}", "&a *b"]
_SPIKY += ["'=1+1", "=1+1", "-5", "''@a", "- item", "+1", "＝x", "<b>&amp;</b>", "😀", "שלום"]
_SPIKY += ["line\nline", "a\r\nb", "\u2028x", "\x85x", "x\x1fx"]

words = st.one_of(
    st.sampled_from(_SPIKY),
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30),
)
lines = words.map(str.strip).filter(bool)
maybe = st.one_of(st.none(), words)
days = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2100, 1, 1))

statements = st.builds(
    Statement,
    id=lines,
    force=st.sampled_from(Force),
    who=st.sampled_from(Who),
    text=lines,
    person=maybe,
    said_on=st.one_of(st.none(), days),
    source=maybe,
    strength=st.integers(1, 3),
    verbatim=st.booleans(),
    turn=st.one_of(st.none(), st.integers(1, 20_000)),
    reason=maybe,
    handling=st.one_of(st.none(), st.sampled_from(Handling)),
)
profiles = st.builds(
    Profile,
    prospect=lines,
    company=maybe,
    struggling_moment=st.one_of(st.just(""), words),
    statements=st.lists(statements, max_size=4, unique_by=lambda statement: statement.id).map(tuple),
    tradeoffs=st.lists(st.builds(Tradeoff, give_up=lines, in_return=lines), max_size=2).map(tuple),
    people=st.lists(st.builds(Person, name=lines, who=st.sampled_from(Who), title=maybe), max_size=2).map(tuple),
    price=st.one_of(st.none(), st.floats(0.01, 1e12), st.integers(1, 10**9)),
    currency=st.sampled_from(["USD", "EUR", "JPY"]),
    stage=st.one_of(st.none(), st.sampled_from(Stage)),
    product_terms=st.lists(words, max_size=2).map(tuple),
    shared_progress=st.one_of(st.just(""), words),
)
spoken = profiles.filter(lambda profile: profile.statements)

phrases = st.builds(
    Phrase, text=lines, origin=st.sampled_from(Origin), source=maybe, force=st.none() | st.sampled_from(Force)
)
features = st.builds(
    Feature,
    name=lines,
    wordings=st.lists(lines, max_size=2).map(tuple),
    answers=st.lists(phrases, max_size=2).map(tuple),
    raises=st.lists(phrases, max_size=2).map(tuple),
)
catalogues = st.builds(
    Catalogue,
    product=lines,
    features=st.lists(features, max_size=4, unique_by=lambda feature: feature.name.casefold()).map(tuple),
)
