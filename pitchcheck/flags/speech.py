"""What can be told from the words of a sentence alone: cheap English cues, on the side of saying nothing.

A cue decides no figure. It only lets a rule ask a question of a sentence (does it ask for the next step? is it
about the prospect?), and each is measured on the corpus for how often it speaks (docs/flags.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next week)"
STEP = (
    r"(?:book|schedule|set up|get started|get going|kick off|sign|start|move forward|go ahead|pencil|put a date|meet"
    r"|visit|come|call|ring|talk|go over|draw up|send|mail|grab|measure|see|pilot|put you down|get a signature)"
)
NEXT_STEP = _any(
    r"^\W*(?:\w+\W+){0,4}next steps?\b",
    r"\bnext steps? (?:is|are|would|for|from)\b",
    rf"(?<!where )(?<!when )\b(?:shall|should|can|could|may|will|why don['’]?t) (?:we|i) (?:\w+ ){{0,3}}{STEP}\b"
    r"(?! (?:my|the|this) screen)[^.?!]*\?",
    r"\b(?:let['’]?s|shall we|i['’]ll) (?:\w+ ){0,2}"
    r"(?:book|schedule|set up (?:a|the)|get (?:you )?started|kick off|sign)\b",
    r"\bshall we (?:do|say)\b",
    r"^(?!\W*(?:(?:and|so|but|ok|okay)\W+)*"
    r"(?:how(?! about| does)|what|where|when|who|why|which|do|did|have|has|are|is|was)\b)"
    rf"[^?]{{0,80}}(?<!last )\b{DAY}\b[^.?!]{{0,30}}\?",
    r"\b(?:worth|spare|grab|free for) (?:\w+ ){0,3}(?:minutes|hour)\b[^.?!]*\?",
    r"\b(?:contract|paperwork|order form|agreement|proposal) (?:over|out|across|today|tonight|started|ready)\b",
    r"\bready to (?:sign|start|go ahead|buy|move forward|get going)\b",
    r"\bsign (?:today|tonight|now|this week|this month|here|by)\b",
    r"\b(?:a|your) signature\b",
    r"\b(?:hit|just) reply\b",
    r"\bi['’]?m (?:around|free) (?:on|any|this|next|all)\b",
    r"\b(?:ring|call|text) me (?:back|on|at|any|when)\b",
    r"\bopen to a\b",
    r"\bfind a time\b",
)

PRICE = _any(
    r"\bpric(?:ing|ey)\b",
    r"\b(?:the|your|that|this|what|full|monthly|list|better|same) price\b(?! of)",
    r"\b(?:expensive|cheaper|budget|discounts?|afford(?:able)?)\b",
    r"\bhow much (?:is|are|does|do|would|will|for|a|per|we|you)\b(?! (?:time|longer|work))",
    r"\bwhat(?:['’]?s| is| does| do| would| will)?(?: \w+){0,3} costs?\b",
    r"\b(?:it|that|this|they) costs? (?:too|extra|a lot|how)\b",
    r"\b(?:per|a) (?:seat|head|licen[cs]e)\b",
    r"\b(?:is|are) (?:\w+ ){1,2}extra\b",
)

LOGISTICS = _any(
    r"\b(?:see|seeing) (?:my|the) screen\b",
    r"\bhear (?:me|us)\b",
    r"\b(?:make|makes|made) sense\b",
    r"\bhow are you\b",
    r"\bis (?:this|now) (?:still )?a good time\b",
)

QUESTION = _any(
    r"\?\s*[\"'”’)]*$",
    r"^(?:(?:so|and|okay|ok|right|well|but|now|um|er|erm)[, ]+)*(?:"
    r"what(?:['’]s| is| are| do| does| did| would| happened| made| if)|how (?:do|does|did|are|is|would|often|many|long)"
    r"|why (?:do|does|did|is|are|now)|who (?:do|does|else|is)|(?:do|did|would|could|have|are|were) you"
    r"|tell me|walk me)\b",
)

ROOM_FOR_NO = _any(
    r"\b(?:tell|stop|correct) me (?:if|where|when|what|whether)\b",
    r"\b(?:stop|correct) me\b",
    r"\bif (?:that|this|it|any of (?:that|this|it)|we)(?:['’]s| is|['’]re| are)?(?: \w+)? (?:not|no use|wrong)\b",
    r"\b(?:if not|if it isn['’]?t|if that isn['’]?t|if this isn['’]?t|if you['’]d rather not)\b",
    r"\b(?:not (?:be )?(?:for you|the right fit|a fit)|say no|a no is|no is (?:fine|a good answer))\b",
    r"\brule (?:it|this|that) out\b",
    r"\b(?:what (?:did i|have i|am i) (?:miss|missed|missing|get wrong|got wrong)|push back|talk me out)\b",
)

OF_US = _any(
    r"\b(?:we|we['’](?:re|ve|ll|d)|our|ours|us)\b", r"\b(?:i['’]m|my name is)\b", r"\b(?:founded|award|trusted by)\b"
)

OF_THEM = _any(
    r"\byou(?:['’](?:ve|d)| have| had)? (?:\w+ )?"
    r"(?:said|told|mentioned|described|asked|wrote|talked|called|wanted|were saying)\b",
    r"\b(?:last time|when we spoke|on the phone|from what you|i know)\b",
    r"\bour (?:\w+ )?(?:call|talk|chat|visit|meeting|conversation)\b",
    r"\b(?:you['’]re|you are|you) (?:\w+ )?(?:losing|spending|stuck|tired|worried|chasing|waiting|struggling)\b",
)

GREETING = _any(
    r"^\W*(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|thanks|thank you|welcome|right|okay|ok|great)\b"
    r"[^?]{0,60}$",
    r"\b(?:thanks|thank you) (?:\w+ ){0,2}for\b",
    r"\b(?:nice|good|great|lovely) to (?:meet|see|have|hear)\b",
)

MOMENT = _any(
    r"\d",
    r"\b(?:when|after|since|until|before|during|because|while|then|by the time|the day|one day|once|twice)\b",
    r"\b(?:last|next|this|that|every|each|first|second|third|one|two|the) (?:\w+ )?"
    r"(?:time|morning|afternoon|evening|night|day|week|weekend|month|quarter|year|season|summer|winter|spring|autumn"
    r"|fall|shift)s?\b",
    r"\b(?:yesterday|today|tonight|ago|christmas|easter|new year|q[1-4])\b",
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december)\b",
    r"\b(?:in|at|on|from|behind|outside|under|over) (?:the|a|an|my|our|his|her|their)\b",
    r"\b\w+(?:ed|lt|nt|ught|ost|oke|ame|old|rew|ell|ang|ote|ave)\b",
    r"\b(?:was|were|had|did|said|got|made|took|put|found|ran|left|saw|cut|hit|paid|won|read|held|stood|wrote|quit)\b",
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand)\b",
)

WANT = re.compile(
    r"(?<!n't )(?<!n’t )(?<!not )\b(?:needs?|wants?|requires?|requested|seeking|evaluating|give me|keen on"
    r"|interested in|(?:would|['’]d) (?:like|love)|looking (?:for|at)|(?:hoping|go|quote us|quote me|put us down) for"
    r"|ask(?:s|ed)? (?:for|about)|must (?:have|include|offer)|(?:are|is|am|['’]re|['’]m) after)"
    r"\s+(?!to\b)([^.;:!?]{2,70})",
    re.IGNORECASE,
)
"""Wanting a thing, and the thing; "want to ..." is wanting to do something, which is theirs."""
TO_DO = re.compile(r"\bto \w+", re.IGNORECASE)
SELLERS_THING = re.compile(
    r"\b(?:our|your) (?:\w+ )?"
    r"(?:product|platform|solution|software|tool|system|app|dashboard|module|package|plan|service|demo|integration)s?\b",
    re.IGNORECASE,
)

STOP = frozenset(
    WORD.findall(
        "a about all also an and any are as at be been but by can could did do does each for from get gets give had "
        "has have he her his how i if in into is it its just like make makes me more my no not of off on one or our "
        "out over own she so some than that the their them then there they this through to too up us was way we "
        "were what when which who will with without would you your yours"
    )
)


def words(text: str) -> list[str]:
    """The words of a text, lower-case, straight apostrophes."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def content(text: str) -> set[str]:
    """The words that carry meaning, cut to five letters so that "invoice" meets "invoices" and "retyping" "retype"."""
    return {word[:5] for word in words(text) if word not in STOP and len(word) > 2}


def asks(sentence: str) -> bool:
    """Whether a sentence asks them something; asking whether they see the screen is no question."""
    return bool(QUESTION.search(sentence.strip())) and not LOGISTICS.search(sentence)


def theirs(sentence: str, said: Iterable[str]) -> bool:
    """Whether a sentence is about the prospect: a question, what they told, or words of something they said."""
    if asks(sentence) or OF_THEM.search(sentence):
        return True
    mine = content(sentence)
    return any(len(mine & content(one)) >= 2 for one in said)


def price_talk(text: str) -> bool:
    """Whether somebody talks about what it costs."""
    return bool(PRICE.search(text))


def wanted(text: str) -> list[str]:
    """The things a statement says are needed or wanted; "the till to stop ringing" is not a thing but a wish."""
    return [thing for thing in WANT.findall(text) if not TO_DO.search(thing)]
