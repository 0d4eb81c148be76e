"""Files: a folder, and an object store (a local S3 server from the ``dev`` extra), keep the same promises."""

from __future__ import annotations

import hashlib
import io
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pitchcheck.settings import Settings
from pitchcheck.store import Missing, Store, StoreError
from pitchcheck.store.files import Files
from pitchcheck.store.transfer import bring_in, export
from tests.store.world import TRANSCRIPT

NUMBERS = itertools.count(1)
SOUND = bytes(range(256)) * 40_000  # ten megabytes: more than one piece of an upload


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """The address of an S3 server on this machine."""
    pytest.importorskip("s3fs", reason="needs s3fs and moto, which pip install .[dev] brings")
    moto = pytest.importorskip("moto.server", reason="needs s3fs and moto, which pip install .[dev] brings")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A new bucket on it, as a setting would name it."""
    import fsspec

    for name, value in (
        ("AWS_ENDPOINT_URL", s3_server),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    name = f"recordings-{next(NUMBERS)}"
    fsspec.filesystem("s3").mkdir(name)
    return f"s3://{name}/pitchcheck"


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """An empty file store of either kind."""
    if request.param == "folder":
        return Files(str(tmp_path / "files"))
    return Files(request.getfixturevalue("bucket"))


def test_a_file_comes_back_to_the_byte(files: Files) -> None:
    """With its length and sha256 as they were counted on the way."""
    written = files.write("recordings/1/audio.wav", io.BytesIO(SOUND))
    assert (written.bytes, written.sha256) == (len(SOUND), hashlib.sha256(SOUND).hexdigest())
    with files.reading("recordings/1/audio.wav") as source:
        assert source.read() == SOUND


def test_an_empty_file_is_a_file(files: Files) -> None:
    """Nothing in it, and there."""
    files.write("recordings/1/audio.wav", io.BytesIO(b""))
    assert files.has("recordings/1/audio.wav")


def test_files_are_listed_and_deleted(files: Files) -> None:
    """Keys as they were written; a file deleted twice is deleted."""
    assert files.keys() == ()
    files.write("recordings/2/audio.wav", io.BytesIO(b"2"))
    files.write("recordings/1/audio.wav", io.BytesIO(b"1"))
    assert files.keys() == ("recordings/1/audio.wav", "recordings/2/audio.wav")
    files.delete("recordings/1/audio.wav")
    files.delete("recordings/1/audio.wav")
    assert files.keys() == ("recordings/2/audio.wav",)
    assert not files.has("recordings/1/audio.wav")


def test_a_file_that_is_gone_is_said(files: Files) -> None:
    """One sentence."""
    with pytest.raises(Missing, match="no longer in the file store"), files.reading("recordings/x/audio.wav"):
        pass


def test_a_key_cannot_lead_out(files: Files) -> None:
    """Neither up nor to the root."""
    for key in ("../secret", "/etc/passwd", "a/../../secret"):
        with pytest.raises(Missing), files.reading(key):
            pass


def test_a_team_s_recordings_in_an_object_store(bucket: str, tmp_path: Path) -> None:
    """Kept, exported, brought back elsewhere, deleted: the whole way through the store."""
    with Store.open(Settings(data_dir=tmp_path, files_url=bucket)) as store:
        kept = store.recordings.save(TRANSCRIPT, "Call", audio=("a.wav", io.BytesIO(SOUND)))
        with store.recordings.audio(kept.id) as source:
            assert source.read() == SOUND
        export(store.database, store.files, tmp_path / "all.zip")
        store.recordings.delete(kept.id)
        assert store.files.keys() == ()
        bring_in(store.database, store.files, tmp_path / "all.zip", replace=True)
        with store.recordings.audio(kept.id) as source:
            assert source.read() == SOUND


def keep_one(tmp_path: Path, url: str) -> None:
    """Try to keep a recording with its file there."""
    with Store.open(Settings(data_dir=tmp_path, files_url=url)) as store:
        try:
            store.recordings.save(TRANSCRIPT, "Call", audio=("a.wav", io.BytesIO(b"x")))
        finally:
            assert store.recordings.all() == ()


def test_an_object_store_that_is_away(tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, nothing half-kept."""
    import fsspec

    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    fsspec.filesystem("s3").clear_instance_cache()
    with pytest.raises(StoreError, match="file store cannot be reached"):
        keep_one(tmp_path, bucket)
    fsspec.filesystem("s3").clear_instance_cache()


def test_a_bucket_that_does_not_exist(tmp_path: Path, bucket: str) -> None:
    """Which setting to look at is in the sentence."""
    with pytest.raises(StoreError, match="Check the setting files_url"):
        keep_one(tmp_path, "s3://no-such-bucket")


def test_an_unknown_kind_of_store_is_said() -> None:
    """The sentence, not fsspec's error."""
    with pytest.raises(StoreError, match="file store"):
        Files("nowhere://x").write("a", io.BytesIO(b""))


def test_a_kind_that_needs_another_package_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is in the sentence."""
    monkeypatch.setitem(sys.modules, "adlfs", None)
    with pytest.raises(StoreError, match=r"needs another package: .*adlfs"):
        Files("az://x").write("a", io.BytesIO(b""))
