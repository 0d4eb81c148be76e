"""What differs between two versions of a value, and how two people's changes to it join."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pitchcheck.pitch import Frozen

T = TypeVar("T", bound=Frozen)

NAMES = ("id", "name")  # what a statement, a person or a feature is known by


class Change(Frozen):
    """One difference: the field, the item of it (a statement's id, a feature's name) or None, and both values.

    ``before`` is None for what was added and ``after`` None for what was taken out; both are as JSON has them.
    """

    field: str
    item: str | None
    before: Any
    after: Any


def changes(before: Frozen | None, after: Frozen) -> tuple[Change, ...]:
    """What is different in ``after``, field by field and item by item; everything, where there was nothing before."""
    old, new = {} if before is None else _parts(before), _parts(after)
    return tuple(
        Change(field=field, item=item, before=old.get((field, item)), after=new.get((field, item)))
        for field, item in dict.fromkeys([*new, *old])
        if old.get((field, item)) != new.get((field, item))
    )


def merged(base: T, mine: T, theirs: T) -> T | None:
    """Both people's changes to ``base`` together; None where both changed the same thing differently."""
    ours, others = changes(base, mine), changes(base, theirs)
    if any(_clash(one, other) for one in ours for other in others):
        return None
    parts = _parts(theirs)
    parts.update({(change.field, change.item): change.after for change in ours})
    try:
        return type(theirs).model_validate(_whole(parts))
    except ValueError:
        return None


def _clash(one: Change, other: Change) -> bool:
    """Whether both touch the same thing (a whole list and an item of it are the same thing) and differ."""
    same = one.field == other.field and (one.item == other.item or None in (one.item, other.item))
    return same and one != other


def _parts(value: Frozen) -> dict[tuple[str, str | None], Any]:
    """A value as its named parts: each item of a list that has names apart, everything else by field."""
    parts: dict[tuple[str, str | None], Any] = {}
    for field, content in value.model_dump(mode="json").items():
        names = _item_names(content)
        if names is None:
            parts[field, None] = content
        else:
            parts.update({(field, name): item for name, item in zip(names, content, strict=True)})
    return parts


def _item_names(content: Any) -> list[str] | None:
    """The names of a list's items; None where they have none, or share one."""
    if not isinstance(content, list):
        return None
    names = [_name(item) for item in content]
    return names if all(names) and len(set(names)) == len(names) else None  # type: ignore[return-value]


def _name(item: Any) -> str | None:
    if not isinstance(item, Mapping):
        return None
    return next((str(item[key]) for key in NAMES if key in item), None)


def _whole(parts: Mapping[tuple[str, str | None], Any]) -> dict[str, Any]:
    """The parts put together again; a part that is None was taken out, and its field falls back to its default."""
    whole: dict[str, Any] = {}
    for (field, item), content in parts.items():
        if content is None:
            continue
        if item is None:
            whole[field] = content
        else:
            whole.setdefault(field, []).append(content)
    return whole
