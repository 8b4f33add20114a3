// Knows how a reckoned plan looks: the total, its parts, who else pays, the other settings, what
// trials found, and where each number comes from. Renews only what changed. Never reckons a cost,
// and never sets a price against relief without what the trials say of it.

import { LEVELS, fieldOfPlan, fill, format_money, rowOf } from "./costs.js";
import { setHidden } from "./cost_form.js";
import { h } from "./dom.js";

/** @typedef {import("./costs.js").CostRules} CostRules */
/** @typedef {import("./costs.js").Three} Three */
/** @typedef {import("./costs.js").Part} Part */
/** @typedef {import("./costs.js").Estimate} Estimate */
/** @typedef {import("./costs.js").PriceRange} PriceRange */
/** @typedef {import("./costs.js").Source} Source */
/** @typedef {import("./cost_estimator.js").Good} Good */
/** @typedef {import("./dom.js").Child} Child */

const LEVEL_NAMES = { low: "Low", typical: "Typical", high: "High" };
/** @type {["insurer" | "written_off" | "tax_saving", string][]} */
const OTHERS = [
  ["insurer", "Your insurer pays"],
  ["written_off", "The place takes off the price"],
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
    const content = build();
    const box = this.parts[name];
    box.replaceChildren(...content.filter((child) => child instanceof Node));
    setHidden(box, content.length === 0);
  }

  /** @param {Good} good */
  show({ estimate, values }) {
    const { rules } = this;
    const { total, per_session, per_week, parts, others, notes } = estimate;
    this.put("total", [total, per_session, per_week], () => totalParts(estimate));
    this.put("parts", [parts, total], () => this.titled("Part by part", breakdown(estimate)));
    this.put("notes", notes, () => this.titled("Mind this",
      [notes.length > 0 && h("ul", null, notes.map(({ text }) => h("li", null, text)))]));
    this.put("others", others, () => this.titled("What others pay", othersParts(estimate)));
    this.put("stopping", [estimate.stopping, total], () =>
      this.titled("If you stop early", stoppingParts(estimate)));
    this.put("membership", estimate.membership, () =>
      this.titled("Does the membership pay off?", membershipParts(estimate)));
    this.put("settings", [estimate.settings, values.minutes], () =>
      this.titled("The same plan elsewhere", settingsParts(rules, estimate, Number(values.minutes))));
    this.put("trials", total, () =>
      this.titled("What you may get for it", trialParts(rules, total)));
    const { setting, state, tip, rate_per_mile, minutes } = values;
    this.put("sources", [estimate.price, setting, state, tip, rate_per_mile, minutes], () =>
      this.titled("Where each number comes from", sourceParts(rules, estimate, values)));
  }

  /**
   * A section's content under its heading; nothing at all where there is no content.
   * @param {string} title
   * @param {Child[]} content
   * @returns {Child[]}
   */
  titled(title, content) {
    const shown = content.filter(Boolean);
    return shown.length > 0 ? [h(this.sub, null, title), ...shown] : [];
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
function totalParts({ total, per_session, per_week }) {
  const one = total.low === total.high;
  return [
    h("p", { class: "kk-sum" }, one ? "" : "about ", h("strong", null, format_money(total.typical))),
    h("p", null, one ? "for the whole plan" : `for the whole plan, from ${
      format_money(total.low)} to ${format_money(total.high)}`),
    moneyTable("What you pay for the plan, a session and a week", "", [
      ["The whole plan", total], ["Each session", per_session], ["Each week", per_week],
    ]),
  ];
}

/**
 * @param {Estimate} estimate
 * @returns {Child[]}
 */
function breakdown({ parts, total }) {
  const most = Math.max(...parts.map(({ typical }) => Math.abs(typical)), 1);
  const largest = parts.find(({ typical }) => typical === most);
  const finding = largest
    ? `The largest part: ${lowerFirst(largest.label)}, ${format_money(largest.typical)} at the typical price.`
    : "Nothing to pay at the typical price.";
  const table = moneyTable("The parts of the plan. They add up to what you pay.", "", [
    ...parts.map((part) => /** @type {[string, Three, HTMLElement]} */ (
      [part.label, part, bar(0, Math.abs(part.typical), most, part.typical < 0)])),
    ["You pay", total],
  ]);
  table.querySelector("tbody tr:last-child")?.classList.add("kk-last");
  return [h("p", null, finding), table];
}

/**
 * @param {Estimate} estimate
 * @returns {Child[]}
 */
function othersParts({ others }) {
  const paid = OTHERS.filter(([id]) => LEVELS.some((level) => others[id][level] !== 0));
  if (paid.length === 0) return [h("p", null, "Nobody else pays toward this plan.")];
  return [h("ul", null, paid.map(([id, lead]) => h("li", null, `${lead} ${spanText(others[id])}.`)))];
}

/**
 * @param {Estimate} estimate
 * @returns {Child[]}
 */
function stoppingParts({ stopping }) {
  if (!stopping) {
    return [h("p", null, "You have no stopping rule. Fill in after how many sessions you decide, " +
      "and see what that saves.")];
  }
  const { sessions, total, saves } = stopping;
  const kept = saves.typical < 0 ? "that costs more than the plan" : `keep ${format_money(saves.typical)}`;
  return [
    h("p", null, `Stop after ${countOf(sessions)}, and you pay ${
      spanText(total)}. At the typical price you ${kept}.`.replace("you that", "that")),
    moneyTable("What a stopping rule saves", "", [["You pay", total], ["You save", saves]]),
  ];
}

/**
 * @param {Estimate} estimate
 * @returns {Child[]}
 */
function membershipParts({ membership }) {
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
    moneyTable("What the membership saves on this plan", "", [["You save", saves]]),
  ];
}

/**
 * @param {CostRules} rules
 * @param {Estimate} estimate
 * @param {number} minutes
 * @returns {Child[]}
 */
function settingsParts(rules, { settings }, minutes) {
  const priced = settings.flatMap(({ name, total }) => (total ? [{ name, total }] : []));
  const most = Math.max(...priced.map(({ total }) => total.high), 1);
  const order = [...priced].sort((a, b) => a.total.typical - b.total.typical);
  const [least, last] = [order[0], order[order.length - 1]];
  const finding = order.length > 1
    ? `At the typical price, the least: ${least.name}, ${format_money(least.total.typical)}. The most: ${
      last.name}, ${format_money(last.total.typical)}.`
    : "There is a price for one place only.";
  const rows = settings.map(({ name, total, chosen, why }) => {
    const head = h("th", { scope: "row" }, name,
      chosen && h("span", { class: "kk-yours" }, " your choice"),
      total && bar(total.low, total.high, most, false, total.typical));
    return h("tr", { "data-chosen": chosen }, head, total
      ? amounts(total)
      : h("td", { colspan: 3, class: "kk-why" }, why));
  });
  return [
    h("p", null, finding, " Other places are at our range and the usual tip, with no deal."),
    table("The same plan in each kind of place", "Place", rows),
    more("Where these ranges come from", rules.ranges
      .filter((row) => row.minutes === minutes)
      .map((row) => h("div", { class: "kk-origin" },
        h("p", null, h("strong", null, rowOf(rules.settings, row.setting).name)),
        rangeOrigin(rules, row)))),
  ];
}

/**
 * The cost beside what trials found: never a price for a point of relief.
 * @param {CostRules} rules
 * @param {Three} total
 * @returns {Child[]}
 */
function trialParts(rules, total) {
  return [
    h("p", null, `This plan costs you ${spanText(total)}. Set beside it what trials found:`),
    ...rules.findings.flatMap(({ lead, evidence }) => [
      h("p", { class: "kk-lead" }, lead),
      h("ul", null, evidence.map((row) => h("li", null, row.statement, " (",
        linked(row.source, row.where_seen),
        row.certainty && `; certainty: ${row.certainty}`,
        row.verified === "partly" && "; we could check this only in part", ")"))),
    ]),
    h("p", { class: "kk-caveat" }, rules.words.trial_caveat),
  ];
}

/**
 * Every number that came into the plan from us, each behind one tap.
 * @param {CostRules} rules
 * @param {Estimate} estimate
 * @param {Good["values"]} values
 * @returns {Child[]}
 */
function sourceParts(rules, { price }, values) {
  const setting = rowOf(rules.settings, String(values.setting));
  const range = rules.ranges.find(({ id }) => id === price.range);
  const state = rules.states.find(({ id }) => id === values.state);
  const mile = rowOf(rules.numbers, "rate_per_mile");
  const unit = rowOf(rules.numbers, "minutes_per_unit");
  const tips = LEVELS.map((level) => `${setting[`tip_${level}`]}%`).join(", ");
  return [
    range
      ? more(`Price of a session: $${range.low}, $${range.typical}, $${range.high} (${
        range.kind}, ${range.as_of})`,
      [rangeOrigin(rules, range), h("p", null, setting.caution)])
      : h("p", { class: "kk-own" }, "Price of a session: your own."),
    values.tip === null && more(`Tip: ${tips} (custom and surveys)`,
      [h("p", null, setting.tip_basis), sourceList(rules, setting.tip_prices)]),
    state && price.factor !== null && more(
      `Wages in ${state.name}: ${state.index} for each 100 in the US (survey, ${state.as_of})`,
      ["wage_pull", "wage_cap"].flatMap((id) => numberOrigin(rules, id))),
    more(`Cost of a mile: $${mile.value} (${mile.kind}, ${mile.as_of})`,
      numberOrigin(rules, mile.id)),
    values.insurance !== "none" && more(`Billing unit: ${unit.value} minutes (${unit.kind})`,
      numberOrigin(rules, unit.id)),
    more("Plans to start from", rules.presets.map((preset) => h("div", { class: "kk-origin" },
      h("p", null, h("strong", null, preset.label), ` (${preset.kind}). ${preset.basis}`),
      sourceList(rules, preset.evidence)))),
  ];
}

/**
 * @param {CostRules} rules
 * @param {PriceRange} range
 */
function rangeOrigin(rules, range) {
  return h("div", null,
    h("p", null, `Low ${format_money(100 * range.low)}, typical ${format_money(100 * range.typical)
    }, high ${format_money(100 * range.high)}: ${range.kind}, ${range.as_of}.`),
    h("p", null, range.basis, " ", range.caution),
    sourceList(rules, range.prices));
}

/**
 * @param {CostRules} rules
 * @param {string} id
 * @returns {HTMLElement[]}
 */
function numberOrigin(rules, id) {
  const { says, value, unit, basis, source, where_seen, as_of, rows } = rowOf(rules.numbers, id);
  return [
    h("p", null, `${says} ${value} ${unit}. ${basis} `,
      "Source: ", linked(source, where_seen), ` (${as_of}).`),
    sourceList(rules, rows),
  ].filter(Boolean);
}

/**
 * @param {CostRules} rules
 * @param {string[]} ids
 */
function sourceList(rules, ids) {
  return h("ul", { hidden: ids.length === 0 }, ids.map((id) => {
    const row = rules.sources[id];
    return h("li", null, row.says, ". ", linked(row.source, row.where_seen), ` (${row.as_of})`,
      row.verified === "partly" && ". We could check this only in part");
  }));
}

/**
 * @param {string} text
 * @param {string | null} address
 */
function linked(text, address) {
  return /^https?:\/\//.test(address ?? "") ? h("a", { href: address, rel: "noopener" }, text) : text;
}

/**
 * @param {string} summary
 * @param {Child[]} content
 */
function more(summary, content) {
  return h("details", { class: "kk-more" }, h("summary", null, summary), content);
}

/**
 * A bar from one amount to another, on a scale that ends at `most`, maybe with a mark on it. The
 * table beside it says the same in numbers.
 * @param {number} from
 * @param {number} to
 * @param {number} most
 * @param {boolean} [others] true for what others pay
 * @param {number} [mark]
 */
function bar(from, to, most, others = false, mark) {
  const line = h("span", { class: "kk-bar", "aria-hidden": "true", "data-others": others },
    h("span", { class: "kk-bar-length" }), mark !== undefined && h("span", { class: "kk-bar-mark" }));
  /** @type {(name: string, amount: number) => void} */
  const place = (name, amount) =>
    line.style.setProperty(name, `${Math.max(0, Math.min(100, (100 * amount) / most)).toFixed(2)}%`);
  place("--from", from);
  place("--length", to - from);
  if (mark !== undefined) place("--mark", mark);
  return line;
}

/**
 * @param {string} caption
 * @param {string} corner
 * @param {[string, Three, HTMLElement?][]} rows
 */
function moneyTable(caption, corner, rows) {
  return table(caption, corner, rows.map(([label, three, drawn]) =>
    h("tr", null, h("th", { scope: "row" }, label, drawn), amounts(three))));
}

/**
 * @param {string} caption
 * @param {string} corner
 * @param {HTMLElement[]} rows
 */
function table(caption, corner, rows) {
  const heads = LEVELS.map((level) => h("th", { scope: "col" }, LEVEL_NAMES[level]));
  return h("table", null, h("caption", null, caption),
    h("thead", null, h("tr", null, h("td", null, corner), heads)), h("tbody", null, rows));
}

/** @param {Three} three */
function amounts(three) {
  return LEVELS.map((level) => h("td", null, format_money(three[level])));
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
