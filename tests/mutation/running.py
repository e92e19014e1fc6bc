"""Runs tests against mutants: each in a child of a process that has collected the tests already.

Where a change is within a function that tests call, the child puts the changed code into the function that is there;
where it runs on import, the child imports everything anew, the changed module among it.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import inspect
import json
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import _lru_cache_wrapper, cached_property
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest

from tests.mutation.mutants import ROOT, Mutant, path_of

TESTS = (
    *("amounts", "definitions", "model", "solver", "verbs", "test_examples.py"),
    *("schedules/test_reading.py", "cli/test_check.py", "cli/test_issue_examples.py"),
)
"""Those that are fast and ask for numbers; the others would find little that these do not."""
NOT_THESE = "not reach and not TestCommandLine and not (small_world and (eighths or halves or whole or fewest-cuts))"
"""What tests the tests, and what asks for whole pages."""
EXAMPLES = 50
"""So many at most of each random test, the same ones in every run."""
AT_ONCE = 2
_SECONDS, _TIMES = 4, 10
"""A test may take so many seconds of the processor, and so many times what it takes by itself."""
_MEMORY = 3 << 30
_SURVIVED, _KILLED, _BROKEN = range(3)


class Seen(NamedTuple):
    """What the tests do without any change."""

    seconds: dict[str, float]
    """What each test takes."""
    of_line: dict[str, dict[int, list[str]]]
    """By module and line: the tests that run it."""

    def is_called(self, mutant: Mutant) -> bool:
        """Say whether a test runs a line of the mutant itself; what stands outside of functions runs on import."""
        return mutant.is_inside and bool(self._running(mutant, self._own_lines(mutant)))

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that can notice a mutant, the fastest first."""
        if self.is_called(mutant):
            found = self._running(mutant, self._own_lines(mutant))
        else:  # what is only looked up runs no line of the module: its own tests ask for it
            found = self._running(mutant, self.of_line.get(mutant.module, {}))
            folder = f"tests/{mutant.module.split('.')[1]}/"
            found.update(test for test in self.seconds if test.startswith(folder))
        return sorted(found, key=lambda test: self.seconds[test])

    def _running(self, mutant: Mutant, lines: Iterable[int]) -> set[str]:
        of_line = self.of_line.get(mutant.module, {})
        return {test for line in lines for test in of_line.get(line, ())}

    @staticmethod
    def _own_lines(mutant: Mutant) -> range:
        first, last = mutant.lines
        return range(first, last + 1)


def seen(modules: Iterable[str]) -> Seen:
    """Run all tests once, each half in a child of its own, and note what they take and which lines they run.

    Raises:
        RuntimeError: where a test fails although nothing is changed.
    """
    wanted = sorted(set(modules))

    def half(number: int) -> Callable[[], bool]:
        return lambda: _collected(lambda session: _watch(session, number, wanted, parts[number]))

    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / f"{number}.json" for number in range(AT_ONCE)]
        if any(_in_children(map(half, range(AT_ONCE)))):
            raise RuntimeError("a test fails although nothing is changed")
        found = Seen({}, {module: defaultdict(list) for module in wanted})
        for part in parts:
            seconds, of_line = json.loads(part.read_text(encoding="utf-8"))
            found.seconds.update(seconds)
            for module, lines in of_line.items():
                for line, tests in lines.items():
                    found.of_line[module][int(line)] += tests
    return found


def killed(mutants: Sequence[Mutant], known: Seen, say: Callable[[int, Mutant, bool], None]) -> list[bool]:
    """Return for each mutant whether a test notices it: fails, does not end, or takes too much memory.

    *say* is told each verdict as it comes, with how many there are by then.
    """
    verdicts: dict[int, bool] = {}
    inside = [index for index, mutant in enumerate(mutants) if known.is_called(mutant)]
    outside = [index for index, mutant in enumerate(mutants) if not known.is_called(mutant)]

    def note(indexes: Sequence[int]) -> Callable[[int, bool], None]:
        def one(index: int, is_killed: bool) -> None:
            verdicts[indexes[index]] = is_killed
            say(len(verdicts), mutants[indexes[index]], is_killed)

        return one

    def in_place(session: pytest.Session) -> bool:
        def job(index: int) -> Callable[[], bool]:
            def run() -> bool:
                _put_in_place(mutants[index])
                return _fails(session, known.tests(mutants[index]), known)

            return run

        found = _in_children(map(job, inside), note(inside))
        result.write_text(json.dumps(found), encoding="utf-8")
        return False

    def anew(index: int) -> Callable[[], bool]:
        def run() -> bool:
            sys.meta_path.insert(0, _Changed(mutants[index]))
            return _collected(lambda session: _fails(session, known.tests(mutants[index]), known))

        return run

    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "verdicts.json"
        if inside:
            _in_children([lambda: _collected(in_place)])
            verdicts.update(zip(inside, json.loads(result.read_text(encoding="utf-8")), strict=True))
    _in_children(map(anew, outside), note(outside))
    return [verdicts[index] for index in range(len(mutants))]


def _in_children(jobs: Iterable[Callable[[], bool]], note: Callable[[int, bool], None] | None = None) -> list[bool]:
    """Return what each job returns in a child of its own, `AT_ONCE` at a time; one that is stopped returns true.

    Raises:
        RuntimeError: where a job itself breaks.
    """
    results: dict[int, bool] = {}
    running: dict[int, int] = {}

    def wait() -> None:
        child, status = os.wait()
        index = running.pop(child)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _BROKEN:
            raise RuntimeError("a child of this run broke; what it says stands above")
        results[index] = not os.WIFEXITED(status) or os.WEXITSTATUS(status) == _KILLED
        if note:
            note(index, results[index])

    for index, job in enumerate(jobs):
        if len(running) == AT_ONCE:
            wait()
        sys.stdout.flush()
        if child := os.fork():
            running[child] = index
            continue
        try:
            os._exit(_KILLED if job() else _SURVIVED)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(_BROKEN)
    while running:
        wait()
    return [results[index] for index in range(len(results))]


class _Plugin:
    """Collects the tests with few examples, and has something else done than to run them all."""

    def __init__(self, work: Callable[[pytest.Session], bool]) -> None:
        self._work = work
        self.result = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            print(f"{report.nodeid} fails:\n{report.longreprtext}", file=sys.stderr)

    def pytest_configure(self) -> None:
        from hypothesis import settings

        settings.register_profile("mutation", derandomize=True, database=None, deadline=None, max_examples=EXAMPLES)
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        from hypothesis import settings

        for item in session.items:
            called = getattr(item, "obj", None)
            function: Any = getattr(called, "__func__", called)
            own = getattr(function, "_hypothesis_internal_use_settings", None)
            if own is not None and own.max_examples > EXAMPLES:
                function._hypothesis_internal_use_settings = settings(own, max_examples=EXAMPLES)
        self.result = session.testsfailed > 0 or self._work(session)
        return True


def _collected(work: Callable[[pytest.Session], bool]) -> bool:
    """Collect the tests and return what *work* returns of them; true where they cannot be collected."""
    plugin = _Plugin(work)
    marks = "not slow and not browser and not install and not validators and not spark"
    options = ["-s", "-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts=", "-m", marks]
    gc.disable()
    pytest.main([*options, "-k", NOT_THESE, *(str(ROOT / "tests" / name) for name in TESTS)], plugins=[plugin])
    return plugin.result


def _run(session: pytest.Session, items: Sequence[pytest.Item]) -> Iterable[pytest.Item]:
    """Run *items* in order; yield each when it has passed, and end at the first that fails."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return
        yield item


def _watch(session: pytest.Session, half: int, modules: Sequence[str], part: Path) -> bool:
    """Run one half of the tests and write down what they take and which lines of *modules* they run."""
    import coverage

    watched = coverage.Coverage(data_file=None, config_file=False, include=[str(path_of(each)) for each in modules])
    items = session.items[half::AT_ONCE]
    seconds: dict[str, float] = {}
    watched.start()
    before = time.process_time()
    watched.switch_context(items[0].nodeid)
    passed = _run(session, items)
    for item, following in zip(passed, [*items[1:], items[0]], strict=False):
        now = time.process_time()
        seconds[item.nodeid], before = now - before, now
        watched.switch_context(following.nodeid)
    watched.stop()
    if session.testsfailed:
        return True
    data = watched.get_data()
    of_line = {module: data.contexts_by_lineno(str(path_of(module))) for module in modules}
    part.write_text(json.dumps((seconds, of_line)), encoding="utf-8")
    return False


def _fails(session: pytest.Session, tests: Sequence[str], known: Seen) -> bool:
    """Return whether one of *tests* fails; ends the process where one takes far longer than it should."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    by_id = {item.nodeid: item for item in session.items}
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)

    def allow(test: str) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS + _TIMES * known.seconds[test])

    allow(tests[0])
    for _, following in zip(_run(session, [by_id[test] for test in tests]), [*tests[1:], tests[0]], strict=False):
        allow(following)
    return session.testsfailed > 0


def _put_in_place(mutant: Mutant) -> None:
    """Change the function of this process, and forget what it has said before."""
    function = _function(sys.modules[mutant.module], mutant.function)
    changed = next(code for code in _codes(mutant.code()) if code.co_qualname == mutant.function)
    function.__code__ = changed
    for module in [each for name, each in sys.modules.items() if name.startswith(("pillsplit.", "tests."))]:
        for value in list(vars(module).values()):
            if isinstance(value, _lru_cache_wrapper):
                value.cache_clear()


def _codes(code: CodeType) -> Iterable[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def _function(module: ModuleType, name: str) -> FunctionType:
    """Return the function of a qualified name, whatever it is wrapped in."""
    found: Any = module
    for part in name.split("."):
        found = inspect.getattr_static(found, part)
    while not isinstance(found, FunctionType):
        inner = {property: "fget", cached_property: "func", classmethod: "__func__", staticmethod: "__func__"}
        found = getattr(found, inner.get(type(found), "__wrapped__"))
    return found


class _Changed(importlib.abc.MetaPathFinder):
    """Finds one module as it is, and loads it with a change."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name != self._mutant.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        assert spec is not None
        spec.loader = _Loader(self._mutant)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(mutant.path))
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 (it loads one module)
        return self._mutant.code()
