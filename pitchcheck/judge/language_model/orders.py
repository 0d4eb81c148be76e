"""What in a text is no word of anybody's to anybody: characters nobody sees, and orders to the machine that reads.

Neither is sent. What reads like an order goes to the embedded judge instead, which obeys nobody; to be taken for one by
mistake costs a text the model's reading and nothing else. No list knows every wording: that a text speaks for itself
alone (questions.py) is what holds; this keeps a known order from a question that it would share with others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pitchcheck.judge.sentences import COMMENT, split
from pitchcheck.pitch import Span

JOINERS = frozenset("\u200c\u200d")
"""Seen in what they do: they join and part letters of Persian or Hindi, and emoji."""
NEAR = 60
"""Characters within which a verb of ignoring speaks of instructions."""

IGNORE = (
    r"\bignor|\bdisregard|\bforget|\boverrid|\bbypass|\bdo not follow|\bdon['’]t follow"
    r"|\bignorier|\bvergiss|\bvergesst|\bmissacht|\boublie|\bolvid|\bdimentic|\besque[cç]|\bnegeer|\bvergeet"
    r"|\bzignoruj|\bpomiń|\bbortse|\bglem |\byok say|görmezden gel|игнорир|забудь|忽略|无视|無視|忘れ|무시|تجاهل|अनदेखा"
)
RULES = (
    r"instru|\bprompt|\brules?\b|guideline|directive|\babove\b|\bprevious|\bprior\b|anweisung|vorgabe|\bregel|befehl"
    r"|consigne|règle|indicaci|\bregla|istruzion|\bregol|\bregra|aanwijzing|polece|talimat"
    r"|инструкц|правил|указани|指令|指示|说明|提示|规则|命令|지시|명령|تعليمات|निर्देश"
)
ORDERS = re.compile(
    "|".join(
        (
            rf"(?:{IGNORE}).{{0,{NEAR}}}?(?:{RULES})|(?:{RULES}).{{0,{NEAR}}}?(?:{IGNORE})",
            r"<\|.{0,40}?\|?>|\[/?inst\]|<</?sys>>|</?(?:system|assistant|instructions?|prompt)\b[^>]*>",
            r"(?:^|\n|[\"'#*>])\s*(?:system|assistant|developer)\s*(?:prompt|message)?\s*[:：]",
            r"[\"'](?:claims?|links|statements?|relation|quote|force|features|sentence)[\"']\s*:",
            r"\b(?:every|each|all|any|no|none of the|these|the) (?:claims?|statements?|links?|sentences?|verdicts?)\b"
            r".{0,40}?\b(?:is|are|as|be|to|with)\b.{0,20}?"
            r"\b(?:tied|linked|advances?|eases?|aggravates?|unasked|claims?|push|pull|anxiety|habit|true)\b",
            r"\b(?:language model|llm|chatgpt|system prompt|jailbreak)\b",
            r"\byou are (?:now |no longer )?an? (?:ai|assistant|judge|model|language)\b|\bas an ai\b",
            r"\b(?:answer|respond|reply|output|return)\b.{0,30}?\b(?:json|statement|only with|in the form)\b",
        )
    ),
    re.IGNORECASE | re.DOTALL,
)


def is_order(text: str) -> bool:
    """Whether the text, or some of it, reads like an order to a machine and not like something said to people."""
    plain = unicodedata.normalize("NFKC", "".join(letter for letter in text if not _unseen(letter)))
    return ORDERS.search(plain) is not None


def orders(text: str) -> tuple[Span, ...]:
    """The sentences of a text that read like orders; the whole of it where only all of them together do."""
    if not is_order(text):
        return ()
    found = tuple(Span(start=one.start, end=one.end) for one in split(text) if is_order(one.of(text)))
    return found or (Span(start=0, end=len(text)),)


def unseen(text: str) -> Iterator[Span]:
    """Stretches of a text that nobody sees who reads it: comments, and characters of no width."""
    at = 0
    for comment in (*COMMENT.finditer(text), None):
        end = comment.start() if comment else len(text)
        yield from (Span(start=n, end=n + 1) for n in range(at, end) if _unseen(text[n]))
        if comment:
            yield Span(start=end, end=comment.end())
            at = comment.end()


def _unseen(letter: str) -> bool:
    return not letter.isascii() and letter not in JOINERS and unicodedata.category(letter) == "Cf"
