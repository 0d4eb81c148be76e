"""Questions out to a model and answers back, through pydantic-ai: many at once, within time, tokens and money.

A question ends as an answer or as a reason why there is none; nothing is raised for what a model or a network does, and
no text and no key is ever logged.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pitchcheck.judge.language_model.keeping import Call, Keeper
from pitchcheck.judge.language_model.questions import ANSWERS, INSTRUCTIONS, Answer, Kind, Question
from pitchcheck.pitch import InputError

if TYPE_CHECKING:
    from pydantic_ai import Agent, RunContext
    from pydantic_ai.models import Model
    from pydantic_ai.settings import ModelSettings
    from pydantic_ai.usage import RunUsage

logger = logging.getLogger(__name__)
MOST_WRITTEN = {Kind.CLAIMS: 600, Kind.LINKS: 200, Kind.STATEMENTS: 1500, Kind.FEATURES: 4000}
"""Tokens an answer may have. A model that writes on and on is cut short."""
TO_THINK = 8_000
"""Tokens more for a model that thinks before it answers."""
GIVE_UP_AFTER = 2
"""Questions in a row that found nobody there; the rest are then not asked."""
TALKATIVE = ("openai", "anthropic", "httpx", "httpcore", "pydantic_ai")
"""Libraries that write what is sent into their logs, at the level of debugging."""
NO_MONEY = "the day's ceiling on money was reached"
INSTALL = "A language model needs the extra llm: pip install 'pitchcheck[llm]'."


@dataclass(frozen=True)
class LanguageModel:
    """A model by name, and how far it may go.

    ``name`` is the library's own ``provider:model``. With ``base_url`` it is any server that speaks the OpenAI form.
    ``seconds`` is the time for one question with its retry, ``parallel`` how many are asked at once, ``tokens`` the
    ceiling of one review.
    """

    name: str
    base_url: str | None = None
    seconds: float = 60.0
    parallel: int = 4
    tokens: int = 200_000

    @property
    def destination(self) -> str:
        """To whom texts go, in words."""
        return self.base_url or self.name.partition(":")[0]

    def open(self) -> Model:
        """The library's model. Raises InputError where it is none, or its key is missing."""
        quiet()
        try:
            from pydantic_ai.exceptions import UserError
            from pydantic_ai.models import infer_model
        except ImportError:
            raise InputError(INSTALL) from None
        try:
            return self._local(self.base_url) if self.base_url else infer_model(self.name)
        except ImportError as missing:
            raise InputError(f"The model {self.name} needs another library: {missing}.") from None
        except (UserError, ValueError) as wrong:
            raise InputError(f"The model {self.name} cannot be used: {str(wrong).splitlines()[0]}") from None

    def _local(self, base_url: str) -> Model:
        """A server of one's own. The key is OPENAI_API_KEY of the environment, where it asks for one."""
        import os

        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

        _, _, model = self.name.partition(":")
        key = os.environ.get("OPENAI_API_KEY") or "none"
        provider = OpenAICompatibleProvider("your own server", base_url=base_url, api_key=key)
        return OpenAIChatModel(model or self.name, provider=provider)


def quiet() -> None:
    """Keep libraries from logging what is sent, whatever level somebody asked for, and from warning of unknown prices.

    That no price is known is said with each review.
    """
    import warnings

    warnings.filterwarnings("ignore", "A `cost_limit` is set but cannot be enforced")
    for name in TALKATIVE:
        one = logging.getLogger(name)
        one.setLevel(max(one.level, logging.WARNING))


@dataclass(frozen=True)
class Outcome:
    """How a question ended: the answer, or in words why there is none, and what it took; no call if it was not sent."""

    answer: Answer | None
    why: str | None
    call: Call | None


Ended = Callable[[int, Outcome], object]
"""Hears the number of a question and how it ended."""


@dataclass
class Sitting:
    """Questions to one model, one sort of a review's at a time. Ceilings count over all of them together.

    ``spent`` is the tokens that count against the review's ceiling, at first those that its other questions took.
    """

    named: LanguageModel
    keeper: Keeper
    model: Model | None = None
    spent: int = 0
    silent: int = field(default=0, init=False)
    closed: str | None = field(default=None, init=False)
    left: Decimal | None = field(default=None, init=False)
    thinks: bool = field(default=False, init=False)

    def ask(
        self, questions: Sequence[Question], ended: Ended = lambda n, outcome: None
    ) -> Generator[tuple[int, Outcome]]:
        """The number of each question with how it ended, as they end; stopped early, the rest is dropped.

        ``ended`` hears the same of every question that ended, before whoever iterates: of those as well that had ended
        by the time it was stopped.
        """
        if not questions:
            return
        from anyio.from_thread import start_blocking_portal

        model = self.model or self.named.open()
        self.thinks = bool(model.profile.get("supports_thinking"))
        agents = {kind: self._agent(model, kind) for kind in {one.kind for one in questions}}
        self.left = self.keeper.left_today()
        with start_blocking_portal() as portal, portal.wrap_async_context_manager(model):
            limiter = portal.call(_limiter, self.named.parallel)
            futures: dict[Future[Outcome], int] = {
                portal.start_task_soon(self._one, agents[one.kind], one, limiter): n for n, one in enumerate(questions)
            }
            try:
                for future in as_completed(list(futures)):
                    n = futures.pop(future)
                    yield n, self._told(n, future.result(), ended)
            finally:
                paid = [(n, future) for future, n in futures.items() if not future.cancel()]
                for n, future in paid:  # it had ended before it could be stopped
                    self._told(n, future.result(), ended)

    def _told(self, n: int, outcome: Outcome, ended: Ended) -> Outcome:
        if outcome.call is not None:
            self.keeper.called(outcome.call)
        ended(n, outcome)
        return outcome

    def _agent(self, model: Model, kind: Kind) -> Agent[Question, Any]:
        from pydantic_ai import Agent, NativeOutput, ToolOutput

        form: Any = NativeOutput if model.profile.get("supports_json_schema_output") else ToolOutput
        agent: Agent[Question, Any] = Agent(
            model,
            output_type=form(ANSWERS[kind]),
            instructions=INSTRUCTIONS[kind],
            deps_type=Question,
            retries={"output": 1},
            model_settings=self._settings(),
        )
        agent.output_validator(_held_to_the_text)
        return agent

    def _settings(self) -> ModelSettings:
        """The same for every question; a model that thinks takes no temperature."""
        limits: ModelSettings = {"request_timeout": self.named.seconds, "max_retries": 1}
        return limits if self.thinks else {**limits, "temperature": 0.0, "seed": 0}

    async def _one(self, agent: Agent[Question, Any], question: Question, limiter: Any) -> Outcome:
        from pydantic_ai.usage import RunUsage

        async with limiter:
            if why := self._may_not_ask():
                return Outcome(None, why, None)
            usage, began = RunUsage(), time.perf_counter()
            answer, why = await self._answer(agent, question, usage)
            return Outcome(answer, why, self._written_down(question.kind, why, usage, time.perf_counter() - began))

    def _may_not_ask(self) -> str | None:
        if self.closed:
            return self.closed
        if self.spent >= self.named.tokens:
            return f"the ceiling of {self.named.tokens:,} tokens a review was reached"
        if self.left is not None and self.left <= 0:
            return NO_MONEY
        return None

    async def _answer(
        self, agent: Agent[Question, Any], question: Question, usage: RunUsage
    ) -> tuple[Answer | None, str | None]:
        import anyio
        from pydantic_ai.usage import UsageLimits

        limits = UsageLimits(total_tokens_limit=self.named.tokens - self.spent, cost_limit=self.left)
        try:
            with anyio.fail_after(2 * self.named.seconds):
                done = await agent.run(
                    question.data,
                    deps=question,
                    usage=usage,
                    usage_limits=limits,
                    model_settings={"max_tokens": _most(question, thinks=self.thinks)},
                    event_stream_handler=_streamed,
                )
        except Exception as problem:  # whatever a network or a provider's library does, a review goes on
            why = NO_MONEY if _too_dear(problem, usage, limits.cost_limit) else in_words(problem, self.named)
            self._note_silence(problem, why)
            logger.warning("a question about %s: %s (%s)", question.kind, why, type(problem).__name__)
            return None, why
        self.silent = 0
        return done.output, None

    def _note_silence(self, problem: Exception, why: str) -> None:
        from pydantic_ai import exceptions as bad

        if isinstance(problem, (bad.ModelAuthenticationError, bad.ModelNotFoundError, bad.ModelQuotaExceededError)):
            self.closed = why
        nobody = (bad.ModelConnectionError, bad.ModelRequestTimeout, bad.ModelServerError, bad.ModelUnavailableError)
        self.silent = self.silent + 1 if isinstance(problem, (*nobody, TimeoutError)) else 0
        if self.silent >= GIVE_UP_AFTER:
            self.closed = why

    def _written_down(self, kind: Kind, why: str | None, usage: RunUsage, seconds: float) -> Call:
        self.spent += usage.input_tokens + usage.output_tokens
        if self.left is not None:
            self.left -= usage.cost or Decimal(0)
        return Call(
            model=self.named.name,
            kind=kind,
            outcome=why or "answered",
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            seconds=round(seconds, 3),
            money=None if usage.cost is None else float(usage.cost),
        )


def _most(question: Question, *, thinks: bool) -> int:
    """Tokens of the longest answer: what is quoted from a text is no longer than the text."""
    most = MOST_WRITTEN[question.kind]
    if question.kind in (Kind.CLAIMS, Kind.STATEMENTS):
        most = min(most, 120 + len(question.data) // 2)
    return most + (TO_THINK if thinks else 0)


def _too_dear(problem: Exception, usage: RunUsage, most: Decimal | None) -> bool:
    """Whether a question ended at the day's money; the library says the same of tokens with the same error."""
    from pydantic_ai.exceptions import UsageLimitExceeded

    if most is None or usage.cost is None:
        return False
    return isinstance(problem, UsageLimitExceeded) and usage.cost > most


async def _limiter(parallel: int) -> Any:
    import anyio

    return anyio.Semaphore(parallel)


async def _streamed(_: RunContext[Question], events: Any) -> None:
    """Answers are streamed, so that a server that dies in the middle of one is noticed there and then."""
    async for _event in events:
        pass


async def _held_to_the_text(context: RunContext[Question], answer: Any) -> Any:
    """One retry that names the fault. A quote that is still not there is dropped later; a wrong link is no answer."""
    from pydantic_ai import ModelRetry

    faults = context.deps.faults(answer)
    if faults and (context.deps.kind is Kind.LINKS or context.retry < context.max_retries):
        raise ModelRetry("; ".join(faults)[:2000])
    return answer


def in_words(problem: Exception, named: LanguageModel) -> str:
    """Why there is no answer, as a part of a sentence that starts with the model; never what was sent or came back."""
    from pydantic_ai import exceptions as bad

    table: Sequence[tuple[type[Exception] | tuple[type[Exception], ...], str]] = (
        (bad.ModelAuthenticationError, "the model refused the key"),
        (bad.ModelNotFoundError, "there is no such model there"),
        ((bad.ModelRateLimitError, bad.ModelQuotaExceededError), "the model is over its provider's limit"),
        (bad.ModelContextWindowExceededError, "the text is too long for the model"),
        (
            (bad.ModelTimeoutError, bad.ModelRequestTimeout, TimeoutError),
            f"the model did not answer within {named.seconds:g} seconds",
        ),
        (bad.ModelConnectionError, "the model could not be reached"),
        (bad.UsageLimitExceeded, f"the ceiling of {named.tokens:,} tokens a review was reached"),
        (bad.OutputTokenLimitExceeded, "the model wrote on and on"),
        (bad.UnexpectedModelBehavior, "the model's answer broke the rules twice"),
        (bad.ModelAPIError, "the model answered with an error"),
    )
    return next((words for kind, words in table if isinstance(problem, kind)), "the model could not be asked")
