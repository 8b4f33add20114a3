// Knows how a fact box looks: benefits and harms, without and with massage, and the sources of each.
// Takes every text as it is given, prints what is not known, and never reckons a number.

import { h } from "./dom.js";

/** @typedef {{label: string, ids: string[], address: string | null}} FactSource */
/**
 * @typedef {{outcome: string, without: string, with_massage: string, more: string,
 *   sources: FactSource[]}} FactLine
 */
/**
 * @typedef {{id: string, question: string, durations: string[], people: string, span: string,
 *   without_label: string, with_label: string, sources: FactSource[],
 *   kinds: {title: string, lines: FactLine[]}[], by_itself: string,
 *   by_itself_sources: FactSource[], caution: string, caution_sources: FactSource[]}} FactBox
 */

const ENTRIES = "book/about/evidence.html#";

/**
 * The box that speaks of a duration, or of one nobody named.
 * @param {FactBox[]} boxes
 * @param {string | undefined} duration
 * @returns {FactBox | undefined}
 */
export function boxFor(boxes, duration) {
  return boxes.find(({ durations }) => durations.includes(duration ?? "unsure"));
}

/**
 * @param {FactBox} box
 * @param {string | null} base where the book's pages are; null outside the book
 * @returns {HTMLElement}
 */
export function factBox(box, base) {
  return h("div", { class: "kk-fact-box", "data-box": box.id },
    h("p", { class: "kk-fact-who" },
      h("strong", null, "Who:"), ` ${box.people} `,
      h("strong", null, "When:"), ` ${box.span} `,
      cited(box.sources, base)),
    h("table", { class: "kk-fact-table" },
      h("caption", null, box.question),
      h("thead", null, h("tr", null,
        h("th", { scope: "col" }, "What happens"),
        h("th", { scope: "col" }, "Without massage ", h("span", null, box.without_label)),
        h("th", { scope: "col" }, "With massage ", h("span", null, box.with_label)))),
      box.kinds.map(({ title, lines }) => h("tbody", null,
        h("tr", { class: "kk-fact-kind" }, h("th", { colspan: 3, scope: "rowgroup" }, title)),
        lines.flatMap((line) => [
          h("tr", null,
            h("th", { scope: "row" }, line.outcome),
            h("td", null, line.without),
            h("td", null, line.with_massage)),
          h("tr", { class: "kk-fact-more" },
            h("td", { colspan: 3 }, `${line.more} `, cited(line.sources, base))),
        ])))),
    h("p", null, h("strong", null, "By itself:"), ` ${box.by_itself} `,
      cited(box.by_itself_sources, base)),
    h("p", null, h("strong", null, "Mind this:"), ` ${box.caution} `,
      cited(box.caution_sources, base)));
}

/**
 * A fact box in sentences, for paper.
 * @param {FactBox} box
 * @returns {string[]}
 */
export function factLines(box) {
  return [
    `${box.people} ${box.span}`,
    ...box.kinds.flatMap(({ lines }) => lines.map((line) =>
      `${line.outcome}: without massage ${line.without}, with massage ${line.with_massage}. ${line.more}`)),
    `By itself: ${box.by_itself}`,
    box.caution,
  ];
}

/**
 * @param {FactSource[]} sources
 * @param {string | null} base
 * @returns {import("./dom.js").Child[]}
 */
function cited(sources, base) {
  if (sources.length === 0) return [];
  return [
    sources.length === 1 ? "Source: " : "Sources: ",
    ...sources.flatMap((source, place) => [place > 0 && ", ", sourceLink(source, base)]),
    ".",
  ];
}

/**
 * @param {FactSource} source
 * @param {string | null} base
 * @returns {import("./dom.js").Child}
 */
function sourceLink({ label, ids, address }, base) {
  if (base !== null) return h("a", { href: `${base}${ENTRIES}${ids[0]}` }, label);
  return address ? h("a", { href: address, rel: "noopener" }, label) : label;
}
