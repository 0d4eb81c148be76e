"""What people paste and upload, read: pitches, profiles and catalogues.

Everything here takes bytes and a name and gives a value, or raises InputError with one sentence that says what is
wrong, where, and what to do. The kind of a file is found from its content; its name only helps.
"""

from pitchcheck.files.catalogues import (
    Entry,
    catalogue_of_claims,
    catalogue_template,
    read_catalogue,
    read_corpus_catalogues,
    write_catalogue,
)
from pitchcheck.files.content import MAX_CHARACTERS, MAX_FILE
from pitchcheck.files.documents import PITCH_KINDS, pitch_from_text, read_pitch
from pitchcheck.files.profiles import (
    MAX_STATEMENTS,
    Imported,
    profile_template,
    read_profile,
    read_profiles,
    write_profile,
    write_profiles,
)
from pitchcheck.files.structured import Format, Problem, explained

__all__ = [
    "MAX_CHARACTERS",
    "MAX_FILE",
    "MAX_STATEMENTS",
    "PITCH_KINDS",
    "Entry",
    "Format",
    "Imported",
    "Problem",
    "catalogue_of_claims",
    "catalogue_template",
    "explained",
    "pitch_from_text",
    "profile_template",
    "read_catalogue",
    "read_corpus_catalogues",
    "read_pitch",
    "read_profile",
    "read_profiles",
    "write_catalogue",
    "write_profile",
    "write_profiles",
]
