"""Who speaks in text that was copied from a screen: the transcript beside a Teams recording, a Slack or Teams chat, and
names on lines of their own.

A screen sets a name and its time on lines that prose has, too: an agenda has "Keynote" over "10:00 AM", a brochure has
"Key Benefits" over every product. So a name counts where it comes again, as people do who talk with each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pitchcheck.transcript.names import is_name, may_be_name, trusted

_SPELT = r"(?:(?P<h>\d{1,3}) hours? )?(?:(?P<m>\d{1,2}) minutes? )?(?P<s>\d{1,2}) seconds?"
_NAME_SPELT = re.compile(rf"^(?P<name>\S.{{0,59}}?)\s+(?=\d+ (?:hour|minute)){_SPELT}$")
_SPELT_ALONE = re.compile(rf"^{_SPELT}\s*(?:\d{{1,3}}:\d{{2}}(?::\d{{2}})?)?$")
_CLOCK_ALONE = re.compile(r"^\d{1,3}:\d{2}(?::\d{2})?$")
_RECORDER = re.compile(r"^(?:(?:started|stopped) transcription|AI-generated content may be incorrect)$", re.I)

_NOON = r"\s?[AaPp]\.?[Mm]\b\.?"
_DAY = (
    r"(?:today|yesterday|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?)(?:,? at|,)?\s+"
)
_WHEN = rf"(?i:{_DAY}\d{{1,2}}:\d{{2}}(?:{_NOON})?|\d{{1,2}}:\d{{2}}{_NOON})"
_WHEN_ALONE = re.compile(rf"^{_WHEN}$")
_NAME_WHEN = re.compile(rf"^(?P<name>\S.{{0,59}}?)(?:\s*:[a-z0-9_+-]+:)*\s+(?:[(\[]{_WHEN}[)\]]|{_WHEN})$")
_WHEN_NAME = re.compile(rf"^\[{_WHEN}\]\s+(?P<name>[^\s:].{{0,59}})$")
_TIME_OF_DAY = re.compile(rf"\d{{1,2}}:\d{{2}}{_NOON}|^(?!Sun\s+\d)(?i:{_DAY})\d{{1,2}}:\d{{2}}$")
_EMOJI = re.compile(r"^(?::[a-z0-9_+-]+:\s*)+$")
_OF_A_CHAT = re.compile(
    r"^(?:\d+ repl(?:y|ies)|View thread|Last reply .{1,40}|\d{1,2}:\d{2}|[(\[]" + _WHEN + r"[)\]])$"
)

_NO_PEOPLE = frozenset({
    "about", "after", "agenda", "aims", "also", "anxieties", "anxiety", "appendix", "background", "before",
    "benefit", "benefits", "best", "body", "bottom", "case", "cases", "challenge", "challenges", "close",
    "competition", "con", "conclusion", "conclusions", "cons", "context", "cost", "costs", "customer", "customers",
    "demo", "description", "discussion", "example", "examples", "faq", "feature", "features", "figures", "first",
    "fit", "force", "forces", "goal", "goals", "habit", "habits", "her", "his", "how", "idea", "ideas", "if",
    "impact", "in", "insight", "insights", "introduction", "issue", "issues", "it", "job", "jobs", "key", "last",
    "lessons", "market", "me", "message", "more", "my", "need", "needs", "new", "next", "no", "objection",
    "objections", "offer", "old", "opportunities", "opportunity", "option", "options", "other", "our", "outcome",
    "outcomes", "overview", "pain", "pains", "part", "phase", "plan", "points", "positioning", "price", "prices",
    "pricing", "pro", "problem", "problems", "process", "product", "products", "progress", "proof", "pros", "pull",
    "push", "quote", "quotes", "reason", "reasons", "recommendation", "recommendations", "result", "results",
    "review", "risk", "risks", "scope", "section", "service", "services", "slide", "solution", "solutions",
    "statement", "statements", "status", "step", "steps", "story", "strategy", "strengths", "struggle", "struggles",
    "subject", "successes", "target", "team", "test", "their", "theme", "themes", "then", "these", "thing",
    "things", "this", "threats", "timeline", "tips", "today", "top", "use", "user", "users", "value", "values",
    "want", "wants", "we", "weakness", "weaknesses", "week", "what", "when", "where", "which", "who", "why", "yes",
    "you", "your",
})  # fmt: skip
"""Words of headings: whoever is called so is not told from one."""
FEWEST = 2
"""Turns that each of two people has, or nobody talks with anybody."""
MOST_BEFORE = 3
"""Lines that may stand before the first name where there are no times: a title, a date, who was there."""


class Heading(NamedTuple):
    """A name on a line, with the seconds of the recording where they stand beside it; its lines, the last included."""

    name: str
    start: float | None
    first: int
    last: int


class Screen(NamedTuple):
    """Who speaks from which line on, and the lines between that nobody says."""

    headings: tuple[Heading, ...] = ()
    silent: frozenset[int] = frozenset()


def is_time_of_day(line: str) -> bool:
    """Whether it has a time of day in it, as "10:32 AM" and "Yesterday at 10:32" are: no name has. "Sun 10:32" may be
    Sun, who speaks there."""
    return ":" in line and _TIME_OF_DAY.search(line) is not None


def with_times(lines: Sequence[str]) -> Screen:
    """A Teams recording's pane, or a chat with times of day; nothing where the text is neither."""
    pane = _known(lines, list(_of_a_pane(lines)))
    if pane:
        return Screen(tuple(pane), frozenset(_beside_a_pane(lines, pane)))
    chat = _chat(lines)
    return Screen(tuple(chat), frozenset(n for n, line in enumerate(lines) if chat and _OF_A_CHAT.match(line)))


def without_times(lines: Sequence[str]) -> Screen:
    """Names on lines of their own, each after an empty one; nothing where headings may look the same.

    Two people talk by turns, one of them asks something, and hardly a line is there before them. A name of one word
    comes three times, and one that comes once has two. A line that is neither a name nor surely none leaves all in
    doubt.
    """
    text = "\n".join(lines)
    over = [n for n, line in enumerate(lines) if _may_stand_alone(lines, n)]
    counted = Counter(lines[n] for n in over)
    small = {word.strip(".,;:!?…\"'“”‘’()") for word in text.split() if word[:1].islower()}
    names = {name for name, count in counted.items() if _is_told(name, count, small)}
    talking = [name for name in names if counted[name] >= FEWEST]
    if len(talking) < 2 or "?" not in text or names != counted.keys() or _before(lines, over[0]) > MOST_BEFORE:
        return Screen()
    return Screen(tuple(Heading(lines[n], None, n, n) for n in over))


def _of_a_pane(lines: Sequence[str]) -> Iterator[Heading]:
    """“Sam Okafor 0 minutes 3 seconds”; or the name, and the time under it."""
    for n, line in enumerate(lines):
        if " second" not in line:
            continue
        if found := _SPELT_ALONE.match(line):
            above = _above(lines, n)
            if above is not None and may_be_name(lines[above]):
                yield Heading(lines[above], _seconds(found), above, n)
        elif (found := _NAME_SPELT.match(line)) and may_be_name(found["name"]):
            yield Heading(found["name"].rstrip(","), _seconds(found), n, n)


def _seconds(found: re.Match[str]) -> float:
    return float(int(found["h"] or 0) * 3600 + int(found["m"] or 0) * 60 + int(found["s"]))


def _known(lines: Sequence[str], found: Sequence[Heading]) -> list[Heading]:
    """Those of names that stand beside a time twice, as whoever speaks does there, or over one, set like such a name.

    "It took 5 minutes 3 seconds" comes once, and on one line.
    """
    counted = Counter(one.name for one in found) + Counter(name for _, name in _over_clocks(lines))
    some = any(counted[one.name] >= FEWEST for one in found)
    over = {one.name for one in found if one.first < one.last and is_name(one.name)}
    return [one for one in found if some and (counted[one.name] >= FEWEST or one.name in over)]


def _over_clocks(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines, and their numbers, under which there is a time and nothing else."""
    for n, line in enumerate(lines):
        below = _below(lines, n) if line and not _CLOCK_ALONE.match(line) else None
        if below is not None and _CLOCK_ALONE.match(lines[below]):
            yield n, line


def _beside_a_pane(lines: Sequence[str], pane: Sequence[Heading]) -> Iterator[int]:
    """The lines of a pane that nobody says: times, and the name over its time."""
    names = {one.name for one in pane}
    yield from (n for n, name in _over_clocks(lines) if name in names)
    yield from (n for n, line in enumerate(lines) if _CLOCK_ALONE.match(line))


def beside_names(lines: Sequence[str], begun: Mapping[int, str]) -> frozenset[int]:
    """The lines that nobody says: the recorder's notes with the name over them, and initials in place of a picture.

    ``begun`` says which names stand on which lines. Initials are those of two people, or they are words: "OK" before
    Olga Kern, "No" before Noah Owens.
    """
    names = set(begun.values())
    noted = {n for n, line in enumerate(lines) if _RECORDER.match(line)}
    named = {above for n in noted if (above := _above(lines, n)) is not None and lines[above] in names}
    short = ((n, _below(lines, n)) for n, line in enumerate(lines) if len(line) == len("AB") and line.isupper())
    over = ((n, begun.get(at, lines[at])) for n, at in short if at is not None)
    pictures = {n: name for n, name in over if name in names and _sorted(lines[n]) == _initials(name)}
    return frozenset({*noted, *named, *(pictures if len(set(pictures.values())) > 1 else ())})


def _initials(name: str) -> str:
    """Those of the first and the last word, whichever is the family name; "" of one word."""
    parts = [part for part in re.split(r"[\s,]+", name) if part[:1].isalpha()]
    return _sorted(parts[0][0] + parts[-1][0]) if len(parts) > 1 else ""


def _sorted(letters: str) -> str:
    return "".join(sorted(letters.upper()))


def _above(lines: Sequence[str], n: int) -> int | None:
    """The last line before it that is not empty."""
    return next((i for i in range(n - 1, max(-1, n - 4), -1) if lines[i]), None)


def _below(lines: Sequence[str], n: int) -> int | None:
    """The first line after it that is not empty."""
    return next((i for i in range(n + 1, min(len(lines), n + 4)) if lines[i]), None)


def _chat(lines: Sequence[str]) -> list[Heading]:
    """The messages of a chat: two people have two of them each, and half of all at least are of such people.

    An agenda, whose times have something else beside them every time, is none; and none is where somebody may speak
    under a time whose name is not told from words: what they say would be another's.
    """
    found = [one for n in range(len(lines)) if (one := _message(lines, n))]
    counted = Counter({name: n for name, n in trusted(one.name for one in found).items() if _ends_as_a_name(name)})
    again = [name for name, count in counted.items() if count >= FEWEST]
    mine = [one for one in found if counted[one.name]]
    if len(again) < 2 or 2 * sum(counted[name] for name in again) < len(mine):
        return []
    doubt = (one.name for one in found if not counted[one.name] and one.first < one.last)
    return [] if any(may_be_name(name) and _ends_as_a_name(name) for name in doubt) else mine


def _message(lines: Sequence[str], n: int) -> Heading | None:
    """The heading of a message, whose last line is n."""
    line = lines[n]
    if ":" not in line:
        return None
    alone = _WHEN_ALONE.match(line)
    if found := None if alone else _WHEN_NAME.match(line) or _NAME_WHEN.match(line):
        return Heading(found["name"], None, n, n)
    above = _above(lines, n) if alone else None
    while above is not None and _EMOJI.match(lines[above]):
        above = _above(lines, above)
    return None if above is None else Heading(lines[above], None, above, n)


def _ends_as_a_name(line: str) -> bool:
    """Whether it ends as no sentence does: "Dana R." may be a name, "Noted." is none."""
    return ":" not in line and not (line.endswith(".") and len(line.rsplit(maxsplit=1)[-1]) > len("Jr."))


def _may_stand_alone(lines: Sequence[str], n: int) -> bool:
    """Whether it may be a name over what is said: after an empty line, and with words right under it."""
    follows = n + 1 < len(lines) and lines[n + 1] != ""
    return follows and (n == 0 or lines[n - 1] == "") and is_name(lines[n]) and _ends_as_a_name(lines[n])


def _is_told(name: str, count: int, small: set[str]) -> bool:
    """Whether this is a person and no heading, when it comes so often over words."""
    words = [word.casefold() for word in re.findall(r"[^\W_]+", name)]
    if not _NO_PEOPLE.isdisjoint(words) or small.issuperset(words):
        return False
    return count > FEWEST or len(words) > 1


def _before(lines: Sequence[str], n: int) -> int:
    return sum(line != "" for line in lines[:n])
