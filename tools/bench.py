"""Measures the book on this machine and prints one table; the figures go to _build/bench.json too.

Everything comes from one run, so that ratios hold on a slow or busy machine as well.

- **An answer to the painted result.** Chromium, its CPU slowed 4 times (DevTools'
  `Emulation.setCPUThrottlingRate`), presses the choices and buttons of the selector. Script time is
  how long the press holds the page: its listeners run before `click()` returns, and the layout that
  they force counts. The time to the paint runs from the press to the second animation frame after
  it, by which the browser has painted what the first one laid out.
- **A change in the cost estimator.** In the same way: a digit typed, a choice made, a preset
  pressed. Leaving a field is counted with the change, since what is wrong is shown only then.
- **Parity.** The published evaluator of the estimator, in this browser, and Python reckon the same
  random plans, some with mistakes; counted are the results that agree to the cent and the word.
- **Weight.** Gzipped bytes and requests of a first view and after scrolling, beside a default
  Jupyter Book page with an ipywidgets slider and a Plotly figure. That book is written to a
  temporary folder with no configuration but its title, built by the same `jupyter-book build`, and
  served by the same server. Its requests to other hosts are counted as requests; since no other
  host can be reached here, their bytes are NOT in its weight, which is therefore a lower bound.
- **Builds.** Cold in a copy of this repository without `_build`; warm by the same command again.
- **nbval.** Wall-clock seconds of `pytest --nbval` for each notebook, kernel start included.
- **Loading.** Largest contentful paint, and the part of each long task beyond 50 ms, at 4 times
  slower CPU, cache off, over a local connection: no slow network is simulated.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import chromium
import plans
import serve
from playwright.sync_api import Browser, Page, Response, sync_playwright

from widgets import costs

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SITE = ROOT / "_build" / "html"
REPORT = ROOT / "_build" / "bench.json"
CHOOSING, FIGURES = "book/types/choosing.html", "book/types/natural-course.html"
SLOWER = 4
ROUNDS = 5  # each round gives about 25 answers
PLANNING = "book/costs/plan-your-own.html"
PLANS, MISTAKES = 10_000, 2_000
RICH = {"setting": "medical", "minutes": "60", "insurance": "coinsurance"}
AT_ONCE = 1_000  # plans handed to the browser in one go
PACKED = (".png", ".jpg", ".webp", ".woff", ".woff2")
DEFAULT_BOOK = {
    "_config.yml": "title: Default\n",
    "_toc.yml": "format: jb-book\nroot: index\nchapters:\n  - file: tool\n",
    "index.md": "# Default\n\nA book as Jupyter Book makes it.\n",
}
DEFAULT_CELLS = [
    "import ipywidgets\nipywidgets.IntSlider(description='Pressure')",
    # plotly 7 hands a kernel JSON only, which a default book drops with a warning; the renderer
    # below is what Jupyter Book's own documentation tells an author to choose.
    "import plotly.graph_objects as go\nimport plotly.io as pio\n"
    "pio.renderers.default = 'notebook_connected'\n"
    "go.Figure(go.Scatter(x=[0, 6, 12, 26, 52], y=[52, 23, 13, 11, 6])).show()",
]


def main() -> None:
    path = chromium.find()
    if path is None:
        sys.exit(chromium.HELP)
    if not (SITE / CHOOSING).exists():
        sys.exit("The book is not built; run `make book` first, or `make bench`, which does.")
    with tempfile.TemporaryDirectory(prefix="knead-bench-") as folder, sync_playwright() as play:
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        browser = play.chromium.launch(executable_path=path, args=arguments)
        report: dict[str, Any] = {"machine": machine(browser)}
        report["selector"] = step("the selector's answers", lambda: selector(browser))
        report["estimator"] = step("the estimator's changes", lambda: estimator(browser))
        report["parity"] = step("the estimator beside Python", lambda: parity(browser))
        report["weight"] = step("weights, and a default book", lambda: weights(browser, folder))
        report["loading"] = step("loading at a slow CPU", lambda: loading(browser))
        browser.close()
        report["build"] = step("a cold and a warm build", lambda: builds(Path(folder)))
        report["nbval"] = step("the notebooks", notebooks)
    REPORT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    show(report)


def step(what: str, measure: Callable[[], Any]) -> Any:
    """Say what is being measured while it takes its time."""
    print(f"== Measuring {what} ...", flush=True)
    return measure()


def machine(browser: Browser) -> dict[str, Any]:
    """What the figures were taken on."""
    import os

    return {
        "cores": os.cpu_count(),
        "load": [round(each, 1) for each in os.getloadavg()],
        "python": platform.python_version(),
        "browser": f"Chromium {browser.version}",
        "cpu_slowed": SLOWER,
    }


# The selector


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served, ending in a slash."""
    handler = functools.partial(serve.Handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def selector(browser: Browser) -> dict[str, Any]:
    """Milliseconds of script, and to the paint, for each kind of press in the selector."""
    presses: dict[str, list[tuple[float, float]]] = {"answer": [], "next": [], "result": []}
    with served(SITE) as base:
        for _ in range(ROUNDS):
            page = browser.new_page()
            page.goto(base + CHOOSING)
            page.wait_for_selector(".kk-selector input")
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            answer_all(page, presses)
            page.close()
    return {kind: summary(found) for kind, found in presses.items()}


def answer_all(page: Page, presses: dict[str, list[tuple[float, float]]]) -> None:
    """Answer each question by its last choice but one where that is safe, to a ranked result."""
    safe = {"age": "from_18_to_49", "leg_pain": "none", "clinician_said": "none"}
    for place in range(1, 5):
        for field in page.locator(".kk-selector fieldset").all():
            question = field.get_attribute("data-question") or ""
            values = field.locator("input").evaluate_all("all => all.map((one) => one.value)")
            safety = place == 1 and "none" in values
            value = safe.get(question, "none" if safety else values[0])
            aim = f'fieldset[data-question="{question}"] input[value="{value}"]'
            presses["answer"].append(timed(page, aim))
        kind = "result" if place == 4 else "next"
        presses[kind].append(timed(page, '.kk-selector [data-action="next"]'))
    page.wait_for_selector(".kk-verdict")
    # From a result, change one answer and come back to it: the answers that show a new result.
    for question in ("pressure", "clothing", "oil"):
        for value in ("no", "firm", "undressed", "light", "clothed", "yes"):
            field = f'fieldset[data-question="{question}"]'
            if not page.locator(field).count():
                page.locator(f'[data-action="change"][data-question="{question}"]').click()
            if page.locator(f'{field} input[value="{value}"]').count():
                presses["answer"].append(timed(page, f'{field} input[value="{value}"]'))
                presses["result"].append(timed(page, '.kk-selector [data-action="next"]'))


def timed(page: Page, selector: str) -> tuple[float, float]:
    """(script, to the paint) in milliseconds of one press on what the selector names."""
    script, paint = page.evaluate(
        """(selector) => new Promise((painted) => {
             const target = document.querySelector(selector);
             const began = performance.now();
             target.click();
             const script = performance.now() - began;
             requestAnimationFrame(() => requestAnimationFrame(() =>
               painted([script, performance.now() - began])));
           })""",
        selector,
    )
    return script, paint


# The estimator


def estimator(browser: Browser) -> dict[str, Any]:
    """Milliseconds of script, and to the paint, for each kind of change in the estimator."""
    changes: dict[str, list[tuple[float, float]]] = {"digit": [], "choice": [], "preset": []}
    with served(SITE) as base:
        for _ in range(ROUNDS):
            page = browser.new_page()
            page.goto(base + PLANNING)
            page.wait_for_selector(".kk-estimator input")
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            change_all(page, changes)
            page.close()
    return {kind: summary(found) for kind, found in changes.items()}


def change_all(page: Page, changes: dict[str, list[tuple[float, float]]]) -> None:
    """Make a rich plan, a digit and a choice at a time, with every part of the result on show."""
    for name, row in plans.FIELDS.items():
        aim = f'.kk-estimator [name="{name}"]'
        if row.kind == "boolean":
            changes["choice"].append(timed(page, aim))
        elif row.kind == "choice":
            values = page.locator(f"{aim} option").evaluate_all("all => all.map((o) => o.value)")[
                :7
            ]
            for value in sorted(values, key=RICH.get(name, values[0]).__eq__):  # that one last
                changes["choice"].append(timed_change(page, aim, value))
        else:
            for text in ("", "8", "12"):
                changes["digit"].append(timed_change(page, aim, text))
    for preset in costs.rules()["presets"]:
        changes["preset"].append(timed(page, f'.kk-estimator [data-preset="{preset["id"]}"]'))


def timed_change(page: Page, selector: str, value: str) -> tuple[float, float]:
    """(script, to the paint) in milliseconds of a field that gets a value and is left."""
    script, paint = page.evaluate(
        """([selector, value]) => new Promise((painted) => {
             const field = document.querySelector(selector);
             const began = performance.now();
             field.value = value;
             field.dispatchEvent(new Event("input", { bubbles: true }));
             field.dispatchEvent(new Event("change", { bubbles: true }));
             const script = performance.now() - began;
             requestAnimationFrame(() => requestAnimationFrame(() =>
               painted([script, performance.now() - began])));
           })""",
        [selector, value],
    )
    return script, paint


def parity(browser: Browser) -> dict[str, int]:
    """How many random plans the published evaluator and Python reckon alike."""
    rng = random.Random(20261122)
    drawn = [plans.random_plan(rng) for _ in range(PLANS)]
    drawn += [plans.random_mistake(rng) for _ in range(MISTAKES)]
    found: list[Any] = []
    with served(SITE) as base:
        page = browser.new_page()
        page.goto(base + PLANNING)
        for at in range(0, len(drawn), AT_ONCE):
            found += json.loads(page.evaluate(RECKON, json.dumps(drawn[at : at + AT_ONCE])))
        page.close()
    alike = sum(reckoned(plan) == result for plan, result in zip(drawn, found, strict=True))
    refused = sum("total" not in result for result in found)
    return {"plans": len(drawn), "alike": alike, "differ": len(drawn) - alike, "refused": refused}


RECKON = """async (plans) => {
  const { frontend } = document.querySelector("script[data-frontend]").dataset;
  const folder = new URL(`${frontend}/`, document.querySelector("script[data-frontend]").src);
  const { check, estimate } = await import(new URL("costs.js", folder));
  const { rules } = await (await fetch(new URL("cost_estimator.json", folder))).json();
  return JSON.stringify(JSON.parse(plans).map((plan) => {
    const { errors } = check(rules, plan);
    return Object.keys(errors).length > 0 ? errors : estimate(rules, plan);
  }));
}"""


def reckoned(plan: dict[str, Any]) -> dict[str, Any]:
    """What Python makes of a plan: its cost, or what is wrong with it."""
    try:
        return costs.estimate(plan).to_dict()
    except costs.PlanError as error:
        return error.errors


def summary(pairs: list[tuple[float, float]]) -> dict[str, float]:
    """Median and 95th percentile of pairs of script and paint times."""
    script, paint = (sorted(values) for values in zip(*pairs, strict=True))
    return {
        "presses": len(pairs),
        "script_median_ms": round(statistics.median(script), 2),
        "script_p95_ms": round(percentile(script, 95), 2),
        "paint_median_ms": round(statistics.median(paint), 1),
        "paint_p95_ms": round(percentile(paint, 95), 1),
    }


def percentile(ordered: list[float], share: int) -> float:
    """The smallest value that `share` percent of the values do not exceed."""
    return ordered[min(len(ordered) - 1, -(-len(ordered) * share // 100) - 1)]


# Weight


def weights(browser: Browser, folder: str) -> dict[str, Any]:
    """Bytes and requests of our pages and of a default one, from the same command and server."""
    default = default_book(Path(folder) / "default")
    found = {}
    with served(SITE) as ours, served(default) as theirs:
        for name, address in {
            "choosing": ours + CHOOSING,
            "figures": ours + FIGURES,
            "default": theirs + "tool.html",
        }.items():
            found[name] = weigh(browser, address)
    for name in ("choosing", "figures"):
        found[name]["of_default"] = round(
            found[name]["scrolled_bytes"] / found["default"]["scrolled_bytes"], 3
        )
    return found


def default_book(folder: Path) -> Path:
    """Build a two-page book with a slider and a figure; returns its site."""
    import nbformat

    folder.mkdir()
    for name, text in DEFAULT_BOOK.items():
        (folder / name).write_text(text, encoding="utf-8")
    new = nbformat.v4
    cells = [new.new_markdown_cell("# A tool"), *map(new.new_code_cell, DEFAULT_CELLS)]
    nbformat.write(new.new_notebook(cells=cells), folder / "tool.ipynb")
    build(folder)
    return folder / "_build" / "html"


def build(folder: Path) -> float:
    """Seconds that `jupyter-book build` took in a folder."""
    began = time.perf_counter()
    done = subprocess.run(
        [str(BIN / "jupyter-book"), "build", ".", "-q"], cwd=folder, capture_output=True, text=True
    )
    if done.returncode != 0:
        sys.exit(f"jupyter-book build failed in a copy:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - began


def weigh(browser: Browser, address: str) -> dict[str, Any]:
    """Gzipped bytes and requests of a page at first view and after scrolling through it."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    requests: list[str] = []
    sizes: dict[str, int] = {}

    def asked(url: str) -> None:
        if not url.startswith(("data:", "blob:")):
            requests.append(url)

    def answered(response: Response) -> None:
        url = response.url
        if response.ok and not url.startswith(("data:", "blob:")):
            body = response.body()
            sizes[url] = len(body) if url.split("?")[0].endswith(PACKED) else packed(body)

    page.on("request", lambda request: asked(request.url))
    page.on("response", answered)
    page.goto(address, wait_until="networkidle")
    first = (sum(sizes.values()), len(requests))
    scroll(page)
    page.wait_for_load_state("networkidle")
    host = address.split("/")[2]
    outside = sorted({url.split("?")[0] for url in requests if url.split("/")[2] != host})
    page.close()
    return {
        "first_view_bytes": first[0],
        "first_view_requests": first[1],
        "scrolled_bytes": sum(sizes.values()),
        "requests": len(requests),
        "unreachable_requests": outside,
    }


def packed(body: bytes) -> int:
    return len(gzip.compress(body, 6))


def scroll(page: Page) -> None:
    """Go down the page a screen at a time."""
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    for top in range(0, height, 600):
        page.evaluate("(top) => scrollTo(0, top)", top)
        page.wait_for_timeout(60)
    if page.locator("figure.kk-figure").count():
        page.wait_for_function(
            """() => [...document.querySelectorAll("figure.kk-figure")]
                 .every((figure) => figure.classList.contains("kk-drawn"))"""
        )


# Loading


def loading(browser: Browser) -> dict[str, Any]:
    """Largest contentful paint and blocking time of a few pages, the median of three loads."""
    found = {}
    with served(SITE) as base:
        for name in ("book/index.html", CHOOSING, FIGURES):
            runs = [load(browser, base + name) for _ in range(3)]
            found[name] = {
                key: round(statistics.median(run[key] for run in runs)) for key in runs[0]
            }
    return found


def load(browser: Browser, address: str) -> dict[str, float]:
    """One load in a phone's window with the CPU slowed."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.add_init_script(
        """window.seen = { lcp: 0, blocking: 0 };
           new PerformanceObserver((list) => {
             for (const entry of list.getEntries()) seen.lcp = entry.startTime;
           }).observe({ type: "largest-contentful-paint", buffered: true });
           new PerformanceObserver((list) => {
             for (const entry of list.getEntries()) seen.blocking += entry.duration - 50;
           }).observe({ type: "longtask", buffered: true });"""
    )
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle")
    page.wait_for_function("() => seen.lcp > 0")  # told some frames after the paint itself
    seen: dict[str, float] = page.evaluate("seen")
    page.close()
    return {"lcp_ms": seen["lcp"], "blocking_ms": seen["blocking"]}


# Builds and notebooks


def builds(folder: Path) -> dict[str, float]:
    """Seconds of a cold build of this book in a copy, and of a second one."""
    copy = folder / "book"
    left_out = shutil.ignore_patterns("_build", ".venv", ".git", "*_cache", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=left_out, symlinks=True)
    return {"cold_s": round(build(copy), 1), "warm_s": round(build(copy), 1)}


def notebooks() -> dict[str, float]:
    """Seconds of nbval for each notebook."""
    found = {}
    for path in sorted((ROOT / "book").rglob("*.ipynb")):
        if "_build" in path.parts or ".ipynb_checkpoints" in path.parts:
            continue
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", str(path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        name = path.relative_to(ROOT).as_posix()
        if done.returncode != 0:
            name += " (FAILED)"
        found[name] = round(time.perf_counter() - began, 1)
    return found


# The table


def show(report: dict[str, Any]) -> None:
    """Print the report as a table a person can read."""
    facts = report["machine"]
    print(
        f"\n{facts['browser']}, Python {facts['python']}, {facts['cores']} cores, "
        f"load {facts['load'][0]}"
    )
    print(f"\nSelector, CPU slowed {SLOWER} times (ms)")
    row("a press of", "presses", "script median", "script p95", "paint median", "paint p95")
    for kind, each in report["selector"].items():
        row(kind, *each.values())
    print(f"\nCost estimator, CPU slowed {SLOWER} times (ms)")
    row("a change by", "changes", "script median", "script p95", "paint median", "paint p95")
    for kind, each in report["estimator"].items():
        row(kind, *each.values())
    print("\nCost estimator, published script beside Python")
    row("", *report["parity"])
    row("results", *report["parity"].values())
    print("\nWeight, gzipped")
    row("page", "first view kB", "requests", "scrolled kB", "requests", "other hosts", "of default")
    for name, each in report["weight"].items():
        row(
            name,
            round(each["first_view_bytes"] / 1000),
            each["first_view_requests"],
            round(each["scrolled_bytes"] / 1000),
            each["requests"],
            len(each["unreachable_requests"]),
            each.get("of_default", 1),
        )
    print("  What the default page asks other hosts for could not be fetched: it weighs more.")
    print(f"\nLoading, CPU slowed {SLOWER} times (ms)")
    row("page", "LCP", "blocking")
    for name, each in report["loading"].items():
        row(name, *each.values())
    print("\nSeconds")
    for name, value in {**report["build"], **report["nbval"]}.items():
        row(name.replace("_s", " build"), value)
    print(f"\nAll of it is in {REPORT.relative_to(ROOT)}.")


def row(name: str, *cells: object) -> None:
    print(f"  {name:<32}" + "".join(f"{cell!s:>15}" for cell in cells))


if __name__ == "__main__":
    main()
