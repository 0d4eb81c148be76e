"""The command line, ``pitchcheck``: ``check``, ``label``, ``statements``, ``transcript``, ``catalogue`` and others.

Exit codes: 0 all well, 1 under the bar that was asked for, 2 the input could not be used (one sentence on standard
error says why).
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from pitchcheck.cli import catalogues, checking, corpus, library, storage
from pitchcheck.cli.coached import labels
from pitchcheck.cli.many import bulk
from pitchcheck.cli.sample import demo
from pitchcheck.cli.schema import schema
from pitchcheck.cli.serving import serve
from pitchcheck.cli.transcripts import transcribe, transcript
from pitchcheck.cli.weekly import digest
from pitchcheck.pitch import InputError

BAD_INPUT = 2


class _OneSentence(TyperGroup):
    """Commands whose bad input ends in one sentence on standard error and exit code 2, never in a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """As typer's, but a wrong option or command is one sentence too, and not a box with the usage above it."""
        try:
            done = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except typer.Abort:
            sys.exit(1)
        except typer.TyperException as wrong:
            if not str(wrong):  # a command without words, whose help has been shown
                sys.exit(BAD_INPUT)
            _refuse(told(wrong))
        return sys.exit(done or 0) if standalone_mode else done

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as refused:
            _refuse(str(refused))
        except OSError as refused:
            if refused.errno == errno.EPIPE:  # whoever reads has heard enough, as with "| head -1"
                raise
            _refuse(_unwritten(refused))


def _refuse(why: str) -> NoReturn:
    typer.secho(why, fg="red" if sys.stderr and sys.stderr.isatty() else None, err=True)
    sys.exit(BAD_INPUT)


def _unwritten(refused: OSError) -> str:
    """What the machine would not do, with the file where it names one; a full disk is met wherever something is put."""
    what = f"{refused.filename} cannot be used" if refused.filename else "The output could not be written"
    return f"{what}: {refused.strerror or refused}. Check the disk, and who may write there."


def told(wrong: Any) -> str:
    """What is wrong in a command line, in one sentence, with the command that shows how it goes."""
    said = " ".join(wrong.format_message().split())
    for theirs, ours in (("Invalid value for ", ""), ("Value error, ", ""), (". Did you mean ", ", perhaps ")):
        said = said.replace(theirs, ours)
    command = wrong.ctx.command_path.replace("python -m ", "")
    return f"{said[:1].upper()}{said[1:].rstrip('.?')}; “{command} --help” shows how it goes."


app = typer.Typer(
    cls=_OneSentence,
    name="pitchcheck",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Reads a sales pitch against what the prospect said, and shows what they would subtract.",
    epilog="Start with: `pitchcheck check pitch.txt --profile dana.yaml`",
)
PITCH, JUDGE, KEPT = "Before a call", "The judge over files", "What is kept"
app.command("app", rich_help_panel=PITCH)(serve)
app.command("check", rich_help_panel=PITCH)(checking.check)
app.command("transcript", rich_help_panel=PITCH)(transcript)
app.command("transcribe", rich_help_panel=PITCH)(transcribe)
app.command("bulk", rich_help_panel=PITCH)(bulk)
app.add_typer(catalogues.app, name="catalogue", rich_help_panel=PITCH)
app.add_typer(library.app, name="library", rich_help_panel=PITCH)
app.command("label", rich_help_panel=JUDGE)(corpus.label)
app.command("statements", rich_help_panel=JUDGE)(corpus.statements)
app.command("schema", rich_help_panel=JUDGE)(schema)
app.command("labels", rich_help_panel=JUDGE)(labels)
app.add_typer(storage.app, name="db", rich_help_panel=KEPT)
app.command("export", rich_help_panel=KEPT)(storage.export)
app.command("import", rich_help_panel=KEPT)(storage.bring_in)
app.command("retention", rich_help_panel=KEPT)(storage.retention)
app.command("digest", rich_help_panel=KEPT)(digest)
app.command("demo", rich_help_panel=KEPT)(demo)
app.command("settings", rich_help_panel=KEPT)(storage.settings)


def main() -> None:
    """The ``pitchcheck`` command."""
    app()
