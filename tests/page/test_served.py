"""The page as it is served: it keeps itself on the device and opens again when the server is gone."""

from __future__ import annotations

import functools
import json
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.page.browsers import chromium

pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_policy_is_opened_for_the_manifest_and_its_own_worker_alone(built: Path) -> None:
    def policy(file: Path) -> dict[str, str]:
        found = re.search(r'Content-Security-Policy" content="([^"]+)"', file.read_text(encoding="utf-8")[:2000])
        assert found is not None
        return dict(each.split(" ", 1) for each in found[1].split("; "))

    one, served = policy(built / "pillsplit.html"), policy(built / "served" / "index.html")
    assert served.pop("manifest-src") == "'self'"
    assert served.pop("worker-src") == "blob: 'self'"
    assert one.pop("worker-src") == "blob:"
    assert served == one


def test_the_manifest_says_what_a_telephone_needs(built: Path) -> None:
    said = json.loads((built / "served" / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert {"name", "short_name", "start_url", "display", "icons"} <= set(said)
    assert said["icons"][0]["src"].startswith("data:image/svg+xml;base64,")


def test_it_opens_again_when_the_server_is_gone(built: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(built / "served")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://localhost:{server.server_address[1]}/"
    with chromium(network=True) as browser:
        opened = browser.open(address)
        opened.answered()
        opened.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        opened.page.wait_for_function(
            "async () => (await caches.keys()).length === 1 && "
            "Boolean(await (await caches.open((await caches.keys())[0])).match('./'))"
        )
        server.shutdown()
        server.server_close()
        opened.page.reload(wait_until="commit")
        assert "make 44 of 50 weeks" in opened.answered()
        assert opened.complaints == []
        opened.close()
