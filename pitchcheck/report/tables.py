"""A data frame → CSV, XLSX, Parquet. Text that a spreadsheet would run as a formula stays text in all of them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pitchcheck.files.structured import neutralised

if TYPE_CHECKING:
    import pandas as pd

WIDEST = 60
"""Characters a column of a workbook is wide at most; longer text wraps."""
LONGEST = 32_767
"""Characters that a cell of a workbook can hold."""


def csv(table: pd.DataFrame) -> bytes:
    """Comma-separated, UTF-8 with a mark that spreadsheets know it by; the index is left out.

    What a spreadsheet would run as a formula is written with an apostrophe before it (OWASP, CSV Injection).
    """
    return _safe(table).to_csv(index=False).encode("utf-8-sig", "replace")


def parquet(table: pd.DataFrame) -> bytes:
    """Apache Parquet, as it is: a notebook runs no formulas. Tuples become lists."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def xlsx(table: pd.DataFrame, name: str = "pitchcheck") -> bytes:
    """A workbook with one sheet: bold head that stays in sight, filters, wrapped text; times without their zone (UTC).

    Text is written as text, never as a formula, a link or a number.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(name)
        bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
        for at, column in enumerate(table.columns):
            values = [_cell(value) for value in table[column]]
            sheet.write_string(0, at, str(column), bold)
            sheet.set_column(at, at, _width(str(column), values))
            for row, value in enumerate(values, 1):
                if isinstance(value, str):
                    sheet.write_string(row, at, value, plain)
                elif value is not None:
                    sheet.write(row, at, value, day if hasattr(value, "year") else plain)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(table)), max(0, len(table.columns) - 1))
    return buffer.getvalue()


def _safe(table: pd.DataFrame) -> pd.DataFrame:
    """The same with every text neutralised, the names of columns too."""
    cells = table.map(lambda value: neutralised(_text(value)) if isinstance(value, str | tuple | list) else value)
    return cells.rename(columns=lambda name: neutralised(str(name)))


def _cell(value: Any) -> Any:
    """A value as a workbook can hold it; None for what is missing."""
    import pandas as pd

    if isinstance(value, str | tuple | list):
        return _text(value)[:LONGEST]
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.tz_localize(None).to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def _text(value: Any) -> str:
    """Text on one cell: what holds several things has them on lines of their own."""
    if isinstance(value, str):
        return value
    return "\n".join(" · ".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in value)


def _width(head: str, values: list[Any]) -> int:
    return min(WIDEST, max(len(head), *(len(str(value)) for value in values), 8) + 2) if values else len(head) + 2
