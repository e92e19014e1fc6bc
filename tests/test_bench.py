"""The benchmarks run and print their ratios; how large these are is for the reader, never for a test."""

from __future__ import annotations

import pytest

from tests import bench_check


def test_the_benchmark_of_check_prints_both_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    bench_check.main(runs=1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("check, 26 steps / its imports: ")
    assert lines[2].startswith("check, 400 steps / 26 steps: ")
