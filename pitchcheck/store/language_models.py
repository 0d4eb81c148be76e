"""Language models as a team uses them: whether one may, what they answered, and what that took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from pitchcheck.pitch import Frozen
from pitchcheck.settings import Settings
from pitchcheck.store.database import StoreError, upsert
from pitchcheck.store.desk import Desk, now
from pitchcheck.store.house import ModelRule, current
from pitchcheck.store.rules import Action, Kind
from pitchcheck.store.tables import AnswerRow, ModelCallRow, PersonRow, new_id

if TYPE_CHECKING:
    from pitchcheck.judge import Judge
    from pitchcheck.judge.language_model import Call, LanguageModelJudge
    from pitchcheck.profile import Profile

AT_ONCE = 500
NONE_NAMED = "No language model is named. Set llm_model (docs/judge-llm.md), or read with the embedded judge."
FORBIDDEN = "Your admin does not allow a language model to judge. The embedded judge reads."


class Spent(Frozen):
    """What one person's reviews by one model took: calls, tokens, seconds, US dollars (None where no price is known).

    ``failed`` of the calls brought no answer.
    """

    person: str
    model: str
    calls: int
    failed: int
    tokens: int
    seconds: float
    money: float | None


@dataclass(frozen=True)
class LanguageModels:
    """The language model of the settings, for one person; keeps its answers and counts its cost."""

    desk: Desk
    money_a_day: float | None = None

    def rule(self) -> ModelRule:
        """What an admin decided: whether a model may judge, and whether names are replaced first."""
        with self.desk.reading() as session:
            return current(session).language_model

    def why_not(self, settings: Settings) -> str | None:
        """Why no language model can be asked, in a sentence; None where one can."""
        if settings.llm_model is None:
            return NONE_NAMED
        return FORBIDDEN if self.rule() is ModelRule.FORBIDDEN else None

    def judge(self, settings: Settings, embedded: Judge, profile: Profile | None = None) -> LanguageModelJudge:
        """The language model's judge as the settings and the house have it; ``embedded`` stands in for it.

        Where names are to be replaced, those of ``profile`` are, and of whoever a question is about. Raises StoreError
        where no model is named or none is allowed.
        """
        from pitchcheck.judge.language_model import LanguageModel, LanguageModelJudge
        from pitchcheck.judge.language_model.pseudonyms import names_of

        why = self.why_not(settings)
        if why or settings.llm_model is None:
            raise StoreError(why or NONE_NAMED)
        named = LanguageModel(
            settings.llm_model, settings.llm_base_url, settings.llm_seconds, settings.llm_parallel, settings.llm_tokens
        )
        hide = self.rule() is ModelRule.PSEUDONYMS
        names = (names_of(profile) if profile else ()) if hide else None
        return LanguageModelJudge(named, embedded, replace(self, money_a_day=settings.llm_money), names)

    def get(self, keys: Collection[str]) -> Mapping[str, str]:
        """Those of the answers that are kept."""
        found, wanted = dict[str, str](), list(keys)
        with self.desk.reading() as session:
            for start in range(0, len(wanted), AT_ONCE):
                some = wanted[start : start + AT_ONCE]
                query = sa.select(AnswerRow.key, AnswerRow.content).where(AnswerRow.key.in_(some))
                for key, content in session.execute(query.where(self._may(Action.SEE))):
                    found[key] = content
        return found

    def keep(self, answers: Mapping[str, str]) -> None:
        """Keep answers in place of what was kept under their keys."""
        with self.desk.writing() as session:
            for key, content in answers.items():
                row = {"key": key, "owner_id": self.desk.someone.id, "content": content, "at": now()}
                upsert(session, AnswerRow, row, ["key"], replace=True)

    def called(self, call: Call) -> None:
        """Write a call down."""
        with self.desk.writing() as session:
            session.add(ModelCallRow(id=new_id(), by_id=self.desk.someone.id, at=now(), **call.model_dump()))

    def left_today(self) -> Decimal | None:
        """US dollars that may still be spent today (in UTC) by everybody together; None where there is no ceiling."""
        if self.money_a_day is None:
            return None
        midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
        spent = sa.select(sa.func.coalesce(sa.func.sum(ModelCallRow.money), 0)).where(ModelCallRow.at >= midnight)
        with self.desk.reading() as session:
            return Decimal(str(self.money_a_day)) - Decimal(str(session.scalar(spent)))

    def totals(self, days: int = 30) -> tuple[Spent, ...]:
        """What was spent in the last days, by person and model, most tokens first. For admins: raises Missing."""
        self.desk.must(Kind.SETTINGS, Action.SEE)
        row, tokens = ModelCallRow, sa.func.sum(ModelCallRow.input_tokens + ModelCallRow.output_tokens)
        failed = sa.func.sum(sa.case((row.outcome == "answered", 0), else_=1))
        columns = (sa.func.count(), failed, tokens, sa.func.sum(row.seconds), sa.func.sum(row.money))
        query = sa.select(PersonRow.name, row.model, *columns).outerjoin(PersonRow, PersonRow.id == row.by_id)
        query = query.where(row.at >= now() - dt.timedelta(days=days)).group_by(row.by_id, PersonRow.name, row.model)
        with self.desk.reading() as session:
            return tuple(
                Spent(
                    person=person or "somebody who left",
                    model=model,
                    calls=calls,
                    failed=int(none),
                    tokens=int(used),
                    seconds=round(seconds, 1),
                    money=None if money is None else round(money, 6),
                )
                for person, model, calls, none, used, seconds, money in session.execute(query.order_by(tokens.desc()))
            )

    def _may(self, action: Action) -> sa.ColumnElement[bool]:
        return self.desk.may(Kind.ANSWER, action, AnswerRow.owner_id)
