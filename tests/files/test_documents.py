"""Pitch files: what a rep uploads is read, and what cannot be read gets one sentence."""

import io
import re
import textwrap
import zipfile
from email.message import EmailMessage
from functools import cache

import docx
import pptx
import pypdf
import pytest
from docx.oxml import OxmlElement
from docx.shared import Pt, RGBColor
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx.util import Inches

from pitchcheck.files import MAX_CHARACTERS, MAX_FILE, pitch_from_text, read_pitch
from pitchcheck.pitch import InputError
from tests.clock import seconds

SPEECH = "We move your open jobs over for you. Your old system keeps running."


SLIDE = (
    "What you get with us",
    "Every van on one live map",
    "Sixty ready-made reports",
    "Single sign-on for the office",
    "A mobile app",
)
WIDE_SLIDE = (
    "Every van on one live map, for the whole office",
    "60 reports that are made before you come in",
    "Single sign-on for dispatchers and drivers",
)
PROSE = (
    "We move your open jobs over for you on a Saturday, and your old system keeps running beside it until Dana and "
    "Marcus say stop, so that on Monday morning nobody at Larkfield has to look for anything. The drivers get a text "
    "with the address and the gate code, and the office sees on the map who is late before the customer rings."
)
PROSE_IN_GERMAN = (
    "Wir übernehmen Ihre offenen Aufträge am Samstag, und Ihr altes System läuft daneben weiter, bis Ihre Werkstatt "
    "und die Leitung im Büro sagen, dass es genug ist, damit am Montag niemand nach seinen Terminen suchen muss. Die "
    "Fahrer bekommen die Anschrift auf ihr Telefon, und das Büro sieht auf der Karte, wer sich verspäten wird."
)


def refusal(data: bytes, name: str) -> str:
    """The one sentence a file is refused with."""
    with pytest.raises(InputError) as refused:
        read_pitch(data, name)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert name in sentence
    return sentence


def word(*paragraphs: str, style: str | None = None) -> bytes:
    """A Word file of these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph, style=style)
    return saved(document)


WHITE = RGBColor(0xFF, 0xFF, 0xFF)


def saved(document) -> bytes:
    """The bytes a document is saved as."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines."""
    document = FPDF()
    document.set_font("helvetica", size=12)
    document.add_page()
    for line in lines:
        document.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


def rewritten(data: bytes, member: str, content: bytes) -> bytes:
    """The archive with one member's content replaced, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
        new.writestr(member, content)
    return out.getvalue()


class TestText:
    """Text files."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
    def test_any_encoding(self, encoding):
        """The file a rep saved on any machine comes out with its pound signs and quotes."""
        text = "It’s £40 a month — no “contract”, Señor García."
        assert read_pitch(text.encode(encoding), "pitch.txt").text == text

    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            ("Мы теряем два дня в месяц на сверку счетов, и это нас убивает.", "cp1251"),
            ("每个月我们要花两天时间来核对账单，真的很累。", "gb18030"),
        ],
    )
    def test_encoding_of_other_scripts_is_detected(self, text, encoding):
        """Text in no Unicode encoding and no Western one is detected."""
        assert read_pitch(text.encode(encoding), "pitch.txt").text == text

    @given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
    def test_utf16_without_a_mark_is_the_same_text(self, text):
        """Where it has as much ASCII as English has, whatever else stands in it."""
        whole = f"{text} {'We lose two days a month. ' * len(text)}We lose them."
        for encoding in ("utf-16-le", "utf-16-be"):
            assert read_pitch(whole.encode(encoding), "pitch.txt").text == whole

    @pytest.mark.parametrize(
        "data", [b"\x01\0\x02\0 \0a\0" * 20, b"a\0b\0c\0\0\0" * 20, b"a\0\0\0b\0\0\0" * 20, b"\0a\0b\0"]
    )
    def test_zeros_alone_make_no_text(self, data):
        """A sound's samples, a program's tables, wider letters, half a letter."""
        assert "not a text file" in refusal(data + b"\0" * (len(data) % 2 + (data[0] == 0)), "pitch.txt")

    def test_line_ends_become_newlines_and_nothing_else_changes(self):
        """Windows and old Mac line ends are read as newlines; tabs, emoji and right-to-left text stay."""
        assert read_pitch("a\r\nb\rc\n\t😀 שלום \n".encode(), "pitch.md").text == "a\nb\nc\n\t😀 שלום \n"

    @given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
    def test_every_text_is_kept(self, text):
        """Any text in UTF-8 is the pitch's text, character for character, or is said to be empty."""
        if not text.strip() or text.startswith("\ufeff"):
            return
        assert read_pitch(text.encode(), "pitch.txt").text == text

    def test_title_is_the_name_without_its_ending(self):
        """A take needs a name: the file's."""
        assert read_pitch(b"Hello there.", "Demo for Dana.txt").title == "Demo for Dana"

    @pytest.mark.parametrize("data", [b"", b"  \n\t ", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
    def test_empty(self, data):
        """Nothing, or nothing but space, is said to be empty."""
        assert "empty" in refusal(data, "pitch.txt")

    @pytest.mark.parametrize(
        "data", [b"WEBVTT\n\n00:01.0 --> 00:02.0\nHi", b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHi"]
    )
    def test_a_transcript_is_no_pitch(self, data):
        """The prospect's words are never judged as if the rep had said them."""
        assert "everybody's words" in refusal(data, "call.txt")

    def test_two_megabytes_of_text(self):
        """The limit is named in the refusal."""
        assert f"the limit is {MAX_CHARACTERS:,}" in refusal(b"word " * 400_000, "pitch.txt")

    def test_far_too_much_is_refused_unread(self):
        """Where the bytes alone say that it is too long, they are not decoded."""
        assert "more than 500,000" in refusal(b"\xff" * 2_000_001, "pitch.txt")

    def test_a_file_over_the_limit_is_not_even_opened(self):
        """The size of a file is bounded before anything reads it."""
        assert "limit is 50 MB" in refusal(b"x" * (MAX_FILE + 1), "deck.pptx")

    @pytest.mark.parametrize(
        "data",
        [
            bytes(range(256)) * 4,
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
            b"RIFF\x24\x08\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00",
            b"plain and then \x00 a zero byte",
            b"\xff\xfe\x00",
            b"\xff\x00",
            b"\x1b[31mred",
        ],
    )
    def test_binary_named_txt(self, data):
        """A picture, a recording or any bytes named .txt are not taken for words."""
        assert "text" in refusal(data, "pitch.txt")

    def test_words_that_start_like_a_program_are_words(self):
        """Only binary content is refused for its first letters: RIFF, MZ and ID3 may begin a sentence."""
        for text in ("MZ-80 owners love it.", "RIFF on this.", "ID3 is a tag."):
            assert read_pitch(text.encode(), "pitch.txt").text == text


class TestTyped:
    """What is typed or pasted."""

    def test_typed_text_is_kept_exactly(self):
        """What somebody types is the text, line ends and all, so that marks fall on their very words."""
        assert pitch_from_text("  One.\r\nTwo. ").text == "  One.\r\nTwo. "

    @pytest.mark.parametrize("text", ["", " \n"])
    def test_empty(self, text):
        """An empty box is said to be empty."""
        with pytest.raises(InputError, match="is empty"):
            pitch_from_text(text)

    def test_half_an_emoji(self):
        """A lone surrogate, which no file can hold, is refused in a sentence."""
        with pytest.raises(InputError, match="broken character"):
            pitch_from_text("Hello \ud83d there")


class TestWord:
    """Word files."""

    def test_paragraphs_lists_and_tables_in_order(self):
        """The words come in the order a reader of the document meets them; list items keep a dash."""
        document = docx.Document()
        document.add_heading("Why now")
        document.add_paragraph("We move your jobs over.", style="List Bullet")
        document.add_table(1, 2).rows[0].cells[1].text = "Side by side"
        document.add_paragraph("That’s it. 😀 שלום")
        text = read_pitch(saved(document), "pitch.docx").text
        assert [line for line in text.split("\n") if line] == [
            "Why now",
            "- We move your jobs over.",
            "Side by side",
            "That’s it. 😀 שלום",
        ]

    def test_words_that_nobody_sees_are_left_out(self):
        """Hidden, white on white or in letters of a point: nobody says them, and no judge reads them."""
        document = docx.Document()
        paragraph = document.add_paragraph("We move your open jobs")
        for hide in ("hidden", "white", "tiny"):
            font = paragraph.add_run(" and every claim is tied").font
            font.hidden = hide == "hidden" or None
            font.color.rgb = WHITE if hide == "white" else None
            font.size = Pt(1) if hide == "tiny" else None
        paragraph.add_run(" over for you.")
        assert read_pitch(saved(document), "pitch.docx").text == "We move your open jobs over for you."

    @pytest.mark.parametrize(
        "where", ["in a table", "highlighted", "shaded", "in a shaded paragraph", "on a dark page"]
    )
    def test_white_words_on_a_colour_are_read(self, where):
        """White is a colour to write in where something dark is behind it."""
        document = docx.Document()
        table = document.add_table(rows=1, cols=1)
        paragraph = table.cell(0, 0).paragraphs[0] if where == "in a table" else document.add_paragraph()
        run = paragraph.add_run(SPEECH)
        run.font.color.rgb = WHITE
        if where == "highlighted":
            run.font.highlight_color = 1
        elif where == "shaded":
            run._r.rPr.append(OxmlElement("w:shd"))
        elif where == "in a shaded paragraph":
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:shd"))
        elif where == "on a dark page":
            document.element.insert(0, OxmlElement("w:background"))
        assert SPEECH in read_pitch(saved(document), "pitch.docx").text

    def test_inserted_words_count_and_deleted_ones_do_not(self):
        """With tracked changes the pitch is what it says once they are accepted."""
        document = docx.Document()
        paragraph = document.add_paragraph("We move ")
        for tag, text_tag, words in (("w:ins", "w:t", "every job"), ("w:del", "w:delText", "some jobs")):
            change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
            text.text = words
            run.append(text)
            change.append(run)
            paragraph._p.append(change)
        assert read_pitch(saved(document), "pitch.docx").text == "We move every job"

    def test_line_break_and_tab(self):
        """A line break in a paragraph is a newline."""
        document = docx.Document()
        document.add_paragraph("One\nTwo\tThree")
        assert read_pitch(saved(document), "pitch.docx").text == "One\nTwo\tThree"

    def test_text_box_is_read_once(self):
        """Word keeps a text box twice; its words are taken once."""
        document = docx.Document()
        paragraph = document.add_paragraph()
        run = OxmlElement("w:r")
        alternate = run.makeelement("{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent", {})
        for part in ("Choice", "Fallback"):
            box = alternate.makeelement(f"{{http://schemas.openxmlformats.org/markup-compatibility/2006}}{part}", {})
            inner, inner_run, text = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:t")
            text.text = "In the box"
            inner_run.append(text)
            inner.append(inner_run)
            box.append(inner)
            alternate.append(box)
        run.append(alternate)
        paragraph._p.append(run)
        assert read_pitch(saved(document), "pitch.docx").text == "In the box"

    def test_kind_is_found_from_content(self):
        """A Word file is read whatever it is called."""
        assert read_pitch(word(SPEECH), "pitch.txt").text == SPEECH

    def test_without_words(self):
        """An empty document says so."""
        assert "no text in it" in refusal(word(""), "pitch.docx")

    @pytest.mark.parametrize("data", [b"hello", b"PK\x03\x04hello", word(SPEECH)[:-200], b"\x00\x01\x02"])
    def test_not_one(self, data):
        """A .docx that is not one, or half of one, says so."""
        assert "save" in refusal(data, "pitch.docx")

    def test_locked_with_a_password(self):
        """A locked Word file is an old container with the document hidden in it."""
        assert "password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "pitch.docx")

    def test_other_archives(self):
        """A spreadsheet, an OpenDocument file and a plain archive are named for what they are."""
        empty = io.BytesIO()
        with zipfile.ZipFile(empty, "w") as archive:
            archive.writestr("a.txt", "a")
        assert "archive" in refusal(empty.getvalue(), "pitch.zip")
        assert "Excel" in refusal(rewritten(empty.getvalue(), "xl/workbook.xml", b"<a/>"), "pitch.xlsx")
        assert "OpenDocument" in refusal(rewritten(empty.getvalue(), "mimetype", b"x"), "pitch.odt")


class TestHostileArchives:
    """Office files made to harm."""

    def test_zip_bomb(self):
        """Half a megabyte that unpacks to four hundred times as much is refused without being unpacked."""
        bomb = rewritten(word(SPEECH), "word/media/image1.bin", bytes(210_000_000))
        assert len(bomb) < 500_000

        def refused():
            assert "unpacks to far more" in refusal(bomb, "pitch.docx")

        def unpacked():
            with zipfile.ZipFile(io.BytesIO(bomb)) as archive, archive.open("word/media/image1.bin") as inside:
                while inside.read(1_000_000):
                    pass

        assert 5 * seconds(refused) < seconds(unpacked)

    def test_bomb_of_markup(self):
        """Markup has a lower limit, because a parser needs many times its size."""
        bomb = rewritten(word(SPEECH), "word/document.xml", b"<a>" + b" " * 21_000_000 + b"</a>")
        assert "unpacks to far more" in refusal(bomb, "pitch.docx")

    def test_archive_that_lies_about_its_sizes(self):
        """A member that unpacks to more than it says is caught by unpacking in steps."""
        honest = rewritten(word(SPEECH), "word/media/image1.bin", bytes(1_000_000))
        size = (1_000_000).to_bytes(4, "little")
        lying = honest.replace(size, (10).to_bytes(4, "little"))
        assert lying != honest
        assert "damaged" in refusal(lying, "pitch.docx")

    @pytest.mark.parametrize(
        "markup",
        [
            b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            b'<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>',
        ],
    )
    def test_entities(self, markup):
        """Entity bombs and outside files are refused before the document is parsed."""
        assert "XML definitions" in refusal(rewritten(word(SPEECH), "word/document.xml", markup), "pitch.docx")

    def test_thousands_of_members(self):
        """The number of parts is bounded too."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for i in range(5_001):
                archive.writestr(f"{i}", b"")
        assert "unpacks to far more" in refusal(out.getvalue(), "pitch.docx")


class TestSlides:
    """PowerPoint files."""

    def test_slides_top_down_with_speaker_notes(self):
        """Each slide gives its title, its other shapes from the top down, and what the rep says over it."""
        deck = pptx.Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = "Moving is our job"
        for top, words in ((5, "Below"), (3, "Above")):
            slide.shapes.add_textbox(Inches(1), Inches(top), Inches(3), Inches(1)).text_frame.text = words
        slide.notes_slide.notes_text_frame.text = "Say: your old system keeps running."
        table = slide.shapes.add_table(1, 2, Inches(1), Inches(6), Inches(3), Inches(1)).table
        table.cell(0, 0).text, table.cell(0, 1).text = "Price", "18,000"
        assert read_pitch(saved(deck), "deck.pptx").text == (
            "Moving is our job\n\nAbove\nBelow\nPrice | 18,000\n\nSay: your old system keeps running."
        )

    def test_a_title_over_two_lines_is_one(self):
        """A line broken by hand stands in the file as a vertical tab, and between two words."""
        deck = pptx.Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = "Stop typing\vSee every van"
        assert read_pitch(saved(deck), "deck.pptx").text == "Stop typing See every van"

    def test_date_footer_and_number_are_not_said(self):
        """They stand on every slide, and nobody says them."""
        deck = pptx.Presentation()
        layout = deck.slide_layouts[1]
        slide = deck.slides.add_slide(layout)
        slide.shapes.title.text, slide.placeholders[1].text = "Why now", "You stop typing."
        for placeholder in list(layout.placeholders)[2:]:
            slide.shapes.clone_placeholder(placeholder)
            slide.placeholders[placeholder.placeholder_format.idx].text = "Acme - Confidential - 1"
        assert len(slide.placeholders) == 5
        assert read_pitch(saved(deck), "deck.pptx").text == "Why now\n\nYou stop typing."

    @pytest.mark.parametrize(
        ("title", "shown"),
        [
            ("PowerPoint Presentation", "Demo for Dana"),
            ("PowerPoint-Präsentation", "Demo for Dana"),
            ("Presentazione standard di PowerPoint", "Demo for Dana"),
            ("Microsoft PowerPoint - old.pptx", "Demo for Dana"),
            (" \n", "Demo for Dana"),
            ("Why presentations fail in PowerPoint", "Why presentations fail in PowerPoint"),
            ("Dispatch  in\nan hour", "Dispatch in an hour"),
        ],
    )
    def test_the_deck_s_own_title_is_one_that_somebody_wrote(self, title, shown):
        """What PowerPoint puts there by itself says less than the file's name."""
        deck = pptx.Presentation(io.BytesIO(SEEDS["a.pptx"]))
        deck.core_properties.title = title
        assert read_pitch(saved(deck), "Demo for Dana.pptx").title == shown

    def test_hidden_slides_are_left_out(self):
        """What is hidden is not shown, and not said."""
        deck = pptx.Presentation()
        for words, show in (("Said.", "1"), ("Not said.", "0")):
            slide = deck.slides.add_slide(deck.slide_layouts[5])
            slide.shapes.title.text = words
            slide._element.set("show", show)
        assert read_pitch(saved(deck), "deck.pptx").text == "Said."

    def test_bullets_and_groups(self):
        """Several paragraphs of one shape are a list; shapes in a group are read like any other."""
        deck = pptx.Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        group = slide.shapes.add_group_shape()
        group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "One\nTwo"
        assert read_pitch(saved(deck), "deck.pptx").text == "- One\n- Two"

    def test_without_words(self):
        """A deck of pictures says that it has no text."""
        deck = pptx.Presentation()
        deck.slides.add_slide(deck.slide_layouts[6])
        assert "no text on its slides" in refusal(saved(deck), "deck.pptx")


class TestPdf:
    """PDF files."""

    def test_wrapped_lines_are_one_paragraph(self):
        """A paragraph broken by the page's width is joined; a heading and a list stay on their lines."""
        text = read_pitch(
            pdf(
                "Why now",
                "We move all your open jobs over for you, and your old system keeps",
                "running beside it until you say stop.",
                "- one map",
                "- one call",
            ),
            "pitch.pdf",
        ).text
        assert text == (
            "Why now\nWe move all your open jobs over for you, and your old system keeps running beside it until you "
            "say stop.\n- one map\n- one call"
        )

    @pytest.mark.parametrize("lines", [SLIDE, [line.lower() for line in SLIDE], WIDE_SLIDE])
    def test_lines_of_a_slide_stay_apart(self, lines):
        """Printed from slides, short lines and long ones are each a point of its own."""
        assert read_pitch(pdf(*lines), "deck.pdf").text.split("\n") == list(lines)

    def test_a_point_over_two_lines_is_one(self):
        """On a slide too: it goes on in small letters."""
        lines = ("See every van on one live map, updated every", "ten seconds", *WIDE_SLIDE)
        assert read_pitch(pdf(*lines), "deck.pdf").text.split("\n") == [" ".join(lines[:2]), *WIDE_SLIDE]

    def test_a_sentence_whose_last_line_begins_with_a_name_is_one(self):
        """Of one or two joints on a page no share is taken: QuickBooks and Monday begin no point of their own."""
        lines = (
            "our platform sends every quote straight into",
            "QuickBooks without anybody typing it twice.",
            "It plans the vans for your whole team every",
            "Monday morning before the first call comes in.",
        )
        text = read_pitch(pdf(*lines), "pitch.pdf").text
        assert text.split("\n") == [" ".join(lines[:2]), " ".join(lines[2:])]

    @pytest.mark.parametrize(
        ("prose", "width"),
        [(PROSE, 35), (PROSE, 45), (PROSE, 72), (PROSE_IN_GERMAN, 45), (PROSE_IN_GERMAN, 60), (PROSE_IN_GERMAN, 72)],
    )
    def test_a_narrow_column_is_prose(self, prose, width):
        """Whatever its width, and however many names and nouns begin a line with a capital."""
        assert read_pitch(pdf(*textwrap.wrap(prose, width)), "pitch.pdf").text == prose

    def test_locked_with_a_password(self):
        """An encrypted PDF says so."""
        assert "password" in refusal(encrypted_pdf("secret"), "pitch.pdf")

    def test_protected_against_changes_only(self):
        """A PDF that anybody may open but not change is read."""
        assert read_pitch(encrypted_pdf(""), "pitch.pdf").text == SPEECH

    def test_scanned(self):
        """Pages that are pictures have no text, and the way out is named."""
        assert "text recognition" in refusal(pdf(), "scan.pdf")

    def test_too_many_pages(self):
        """A book is not a pitch."""
        writer = pypdf.PdfWriter()
        for _ in range(301):
            writer.add_blank_page(100, 100)
        assert "the limit is 300" in refusal(saved_pdf(writer), "book.pdf")

    def test_huge_page(self):
        """A page with megabytes of drawing commands is refused before it is read."""
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(SPEECH)))
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(b"0 0 m 1 1 l S " * 300_000)
        writer.pages[0][pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
        assert "too crowded" in refusal(saved_pdf(writer), "pitch.pdf")

    def test_a_bomb_of_compressed_drawing(self):
        """A page that unpacks to gigabytes is refused."""
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(SPEECH)))
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(b" " * 90_000_000)
        writer.pages[0][pypdf.generic.NameObject("/Contents")] = writer._add_object(stream.flate_encode())
        data = saved_pdf(writer)
        assert len(data) < 200_000
        refusal(data, "pitch.pdf")

    def test_damaged(self):
        """Half a PDF says that it is damaged."""
        assert "damaged" in refusal(b"%PDF-1.7\nnothing more", "pitch.pdf")


def encrypted_pdf(password: str) -> bytes:
    """A PDF that opens with this password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(SPEECH)))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")  # noqa: S106
    return saved_pdf(writer)


def saved_pdf(writer: pypdf.PdfWriter) -> bytes:
    """The bytes a PDF is saved as."""
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def mail(plain: str | None = None, html: str | None = None, **parameters: str) -> bytes:
    """An e-mail with these bodies and an attachment."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "rep@example.com", "dana@example.com", "Dispatchwell für Sie"
    message["Message-ID"] = "<1@example.com>"
    if plain is not None:
        message.set_content(plain, params=parameters)
    if html is not None:
        (message.add_alternative if plain is not None else message.set_content)(html, subtype="html")
    message.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="deck.bin")
    return bytes(message)


def mixed(*parts: EmailMessage) -> bytes:
    """An e-mail of these parts, one after the other."""
    message = EmailMessage()
    message["Message-ID"] = "<1@example.com>"
    message.make_mixed()
    for part in parts:
        message.attach(part)
    return bytes(message)


class TestEmail:
    """E-mails."""

    def test_body_and_subject(self):
        """The body is the pitch and the subject its title; headers and attachments are neither."""
        pitch = read_pitch(mail("Hi Dana,\n\nWe move it all over. €5.\n\n-- \nKim\n"), "pitch.eml")
        assert pitch.title == "Dispatchwell für Sie"
        assert pitch.text.strip() == "Hi Dana,\n\nWe move it all over. €5.\n\n-- \nKim"

    def test_wrapped_lines_are_joined(self):
        """A mail wrapped at 72 characters reads as the paragraphs it was written in."""
        plain = (
            "We move all your open jobs over for you, and your old system keeps\n"
            "running beside it until you say stop.\n\n- one map\n- one call\n"
        )
        joined = plain.replace("keeps\nrunning", "keeps running")
        assert read_pitch(mail(plain), "a.eml").text.strip() == joined.strip()

    @pytest.mark.parametrize("width", [45, 72, 76])
    def test_at_any_width(self, width):
        """The program that sent it may have been told otherwise."""
        assert read_pitch(mail(textwrap.fill(PROSE, width)), "a.eml").text.strip() == PROSE

    def test_short_lines_are_kept(self):
        """Somebody who writes line by line means each of them."""
        plain = "\n".join(["Hi Dana", "What you get with us:", *SLIDE, "Best, Kim"])
        assert read_pitch(mail(plain), "a.eml").text.strip() == plain

    def test_flowed(self):
        """format=flowed says itself which lines go on."""
        plain = "We move it \nall over. \n\nBye\n"
        assert read_pitch(mail(plain, format="flowed"), "a.eml").text.split("\n")[0] == "We move it all over. "

    def test_html_only(self):
        """A mail with only HTML gives its words, not its scripts or tags."""
        html = "<style>p{}</style><p>Hi <b>Dana</b>,</p><ul><li>We move it</li></ul><script>alert(1)</script>"
        assert read_pitch(mail(html=html), "a.eml").text == "Hi Dana,\n\n- We move it"

    def test_plain_text_is_preferred(self):
        """Where both are there, the plain one has the fewer accidents."""
        assert read_pitch(mail("Plain.", "<p>Rich.</p>"), "a.eml").text.strip() == "Plain."

    def test_a_blank_plain_text_gives_way(self):
        """Some programs send an empty plain text beside the mail that they show."""
        assert read_pitch(mail(" \n\n", "<p>We move it.</p>"), "a.eml").text == "We move it."

    def test_words_around_a_picture(self):
        """Apple Mail makes a text of what stands before a picture, and one of what stands after it."""
        before, picture, after = (EmailMessage() for _ in range(3))
        before.set_content("Hi Dana,\n\nthis is the map.\n")
        picture.set_content(b"\x89PNG", maintype="image", subtype="png", disposition="inline", filename="map.png")
        after.set_content("We move it all over.\n")
        assert read_pitch(mixed(before, picture, after), "a.eml").text == (
            "Hi Dana,\n\nthis is the map.\n\nWe move it all over."
        )

    def test_a_text_beside_the_mail_is_an_attachment(self):
        """A file is one also where it is shown; the same words once more in HTML are not said twice."""
        words, again, file = (EmailMessage() for _ in range(3))
        words.set_content("We move it all over.")
        again.set_content("<p>We move it all over.</p>", subtype="html")
        file.set_content("id,name", disposition="inline", filename="jobs.txt")
        assert read_pitch(mixed(words, again, file), "a.eml").text == "We move it all over."

    def test_many_texts_that_are_too_long_together(self):
        """However many parts it is cut into, a mail has a limit."""
        parts = [EmailMessage() for _ in range(5)]
        for part in parts:
            part.set_content("<p></p>" * 700_000, subtype="html", cte="7bit")
        assert "too long" in refusal(mixed(*parts), "a.eml")

    def test_named_otherwise(self):
        """An e-mail saved as .txt is known by its headers."""
        assert read_pitch(mail("Hi Dana."), "a.txt").text.strip() == "Hi Dana."

    def test_text_that_begins_with_a_colon_word_is_text(self):
        """A pitch that starts "Opening: ..." is no e-mail."""
        assert read_pitch(b"Opening: hello.\nWe move it.", "a.txt").text == "Opening: hello.\nWe move it."

    def test_unknown_charset(self):
        """A charset that nobody knows, or the wrong one, is detected instead."""
        for charset in (b"x-klingon", b"us-ascii"):
            data = b"Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=" + charset
            assert read_pitch(data + b"\n\nIt\x92s \xa340.", "a.eml").text == "It’s £40."

    def test_without_words(self):
        """A mail that is only an attachment says so."""
        assert "no text in its body" in refusal(mail(), "a.eml")


SEEDS = {
    "a.docx": word(SPEECH),
    "a.pdf": pdf(SPEECH),
    "a.eml": mail(SPEECH, "<p>Rich</p>"),
    "a.txt": SPEECH.encode(),
}


def _deck() -> bytes:
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = SPEECH
    return saved(deck)


SEEDS["a.pptx"] = _deck()


@settings(max_examples=40)
@given(data=st.data())
def test_broken_markup_never_crashes(data):
    """Markup broken inside a sound archive, which damage from outside hardly reaches, gives words or a sentence."""
    name, member = data.draw(
        st.sampled_from(
            [
                ("a.docx", "word/document.xml"),
                ("a.docx", "word/_rels/document.xml.rels"),
                ("a.docx", "[Content_Types].xml"),
                ("a.pptx", "ppt/presentation.xml"),
                ("a.pptx", "ppt/slides/slide1.xml"),
                ("a.pptx", "ppt/_rels/presentation.xml.rels"),
            ]
        )
    )
    seed = zipfile.ZipFile(io.BytesIO(SEEDS[name])).read(member)
    tags = re.findall(rb"<[^>]*>", seed)
    tag = data.draw(st.sampled_from(tags))
    new = data.draw(
        st.sampled_from([b"", b"<a>", b"<a/>", tag.replace(b'"', b'"-1'), tag * 2, tag.replace(b"w:", b"x:")])
    )
    assert outcome(rewritten(SEEDS[name], member, seed.replace(tag, new, 1)), name)


def outcome(data: bytes, name: str) -> bool:
    """Whether reading gives words, or a refusal of one line; any other error passes through."""
    try:
        return bool(read_pitch(data, name).text.strip())
    except InputError as refused:
        return "\n" not in str(refused)


@cache
def whole(name):
    """Seconds of processor time that the undamaged file takes, once what reads it is imported."""
    return seconds(lambda: read(SEEDS[name], name), times=2)


def read(content, name):
    """A pitch, or a sentence."""
    assert outcome(content, name)


@pytest.mark.parametrize("name", sorted(SEEDS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_files_never_crash(name, data):
    """Bytes changed, cut or put in anywhere give a pitch or a sentence, never another error, and about as soon."""
    seed = SEEDS[name]
    at = data.draw(st.integers(0, len(seed)))
    until = data.draw(st.one_of(st.integers(at, min(len(seed), at + 40)), st.just(len(seed))))
    broken = seed[:at] + data.draw(st.binary(max_size=40)) + seed[until:]
    limit = max(100 * whole(name), 2)  # of a few letters the clock's own steps would be most
    assert seconds(lambda: read(broken, name)) < limit


@given(data=st.binary(max_size=400), name=st.sampled_from(["a.txt", "a.md", "a.docx", "a.pptx", "a.pdf", "a.eml", ""]))
def test_any_bytes_never_crash(data, name):
    """Any bytes under any name give a pitch or a sentence."""
    assert outcome(data, name)


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "{{7*7}}", "=cmd|'/c calc'!A1", "\u202egnp.exe", "😀" * 50]
)
def test_hostile_words_are_only_words(hostile):
    """Markup, formulas and direction marks in a pitch are text like any other."""
    assert read_pitch(hostile.encode(), "a.txt").text == hostile
    assert read_pitch(word(hostile), "a.docx").text == hostile
