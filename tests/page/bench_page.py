"""What the page costs: its size, and how long it takes in each browser. All figures are of one run.

Run it with ``python -m tests.page.bench_page [FILE]``; without a file the page is built first. It needs the extra
``browser``, Chromium, Firefox ESR, and `npm ci` in pillsplit/page.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.browsing import SWITCHES
from tests.page.browsers import Chromium, Firefox, chromium, firefox, program

LIMITS = {
    "size, MB": "13",
    "form in sight, s": "0.5",
    "first answer, s": "5",
    "first answer in Firefox, s": "4",
    "a changed dose, s": "0.3",
    "choose, 26 steps, s": "1.5",
    "longest task of the main thread, ms": "50",
}
RUNS = 5
WATCHING = """<!doctype html><title>watching</title><pre>0</pre><script>
let longest = 0;
new PerformanceObserver(list => {
    for (const each of list.getEntries()) longest = Math.max(longest, each.duration);
    document.querySelector('pre').textContent = String(Math.round(longest));
}).observe({type: 'longtask', buffered: true});
</script><iframe src="PAGE" width="1200" height="800"></iframe>
"""
"""A page that watches the main thread of the page in its frame. A browser that is driven keeps a copy of all that it
loads, in one long task; so this one is not driven, and says at the end what it saw."""
FORM = "document.querySelector('#steps li') !== null"
ANSWER = "document.querySelector('#answer[aria-busy=\"false\"] #shown > *') !== null"
CHANGE = """async doses => {
    const field = document.querySelector('[data-column="dose"]');
    const taken = [];
    for (const dose of doses) {
        const began = performance.now();
        field.value = dose;
        field.dispatchEvent(new Event('input', {bubbles: true}));
        await new Promise(done => {
            const look = () => document.querySelector('#answer').ariaBusy === 'false' ? done() : setTimeout(look, 4);
            setTimeout(look, 4);
        });
        taken.push(performance.now() - began);
    }
    return taken;
}"""
CHOOSE = """async () => {
    const began = performance.now();
    const said = await pillsplit.ask('prescriber', {...pillsplit.given()});
    return [performance.now() - began, said.html.length];
}"""
DOSES = ("39", "38.5", "37", "38", "39.5", "36.5", "38.3", "39.9")
STEPS_26 = "\n".join(f"{40 - number * 1.5:g},14" for number in range(26))


def figures(page: Path) -> dict[str, str]:
    """Measure everything once."""
    found = {"size, MB": f"{page.stat().st_size / 1e6:.1f}"}
    with chromium() as browser:
        found |= _chromium(browser, page)
    found |= _longest(page)
    with firefox() as driver:
        found |= _firefox(driver, page)
    return found


def _chromium(browser: Chromium, page: Path) -> dict[str, str]:
    forms, answers = [], []
    for _ in range(RUNS):
        opened = browser.open(page)
        forms.append(opened.seconds_until(FORM))
        answers.append(opened.seconds_until(ANSWER))
        opened.close()
    opened = browser.open(page)
    opened.answered()
    changed = opened.page.evaluate(CHANGE, list(DOSES))
    opened.paste(f"dose_mg,days\n{STEPS_26}")
    chosen = [opened.page.evaluate(CHOOSE)[0] for _ in range(RUNS)]
    opened.close()
    return {
        "form in sight, s": f"{median(forms):.2f}",
        "first answer, s": f"{median(answers):.2f}",
        "a changed dose, s": f"{max(changed) / 1000:.2f}",
        "choose, 26 steps, s": f"{median(chosen) / 1000:.2f}",
    }


def _longest(page: Path) -> dict[str, str]:
    """Return the longest task of the main thread from opening to answer, of several openings the median."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        watching = Path(folder) / "watching.html"
        watching.write_text(WATCHING.replace("PAGE", page.as_uri()), encoding="utf-8")
        command = [program("chromium"), "--headless", *SWITCHES, "--timeout=8000", "--dump-dom", watching.as_uri()]
        for _ in range(RUNS):
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            found.append(int(said.split("<pre>")[1].split("</pre>")[0]))
    longest = int(median(found))
    return {"longest task of the main thread, ms": str(longest) if longest else "none of 50 or more"}


def _firefox(driver: Firefox, page: Path) -> dict[str, str]:
    answers, changed = [], []
    for number in range(RUNS):
        said = driver.run(
            {"goto": page.as_uri()},
            {"wait": "#answer[aria-busy='false'] #shown > *"},
            *([{"eval": CHANGE, "with": list(DOSES)}] if number == RUNS - 1 else []),
        )
        answers.append(said[1]["at"] / 1000)
        if number == RUNS - 1:
            changed = said[2]["value"]
    return {
        "first answer in Firefox, s": f"{median(answers):.2f}",
        "a changed dose in Firefox, s": f"{max(changed) / 1000:.2f}",
    }


def main() -> None:
    """Build the page, measure, and print the figures beside their limits."""
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            page = Path(sys.argv[1]).resolve()
        else:
            from pillsplit.page.build import build

            page = Path(folder) / "pillsplit.html"
            build(page)
        for what, figure in figures(page).items():
            limit = LIMITS.get(what)
            print(f"{what}: {figure}{f' (at most {limit})' if limit else ''}")


if __name__ == "__main__":
    main()
