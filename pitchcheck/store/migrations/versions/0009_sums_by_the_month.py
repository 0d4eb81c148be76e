"""Sums by the month of what counts for a team's figures, so that years are read as quickly as weeks.

The database itself keeps them in step, in whatever transaction a review comes, changes or goes, by whatever way: a
trigger cannot be forgotten by who writes the next one. They are whole numbers, so that what was added is taken away
again without a trace. A step that rebuilds the table of reviews on SQLite must make the triggers again.
"""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = {
    "month_sums": ("month", "owner_id", "kind"),
    "month_product_sums": ("month", "owner_id", "kind", "product", "stage"),
}
"""Each table's key. The one that tells products and stages apart is many times the size of the one that does not."""
SUMS = (
    "pitches", "relevance", "squares", "seconds", "seconds_squared", "seconds_relevance", "focus", "coverage",
)  # fmt: skip
WHOLE = 100_000
"""Points and shares are counted in hundred-thousandths."""
COUNTED = "{0}relevance IS NOT NULL AND ({0}kind = 'recording' OR {0}shared_at IS NOT NULL)"


def upgrade() -> None:
    """The tables, the triggers, and what is there already.

    In this order: from its triggers on, PostgreSQL has the reviews to itself, so that nothing another process saves
    meanwhile is missed.
    """
    embedded = op.get_bind().dialect.name == "sqlite"
    texts = {"owner_id": sa.String(64), "kind": sa.String(16), "product": sa.Text(), "stage": sa.String(32)}
    for table, key in TABLES.items():
        op.create_table(
            table,
            *(sa.Column(name, texts.get(name, sa.Date()), nullable=False) for name in key),
            *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS),
            sa.ForeignKeyConstraint(
                ["owner_id"], ["people.id"], name=f"fk_{table}_owner_id_people", ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
        )
    for command in _sqlite() if embedded else _postgresql():
        op.get_bind().exec_driver_sql(command)
    for table, key in TABLES.items():
        op.get_bind().exec_driver_sql(f"INSERT INTO {table} {_columns(key)} {_summed(key, 'reviews', embedded)}")


def _list(names: Iterable[str], form: str = "{0}", between: str = ", ") -> str:
    return between.join(form.format(name) for name in names)


def _terms(row: str, embedded: bool) -> dict[str, str]:
    """What one review is counted under, and what it adds; ``row`` is "", "new." or "old."."""
    if embedded:
        month = f"date({row}at, 'start of month')"
        seconds = f"(CAST(strftime('%s', {row}at) AS INTEGER) - CAST(strftime('%s', {month}) AS INTEGER))"
    else:
        month = f"CAST(date_trunc('month', {row}at AT TIME ZONE 'UTC') AS DATE)"
        seconds = f"CAST(floor(date_part('epoch', {row}at)) - date_part('epoch', {month}) AS BIGINT)"
    points = f"CAST(round({row}relevance * {WHOLE}) AS BIGINT)"
    shares = {name: f"CAST(round(coalesce({row}{name}, 0) * {WHOLE}) AS BIGINT)" for name in ("focus", "coverage")}
    return {
        "owner_id": f"{row}owner_id",
        "month": month,
        "kind": f"{row}kind",
        "product": f"coalesce({row}product, '')",
        "stage": f"coalesce({row}stage, '')",
        "pitches": "1",
        "relevance": points,
        "squares": f"{points} * {points}",
        "seconds": seconds,
        "seconds_squared": f"{seconds} * {seconds}",
        "seconds_relevance": f"{seconds} * {points}",
        **shares,
    }


def _columns(key: tuple[str, ...]) -> str:
    return f"({_list(key + SUMS)})"


def _summed(key: tuple[str, ...], table: str, embedded: bool) -> str:
    """Those reviews' sums by the month, in the order of their keys: two at once then never wait for each other."""
    terms = _terms("", embedded)
    shown = _list([f"{terms[name]} AS {name}" for name in key] + [f"sum({terms[name]}) AS {name}" for name in SUMS])
    places = _list(str(n + 1) for n in range(len(key)))
    return f"SELECT {shown} FROM {table} WHERE {COUNTED.format('')} GROUP BY {places} ORDER BY {places}"  # noqa: S608


def _add(table: str, key: tuple[str, ...]) -> str:
    """What is done with sums that are there already."""
    return f"ON CONFLICT ({_list(key)}) DO UPDATE SET {_list(SUMS, f'{{0}} = {table}.{{0}} + excluded.{{0}}')}"


def _sqlite() -> Iterator[str]:
    """A trigger sees one row; what changes is added as it is now, and then taken away as it was."""
    new, old = _terms("new.", embedded=True), _terms("old.", embedded=True)
    add = take = ""
    for table, key in TABLES.items():
        values = _list(new[name] for name in key + SUMS)
        add += (
            f"INSERT INTO {table} {_columns(key)} SELECT {values} WHERE {COUNTED.format('new.')} {_add(table, key)}; "
        )
        at = _list((f"{name} = {old[name]}" for name in key), between=" AND ")
        less = _list(f"{name} = {name} - {old[name]}" for name in SUMS)
        take += f"UPDATE {table} SET {less} WHERE {COUNTED.format('old.')} AND {at}; "  # noqa: S608
        take += f"DELETE FROM {table} WHERE pitches = 0 AND {at}; "  # noqa: S608
    for event, commands in (("insert", add), ("update", add + take), ("delete", take)):
        yield f"CREATE TRIGGER month_sums_{event} AFTER {event} ON reviews BEGIN {commands} END"


def _postgresql() -> Iterator[str]:
    """A trigger sees all the rows of one statement."""
    add = take = ""
    for table, key in TABLES.items():
        new, old = (_summed(key, rows, embedded=False) for rows in ("new_reviews", "old_reviews"))
        add += f"INSERT INTO {table} {_columns(key)} {new} {_add(table, key)}; "
        at = _list(key, f"{table}.{{0}} = gone.{{0}}", " AND ")
        less = _list(SUMS, f"{{0}} = {table}.{{0}} - gone.{{0}}")
        take += f"UPDATE {table} SET {less} FROM ({old}) gone WHERE {at}; "  # noqa: S608
        take += f"DELETE FROM {table} USING ({old}) gone WHERE {at} AND {table}.pitches = 0; "  # noqa: S608
    yield f"""
        CREATE FUNCTION sum_by_the_month() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'DELETE' THEN {add} END IF;
            IF TG_OP <> 'INSERT' THEN {take} END IF;
            RETURN NULL;
        END $$"""
    tables = {
        "insert": "NEW TABLE AS new_reviews",
        "update": "OLD TABLE AS old_reviews NEW TABLE AS new_reviews",
        "delete": "OLD TABLE AS old_reviews",
    }
    for event, seen in tables.items():
        yield (
            f"CREATE TRIGGER month_sums_{event} AFTER {event} ON reviews REFERENCING {seen}"
            " FOR EACH STATEMENT EXECUTE FUNCTION sum_by_the_month()"
        )
