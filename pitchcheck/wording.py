"""Statements in the seller's words (S2): which words they are, and the question that gets behind them.

"Needs a dashboard" is what we sell, not what they struggle with. What the judge reads out of the whole sentence is
its own matter (``judge.forces``); here are only the rules a person can check by eye. They speak where somebody
*wants* or *misses* a thing that goes by a seller's name, or where there is nothing in the note but such names. To
name a tool is no fault: "the dashboard in van 3 lights up like Christmas" is a customer talking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pitchcheck.pitch import Frozen
from pitchcheck.profile import Force

TERM = (
    r"dashboards?|platforms?|solutions?|modules?|integrations?|connectors?|api|apis|webhooks?|portals?|suite|crm|erp|cms"
    r"|lms|apps?|analytics|automations?|workflow (?:automation|engine)|ai|chatbots?|sso|scim|kiosks?|licen[cs]es?|sla"
    r"|toolkit|optimi[sz]er|engine|self-service [\w-]+|role-based [\w-]+|real-time [\w-]+|cloud-native [\w-]+"
    r"|single sign-on|white-label [\w-]+|audit trail|e-signatures?|low-code|package|pro plan"
)
"""Names sellers give to what they sell, whatever the product."""

ASKS = (
    r"needs?|wants?|requires?|required|requested|requests|looking (?:for|at)|interested in|ask:"
    r"|ask(?:s|ed|ing)? (?:for|whether|about)|keen on|evaluating|seeking|hoping for|must (?:include|have|offer)"
    r"|(?:would|['’]d) (?:like|love)|(?:are|is|am|['’](?:re|s|m)) after (?:a|an|the)|give me|quote us for"
    r"|put us down for|ideally|can (?:i|we) (?:get|have)|wish(?:es)? for|shortlist"
)
LACKS = (
    r"has no|have no|had no|is there no|there is no|there['’]s no|lacks?|lacking|missing|no support for"
    r"|(?:does|do|did)(?:n['’]t| not) (?:support|have|offer|include)|has(?:n['’]t| not) got|without an?"
)
_CUE = re.compile(rf"\b(?:{ASKS}|{LACKS})(?=\W)", re.IGNORECASE)
_LACK = re.compile(rf"\b(?:{LACKS})(?=\W)", re.IGNORECASE)
_NOT = re.compile(r"(?:n['’]t|\bnot|\bnever|\bno longer|\bnobody|\bnone of us)(?: \w+){0,2} $", re.IGNORECASE)
_OURS = re.compile(
    r"\byour (?:[\w-]+ ){0,2}(?:product|platform|solution|software|tool|system|app|dashboard|module|package|plan"
    r"|service|integration|connector|assistant)s?\b"
    r"|\bour (?:new )?(?:product|solution|demo|module|package|pro plan)\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[.;!?—]|, (?:but|so|and (?:i|we|he|she|they)\b)|\bto \w+|\bwhich\b|\bthat\b|\bbecause\b")
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an and any are as at be by can do for from get give go has have he her his i if in is it its like me more "
        "must my need needs no not of on one or our out pls please she so some that the their them then they this to "
        "two up us want wants was we were what when will with would you your w",
    )
)
NOTE = 4
"""Words up to which a statement is a note that names a thing and says nothing of it."""
REACH = 9
"""How many words after "needs" still belong to what is needed."""


class Wording(Frozen):
    """Seller's words in a statement: ``words`` as they stand there, and the ``question`` that gets behind them."""

    words: str
    question: str


def sellers_words(
    text: str, force: Force | None = None, terms: Iterable[str] = (), *, judged: bool = False
) -> Wording | None:
    """The seller's words in ``text`` and the question behind them; None where the words look like theirs.

    ``terms`` are names of the product and its features, and phrases of the pitch. ``judged`` says that the judge
    takes the statement to be in the seller's words: then the words are what is wanted in it, if no rule names them.
    """
    names = _names(terms)
    found = _asked_for(text, names) or _only_names(text, names)
    if found is None and judged and (_CUE.search(text) or len(text.split()) <= NOTE):
        found = _thing(text)
    if found is not None:
        return Wording(words=found, question=question(text, found, force))
    return Wording(words=_beginning(text), question=question(text, "that", force)) if judged else None


def _beginning(text: str) -> str:
    """The first words of a sentence of which the judge says that it is ours, and no rule says which word."""
    words = text.split()
    return " ".join(words[:REACH]) + ("…" if len(words) > REACH else "")


def question(text: str, words: str, force: Force | None = None) -> str:
    """What to ask to get behind ``words``, as they stand in ``text``."""
    thing = _with_its_article(text, words)
    if force is Force.HABIT:
        return f"What would you miss if {thing} were gone tomorrow?"
    if force is Force.ANXIETY:
        return f"What happened the last time you were without {thing}, or what do you fear would?"
    if force is Force.NO:
        return f"What happened that took {thing} off the table?"
    if _LACK.search(text):
        return f"What goes wrong in your week because you don't have {thing}?"
    return f"What would {thing} let you stop doing?"


def _names(terms: Iterable[str]) -> re.Pattern[str]:
    own = sorted({term.strip() for term in terms if term.strip()}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join([*map(re.escape, own), TERM])})(?!\w)", re.IGNORECASE)


def _asked_for(text: str, names: re.Pattern[str]) -> str | None:
    """The name of a thing that somebody wants or misses, within reach of the wanting."""
    ours = _OURS.search(text)
    if ours:
        return ours[0].split(" ", 1)[1]
    for cue in _CUE.finditer(text):
        if not _NOT.search(text[: cue.start()]):
            name = names.search(_wanted(text[cue.end() :]))
            if name:
                return name[0]
    return None


def _thing(text: str) -> str:
    """What is wanted, missed or ruled out in a short note: the words after the wanting, without their article."""
    cue = _CUE.search(text)
    wanted = (text[cue.end() :] if cue else text).strip(" \"'“”,:")
    rest = re.split(rf"[\"“”]|{_CLAUSE_ENDS.pattern}", wanted)[0].strip(" ,:") or text.strip()
    plain = re.sub(r"^(?:no|an?|the|us|me|one)\s+", "", rest, flags=re.IGNORECASE)
    words = (plain or rest).split(" ")
    return " ".join(words[:REACH])


def _wanted(rest: str) -> str:
    """What follows a "needs", up to the end of its clause: "a dashboard" of "a dashboard, but ...".

    "I'd like the register *to* agree" wants no register: there is nothing before the "to" that is asked for.
    """
    ends = _CLAUSE_ENDS.search(rest)
    if ends and ends[0].startswith("to "):
        return ""
    return " ".join(rest[: ends.start() if ends else None].split(" ")[: REACH + 1])


def _only_names(text: str, names: re.Pattern[str]) -> str | None:
    """The first name, where the note is a list of names and hardly anything else ("SSO + SCIM provisioning")."""
    found = names.search(text)
    rest = {word for word in re.findall(r"[\w'’-]+", names.sub(" ", text).casefold()) if word not in _SMALL}
    return found[0] if found and not rest else None


def _with_its_article(text: str, words: str) -> str:
    """ "the dashboard" where the text has an article before it, else the bare words: a question needs the former."""
    article = re.search(rf"\b(?:an?|the|your|our)\s+(?:[\w-]+\s+)?{re.escape(words)}", text, re.IGNORECASE)
    return f"the {words}" if article else words
