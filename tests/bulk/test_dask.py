"""The same work on a Dask cluster: real processes, one of which is killed half-way."""

from __future__ import annotations

from pathlib import Path

import pytest

from pitchcheck.bulk import Progress, Setup, dask
from pitchcheck.pitch import InputError
from tests.bulk.judges import mortal
from tests.bulk.test_bulk import reviewed, sorted_rows, table


@pytest.mark.filterwarnings("ignore")  # distributed's own, of a worker that went without a word, as it was made to
def test_a_dead_worker_loses_nothing(tmp_path: Path) -> None:
    """Two worker processes; one dies of a pitch it reads, once. The rows equal those of a run on this machine."""
    from distributed import LocalCluster

    source = table(tmp_path / "t.csv", 100)
    with source.open("a", encoding="utf-8") as stream:
        stream.write(f"Once we did ONCE {tmp_path / 'mark'},Dana Reyes\n")
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        progress = reviewed(source, tmp_path / "dask", setup=Setup(judge=mortal), pool=dask(address))
    assert (tmp_path / "mark").exists()
    assert progress == Progress(done=101)
    reviewed(source, tmp_path / "here", setup=Setup(judge=mortal))
    assert sorted_rows(tmp_path / "dask") == sorted_rows(tmp_path / "here")


def test_a_scheduler_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence with its address."""
    import distributed

    def refuse(address: str, **options: object) -> None:
        raise OSError("refused")

    monkeypatch.setattr(distributed, "Client", refuse)
    with pytest.raises(InputError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        reviewed(table(tmp_path / "t.csv", 1), tmp_path / "out", pool=dask("tcp://127.0.0.1:1"))
