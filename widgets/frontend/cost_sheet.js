// Knows how to make a table file and a printed sheet of a reckoned plan. Never stores or sends
// anything, and holds no date and no name.

import { LEVELS, format_money, rowOf } from "./costs.js";
import { givenText, unusedFields } from "./cost_form.js";
import { footer, spanText } from "./cost_result.js";
import { h } from "./dom.js";

/** @typedef {import("./costs.js").CostRules} CostRules */
/** @typedef {import("./costs.js").Three} Three */
/** @typedef {import("./cost_estimator.js").Good} Good */

const SHEET_TITLE = "Knead to Know: my cost plan";
const SHEET_STYLE = `
  body { font: 11pt/1.45 system-ui, sans-serif; color: #1d1a17; background: #fff;
    max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1.4rem 0 .3rem; break-after: avoid; }
  ul, p { margin: .3rem 0; } li { margin: .2rem 0; break-inside: avoid; }
  .sum { border: 2px solid #1d1a17; padding: .6rem .9rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { padding: .2rem .5rem; border-bottom: 1px solid #999; text-align: right; }
  th:first-child { text-align: left; } tr { break-inside: avoid; }
`;

/**
 * Save the plan, its cost and its sources as a table, amounts in dollars.
 * @param {CostRules} rules
 * @param {Good} good
 */
export function saveCosts(rules, good) {
  const href = URL.createObjectURL(new Blob([costsCsv(rules, good)], { type: "text/csv" }));
  h("a", { href, download: "massage-costs.csv" }).click();
  // The browser reads the address after this turn, so it can't be released at once.
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/**
 * @param {CostRules} rules
 * @param {Good} good
 */
export function costsCsv(rules, good) {
  const { estimate } = good;
  /** @type {(section: string, item: string, three: Three) => string[]} */
  const line = (section, item, three) =>
    [section, item, "", ...LEVELS.map((level) => dollars(three[level])), estimate.currency];
  const { total, per_session, per_week, parts, settings, stopping, membership } = estimate;
  const rows = [
    ["section", "item", "text", ...LEVELS, "currency"],
    ...givenFields(rules, good).map(([label, text]) => ["plan", label, text]),
    ...parts.map((part) => line("part", part.label, part)),
    line("total", "You pay", total),
    line("total", "Each session", per_session),
    line("total", "Each week", per_week),
    ...settings.map(({ name, total: sum, why }) =>
      sum ? line("setting", name, sum) : ["setting", name, why ?? ""]),
    ...(stopping ? [line("stop early", `After ${stopping.sessions}`, stopping.total),
      line("stop early", "You save", stopping.saves)] : []),
    ...(membership ? [line("membership", "You save", membership.saves)] : []),
    ...noteLines(rules, estimate).map((text) => ["note", "", text]),
  ];
  return rows.map((row) => row.map(csvCell).join(",") + ",".repeat(7 - row.length)).join("\r\n") +
    "\r\n";
}

/**
 * Print the sheet from a hidden frame, so that the page around it stays out of the print.
 * @param {CostRules} rules
 * @param {Good} good
 */
export function printCosts(rules, good) {
  const frame = /** @type {HTMLIFrameElement} */ (
    h("iframe", { class: "kk-print-frame", title: SHEET_TITLE, "aria-hidden": "true", tabindex: -1 })
  );
  document.querySelector(".kk-print-frame")?.remove();
  document.body.append(frame);
  const view = /** @type {Window & typeof globalThis} */ (frame.contentWindow);
  fillCostSheet(view.document, rules, good);
  // Not a style element: the page's Content-Security-Policy holds in the frame too.
  const style = new view.CSSStyleSheet();
  style.replaceSync(SHEET_STYLE);
  view.document.adoptedStyleSheets = [style];
  view.addEventListener("afterprint", () => frame.remove());
  view.print();
}

/**
 * @param {Document} target an empty document
 * @param {CostRules} rules
 * @param {Good} good
 */
export function fillCostSheet(target, rules, good) {
  const { estimate } = good;
  const { total, parts, settings, stopping } = estimate;
  target.documentElement.lang = "en";
  target.title = SHEET_TITLE;
  target.head.append(h("meta", { charset: "utf-8" }));
  const priced = settings.flatMap(({ name, total: sum }) => (sum ? [{ name, sum }] : []));
  target.body.append(h("main", null,
    h("h1", null, SHEET_TITLE),
    h("p", { class: "sum" }, "I pay ", h("strong", null, spanText(total)), "."),
    stopping && h("p", null, `If I stop after ${stopping.sessions}: ${spanText(stopping.total)}.`),
    h("h2", null, "My plan"),
    h("ul", null,
      givenFields(rules, good).map(([label, text]) => h("li", null, `${label}: ${text}`))),
    h("h2", null, "Part by part"),
    sheetTable([...parts.map((part) => /** @type {[string, Three]} */ ([part.label, part])),
      ["I pay", total]]),
    h("h2", null, "The same plan elsewhere"),
    sheetTable(priced.map(({ name, sum }) => [name, sum])),
    h("h2", null, "Mind this"),
    h("ul", null, noteLines(rules, estimate).map((text) => h("li", null, text))),
  ));
}

/** @param {[string, Three][]} rows */
function sheetTable(rows) {
  const heads = ["", "Low", "Typical", "High"].map((text) =>
    text ? h("th", { scope: "col" }, text) : h("td"));
  return h("table", null, h("thead", null, h("tr", null, heads)), h("tbody", null,
    rows.map(([label, three]) => h("tr", null, h("th", { scope: "row" }, label),
      LEVELS.map((level) => h("td", null, format_money(three[level])))))));
}

/**
 * The fields that hold something, each with what it shows.
 * @param {CostRules} rules
 * @param {Good} good
 * @returns {[string, string][]}
 */
function givenFields(rules, { plan, values }) {
  const unused = unusedFields(values);
  return rules.fields
    .filter(({ id }) => !unused.has(id))
    .map((field) => /** @type {[string, string]} */ ([field.label, givenText(field, plan)]))
    .filter(([, text]) => text !== "");
}

/**
 * @param {CostRules} rules
 * @param {Good["estimate"]} estimate
 * @returns {string[]}
 */
function noteLines(rules, { price, notes }) {
  const range = price.range === null ? null : rowOf(rules.ranges, price.range);
  return [
    ...(range ? [`Price: ${range.kind}, ${range.as_of}. ${range.basis} ${range.caution}`] : []),
    ...notes.map(({ text }) => text),
    rules.words.trial_caveat,
    footer(rules),
  ];
}

/**
 * Cents as a plain decimal number for tables.
 * @param {number} cents
 */
function dollars(cents) {
  const size = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${size.slice(0, -2)}.${size.slice(-2)}`;
}

/**
 * @param {string} text
 * @returns {string}
 */
function csvCell(text) {
  // A spreadsheet would run a cell that starts like a formula; a negative number may.
  const safe = /^[=+@\t\r]|^-(?![0-9.]+$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
