"""How Alembic runs a step: on the connection, and inside the transaction, that the store already opened."""

from typing import Any, Literal

from alembic import context

from pitchcheck.store.tables import Base, Id, Moment, Words


def plainly(kind: str, item: Any, _: object) -> str | Literal[False]:
    """A step names the database's own types, so that a later change of ours leaves old steps as they were."""
    if kind == "type" and isinstance(item, Words):
        return "sa.Text()"
    if kind == "type" and isinstance(item, Id):
        return "sa.String(length=64)"
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=plainly,
    transactional_ddl=True,
)
context.run_migrations()
