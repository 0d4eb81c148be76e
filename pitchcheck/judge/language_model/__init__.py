"""A language model as the judge: it answers in numbers and quotes, and only what the text bears out holds.

Texts reach it as data, one sentence or one claim a question, so that nothing written in one place can speak for
another. The embedded judge gives each verdict its probability, and reads what the model cannot.
"""

from pitchcheck.judge.language_model.asking import LanguageModel
from pitchcheck.judge.language_model.judge import LanguageModelJudge
from pitchcheck.judge.language_model.keeping import Call, Keeper, Memory

__all__ = ["Call", "Keeper", "LanguageModel", "LanguageModelJudge", "Memory"]
