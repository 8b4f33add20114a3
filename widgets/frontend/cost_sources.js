// Knows how the source, date and kind of each number are shown, one tap away. Builds what is behind
// a tap only when it is tapped, and never vouches for more than the rows do.

import { LEVELS, format_money, rowOf } from "./costs.js";
import { h } from "./dom.js";

/** @typedef {import("./costs.js").CostRules} CostRules */
/** @typedef {import("./costs.js").PriceRange} PriceRange */
/** @typedef {import("./dom.js").Child} Child */

export class Sources {
  /** @param {CostRules} rules */
  constructor(rules) {
    this.rules = rules;
    /** Which are open, since they may be built anew. @type {Set<string>} */
    this.open = new Set();
  }

  /**
   * Every number of ours that came into the plan.
   * @param {import("./costs.js").Estimate} estimate
   * @param {import("./cost_form.js").Values} values
   * @returns {Child[]}
   */
  ofPlan({ price }, values) {
    const { rules } = this;
    const mile = rowOf(rules.numbers, "rate_per_mile");
    const unit = rowOf(rules.numbers, "minutes_per_unit");
    const state = rules.states.find(({ id }) => id === values.state);
    return [
      ...this.ofPrice(price, String(values.setting)),
      values.tip === null ? this.ofTip(String(values.setting)) : own("Tip: your own."),
      state && price.factor !== null && this.more("wages",
        `Wages in ${state.name}: ${state.index} for each 100 in the US (survey, ${state.as_of})`,
        () => ["wage_pull", "wage_cap"].flatMap((id) => this.ofNumber(id))),
      this.more("mile", `Cost of a mile: $${mile.value} (${mile.kind}, ${mile.as_of})`,
        () => this.ofNumber(mile.id)),
      values.insurance !== "none" && this.more("unit",
        `Billing unit: ${unit.value} minutes (${unit.kind}, ${unit.as_of})`,
        () => this.ofNumber(unit.id)),
      this.more("presets", "Plans to start from", () => rules.presets.map((preset) =>
        h("div", { class: "kk-origin" },
          h("p", null, h("strong", null, preset.label), ` (${preset.kind}). ${preset.basis}`),
          this.list(preset.evidence)))),
    ];
  }

  /**
   * @param {import("./costs.js").Price} price
   * @param {string} setting
   */
  ofPrice(price, setting) {
    const range = this.rules.ranges.find(({ id }) => id === price.range);
    if (!range) return [own("Price of a session: your own.")];
    const prices = LEVELS.map((level) => format_money(price[level])).join(", ");
    const moved = [null, 10_000].includes(price.factor) ? "" : "our range, moved by wages; ";
    return [this.more("price",
      `Price of a session: ${prices} (${moved}${range.kind}, ${range.as_of})`,
      () => [this.ofRange(range), h("p", null, rowOf(this.rules.settings, setting).caution)])];
  }

  /** @param {string} id */
  ofTip(id) {
    const { tip_basis, tip_prices, ...setting } = rowOf(this.rules.settings, id);
    const three = new Set([setting.tip_low, setting.tip_typical, setting.tip_high]);
    const tips = [...three].map((tip) => `${tip}%`).join(", ");
    return this.more("tip", `Tip: ${tips} (custom and surveys)`,
      () => [h("p", null, tip_basis), this.list(tip_prices)]);
  }

  /**
   * The ranges of every setting that has this length.
   * @param {number} minutes
   */
  ofRanges(minutes) {
    return this.more("ranges", "Where these ranges come from", () => this.rules.ranges
      .filter((row) => row.minutes === minutes)
      .map((row) => h("div", { class: "kk-origin" },
        h("p", null, h("strong", null, rowOf(this.rules.settings, row.setting).name)),
        this.ofRange(row))));
  }

  /** @param {PriceRange} range */
  ofRange({ low, typical, high, kind, as_of, basis, caution, prices }) {
    const [least, usual, most] = [low, typical, high].map((each) => format_money(100 * each));
    return h("div", null,
      h("p", null, `Low ${least}, typical ${usual}, high ${most}: ${kind}, ${as_of}.`),
      h("p", null, basis, " ", caution),
      this.list(prices));
  }

  /**
   * @param {string} id
   * @returns {HTMLElement[]}
   */
  ofNumber(id) {
    const row = rowOf(this.rules.numbers, id);
    return [
      h("p", null, h("strong", null, `${row.value} ${row.unit}.`),
        ` ${row.says} ${row.basis} Source: `, linked(row.source, row.where_seen),
        ` (${row.as_of}).`),
      this.list(row.rows),
    ];
  }

  /** @param {string[]} ids */
  list(ids) {
    return h("ul", { hidden: ids.length === 0 }, ids.map((id) => {
      const { says, source, as_of, where_seen, verified } = this.rules.sources[id];
      return h("li", null, `${says.replace(/\.$/, "")}. `, linked(source, where_seen),
        ` (${as_of}${verified === "partly" ? "; checked in part" : ""})`);
    }));
  }

  /**
   * @param {string} name
   * @param {string} summary
   * @param {() => Child[]} build
   */
  more(name, summary, build) {
    const box = h("div", { class: "kk-origins" });
    const details = /** @type {HTMLDetailsElement} */ (
      h("details", { class: "kk-more" }, h("summary", null, summary), box));
    const fillBox = () => {
      if (!box.firstChild) box.append(...build().filter((child) => child instanceof Node));
    };
    details.addEventListener("toggle", () => {
      if (details.open) this.open.add(name);
      else if (details.isConnected) this.open.delete(name);
      if (details.open) fillBox();
    });
    if (this.open.has(name)) {
      fillBox();
      details.open = true;
    }
    return details;
  }
}

/**
 * @param {string} text
 * @param {string | null} address
 */
export function linked(text, address) {
  const web = /^https?:\/\//.test(address ?? "");
  return web ? h("a", { href: address, rel: "noopener" }, text) : text;
}

/** @param {string} text */
function own(text) {
  return h("p", { class: "kk-own" }, text);
}
