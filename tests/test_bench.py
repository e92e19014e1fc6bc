"""The benchmarks run and print their ratios; how large these are is for the reader, never for a test."""

from __future__ import annotations

import pytest

from tests import bench_batch, bench_check


@pytest.mark.slow
def test_the_benchmark_prints_every_ratio_with_its_limit(capsys: pytest.CaptureFixture[str]) -> None:
    bench_check.main(runs=1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines[1:]] == list(bench_check.LIMITS)


@pytest.mark.slow
def test_the_benchmark_of_a_batch_prints_every_figure_with_its_limit(capsys: pytest.CaptureFixture[str]) -> None:
    bench_batch.main(schedules=2_000)
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines[1:]] == list(bench_batch.LIMITS)
