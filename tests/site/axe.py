"""Runs axe-core over an open page and words what it finds so that the place can be found.

Every rule that axe-core brings is on, its best practices too. Nothing is excluded; should that ever
be needed, EXCLUDED names the rule, the place, the date and the reason, and the report shows it.
"""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# (rule, part of the selector): "date and reason"
EXCLUDED: dict[tuple[str, str], str] = {}
SHOWN_PLACES = 4
AXE = Axe()


def violations(page: Page, where: str, within: str | None = None) -> list[str]:
    """What axe finds wrong in the page as it is now, a line each; empty when it is clean.

    `within` looks only at what a CSS selector matches, where the rest was looked at before.
    """
    # Left to itself axe fetches style sheets again, and gets the address of an imported one wrong.
    options = {"resultTypes": ["violations"], "preload": False}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    report = page.evaluate(
        "async ([within, options]) => (await axe.run(within ?? document, options)).violations",
        [within, options],
    )
    lines = []
    for rule in report:
        targets = [" ".join(map(str, node["target"])) for node in rule["nodes"]]
        kept = [t for t in targets if not any(rule["id"] == r and p in t for r, p in EXCLUDED)]
        if kept:
            more = f" and {len(kept) - SHOWN_PLACES} more" if len(kept) > SHOWN_PLACES else ""
            places = "; ".join(kept[:SHOWN_PLACES]) + more
            lines.append(f"{where}: {rule['id']} ({rule['impact']}): {rule['help']}. At {places}")
    return lines
