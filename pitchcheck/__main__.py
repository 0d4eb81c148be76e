"""``python -m pitchcheck`` is the ``pitchcheck`` command."""

from pitchcheck.cli import main

main()
