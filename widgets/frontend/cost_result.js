// Knows how a reckoned plan looks: the total, its parts, who else pays, the other settings, what
// trials found, and where each number comes from. Renews only what changed. Never reckons a cost,
// and never sets a price against relief without what the trials say of it.

import { LEVELS, fieldOfPlan, fill, format_money, rowOf } from "./costs.js";
import { setHidden, setText } from "./cost_form.js";
import { Sources, linked } from "./cost_sources.js";
import { MoneyTable } from "./cost_table.js";
import { h } from "./dom.js";

/** @typedef {import("./costs.js").CostRules} CostRules */
/** @typedef {import("./costs.js").Three} Three */
/** @typedef {import("./costs.js").Estimate} Estimate */
/** @typedef {import("./cost_table.js").Row} Row */
/** @typedef {import("./cost_estimator.js").Good} Good */
/** @typedef {import("./dom.js").Child} Child */

/** @type {["insurer" | "written_off" | "tax_saving", string][]} */
const OTHERS = [
  ["insurer", "Your insurer pays"],
  ["written_off", "The place writes off"],
  ["tax_saving", "You save in tax"],
];
const SECTIONS = ["total", "notes", "parts", "others", "stopping", "membership", "settings",
  "trials", "sources"];

export class CostResult {
  /**
   * @param {CostRules} rules
   * @param {number} level
   */
  constructor(rules, level) {
    this.rules = rules;
    this.sub = `h${level + 1}`;
    /** @type {Map<string, string>} */
    this.keys = new Map();
    /** @type {Map<string, MoneyTable>} */
    this.tables = new Map();
    /** What stays, while what it says changes. @type {Map<string, HTMLElement>} */
    this.lines = new Map();
    this.sources = new Sources(rules);
    this.about = h("span");
    this.sum = h("strong");
    this.lead = h("p", { class: "kk-sum" }, this.about, this.sum);
    this.parts = Object.fromEntries(
      SECTIONS.map((name) => [name, h("div", { class: `kk-part kk-${name}` })]));
    this.stale = h("div", { class: "kk-stale", hidden: true });
    const { total, notes, parts, others, stopping, membership, ...rest } = this.parts;
    this.side = h("div", { class: "kk-side" },
      h(`h${level}`, { class: "kk-heading" }, "What you pay"),
      this.stale, total, parts, notes, others, stopping, membership);
    this.below = h("div", { class: "kk-below" }, Object.values(rest),
      h("p", { class: "kk-small" }, footer(rules)));
  }

  /**
   * Put new content in a section where what it shows has changed.
   * @param {string} name
   * @param {unknown} shown
   * @param {() => Child[]} build
   */
  put(name, shown, build) {
    const key = JSON.stringify(shown);
    if (this.keys.get(name) === key) return;
    this.keys.set(name, key);
    const content = build().filter((child) => child instanceof Node);
    const box = this.parts[name];
    const same = content.length === box.childNodes.length
      && content.every((child, at) => child === box.childNodes[at]);
    if (!same) box.replaceChildren(...content);
    setHidden(box, content.length === 0);
  }

  /**
   * A heading or sentence that stays in its place.
   * @param {string} name
   * @param {string} text
   * @param {string} [tag]
   */
  line(name, text, tag = "p") {
    const line = this.lines.get(name) ?? h(tag);
    this.lines.set(name, line);
    setText(line, text);
    return line;
  }

  /**
   * Where the ranges of a length come from: the same as long as the length is.
   * @param {number} minutes
   */
  ranges(minutes) {
    const name = `ranges of ${minutes}`;
    const shown = this.lines.get(name) ?? this.sources.ofRanges(minutes);
    this.lines.set(name, shown);
    return shown;
  }

  /**
   * The table of a section, renewed in place.
   * @param {string} caption
   * @param {string} corner
   * @param {Row[]} rows
   */
  table(caption, corner, rows) {
    const table = this.tables.get(caption) ?? new MoneyTable(caption, corner);
    this.tables.set(caption, table);
    return table.show(rows);
  }

  /** @param {Good} good */
  show({ estimate, values }) {
    const { rules } = this;
    const { total, per_session, per_week, parts, others, notes } = estimate;
    this.put("total", [total, per_session, per_week], () => this.totalParts(estimate));
    this.put("parts", [parts, total], () => this.titled("Part by part", this.breakdown(estimate)));
    this.put("notes", notes, () => this.titled("Mind this",
      [notes.length > 0 && h("ul", null, notes.map(({ text }) => h("li", null, text)))]));
    this.put("others", others, () => this.titled("What others pay", othersParts(estimate)));
    this.put("stopping", [estimate.stopping, total], () =>
      this.titled("If you stop early", this.stoppingParts(estimate)));
    this.put("membership", estimate.membership, () =>
      this.titled("Does the membership pay off?", this.membershipParts(estimate)));
    this.put("settings", [estimate.settings, values.minutes], () =>
      this.titled("The same plan elsewhere", this.settingsParts(estimate, Number(values.minutes))));
    const cost = this.line("cost",
      `This plan costs you ${spanText(total)}. Set beside it what trials found:`);
    this.put("trials", null, () =>
      this.titled("What you may get for it", [cost, ...trialParts(rules)]));
    const { setting, state, tip, insurance } = values;
    this.put("sources", [estimate.price, setting, state, tip, insurance], () =>
      this.titled("Where each number comes from", this.sources.ofPlan(estimate, values)));
  }

  /**
   * A section's content under its heading; nothing at all where there is no content.
   * @param {string} title
   * @param {Child[]} content
   * @returns {Child[]}
   */
  titled(title, content) {
    const shown = content.filter(Boolean);
    return shown.length > 0 ? [this.line(title, title, this.sub), ...shown] : [];
  }

  /**
   * Say that the sums belong to an earlier plan, and lead to the fields that are wrong.
   * @param {string[]} wrong their ids; empty: the sums are up to date
   */
  markStale(wrong) {
    const known = wrong.filter((id) => this.rules.fields.some((field) => field.id === id));
    const key = wrong.join(" ");
    if (this.keys.get("stale") === key) return;
    this.keys.set("stale", key);
    this.side.toggleAttribute("data-stale", wrong.length > 0);
    this.below.toggleAttribute("data-stale", wrong.length > 0);
    setHidden(this.stale, wrong.length === 0);
    const buttons = known.map((id) => h("button",
      { type: "button", class: "kk-button kk-little", "data-field": id },
      fieldOfPlan(this.rules, id).label));
    this.stale.replaceChildren(
      h("p", null, h("strong", null, "Not updated."),
        " These sums are from before your last change. Look at:"),
      h("div", { class: "kk-links" }, buttons));
  }

  /**
   * @param {Estimate} estimate
   * @returns {Child[]}
   */
  totalParts({ total, per_session, per_week }) {
    const one = total.low === total.high;
    const ends = `, from ${format_money(total.low)} to ${format_money(total.high)}`;
    setText(this.sum, format_money(total.typical));
    setText(this.about, one ? "" : "about ");
    return [
      this.lead,
      this.line("total", `for the whole plan${one ? "" : ends}`),
      this.table("What you pay for the plan, a session and a week", "", [
        { label: "The whole plan", three: total },
        { label: "Each session", three: per_session },
        { label: "Each week", three: per_week },
      ]),
    ];
  }

  /**
   * @param {Estimate} estimate
   * @returns {Child[]}
   */
  breakdown({ parts, total }) {
    const most = Math.max(...parts.map(({ typical }) => Math.abs(typical)), 1);
    const largest = parts.find(({ typical }) => typical === most);
    const finding = largest
      ? `The largest part: ${lowerFirst(largest.label)}, ${format_money(largest.typical)} at the ` +
        "typical price."
      : "Nothing to pay at the typical price.";
    const rows = parts.map(({ label, low, typical, high }) => ({
      label,
      three: { low, typical, high },
      bar: { from: 0, to: Math.abs(typical), most, others: Math.min(low, typical, high) < 0 },
    }));
    const table = this.table("The parts of the plan. They add up to what you pay.", "",
      [...rows, { label: "You pay", three: total }]);
    table.classList.add("kk-summed");
    return [this.line("largest", finding), table];
  }

  /**
   * @param {Estimate} estimate
   * @returns {Child[]}
   */
  stoppingParts({ stopping }) {
    if (!stopping) {
      return [this.line("stop", "You have no stopping rule. Fill in after how many sessions you " +
        "decide, and see what that saves.")];
    }
    const { sessions, total, saves } = stopping;
    const kept = saves.typical < 0
      ? `that costs ${format_money(-saves.typical)} more`
      : `you keep ${format_money(saves.typical)}`;
    return [
      this.line("stop", `Stop after ${countOf(sessions)}, and you pay ${spanText(total)}. ` +
        `At the typical price ${kept}.`),
      this.table("What a stopping rule saves", "",
        [{ label: "You pay", three: total }, { label: "You save", three: saves }]),
    ];
  }

  /**
   * @param {Estimate} estimate
   * @returns {Child[]}
   */
  membershipParts({ membership }) {
    if (!membership) return [];
    const { break_even: even, saves, included } = membership;
    const typical = even.typical === null
      ? "At the typical price it never does."
      : `At the typical price it does from ${countOf(even.typical)} on.`;
    const others = LEVELS.filter((level) => level !== "typical" && even[level] !== even.typical)
      .map((level) => `${even[level] === null ? "never" : `from ${countOf(Number(even[level]))} on`
      } at the ${level} price`);
    return [
      h("p", null, typical, others.length > 0 && ` ${upperFirst(others.join(", "))}.`),
      h("p", null, `It includes ${countOf(included)}. `,
        saves.typical < 0
          ? `This plan costs ${format_money(-saves.typical)} more with it.`
          : `It saves ${format_money(saves.typical)} on this plan.`),
      this.table("What the membership saves on this plan", "",
        [{ label: "You save", three: saves }]),
    ];
  }

  /**
   * @param {Estimate} estimate
   * @param {number} minutes
   * @returns {Child[]}
   */
  settingsParts({ settings }, minutes) {
    const priced = settings.flatMap(({ name, total }) => (total ? [{ name, total }] : []));
    const most = Math.max(...priced.map(({ total }) => total.high), 1);
    const order = [...priced].sort((a, b) => a.total.typical - b.total.typical);
    const [least, last] = [order[0], order[order.length - 1]];
    const finding = order.length > 1
      ? `Least at the typical price: ${lowerFirst(least.name)}, ${format_money(least.total.typical)}. ` +
        `Most: ${lowerFirst(last.name)}, ${format_money(last.total.typical)}.`
      : "There is a price for one place only.";
    const rows = settings.map(({ name, total, chosen, why }) => ({
      label: name,
      three: total,
      why,
      note: chosen ? "your choice" : "",
      bar: total ? { from: total.low, to: total.high, most, mark: total.typical } : undefined,
    }));
    return [
      this.line("settings",
        `${finding} Other places are at our range and the usual tip, with no deal.`),
      this.table("The same plan in each kind of place", "Place", rows),
      this.ranges(minutes),
    ];
  }
}

/**
 * "about $1,044, from $644 to $1,724"; one sum where there is no range.
 * @param {Three} three
 */
export function spanText({ low, typical, high }) {
  if (low === high && low === typical) return format_money(typical);
  return `about ${format_money(typical)}, from ${format_money(low)} to ${format_money(high)}`;
}

/** @param {CostRules} rules */
export function footer(rules) {
  const year = rowOf(rules.numbers, "history_before").value;
  const { rounding, general } = rules.words;
  return `${rounding} ${fill(rules, "history", { year })} ${general}`;
}

/**
 * @param {Estimate} estimate
 * @returns {Child[]}
 */
function othersParts({ others }) {
  const paid = OTHERS.filter(([id]) => LEVELS.some((level) => others[id][level] !== 0));
  if (paid.length === 0) return [h("p", null, "Nobody else pays toward this plan.")];
  const lines = paid.map(([id, lead]) => h("li", null, `${lead} ${spanText(others[id])}.`));
  return [h("ul", null, lines)];
}

/**
 * The cost beside what trials found: never a price for a point of relief.
 * @param {CostRules} rules
 * @returns {Child[]}
 */
function trialParts(rules) {
  return [
    ...rules.findings.flatMap(({ lead, evidence }) => [
      h("p", { class: "kk-lead" }, lead),
      h("ul", null, evidence.map((row) => h("li", null, row.statement, " (",
        linked(row.source, row.where_seen),
        row.certainty && `; certainty: ${row.certainty}`,
        row.verified === "partly" && "; checked in part", ")"))),
    ]),
    h("p", { class: "kk-caveat" }, rules.words.trial_caveat),
  ];
}

/** @param {number} sessions */
function countOf(sessions) {
  return sessions === 1 ? "1 session" : `${sessions} sessions`;
}

/** @param {string} text */
function lowerFirst(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** @param {string} text */
function upperFirst(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
