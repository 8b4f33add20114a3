"""The cost estimator in the published page: what is typed into it costs what Python says.

Every amount on the page is compared with what `estimate` gives for the same plan, and every message
beside a field with the one that Python refuses that plan with.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import plans
import pytest
from axe import violations
from browsing import Visit
from bs4 import BeautifulSoup
from driving import Keyboard
from playwright.sync_api import Locator, Page

from widgets import costs

PLANNING = "book/costs/plan-your-own.html"
TOOL = ".kk-estimator"
RULES = costs.rules()
SETTINGS = [row["id"] for row in RULES["settings"]]
RICH: dict[str, Any] = {
    "setting": "medical",
    "sessions": "12",
    "weeks": "20",
    "stop_after": "4",
    "state": "MN",
    "tip": "10%",
    "sales_tax": "6.5",
    "fare": "$2.50",
    "miles": "4",
    "insurance": "coinsurance",
    "coinsurance": "20",
    "deductible_left": "150",
    "visit_limit": "8",
    "hsa": True,
    "letter": True,
    "marginal_tax": "22",
    "hourly_pay": "30",
    "minutes_off": "90",
}
MEMBER = {"deal": "membership", "monthly_fee": "65", "extra_price": "70", "joining_fee": "20"}
COINSURED: dict[str, Any] = {"setting": "medical", "insurance": "coinsurance"}
# Each is typed into an estimator that stands at its start. Python says which of them can be.
EDGES: list[dict[str, Any]] = [
    *(
        {"own_price": text}
        for text in ("$1,200.50", "1.200,50", "0", "-5", "seventy", "1e9", "1000000000", "87,5")
    ),
    {"sessions": "0"},
    {"sessions": "365", "weeks": "52"},
    {"sessions": "365", "weeks": "1", "minutes": "60"},
    {"sessions": "2.5"},
    {"tip": "4000%"},
    {**COINSURED, "coinsurance": "0", "visit_limit": "-1"},
    *({**COINSURED, "coinsurance": share} for share in ("", "0", "100%", "101")),
    {**COINSURED, "coinsurance": "20", "deductible_left": "1,000,000"},
    {"hsa": True, "marginal_tax": "22"},
    {"minutes": "90", "setting": "student_clinic"},
    {"minutes": "90", "setting": "student_clinic", "own_price": "50"},
    {"stop_after": "11", "tip": "x", "hourly_pay": "20"},
    {**MEMBER, "insurance": "copayment", "copayment": "30"},
    {"deal": "package", "package_price": "300", "package_sessions": "0"},
    {"own_price": "1,000,000", "sessions": "500", "weeks": "520", "sales_tax": "30", "tip": "100"},
]


def field(page: Page, name: str) -> Locator:
    return page.locator(f'{TOOL} [name="{name}"]')


def press(page: Page, action: str) -> None:
    page.locator(f'{TOOL} [data-action="{action}"]').click()


def open_groups(page: Page) -> None:
    """Unfold every group of the form, as a person does."""
    for group in page.locator(f"{TOOL} details.kk-group").all():
        if group.get_attribute("open") is None:
            group.locator("> summary").click()


def give(page: Page, plan: Mapping[str, Any]) -> None:
    """Put a plan into the form, field by field, and leave the last one.

    A field that the plan so far has no use for is not on the page, and cannot be filled.
    """
    for name, row in plans.FIELDS.items():
        if name not in plan or not field(page, name).is_visible():
            continue
        given = plan[name]
        if row.kind == "choice":
            field(page, name).select_option(str(given))
        elif row.kind == "boolean":
            field(page, name).set_checked(given)
        else:
            field(page, name).fill("" if given is None else str(given))
            field(page, name).blur()


def shown(page: Page) -> dict[str, list[list[str]]]:
    """The rows of each table of amounts on the page, by the section that it stands in."""
    found: dict[str, list[list[str]]] = page.evaluate(
        """(tool) => Object.fromEntries(
             [...document.querySelectorAll(`${tool} .kk-part:not([hidden]):has(tbody)`)].map(
               (part) => [part.classList[1].slice(3), [...part.querySelectorAll("tbody tr")].map(
                 (row) => [row.querySelector("th").firstChild.textContent,
                   ...[...row.querySelectorAll("td")].map((cell) => cell.textContent)])]))""",
        TOOL,
    )
    return found


def expected(plan: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    """The same from Python."""
    found = costs.estimate(plan)
    rows = {
        "total": [
            amounts("The whole plan", found.total),
            amounts("Each session", found.per_session),
            amounts("Each week", found.per_week),
        ],
        "parts": [*(amounts(part.label, part) for part in found.parts)],
        "settings": [
            amounts(row.name, row.total) if row.total else [row.name, row.why or ""]
            for row in found.settings
        ],
    }
    rows["parts"].append(amounts("You pay", found.total))
    if found.stopping:
        rows["stopping"] = [
            amounts("You pay", found.stopping.total),
            amounts("You save", found.stopping.saves),
        ]
    if found.membership:
        rows["membership"] = [amounts("You save", found.membership.saves)]
    return rows


def amounts(label: str, three: costs.Range | costs.Part) -> list[str]:
    return [label, *(costs.format_money(each) for each in (three.low, three.typical, three.high))]


def cents(text: str) -> int:
    """An amount on the page, in cents."""
    size = costs.parse_money(text.removeprefix("−"))
    return -size if text.startswith("−") else size


def parts_add_up(rows: list[list[str]]) -> bool:
    """True when the parts add up to the cent to what you pay, in all three columns."""
    *parts, total = rows
    return all(
        sum(cents(part[column]) for part in parts) == cents(total[column]) for column in (1, 2, 3)
    )


def stale(page: Page) -> bool:
    return page.locator(f"{TOOL} .kk-stale").is_visible()


def errors(page: Page) -> dict[str, str]:
    """What stands beside each field that is marked as wrong, as its description says it."""
    found: dict[str, str] = page.evaluate(
        """(tool) => Object.fromEntries(
             [...document.querySelectorAll(`${tool} [aria-invalid=true]`)].map((input) => {
               const [first] = input.getAttribute("aria-describedby").split(" ");
               const message = document.getElementById(first);
               const beside = message.checkVisibility() && input.checkVisibility()
                 && message.closest("[data-field]") === input.closest("[data-field]");
               return [input.name, beside ? message.textContent : "(not beside it)"];
             }))""",
        TOOL,
    )
    return found


def refusal(plan: Mapping[str, Any]) -> dict[str, str]:
    """The messages of Python for a plan; empty when it can be."""
    try:
        costs.estimate(plan)
    except costs.PlanError as error:
        return error.errors
    return {}


def test_every_setting_and_preset_costs_on_the_page_what_python_says(visit: Visit) -> None:
    page = visit(PLANNING)
    assert shown(page) == expected({})
    for setting in SETTINGS:
        give(page, {"setting": setting})
        assert shown(page) == expected({"setting": setting}), setting
        assert parts_add_up(shown(page)["parts"])
        assert not stale(page)
    for preset in RULES["presets"]:
        button = page.locator(f'{TOOL} [data-preset="{preset["id"]}"]')
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        plan = {**preset["plan"], "setting": SETTINGS[-1]}
        assert shown(page) == expected(plan), preset["id"]
        assert parts_add_up(shown(page)["parts"])


def test_a_plan_is_made_by_keyboard_alone(visit: Visit) -> None:
    page = visit(PLANNING)
    hand = Keyboard(page)
    hand.tab_to(f'{TOOL} [data-preset="trial_run"]')
    page.keyboard.press("Enter")
    hand.tab_to(f'{TOOL} [name="setting"]')
    page.keyboard.type("Mobile")
    for name, text in {"sessions": "8", "own_price": "95.50"}.items():
        hand.tab_to(f'{TOOL} [name="{name}"]')
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
    hand.tab_to(f"{TOOL} summary")
    page.keyboard.press("Enter")
    hand.tab_to(f'{TOOL} [name="tip"]')
    page.keyboard.type("12.5%")
    for summary in page.locator(f"{TOOL} details.kk-group > summary").all()[1:]:
        # The group with the account comes late; each is reached by Tab and opened by a key.
        hand.tab_to(f"{TOOL} details.kk-group:not([open]) > summary")
        page.keyboard.press("Space")
        if "HSA" in summary.inner_text():
            break
    hand.tab_to(f'{TOOL} [name="hsa"]')
    page.keyboard.press("Space")
    hand.tab_to(f'{TOOL} [name="marginal_tax"]')
    page.keyboard.type("22")
    page.keyboard.press("Tab")
    plan = {
        **next(row["plan"] for row in RULES["presets"] if row["id"] == "trial_run"),
        **{"setting": "mobile", "sessions": 8, "own_price": "95.50", "tip": "12.5%"},
        **{"hsa": True, "marginal_tax": 22},
    }
    assert not errors(page)
    assert shown(page) == expected(plan)


def test_each_edge_is_reckoned_or_refused_beside_its_field_and_nothing_is_lost(
    visit: Visit,
) -> None:
    page = visit(PLANNING)
    open_groups(page)
    for edge in EDGES:
        press(page, "reset")
        assert shown(page) == expected({}) and not errors(page)
        give(page, edge)
        wrong = refusal(edge)
        assert errors(page) == wrong, edge
        assert stale(page) == bool(wrong), edge
        for name in edge:  # nothing that was typed is taken away or changed
            if plans.FIELDS[name].kind not in ("boolean", "choice"):
                assert field(page, name).input_value() == edge[name]
        if not wrong:
            assert shown(page) == expected(edge), edge
            assert parts_add_up(shown(page)["parts"])
            continue
        assert page.locator(f"{TOOL} .kk-side[data-stale]").count() == 1
        ways = page.locator(f"{TOOL} .kk-stale button")
        assert ways.count() == len(wrong)
        ways.first.click()
        assert page.evaluate("document.activeElement.name") in wrong


def test_the_last_good_result_stays_marked_until_the_plan_can_be_again(visit: Visit) -> None:
    page = visit(PLANNING)
    give(page, {"sessions": "6", "minutes": "90"})
    good = shown(page)
    assert good == expected({"sessions": 6, "minutes": 90})
    give(page, {"setting": "student_clinic"})  # which has no such length
    assert shown(page) == good and stale(page)
    assert list(errors(page)) == ["minutes"]
    assert field(page, "minutes").input_value() == "90"
    give(page, {"minutes": "60"})
    assert not stale(page) and not errors(page)
    assert shown(page) == expected({"sessions": 6, "setting": "student_clinic"})


def test_a_field_is_not_called_wrong_while_it_is_being_typed_in(visit: Visit) -> None:
    page = visit(PLANNING)
    field(page, "own_price").press_sequentially("1,")
    assert not errors(page)
    field(page, "own_price").press_sequentially("200.5")
    assert shown(page) == expected({"own_price": "1,200.5"})


def test_every_field_cleared_is_the_plan_from_the_start(visit: Visit) -> None:
    page = visit(PLANNING)
    open_groups(page)
    typed = {name for name, row in plans.FIELDS.items() if row.kind not in ("choice", "boolean")}
    give(page, {name: RICH[name] for name in typed & set(RICH)})
    assert shown(page) != expected({})
    give(page, {name: "" for name in typed})
    assert not errors(page) and not stale(page)
    assert shown(page) == expected({})
    assert field(page, "sessions").input_value() == ""


def test_random_plans_cost_on_the_page_what_python_says(visit: Visit) -> None:
    page = visit(PLANNING)
    open_groups(page)
    rng, tried = random.Random(20261122), 0
    while tried < 6:
        plan = plans.random_plan(rng)
        if refusal(plan):
            continue
        tried += 1
        press(page, "reset")
        give(page, plan)
        assert not errors(page), plan
        assert shown(page) == expected(plan), plan
        assert parts_add_up(shown(page)["parts"])


def test_the_published_evaluator_agrees_with_python(visit: Visit, data_folder: Path) -> None:
    page = visit(PLANNING)
    rng = random.Random(7)
    drawn = [plans.random_plan(rng) for _ in range(200)]
    drawn += [plans.random_mistake(rng) for _ in range(60)]
    found = page.evaluate(
        """async ([folder, plans]) => {
             const { check, estimate } = await import(`${folder}/costs.js`);
             const { rules } = await (await fetch(`${folder}/cost_estimator.json`)).json();
             return plans.map((text) => {
               const plan = JSON.parse(text);
               const wrong = check(rules, plan).errors;
               return Object.keys(wrong).length > 0 ? wrong : estimate(rules, plan);
             });
           }""",
        [published(page, data_folder), [json.dumps(plan) for plan in drawn]],
    )
    for plan, result in zip(drawn, found, strict=True):
        assert result == (refusal(plan) or costs.estimate(plan).to_dict()), plan


def published(page: Page, folder: Path) -> str:
    """The address of the front ends."""
    return f"{page.watch.base}_static/widgets/{folder.name}"  # type: ignore[attr-defined]


def test_the_saved_table_holds_the_plan_its_cost_and_its_sources(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit(PLANNING)
    open_groups(page)
    give(page, RICH)
    with page.expect_download() as download:
        press(page, "save")
    assert download.value.suggested_filename == "massage-costs.csv"
    path = tmp_path / "costs.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["section", "item", "text", "low", "typical", "high", "currency"]
    assert all(len(row) == len(head) for row in rows)
    found = costs.estimate(RICH)
    labels = {row["id"]: row["label"] for row in RULES["fields"]}
    for name in ("sessions", "tip", "coinsurance", "marginal_tax"):
        assert ["plan", labels[name], RICH[name], "", "", "", ""] in rows
    wanted = [["part", part.label, *dollars(part)] for part in found.parts]
    wanted += [
        ["total", "You pay", *dollars(found.total)],
        ["total", "Each session", *dollars(found.per_session)],
        ["total", "Each week", *dollars(found.per_week)],
        *(["setting", row.name, *dollars(row.total)] for row in found.settings if row.total),
    ]
    for line in wanted:
        assert [line[0], line[1], "", *line[2:], "USD"] in rows
    notes = [row[2] for row in rows if row[0] == "note"]
    for note in found.notes:
        assert note.text in notes
    assert RULES["words"]["trial_caveat"] in notes


def dollars(three: costs.Range | costs.Part) -> list[str]:
    """Three amounts as plain decimal numbers."""
    return [f"{each / 100:.2f}" for each in (three.low, three.typical, three.high)]


def test_the_printed_sheet_says_what_python_says(visit: Visit) -> None:
    page = visit(PLANNING)
    # A browser without a screen has no print dialog; the sheet stands in its frame until then.
    page.context.add_init_script("window.print = () => { top.printed = document; }")
    page.reload()
    page.wait_for_selector(TOOL)
    open_groups(page)
    give(page, RICH)
    press(page, "print")
    frame = page.locator("iframe.kk-print-frame")
    html = frame.evaluate("frame => frame.contentDocument.documentElement.outerHTML")
    sheet = BeautifulSoup(html, "html.parser")
    words = " ".join(sheet.get_text(" ").split())
    found = costs.estimate(RICH)
    assert all(costs.format_money(each) in words for each in vars(found.total).values())
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in sheet("tr")]
    for part in found.parts:
        assert amounts(part.label, part) in rows
    assert amounts("I pay", found.total) in rows
    for note in found.notes:
        assert note.text in words
    assert not sheet.find_all(["script", "img", "link", "iframe"])
    assert sheet.title and sheet.html and sheet.html.get("lang") == "en"


def test_starting_over_clears_the_form(visit: Visit) -> None:
    page = visit(PLANNING)
    before = values(page)
    open_groups(page)
    give(page, {**RICH, "tip": "4000%"})
    press(page, "reset")
    assert values(page) == before
    assert shown(page) == expected({}) and not errors(page) and not stale(page)


def values(page: Page) -> dict[str, Any]:
    """What every field of the form holds."""
    found: dict[str, Any] = page.evaluate(
        """(tool) => Object.fromEntries([...document.querySelectorAll(`${tool} [name]`)].map(
             (input) => [input.name, input.type === "checkbox" ? input.checked : input.value]))""",
        TOOL,
    )
    return found


def test_one_status_region_stands_before_it_speaks_and_says_the_total_and_what_is_wrong(
    visit: Visit,
) -> None:
    page = visit(PLANNING)
    status = page.locator(f"{TOOL} [role=status]")
    assert status.count() == 1 and status.text_content() == ""
    assert page.locator(f"{TOOL} :is([role=alert], [aria-live=assertive])").count() == 0
    page.evaluate("(s) => { window.region = document.querySelector(s); }", f"{TOOL} [role=status]")
    field(page, "sessions").press("End")
    field(page, "sessions").press_sequentially("0")  # after the 10 that stands there
    total = costs.format_money(costs.estimate({"sessions": 100}).total.typical)
    page.wait_for_function("(sum) => region.textContent.includes(sum)", arg=total)
    assert page.evaluate("document.activeElement.name") == "sessions"
    give(page, {"sessions": "0"})
    message = refusal({"sessions": "0"})["sessions"]
    page.wait_for_function("(text) => region.textContent.includes(text)", arg=message)
    assert page.evaluate("region.isConnected") and status.count() == 1


def test_a_plan_leaves_no_trace(visit: Visit) -> None:
    page = visit(PLANNING)
    address, asked = page.url, len(page.watch.requests)  # type: ignore[attr-defined]
    stored = page.evaluate("[localStorage.length, sessionStorage.length]")
    open_groups(page)
    give(page, RICH)
    press(page, "print")
    press(page, "reset")
    assert page.url == address
    assert page.watch.requests[asked:] == []  # type: ignore[attr-defined]
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == stored
    assert page.evaluate("history.length") <= 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_with_all_unfolded_and_with_what_is_wrong(
    visit: Visit, theme: str
) -> None:
    page = visit(PLANNING, theme=theme)
    open_groups(page)
    found: list[str] = []
    for what, plan in {"opened": RICH, "wrong": {**RICH, "tip": "x", "sessions": "0"}}.items():
        give(page, plan)
        page.locator(f"{TOOL} details").evaluate_all(
            "all => { for (const details of all) details.open = true; }"
        )
        assert bool(errors(page)) == (what == "wrong")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            found += violations(page, f"{what}, {theme}, {width} px", within=TOOL)
    assert not found, "\n".join(found)


def test_nothing_is_wider_than_a_small_screen_or_than_large_text(visit: Visit) -> None:
    page = visit(PLANNING, width=320)
    open_groups(page)
    give(page, {**RICH, "own_price": "1,000,000", "sessions": "500", "weeks": "520"})
    assert not too_wide(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        """(tool) => [...document.querySelectorAll(`${tool} :is(input, select, button, summary)`)]
             .filter((node) => node.checkVisibility())
             .map((node) => [node.name || node.textContent,
               (node.type === "checkbox" ? node.closest(".kk-tick") : node)
                 .getBoundingClientRect()])
             .filter(([, { width, height }]) => Math.min(width, height) < 24)
             .map(([name]) => name)""",
        TOOL,
    )
    assert not small
    give(page, {"tip": "x"})
    assert not too_wide(page)
    for width in (1280, 640):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not too_wide(page), width


def too_wide(page: Page) -> list[str]:
    """What of the tool reaches over the right edge of the window."""
    found: list[str] = page.evaluate(
        """(tool) => [...document.querySelectorAll(`${tool}, ${tool} *`)]
             .filter((node) => node.checkVisibility() && !node.closest(".kk-sr")
               && node.getBoundingClientRect().right > innerWidth + 1)
             .map((node) => `${node.nodeName}.${node.className}: ${node.textContent.slice(0, 40)}`)
        """,
        TOOL,
    )
    return found


def test_without_javascript_the_tables_stand_there(visit: Visit) -> None:
    page = visit(PLANNING, scripts=False)
    tables = page.locator('[data-widget="cost_estimator"] table')
    assert tables.count() == 2
    for table in tables.all():
        assert table.is_visible() and table.locator("caption").inner_text()
        assert table.locator("thead th:not([scope=col])").count() == 0
        assert table.locator("tbody tr:not(:has(th[scope=row]))").count() == 0
    assert tables.first.locator("tbody tr").count() == len(RULES["ranges"])
    assert page.locator(TOOL).count() == 0
