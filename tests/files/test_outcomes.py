"""What became of prospects, from tables of several makers."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.files.outcomes import outcomes_template, read_outcomes
from pitchcheck.outcome import OutcomeKind
from pitchcheck.pitch import InputError


def read(text: str):
    """The outcomes in that text."""
    return read_outcomes(text.encode(), "deals.csv")


def test_our_own_columns() -> None:
    """The template reads back: won for less, progress after it, and one that was lost."""
    found = read_outcomes(outcomes_template(), "template.csv")
    assert [line.kind for line in found.lines] == [OutcomeKind.WON, OutcomeKind.PROGRESS, OutcomeKind.LOST]
    assert (found.lines[0].price, found.lines[0].discount, found.lines[0].on) == (4800, 300, dt.date(2026, 3, 1))
    assert found.problems == ()


def test_an_export_of_hubspot() -> None:
    """Deal stages become outcomes; open deals are counted and left; columns that say nothing to us are let be."""
    found = read(
        "Record ID,Deal Name,Deal Stage,Close Date,Amount,Deal owner,Associated Company,Closed Lost Reason\n"
        '1,Larkfield 2026,closedwon,2026-03-01 14:05,"12,000.00",Sam,Larkfield Heating,\n'
        "2,Crumb,Closed Lost,2026-03-09 08:00,4800,Sam,Crumb & Sons,Too early\n"
        "3,Gull,Presentation Scheduled,2026-05-01 08:00,4800,Sam,Gull,\n"
    )
    assert (found.source, found.still_open) == ("HubSpot", 1)
    assert [(line.company, line.kind, line.price, line.reason) for line in found.lines] == [
        ("Larkfield Heating", OutcomeKind.WON, 12000.0, ""),
        ("Crumb & Sons", OutcomeKind.LOST, 4800.0, "Too early"),
    ]


def test_an_export_of_salesforce() -> None:
    """American days, euros with a comma, a discount in per cent of the price."""
    found = read(
        "Opportunity Name;Account Name;Stage;Close Date;Amount;Discount;Loss Reason\n"
        "Renewal;Forno;Closed Won;3/25/2026;€ 5.400,00;10%;\n"
        "First;Elmgrove;Closed Lost;3/4/2026;12000;;Price\n"
    )
    forno, elm = found.lines
    assert found.source == "Salesforce"
    assert (forno.on, forno.price, forno.discount) == (dt.date(2026, 3, 25), 5400.0, 540.0)
    assert (elm.on, elm.reason) == (dt.date(2026, 3, 4), "Price")


def test_a_column_s_name_may_go_over_two_lines() -> None:
    """As spreadsheets wrap it, in quotes: the same table as on one line."""
    found = read('Deal Name,"Deal\nStage","Close\nDate",Notes\nCrumb,Closed Lost,2026-03-09,"a\nb"\n')
    assert (found.source, [line.kind for line in found.lines]) == ("HubSpot", [OutcomeKind.LOST])


@pytest.mark.parametrize("header", ['prospect,"outcome"x,on', 'prospect,outcome,"on', "x" * 200_000])
def test_a_broken_header_is_told_in_a_sentence(header: str) -> None:
    """A quote in the wrong place, one that never ends, a name without end."""
    with pytest.raises(InputError, match=r"deals\.csv"):
        read(f"{header}\nDana,won,2026-03-01\n")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Dana,married,2026-03-01,", "is no outcome"),
        ("Dana,won,soon,", "is no day"),
        ("Dana,won,2026-02-30,", "is no day"),
        ("Dana,won,3/4/2026,", "could be two days"),
        ("Dana,won,3/13/20261,", "is no day"),
        ("Dana,won,2026-03-011,", "is no day"),
        ("Dana,won,2026-03-01,a lot", "is no amount"),
        ("Dana,won,2026-03-01,-5", "less than 0"),
        ("Dana,won,,", "is no day"),
    ],
)
def test_a_bad_row_is_told_and_the_others_stay(row: str, says: str) -> None:
    """Its number as a spreadsheet shows it, and what is wrong with it."""
    found = read(f"prospect,outcome,on,price\nLuis,lost,2026-03-02,\n{row}\n")
    assert [line.prospect for line in found.lines] == ["Luis"]
    (problem,) = found.problems
    assert problem.row == 3
    assert says in str(problem)


def test_days_are_read_as_the_whole_file_has_them() -> None:
    """One day above twelve settles for all whether the month or the day comes first; dots are European."""
    assert [line.on.month for line in read("prospect,outcome,on\nA,won,3/4/2026\nB,won,25/4/2026\n").lines] == [4, 4]
    assert read("prospect,outcome,on\nA,won,3.4.2026\n").lines[0].on == dt.date(2026, 4, 3)


def test_another_table_is_refused_in_a_sentence() -> None:
    """With the columns that it would need."""
    with pytest.raises(InputError, match="no table of outcomes"):
        read("name,phone\nDana,1\n")


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_any_cell_is_read_or_told(outcome: str, day: str, price: str) -> None:
    """Whatever stands in a cell: a line, a problem, or one sentence about the file."""
    cells = ",".join('"' + cell.replace('"', '""') + '"' for cell in (outcome, day, price))
    try:
        found = read_outcomes(f"prospect,outcome,on,price\nDana,{cells}\n".encode("utf-8", "replace"), "x.csv")
    except InputError:
        return
    assert len(found.lines) + len(found.problems) <= 1
