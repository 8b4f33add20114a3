// Knows how amounts look as a table of low, typical and high, each row maybe with a bar. Renews a
// table in place while its rows stay the same. Never reckons an amount.

import { LEVELS, format_money } from "./costs.js";
import { setText } from "./cost_form.js";
import { h } from "./dom.js";

/** @typedef {import("./costs.js").Three} Three */
/**
 * From one amount to another on a scale that ends at `most`, maybe with a mark on it.
 * @typedef {{from: number, to: number, most: number, mark?: number, others?: boolean}} Bar
 */
/**
 * `why` stands in for amounts that there are none of.
 * @typedef {{label: string, three: Three | null, bar?: Bar, why?: string | null, note?: string}} Row
 */

const LEVEL_NAMES = { low: "Low", typical: "Typical", high: "High" };
const LONG = 12;

export class MoneyTable {
  /**
   * @param {string} caption
   * @param {string} corner the heading of the labels
   */
  constructor(caption, corner) {
    const heads = LEVELS.map((level) => h("th", { scope: "col" }, LEVEL_NAMES[level]));
    this.body = h("tbody", null);
    this.root = h("table", null, h("caption", null, caption),
      h("thead", null, h("tr", null, h("td", null, corner), heads)), this.body);
    this.key = "";
    /** @type {{cells: HTMLElement[], line: HTMLElement | null}[]} */
    this.shown = [];
  }

  /**
   * @param {Row[]} rows
   * @returns {HTMLElement} the table
   */
  show(rows) {
    const key = JSON.stringify(rows.map(({ label, three, bar, why, note }) =>
      [label, !three, why, note, bar?.others, bar?.mark === undefined]));
    if (key !== this.key) {
      this.key = key;
      this.shown = rows.map(emptyRow);
      this.body.replaceChildren(...rows.map((row, at) => tableRow(row, this.shown[at])));
    }
    let longest = 0;
    rows.forEach(({ three, bar }, at) => {
      const { cells, line } = this.shown[at];
      if (three) {
        LEVELS.forEach((level, column) => {
          const text = format_money(three[level]);
          longest = Math.max(longest, text.length);
          setText(cells[column], text);
        });
      }
      if (line && bar) placeBar(line, bar);
    });
    this.root.toggleAttribute("data-wide", longest > LONG);
    return this.root;
  }
}

/** @param {Row} row */
function emptyRow({ three, bar, why }) {
  const cells = three ? LEVELS.map(() => h("td")) : [h("td", { colspan: 3, class: "kk-why" }, why)];
  // The numbers beside it say the same.
  const props = { class: "kk-bar", "aria-hidden": "true", "data-others": bar?.others };
  const line = bar ? h("span", props, h("span", { class: "kk-bar-length" }),
    bar.mark !== undefined && h("span", { class: "kk-bar-mark" })) : null;
  return { cells, line };
}

/**
 * @param {Row} row
 * @param {{cells: HTMLElement[], line: HTMLElement | null}} parts
 */
function tableRow({ label, note }, { cells, line }) {
  return h("tr", { "data-chosen": Boolean(note) },
    h("th", { scope: "row" }, label, note && h("span", { class: "kk-yours" }, ` ${note}`), line),
    cells);
}

/**
 * @param {HTMLElement} line
 * @param {Bar} bar
 */
function placeBar(line, { from, to, most, mark }) {
  /** @type {[string, number][]} */
  const places = [["--from", from], ["--length", to - from], ["--mark", mark ?? 0]];
  for (const [name, amount] of places) {
    const share = Math.max(0, Math.min(100, (100 * amount) / most));
    line.style.setProperty(name, `${share.toFixed(1)}%`);
  }
}
