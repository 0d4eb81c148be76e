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


NEXT_STEP = _any(
    r"\bnext steps?\b",
    r"\b(?:let['’]?s|shall we|can we|could we|should we|why don['’]?t we|we can|i['’]ll|i can) (?:\w+ ){0,2}"
    r"(?:book|schedule|set up|get started|get going|kick off|sign|move forward|go ahead|pencil|put a date)\b",
    r"\bfind a time\b",
    r"\b(?:contract|paperwork|order form|agreement|proposal) (?:over|out|across|today|tonight|started|ready)\b",
    r"\bsend (?:\w+ ){0,2}(?:the|a|an|our) (?:contract|paperwork|proposal|order form|agreement|quote)\b",
    r"\bready to (?:sign|start|go ahead|buy|move forward|get going)\b",
    r"\b(?:sign|book|order|start) (?:today|tonight|now|this week|this month|before|by (?:the end|friday|monday))\b",
    r"\bhow (?:does|about|is) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    r"\bbook (?:you in|a call|a demo|a meeting|a slot|a time|in a)\b",
    r"\bwhen (?:can|could|shall|would) (?:we|you) (?:\w+ )?start\b",
    r"\bwhat would it take to (?:get|have|earn)\b",
)

PRICE = _any(
    r"\bpric(?:e|es|ed|ing|ey|y)\b",
    r"\b(?:expensive|cheap(?:er)?|budget|discounts?|afford(?:able)?|invoice us)\b",
    r"\bhow much (?:is|are|does|do|would|will|for|a|per|we|you)\b",
    r"\b(?:what|that|it|does|would|will)(?:['’]s| does| do| would| will)? (?:\w+ )?costs?\b(?! (?:me|us))",
    r"\b(?:per|a) (?:seat|head|user|licen[cs]e)\b",
    r"\b(?:is|are|all|that['’]s) (?:\w+ )?extra\b",
    r"[$€£]\s?\d",
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
    r"\b(?:last time|when we spoke|on the phone|on our call|from what you)\b",
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
    r"\b\w+(?:ed|lt|nt|ught|ost|oke|ame|old|rew|ell|ang)\b",
    r"\b(?:was|were|had|did|went|said|got|made|took|sent|put|found|ran|came|left|saw|cut|hit|fell)\b",
)

WANT = re.compile(
    r"\b(?:needs?|wants?|requires?|looking for|interested in|asked (?:for|about)|keen on)\s+((?:[\w'’&-]+\s*){1,5})",
    re.IGNORECASE,
)

SELLERS_NOUNS = (
    r"(?:product|platform|solution|software|tool|system|app|dashboard|module|package|plan|service|demo|integration)s?"
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
    """What a statement says is needed or wanted, cut to the few words that follow."""
    return WANT.findall(text)


def sellers_noun(text: str) -> bool:
    """Whether a statement asks for "our platform" or the like: nobody outside the seller's house says that."""
    return bool(re.search(rf"\b(?:our|your) (?:\w+ )?{SELLERS_NOUNS}\b", text, re.IGNORECASE))
