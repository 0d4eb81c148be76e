"""What the bi-encoder is trained for: within a claim or a statement, the right ones above all others."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from training.corpus import Pitch

TEMPERATURE = 0.05


@dataclass(frozen=True)
class Batch:
    """Whole pitches laid end to end; masks are matrices of claims x statements, claims x phrases."""

    pitches: list[Pitch]
    statements: list[str]
    phrases: list[str]
    answers: torch.Tensor
    aggravates: torch.Tensor
    together: torch.Tensor
    own_answers: torch.Tensor
    own_raises: torch.Tensor


def lay(pitches: Sequence[Pitch]) -> Batch:
    """Lay pitches end to end."""
    statements = [s for p in pitches for q in p.prospects for s in q.statements]
    phrases = [x for p in pitches for a, r in zip(p.answers, p.raises, strict=True) for x in [*a, *r]]
    n = sum(len(p.claims) for p in pitches)
    answers, aggravates, together = (torch.zeros(n, len(statements)) for _ in range(3))
    own_answers, own_raises = torch.zeros(n, len(phrases)), torch.zeros(n, len(phrases))
    row = column = phrase = 0
    for pitch in pitches:
        rows = slice(row, row + len(pitch.claims))
        for prospect in pitch.prospects:
            columns = slice(column, column + len(prospect.texts))
            answers[rows, columns] = torch.from_numpy(prospect.answers)
            aggravates[rows, columns] = torch.from_numpy(prospect.aggravates)
            together[rows, columns] = 1
            column = columns.stop
        for a, r in zip(pitch.answers, pitch.raises, strict=True):
            own_answers[row, phrase : phrase + len(a)] = 1
            own_raises[row, phrase + len(a) : phrase + len(a) + len(r)] = 1
            phrase += len(a) + len(r)
            row += 1
    return Batch(list(pitches), statements, phrases, answers, aggravates, together, own_answers, own_raises)


def among(
    scores: torch.Tensor, right: torch.Tensor, allowed: torch.Tensor | None = None, temperature: float = TEMPERATURE
) -> torch.Tensor:
    """Mean cross-entropy, over the rows with any right column, of a softmax over the allowed columns."""
    logits = scores / temperature
    if allowed is not None:
        logits = logits.masked_fill(allowed == 0, -1e4)
    some = right.sum(1) > 0
    if not some.any():
        return scores.sum() * 0
    target = right[some] / right[some].sum(1, keepdim=True)
    return -(target * functional.log_softmax(logits[some], 1)).sum(1).mean()


def both_ways(scores: torch.Tensor, right: torch.Tensor, allowed: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Within a claim over its pitch's statements, within it over all, within a statement over its pitch's claims."""
    return among(scores, right, allowed), among(scores, right), among(scores.T, right.T, allowed.T)


def best_phrase(phrase_by_statement: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    """Claims x statements: each claim's best own phrase; -1 where it has none."""
    out = torch.full((own.shape[0], phrase_by_statement.shape[1]), -1.0)
    owner = own.argmax(0)
    used = own.sum(0) > 0
    index = owner[used][:, None].expand(-1, out.shape[1])
    return out.scatter_reduce(0, index, phrase_by_statement[used], "amax", include_self=False)


def likelihood(
    scores: torch.Tensor, right: torch.Tensor, allowed: torch.Tensor, scale: torch.Tensor, offset: torch.Tensor
) -> torch.Tensor:
    """Binary cross-entropy of the scores, as log-odds by `scale` and `offset`, where allowed."""
    where = allowed > 0
    return functional.binary_cross_entropy_with_logits(scores[where] * scale + offset, right[where])


Vectors = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def supervised(batch: Batch, vectors: Vectors, scale: torch.Tensor, offset: torch.Tensor) -> torch.Tensor:
    """`vectors`: claims for answers, claims for aggravates, statements, phrases; all of length 1."""
    answering, aggravating, statements, phrases = vectors
    a, g, p = answering @ statements.T, aggravating @ statements.T, phrases @ statements.T
    loss = torch.zeros(())
    for weights, scores, right in (((1.0, 0.5, 0.5), a, batch.answers), ((0.3, 0.15, 0.3), g, batch.aggravates)):
        parts = both_ways(scores, right, batch.together)
        loss = loss + sum(w * x for w, x in zip(weights, parts, strict=True))
    loss = loss + 4 * likelihood(a, batch.answers, batch.together, scale[0], offset[0])
    loss = loss + 2 * likelihood(g, batch.aggravates, batch.together, scale[1], offset[1])
    for weight, claims, own in ((0.5, answering, batch.own_answers), (0.3, aggravating, batch.own_raises)):
        to_phrases = claims @ phrases.T
        loss = loss + weight * (among(to_phrases, own) + among(to_phrases.T, own.T))
    for weight, own, scores, right, k in (
        (0.7, batch.own_answers, a, batch.answers, 2),
        (0.3, batch.own_raises, g, batch.aggravates, 3),
    ):
        best = best_phrase(p, own)
        within, _, across = both_ways(best, right, batch.together)
        loss = loss + weight * (within + across)
        loss = loss + 2 * weight * likelihood(0.6 * best + 0.4 * scores, right, batch.together, scale[k], offset[k])
    return loss


def taught(pairs: list[tuple[float, torch.Tensor, torch.Tensor]], temperature: float = TEMPERATURE) -> torch.Tensor:
    """Weighted sum over (weight, ours, the teacher's) matrices of cosines: Kullback-Leibler divergence of the
    teacher's softmax from ours, over rows and over columns."""
    loss = torch.zeros(())
    for weight, ours, theirs in pairs:
        for x, y in ((ours / temperature, theirs / temperature), (ours.T / temperature, theirs.T / temperature)):
            loss = loss + weight * functional.kl_div(
                functional.log_softmax(x, 1), functional.log_softmax(y, 1), log_target=True, reduction="batchmean"
            )
    return loss
