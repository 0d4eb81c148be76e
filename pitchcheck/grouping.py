"""What is never asked for: claims grouped across pitches, what they were to whom, and what no pitch answers.

Works on data frames as ``store.asked`` gives them. A claim counts once a pitch, however often it is said in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pitchcheck.judge import Verdict
from pitchcheck.profile import Force

if TYPE_CHECKING:
    import pandas as pd

    from pitchcheck.judge.encoder import Vectors

MOST_WORDINGS = 3_000
"""Different wordings that are grouped, the most said; what is said once among thousands changes no picture."""
MOSTLY = 0.5
"""The share of pitches under which a statement counts as left unanswered."""
FORCES = tuple(force.value for force in Force)

Read = Callable[[Sequence[str]], "Vectors"]


class Heat(NamedTuple):
    """How often a group of claims answered what exerts a force, and how often it made that worse: pitches."""

    answers: int
    worsens: int


def wordings(claims: pd.DataFrame) -> list[str]:
    """The different wordings of claims, the most said first; ones said equally often in the order of the alphabet."""
    said = claims["text"].map(same).value_counts().rename_axis("wording").reset_index()
    return list(said.sort_values(["count", "wording"], ascending=[False, True])["wording"][:MOST_WORDINGS])


def same(text: str) -> str:
    """The words of a claim, whatever their case and spacing."""
    return " ".join(text.casefold().split())


def grouped(claims: pd.DataFrame, together: Mapping[str, str] = {}, read: Read | None = None) -> pd.DataFrame:
    """The claims with columns ``wording`` (as ``same`` gives it), ``shown`` (that wording as one of them wrote it) and
    ``group``: a number, the same for one thing said in different words.

    ``together`` says of wordings (as ``same`` gives them) which group people put them in.
    """
    from pitchcheck.judge.alike import alike

    words, texts = claims["text"].map(same), wordings(claims)
    shown = claims["text"].groupby(words).min()
    found = claims.assign(wording=words, shown=words.map(shown))
    numbers = {group: number for number, group in enumerate(dict.fromkeys(together.values()))}
    labels = alike([shown[text] for text in texts], [numbers.get(together.get(text, "")) for text in texts], read)
    number = dict(zip(texts, (int(label) for label in labels), strict=True))
    return found[found["wording"].isin(number)].assign(group=lambda frame: frame["wording"].map(number))


def things(
    claims: pd.DataFrame, pitches: pd.DataFrame, names: Mapping[int, str] = {}, read: Read | None = None
) -> pd.DataFrame:
    """One row a group, the most often said first: ``name``, in how many pitches, how many of them tied, unasked, worse.

    ``prospects`` heard it, ``tied_prospects`` asked for something it answers; ``asked`` is their share (0..1).
    ``wordings`` is how many there are. Indexed by group. Of pitches ``prospect`` and ``company`` are read.
    """
    whole = claims.join(_to_each(pitches), on="review_id")
    by_group = whole.groupby("group")
    verdicts = {
        name: whole[whole["verdict"] == verdict].groupby("group")["review_id"].nunique()
        for name, verdict in (("tied", Verdict.TIED), ("unasked", Verdict.UNASKED), ("worse", Verdict.WORSE))
    }
    table = by_group.agg(
        pitches=("review_id", "nunique"), prospects=("prospect", "nunique"), wordings=("wording", "nunique")
    ).assign(**verdicts)
    tied = whole[whole["verdict"] == Verdict.TIED].groupby("group")["prospect"].nunique()
    table = table.assign(tied_prospects=tied).fillna(0).astype(int)
    table["asked"] = table["tied_prospects"] / table["prospects"].clip(lower=1)
    table.insert(0, "name", _names(whole, table.index, names, read))
    return table.sort_values(["pitches", "name"], ascending=[False, True])


def _to_each(pitches: pd.DataFrame) -> pd.DataFrame:
    """Before whom each pitch was, as ``prospect``: a name, with its company where two have one name.

    A pitch that says no company counts with the one of that name whose company is first in the alphabet.
    """
    known = pitches["company"].where(pitches["company"] != "")
    of_name = known.groupby(pitches["prospect"])
    whose = known.fillna(of_name.transform("min")).fillna("")
    several = of_name.transform("nunique") > 1
    return pitches[["prospect"]].assign(
        prospect=pitches["prospect"].where(~several, pitches["prospect"] + ", " + whose)
    )


def _names(claims: pd.DataFrame, groups: Iterable[int], names: Mapping[int, str], read: Read | None) -> list[str]:
    """What each group is called: as people named it, else by its most typical wording."""
    from pitchcheck.judge.alike import typical

    times: dict[int, dict[str, int]] = {group: {} for group in groups}
    counts = claims.groupby(["group", "shown"]).size().reset_index(name="times")
    for group, shown, count in zip(counts["group"], counts["shown"], counts["times"], strict=True):
        times[group][shown] = count
    own = dict(zip(times, typical(list(times.values()), read), strict=True))
    return [names.get(group) or own[group] for group in groups]


def heat(claims: pd.DataFrame, links: pd.DataFrame) -> dict[tuple[int, str], Heat]:
    """For each group and force, in how many pitches it answered such a statement, and made one worse."""
    joined = links.merge(claims[["review_id", "claim", "group"]], on=["review_id", "claim"])
    joined = joined.assign(worse=joined["relation"] == "aggravates")
    counted = joined.groupby(["group", "force", "worse"])["review_id"].nunique().reset_index(name="pitches")
    cells: dict[tuple[int, str], Heat] = {}
    for row in counted.to_dict("records"):
        place = (int(row["group"]), str(row["force"]))
        side = "worsens" if row["worse"] else "answers"
        cells[place] = cells.get(place, Heat(0, 0))._replace(**{side: int(row["pitches"])})
    return cells


def to_whom(claims: pd.DataFrame, pitches: pd.DataFrame, by: str) -> pd.DataFrame:
    """Of claims of one group, by ``stage`` or ``industry`` of the prospect: pitches in which it was said, and tied."""
    whole = claims.join(pitches[[by]], on="review_id")
    said = whole.groupby(by)["review_id"].nunique()
    tied = whole[whole["verdict"] == Verdict.TIED].groupby(by)["review_id"].nunique()
    table = said.to_frame("pitches").assign(tied=tied).fillna(0).astype(int)
    return table.sort_values("pitches", ascending=False)


def whose(claims: pd.DataFrame, links: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Of claims of one group, by who said what they answer (buyer, user, gatekeeper): pitches answered, worsened."""
    who = statements[["review_id", "statement", "who"]]
    joined = links.merge(claims[["review_id", "claim"]], on=["review_id", "claim"])
    joined = joined.merge(who, on=["review_id", "statement"])
    worse = joined["relation"] == "aggravates"
    return (
        joined[~worse].groupby("who")["review_id"].nunique().to_frame("answered")
        .join(joined[worse].groupby("who")["review_id"].nunique().rename("worsened"), how="outer")
        .fillna(0)
        .astype(int)
    )  # fmt: skip


def unanswered(statements: pd.DataFrame, pitches: pd.DataFrame, read: Read | None = None) -> pd.DataFrame:
    """What prospects keep saying and most pitches to them leave unanswered, grouped by likeness.

    One row a group: ``name`` (its most typical wording), ``force``, how many ``prospects`` said it, in how many
    ``pitches`` it could have been answered, how many left it ``open``, and ``texts``: (prospect, statement). First what
    no pitch answered. A no is left out: it need not be answered. What is said twice before one pitch counts once.
    """
    from pitchcheck.judge.alike import typical

    stated = statements[statements["force"] != Force.NO]
    said = _left(stated.join(_to_each(pitches), on="review_id", how="inner"))
    groups = [(force, group) for force, same_force in said.groupby("force") for group in _like(same_force, read)]
    names = typical([dict.fromkeys(group["text"], 1) for _, group in groups], read)
    return _ordered([_left_open(name, *one) for name, one in zip(names, groups, strict=True)])


def _left(said: pd.DataFrame) -> pd.DataFrame:
    """What each prospect said that most pitches left unanswered, with the pitches: all of them, and those that did."""
    import pandas as pd

    heard, met = defaultdict[tuple[str, ...], set[str]](set), defaultdict[tuple[str, ...], set[str]](set)
    columns = ("prospect", "force", "text")
    for review, answered, *what in said[["review_id", "answered", *columns]].itertuples(index=False):
        heard[tuple(what)].add(review)
        if answered:
            met[tuple(what)].add(review)
    rows = [(*what, heard[what], met[what]) for what in sorted(heard)]
    left = [row for row in rows if len(row[-1]) < len(row[-2]) * MOSTLY]
    return pd.DataFrame(left, columns=[*columns, "heard", "met"])


def _like(said: pd.DataFrame, read: Read | None) -> Iterator[pd.DataFrame]:
    from pitchcheck.judge.alike import alike

    yield from (group for _, group in said.groupby(alike(list(said["text"]), read=read)))


def _left_open(name: str, force: object, group: pd.DataFrame) -> dict[str, object]:
    heard, met = set[str]().union(*group["heard"]), set[str]().union(*group["met"])
    return {
        "name": name,
        "force": force,
        "prospects": group["prospect"].nunique(),
        "pitches": len(heard),
        "open": len(heard - met),
        "texts": tuple(zip(group["prospect"], group["text"], strict=True)),
    }


def _ordered(rows: list[dict[str, object]]) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(rows, columns=["name", "force", "prospects", "pitches", "open", "texts"])
    order = table.assign(share=table["open"] / table["pitches"])
    order = order.sort_values(["share", "prospects", "pitches", "name"], ascending=[False, False, False, True])
    return table.loc[order.index].reset_index(drop=True)
