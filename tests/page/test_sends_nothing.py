"""A server on the loopback hears nothing from the page, whatever is tried; a page without the policy is heard."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.page.browsers import Firefox, chromium, firefox

pytestmark = pytest.mark.browser

WAIT = 1500
"""Milliseconds in which what was tried would arrive."""
TRY = """async base => {
    const tried = {
        fetch: () => fetch(`${base}/fetch`, {mode: 'no-cors'}),
        beacon: () => navigator.sendBeacon(`${base}/beacon`, 'x'),
        request: () => { const x = new XMLHttpRequest(); x.open('GET', `${base}/request`); x.send(); },
        socket: () => new WebSocket(`${base.replace('http', 'ws')}/socket`),
        events: () => new EventSource(`${base}/events`),
        image: () => { new Image().src = `${base}/image`; },
        style: () => { const s = document.createElement('style');
            s.textContent = `body { background: url(${base}/style) }`; document.head.append(s); },
        font: () => document.fonts.add(new FontFace('x', `url(${base}/font)`)) && document.fonts.load('1em x'),
        script: () => document.head.append(Object.assign(document.createElement('script'), {src: `${base}/script`})),
        link: () => document.head.append(
            Object.assign(document.createElement('link'), {rel: 'stylesheet', href: `${base}/link`})),
        prefetch: () => document.head.append(
            Object.assign(document.createElement('link'), {rel: 'prefetch', href: `${base}/prefetch`})),
        frame: () => document.body.append(Object.assign(document.createElement('iframe'), {src: `${base}/frame`})),
        form: () => { const f = Object.assign(document.createElement('form'), {action: `${base}/form`, target: 'f'});
            document.body.append(f); f.submit(); },
        worker: () => new Worker(URL.createObjectURL(new Blob([`fetch('${base}/worker', {mode: 'no-cors'})`]))),
    };
    for (const does of Object.values(tried)) {
        try { await Promise.race([does(), new Promise(done => setTimeout(done, 50))]); } catch { /* refused */ }
    }
    await new Promise(done => setTimeout(done, WAITING));
}""".replace("WAITING", str(WAIT))


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Listen on the loopback, and keep every path that is asked for."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", heard
        server.shutdown()


@pytest.fixture(scope="module")
def control(page: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same page without its policy."""
    text = page.read_text(encoding="utf-8")
    bare, number = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    assert number == 1
    file = tmp_path_factory.mktemp("control") / "control.html"
    file.write_text(bare, encoding="utf-8")
    return file


ANSWERED = "#answer[aria-busy='false'] #shown > *"
USE = """async () => {
    for (const name of ['answer', 'prescriber', 'pharmacist', 'sheet', 'save'])
        await pillsplit.ask(name, pillsplit.given());
}"""


def test_chromium_sends_nothing_and_the_control_is_heard(page: Path, control: Path) -> None:
    with listening() as (base, heard), chromium(network=True) as browser:
        opened = browser.open(page)
        opened.answered()
        opened.page.evaluate(USE)
        opened.page.evaluate(TRY, base)
        opened.close()
        assert heard == []
        opened = browser.open(control)
        opened.answered()
        opened.page.evaluate(TRY, base)
        opened.close()
        assert {"/fetch", "/image", "/script", "/style", "/frame", "/worker", "/beacon"} <= set(heard)


def test_firefox_sends_nothing_and_the_control_is_heard(page: Path, control: Path) -> None:
    def tried(fox: Firefox, file: Path, base: str) -> None:
        fox.run({"goto": file.as_uri()}, {"wait": ANSWERED}, {"eval": USE}, {"eval": TRY, "with": base})

    with listening() as (base, heard), firefox() as fox:
        tried(fox, page, base)
        assert heard == []
        tried(fox, control, base)
        assert {"/fetch", "/image", "/script", "/style", "/frame", "/worker", "/beacon"} <= set(heard)


def test_the_policy_stands_first_and_names_the_one_script(page: Path) -> None:
    head = page.read_text(encoding="utf-8")[:2000]
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', head)
    assert policy is not None
    said = dict(each.split(" ", 1) for each in policy[1].split("; "))
    assert said["default-src"] == "'none'"
    assert said["connect-src"] == "'none'"
    assert said["form-action"] == "'none'"
    assert re.fullmatch(r"'sha256-[\w+/=]+' 'wasm-unsafe-eval'", said["script-src"])
    assert "unsafe-inline" not in said["script-src"]
