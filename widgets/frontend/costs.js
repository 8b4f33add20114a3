// Knows how to turn a plan into its cost, part by part, with the prices and words it is given.
// Holds no price of its own, never touches the page; widgets/costs.py is the same arithmetic (its
// CONTRACT holds here), and tests/test_cost_parity.py holds the two together. Money is whole cents.

/** @typedef {Record<string, unknown>} Plan what a person gave, by field; empty: not given */
/**
 * @typedef {"choice" | "integer" | "money" | "rate" | "percent" | "distance" | "boolean"} FieldKind
 */
/**
 * @typedef {{id: string, part: string, kind: FieldKind, choices: {id: string, label: string}[],
 *   minimum: number | null, maximum: number | null, initial: string | null, label: string,
 *   help: string, minimum_text: string | null, maximum_text: string | null,
 *   example: string | null, right?: string, needs_none: boolean}} Field
 */
/**
 * @typedef {{id: string, name: string, help: string, tip_low: number, tip_typical: number,
 *   tip_high: number, tip_basis: string, tip_prices: string[], wage_index: boolean,
 *   bills_insurance: boolean, own_travel: boolean, caution: string}} Setting
 */
/**
 * @typedef {{id: string, setting: string, minutes: number, low: number, typical: number,
 *   high: number, basis: string, prices: string[], kind: string, as_of: string,
 *   caution: string}} PriceRange
 */
/**
 * @typedef {{id: string, value: number, unit: string, says: string, basis: string, rows: string[],
 *   kind: string, source: string, where_seen: string | null, as_of: string,
 *   verified: string}} RuleNumber
 */
/**
 * @typedef {{says: string, source: string, as_of: string, where_seen: string | null,
 *   verified: string}} Source
 */
/**
 * @typedef {{id: string, statement: string, source: string, certainty: string | null,
 *   verified: string, where_seen: string | null, as_of: string}} Statement
 */
/**
 * @typedef {{id: string, label: string, help: string, basis: string, evidence: string[],
 *   kind: string, plan: Plan}} Preset
 */
/**
 * @typedef {{currency: string, parts: string[], fields: Field[], settings: Setting[],
 *   ranges: PriceRange[], numbers: RuleNumber[], presets: Preset[],
 *   states: {id: string, name: string, index: number | null, as_of: string}[],
 *   findings: {id: string, lead: string, evidence: Statement[]}[],
 *   words: Record<string, string>, sources: Record<string, Source>}} CostRules
 */
/** @typedef {{low: number, typical: number, high: number}} Three */
/** @typedef {Three & {id: string, label: string}} Part */
/**
 * @typedef {{setting: string, name: string, chosen: boolean, total: Three | null,
 *   why: string | null}} SettingCost
 */
/**
 * @typedef {{months: number, included: number, saves: Three,
 *   break_even: {low: number | null, typical: number | null, high: number | null}}} Membership
 */
/** @typedef {{sessions: number, weeks: number, total: Three, saves: Three}} Stopping */
/** @typedef {Three & {range: string | null, factor: number | null}} Price */
/**
 * @typedef {{currency: string, price: Price, total: Three, per_session: Three, per_week: Three,
 *   parts: Part[], others: {insurer: Three, written_off: Three, tax_saving: Three},
 *   settings: SettingCost[], membership: Membership | null, stopping: Stopping | null,
 *   notes: {id: string, text: string}[]}} Estimate
 */
/**
 * A checked plan: money in cents, percents in thousandths, miles in hundredths, the rate of a mile
 * in tenths of a cent.
 * @typedef {{setting: string, minutes: number, sessions: number, weeks: number,
 *   stop_after: number | null, own_price: number | null, state: string, tip: number | null,
 *   sales_tax: number, fare: number, miles: number, rate_per_mile: number, deal: string,
 *   monthly_fee: number, included_sessions: number, extra_price: number | null,
 *   joining_fee: number, cancelling_fee: number, package_price: number,
 *   package_sessions: number, insurance: string, copayment: number, coinsurance: number,
 *   deductible_left: number, visit_limit: number | null, allowed_per_unit: number | null,
 *   hsa: boolean, letter: boolean, marginal_tax: number, hourly_pay: number,
 *   minutes_off: number}} CheckedPlan
 */
/** @typedef {string | number | boolean | null} Value */

/** How many of our integers one unit of typing holds. @type {Record<string, number>} */
const SCALES = { money: 100, rate: 1000, percent: 1000, distance: 100, integer: 1 };
const WHOLE = 100 * SCALES.percent;
const FACTOR = 10_000;
const MINUTES_A_WEEK = 7 * 24 * 60;
const MOST_DIGITS = 12;
/** @type {["low", "typical", "high"]} */
export const LEVELS = ["low", "typical", "high"];

const NUMBER = "([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\\.([0-9]+))?";
const DOLLARS = new RegExp(`^([-−]?) ?\\$? ?${NUMBER}$`);
const PLAIN = new RegExp(`^([-−]?) ?${NUMBER}$`);
/** @type {Record<string, RegExp>} */
const GRAMMARS = {
  money: DOLLARS,
  rate: DOLLARS,
  percent: new RegExp(`^([-−]?) ?${NUMBER} ?%?$`),
  distance: PLAIN,
  integer: PLAIN,
};
const NUMBER_MARKS = /^[-−$%0-9., \u00a0]*$/;

/**
 * What a plan costs. Throws when the plan cannot be; `check` says why.
 * @param {CostRules} rules
 * @param {Plan} plan
 * @returns {Estimate}
 */
export function estimate(rules, plan) {
  const { values, errors } = check(rules, plan);
  const wrong = Object.entries(errors);
  if (wrong.length > 0) throw new Error(wrong.map(([id, text]) => `${id}: ${text}`).join("; "));
  return reckon(rules, values);
}

/**
 * The plan in integers, empty fields filled in, and a message for every field that is wrong.
 * @param {CostRules} rules
 * @param {Plan} plan
 * @returns {{values: Record<string, Value>, errors: Record<string, string>}}
 */
export function check(rules, plan) {
  /** @type {Record<string, Value>} */
  const values = {};
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const field of rules.fields) {
    const { value, error } = fieldValue(rules, field, plan[field.id]);
    values[field.id] = value;
    if (error !== null) found.set(field.id, error);
  }
  for (const [id, text] of together(rules, values, found)) {
    if (!found.has(id)) found.set(id, text);
  }
  const ids = rules.fields.map(({ id }) => id);
  const errors = ids.flatMap((id) => (found.has(id) ? [[id, found.get(id)]] : []));
  const unknown = Object.keys(plan).filter((id) => !ids.includes(id));
  const text = fill(rules, "error_field", { right: ids.join(", ") });
  for (const id of unknown) errors.push([id, text]);
  for (const field of rules.fields) values[field.id] ??= emptyValue(rules, field);
  return { values, errors: Object.fromEntries(errors) };
}

/**
 * Dollars as typed, in cents: "$1,200.50" is 120050. Throws with what would be right.
 * @param {CostRules} rules
 * @param {unknown} text
 * @returns {number}
 */
export function parse_money(rules, text) {
  const money = fieldOfPlan(rules, "own_price");
  const { value, error } = typedNumber(rules, { ...money, minimum: null, maximum: null }, text);
  if (error !== null) throw new Error(error);
  return /** @type {number} */ (value);
}

/**
 * Cents as dollars for people: 120050 is "$1,200.50", a whole amount "$1,200".
 * @param {number} cents
 */
export function format_money(cents) {
  const size = Math.abs(cents);
  const rest = size % 100;
  const dollars = String((size - rest) / 100).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${cents < 0 ? "−" : ""}$${dollars}${rest ? `.${String(rest).padStart(2, "0")}` : ""}`;
}

/**
 * A sentence of the rules with its gaps filled.
 * @param {CostRules} rules
 * @param {string} name
 * @param {Record<string, unknown>} [gaps]
 */
export function fill(rules, name, gaps = {}) {
  let text = rules.words[name];
  for (const [gap, value] of Object.entries(gaps)) {
    text = text.split(`{${gap}}`).join(String(value));
  }
  return text;
}

/**
 * @template {{id: string}} Row
 * @param {Row[]} rows
 * @param {string} id
 * @returns {Row}
 */
export function rowOf(rows, id) {
  const row = rows.find((each) => each.id === id);
  if (!row) throw new Error(`no row "${id}"; there are ${rows.map((each) => each.id).join(", ")}`);
  return row;
}

// Reading a plan

/** @typedef {{value: Value, error: string | null}} Read */

/**
 * @param {CostRules} rules
 * @param {Field} field
 * @param {unknown} given
 * @returns {Read}
 */
function fieldValue(rules, field, given) {
  const empty = given == null || (typeof given === "string" && stripped(given) === "");
  if (field.kind === "boolean") {
    if (empty) return right(field.initial === "yes");
    return typeof given === "boolean" ? right(given) : wrong(rules.words.error_boolean);
  }
  const value = empty ? field.initial : given;
  if (value === null) return right(null);
  return field.kind === "choice" ? chosen(rules, field, value) : typedNumber(rules, field, value);
}

/**
 * @param {CostRules} rules
 * @param {Field} field
 * @param {unknown} given
 * @returns {Read}
 */
function chosen(rules, field, given) {
  const text = written(given);
  if (text === null || !field.choices.some(({ id }) => id === text)) {
    return wrong(fill(rules, "error_choice", { right: field.right }));
  }
  return right(/^[0-9]+$/.test(text) ? Number(text) : text);
}

/**
 * A typed number as an integer.
 * @param {CostRules} rules
 * @param {Field} field
 * @param {unknown} given
 * @returns {Read}
 */
function typedNumber(rules, { kind, minimum, maximum, ...field }, given) {
  const text = written(given);
  const match = text === null ? null : GRAMMARS[kind].exec(text);
  if (!match) {
    const marks = text !== null && NUMBER_MARKS.test(text) && /[0-9]/.test(text);
    const { example } = field;
    return wrong(fill(rules, marks ? "error_comma" : "error_number", { example }));
  }
  const [, sign, digits, decimals = ""] = match;
  const places = String(SCALES[kind]).length - 1;
  if (decimals.length > places) {
    return wrong(fill(rules, places ? "error_decimals" : "error_whole", { digits: places }));
  }
  const all = digits.replaceAll(",", "").replace(/^0+/, "");
  const whole = all.length > MOST_DIGITS ? "9".repeat(MOST_DIGITS) : all || "0";
  const size = Number(whole + decimals.padEnd(places, "0"));
  const number = sign ? 0 - size : size;
  if (number < (minimum ?? 0) * SCALES[kind]) {
    return wrong(fill(rules, "error_below", { minimum: field.minimum_text }));
  }
  if (maximum !== null && number > maximum * SCALES[kind]) {
    return wrong(fill(rules, "error_above", { maximum: field.maximum_text }));
  }
  return right(number);
}

/**
 * A value as text; null: neither text nor a number to be read.
 * @param {unknown} given
 * @returns {string | null}
 */
function written(given) {
  if (typeof given === "string") return stripped(given);
  if (typeof given !== "number" || !Number.isFinite(given) || Math.abs(given) >= 1e21) return null;
  // Python writes these with an exponent, which no grammar takes.
  return given !== 0 && Math.abs(given) < 1e-4 ? null : String(given);
}

/** @param {string} text */
function stripped(text) {
  return text.replace(/^[ \t\u00a0]+|[ \t\u00a0]+$/g, "");
}

/**
 * @param {Value} value
 * @returns {Read}
 */
function right(value) {
  return { value, error: null };
}

/**
 * @param {string} error
 * @returns {Read}
 */
function wrong(error) {
  return { value: null, error };
}

/**
 * What is wrong between fields, each beside the field to change.
 * @param {CostRules} rules
 * @param {Record<string, any>} values
 * @param {Map<string, string>} errors
 * @returns {[string, string][]}
 */
function together(rules, values, errors) {
  const { setting, minutes, sessions, weeks, stop_after, deal, insurance } = values;
  /** @type {[string, string][]} */
  const found = [];
  /** @type {(id: string, name: string, gaps?: Record<string, unknown>) => unknown} */
  const say = (id, name, gaps) => found.push([id, fill(rules, name, gaps)]);
  const ours = values.own_price === null && !errors.has("own_price");
  if (ours && setting !== null && minutes !== null) {
    const lengths = rules.ranges.filter((row) => row.setting === setting).map((row) => row.minutes);
    const offered = lengths.sort((a, b) => a - b).join(" or ");
    if (!lengths.includes(minutes)) say("minutes", "error_no_price", { minutes, right: offered });
  }
  const counted = sessions !== null && weeks !== null && minutes !== null;
  if (counted && sessions * minutes > weeks * MINUTES_A_WEEK) {
    say("weeks", "error_too_dense", { sessions, minutes, weeks });
  }
  if (stop_after !== null && sessions !== null && stop_after > sessions) {
    say("stop_after", "error_stop_after", { sessions });
  }
  /** @type {[boolean, string, string][]} */
  const needs = [
    [deal === "membership", "membership", "monthly_fee"],
    [deal === "package", "package", "package_price"],
    [deal === "package", "package", "package_sessions"],
    [insurance === "copayment", "copayment", "copayment"],
    [insurance === "coinsurance", "coinsurance", "coinsurance"],
    [values.hsa === true, "hsa", "marginal_tax"],
  ];
  for (const [holds, why, id] of needs) {
    const because = rules.words[`because_${why}`];
    if (holds && values[id] === null) say(id, "error_needed", { because });
  }
  if (![null, "none"].includes(deal) && ![null, "none"].includes(insurance)) {
    say("deal", "error_deal_insurance");
  }
  if ((values.hourly_pay === null) !== (values.minutes_off === null)) {
    say(values.hourly_pay === null ? "hourly_pay" : "minutes_off", "error_time");
  }
  return found;
}

/**
 * What an empty field without an initial value counts as.
 * @param {CostRules} rules
 * @param {Field} field
 * @returns {Value}
 */
function emptyValue(rules, field) {
  if (field.needs_none) return null;
  if (field.id !== "rate_per_mile") return 0;
  return typedNumber(rules, { ...field, maximum: null }, ruleNumber(rules, field.id)).value;
}

/**
 * @param {CostRules} rules
 * @param {string} id
 */
export function fieldOfPlan(rules, id) {
  return rowOf(rules.fields, id);
}

// Reckoning

/**
 * What a plan costs that `check` has found nothing wrong with.
 * @param {CostRules} rules
 * @param {Record<string, Value>} values those of `check`
 * @returns {Estimate}
 */
export function reckon(rules, values) {
  const plan = /** @type {CheckedPlan} */ (/** @type {unknown} */ (values));
  const setting = rowOf(rules.settings, plan.setting);
  const price = /** @type {Price} */ (priceOf(rules, plan, setting));
  const three = threeCosts(rules, plan, setting, price);
  const total = totalOf(three);
  const parts = rules.parts
    .map((id) => ({ id, label: rules.words[`part_${id}`], ...threeOf((_, at) => three[at][id]) }))
    .filter(({ low, typical, high }) => low || typical || high);
  /** @type {(id: string) => Three} */
  const paidByOthers = (id) => threeOf((_, at) => 0 - three[at][id]);
  return {
    currency: rules.currency,
    price,
    total,
    per_session: threeOf((level) => divided(total[level], plan.sessions)),
    per_week: threeOf((level) => divided(total[level], plan.weeks)),
    parts,
    others: {
      insurer: paidByOthers("insurer"),
      written_off: paidByOthers("written_off"),
      tax_saving: paidByOthers("tax_saving"),
    },
    settings: rules.settings.map((other) => inSetting(rules, plan, other, total)),
    membership: plan.deal === "membership" ? membership(rules, plan, setting, price, total) : null,
    stopping: stopping(rules, plan, setting, price, total),
    notes: notes(rules, plan, setting, price, three),
  };
}

/**
 * The price of a session; null when there is none for this length.
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {Setting} setting
 * @returns {Price | null}
 */
function priceOf(rules, plan, setting) {
  const own = plan.own_price;
  if (own !== null) return { range: null, factor: null, low: own, typical: own, high: own };
  const row = rules.ranges.find((each) =>
    each.setting === setting.id && each.minutes === plan.minutes);
  if (!row) return null;
  const factor = wageFactor(rules, plan, setting);
  const moved = threeOf((level) => 100 * divided(row[level] * (factor ?? FACTOR), FACTOR));
  return { range: row.id, factor, ...moved };
}

/**
 * The pull of wages in ten-thousandths; null: wages play no part.
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {Setting} setting
 * @returns {number | null}
 */
function wageFactor(rules, plan, setting) {
  const index = rules.states.find(({ id }) => id === plan.state)?.index ?? null;
  if (index === null || !setting.wage_index) return null;
  const cap = wageCap(rules);
  return FACTOR + Math.max(0 - cap, Math.min(cap, wageGap(rules, index)));
}

/**
 * @param {CostRules} rules
 * @param {number} index
 */
function wageGap(rules, index) {
  return (index - 100) * ruleNumber(rules, "wage_pull");
}

/** @param {CostRules} rules */
function wageCap(rules) {
  return 100 * ruleNumber(rules, "wage_cap");
}

/**
 * The parts in cents at the low, typical and high price and tip.
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {Setting} setting
 * @param {Three} price
 */
function threeCosts(rules, plan, setting, price) {
  const usual = [setting.tip_low, setting.tip_typical, setting.tip_high];
  return LEVELS.map((level, at) =>
    costsAt(rules, plan, setting, price[level], plan.tip ?? usual[at] * SCALES.percent));
}

/**
 * Every part at one price and tip, in cents.
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {Setting} setting
 * @param {number} price
 * @param {number} tip
 * @returns {Record<string, number>}
 */
function costsAt(rules, plan, setting, price, tip) {
  const { singles, single_price, fees, fee_tax } = dealOf(rules, plan, price);
  const { covered, share, written_off, insurer } = insured(rules, plan, singles, price);
  const uncovered = singles - covered;
  const tax = divided(single_price * plan.sales_tax, WHOLE);
  const eachWay = plan.fare + divided(plan.miles * plan.rate_per_mile, 1000);
  const eligible = share + uncovered * (single_price + tax);
  const savesTax = plan.hsa && plan.letter;
  return {
    sessions: covered * price + uncovered * single_price,
    membership: plan.deal === "membership" ? fees : 0,
    package: plan.deal === "package" ? fees : 0,
    sales_tax: uncovered * tax + fee_tax,
    tip: plan.sessions * divided(price * tip, WHOLE),
    travel: setting.own_travel ? plan.sessions * 2 * eachWay : 0,
    time_off: plan.sessions * divided(plan.hourly_pay * plan.minutes_off, 60),
    written_off: 0 - written_off,
    insurer: 0 - insurer,
    tax_saving: savesTax ? 0 - divided(eligible * plan.marginal_tax, WHOLE) : 0,
  };
}

/**
 * Sessions paid singly, their price, the fees of the deal and the tax on them.
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {number} price
 */
function dealOf(rules, plan, price) {
  if (plan.deal === "membership") {
    const months = monthsOf(rules, plan.weeks);
    const fees = plan.joining_fee + months * plan.monthly_fee + plan.cancelling_fee;
    const singles = Math.max(0, plan.sessions - months * plan.included_sessions);
    const fee_tax = divided(fees * plan.sales_tax, WHOLE);
    return { singles, single_price: plan.extra_price ?? price, fees, fee_tax };
  }
  if (plan.deal === "package") {
    const packages = Math.max(1, whole(plan.sessions, plan.package_sessions));
    const singles = Math.max(0, plan.sessions - packages * plan.package_sessions);
    const fee_tax = packages * divided(plan.package_price * plan.sales_tax, WHOLE);
    return { singles, single_price: price, fees: packages * plan.package_price, fee_tax };
  }
  return { singles: plan.sessions, single_price: price, fees: 0, fee_tax: 0 };
}

/**
 * Covered sessions, your share of them, what is written off and what the insurer pays.
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {number} singles
 * @param {number} price
 */
function insured(rules, plan, singles, price) {
  if (plan.insurance === "none") return { covered: 0, share: 0, written_off: 0, insurer: 0 };
  const covered = Math.min(singles, plan.visit_limit ?? singles);
  const units = whole(plan.minutes, ruleNumber(rules, "minutes_per_unit"));
  const allowed = plan.allowed_per_unit === null ? price : units * plan.allowed_per_unit;
  const fee = Math.min(price, allowed);
  const all = covered * fee;
  let share = Math.min(all, plan.deductible_left);
  if (plan.insurance === "coinsurance") {
    share += divided((all - share) * plan.coinsurance, WHOLE);
  } else if (all > share) {
    // Visits that the deductible swallows whole, then one that it swallows in part or not.
    const swallowed = whole(plan.deductible_left, fee);
    const left = (swallowed + 1) * fee - plan.deductible_left;
    share += Math.min(plan.copayment, left)
      + (covered - swallowed - 1) * Math.min(plan.copayment, fee);
  }
  return { covered, share, written_off: covered * (price - fee), insurer: all - share };
}

/**
 * @param {Record<string, number>[]} three
 * @returns {Three}
 */
function totalOf(three) {
  return threeOf((_, at) => Object.values(three[at]).reduce((sum, cents) => sum + cents, 0));
}

/**
 * The plan in a setting; in others than the chosen one, what is special to it falls away.
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {Setting} setting
 * @param {Three} total
 * @returns {SettingCost}
 */
function inSetting(rules, plan, setting, total) {
  const named = { setting: setting.id, name: setting.name };
  if (setting.id === plan.setting) return { ...named, chosen: true, total, why: null };
  const insurance = setting.bills_insurance ? plan.insurance : "none";
  const changes = { setting: setting.id, own_price: null, tip: null, deal: "none", insurance };
  const there = { ...plan, ...changes };
  const price = priceOf(rules, there, setting);
  const sum = price && totalOf(threeCosts(rules, there, setting, price));
  const why = price ? null : rules.words.note_unavailable;
  return { ...named, chosen: false, total: sum, why };
}

/**
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {Setting} setting
 * @param {Three} price
 * @param {Three} total
 * @returns {Membership}
 */
function membership(rules, plan, setting, price, total) {
  const months = monthsOf(rules, plan.weeks);
  const singly = totalOf(threeCosts(rules, { ...plan, deal: "none" }, setting, price));
  const [low, typical, high] = LEVELS.map((level) => breakEven(rules, plan, price[level]));
  return {
    months,
    included: months * plan.included_sessions,
    break_even: { low, typical, high },
    saves: threeOf((level) => singly[level] - total[level]),
  };
}

/**
 * The fewest sessions at which the membership costs no more than paying singly.
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {number} price
 * @returns {number | null}
 */
function breakEven(rules, plan, price) {
  const included = monthsOf(rules, plan.weeks) * plan.included_sessions;
  const { single_price: extra, fees } = dealOf(rules, plan, price);
  let sessions;
  if (price && fees <= included * price) sessions = Math.max(1, ceiling(fees, price));
  else if (extra < price) sessions = ceiling(fees - included * extra, price - extra);
  else return null;
  return sessions <= (fieldOfPlan(rules, "sessions").maximum ?? 0) ? sessions : null;
}

/**
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {Setting} setting
 * @param {Three} price
 * @param {Three} total
 * @returns {Stopping | null}
 */
function stopping(rules, plan, setting, price, total) {
  const sessions = plan.stop_after;
  if (sessions === null) return null;
  const weeks = ceiling(plan.weeks * sessions, plan.sessions);
  const stopped = totalOf(threeCosts(rules, { ...plan, sessions, weeks }, setting, price));
  const saves = threeOf((level) => total[level] - stopped[level]);
  return { sessions, weeks, total: stopped, saves };
}

/**
 * Sentences that this plan calls for, in a fixed order.
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 * @param {Setting} setting
 * @param {Price} price
 * @param {Record<string, number>[]} three
 */
function notes(rules, plan, setting, price, three) {
  const { singles } = dealOf(rules, plan, price.typical);
  const { covered, share, insurer } = insured(rules, plan, singles, price.typical);
  const state = rules.states.find(({ id }) => id === plan.state);
  const index = state?.index ?? null;
  const ranged = price.range !== null;
  const pulled = price.factor !== null;
  const pays = plan.insurance !== "none";
  const left = unusedSessions(rules, plan);
  const limited = { covered, sessions: plan.sessions };
  const wages = { pull: ruleNumber(rules, "wage_pull"), cap: ruleNumber(rules, "wage_cap") };
  /** @type {[string, boolean, Record<string, unknown>?][]} */
  const told = [
    ["range", ranged],
    ["wage", pulled, { index, as_of: state?.as_of }],
    ["wage_capped", pulled && Math.abs(wageGap(rules, index ?? 0)) > wageCap(rules)],
    ["wage_none", ranged && state !== undefined && index === null],
    ["wage_unused", ranged && state !== undefined && !setting.wage_index],
    ["tip", setting.tip_high === 0 && Boolean(plan.tip)],
    ["travel", !setting.own_travel && plan.fare + plan.miles > 0],
    ["months", plan.deal === "membership", { months: monthsOf(rules, plan.weeks) }],
    ["unused", left > 0, { left }],
    ["visit_limit", pays && covered < singles, limited],
    ["deductible", share > 0 && share <= plan.deductible_left && insurer === 0],
    ["billing", pays && !setting.bills_insurance],
    ["network", pays && plan.allowed_per_unit !== null],
    ["no_letter", plan.hsa && !plan.letter],
    ["tax", plan.hsa && plan.letter],
    ["student_hsa", plan.hsa && setting.id === "student_clinic"],
  ];
  return told
    .filter(([, holds]) => holds)
    .map(([id, , gaps]) => ({ id, text: fill(rules, `note_${id}`, { ...wages, ...gaps }) }));
}

/**
 * Sessions that a deal has paid for and the plan does not use.
 * @param {CostRules} rules
 * @param {CheckedPlan} plan
 */
function unusedSessions(rules, plan) {
  if (plan.deal === "membership") {
    return Math.max(0, monthsOf(rules, plan.weeks) * plan.included_sessions - plan.sessions);
  }
  return plan.deal === "package" ? Math.max(0, plan.package_sessions - plan.sessions) : 0;
}

/**
 * @param {CostRules} rules
 * @param {number} weeks
 */
function monthsOf(rules, weeks) {
  const months = weeks * ruleNumber(rules, "months_per_year");
  return ceiling(months, ruleNumber(rules, "weeks_per_year"));
}

/**
 * @param {CostRules} rules
 * @param {string} id
 */
function ruleNumber(rules, id) {
  return rowOf(rules.numbers, id).value;
}

/**
 * @param {(level: "low" | "typical" | "high", at: number) => number} amount
 * @returns {Three}
 */
function threeOf(amount) {
  return { low: amount("low", 0), typical: amount("typical", 1), high: amount("high", 2) };
}

/**
 * A quotient rounded to the nearest integer, half up; `number` is not negative.
 * @param {number} number
 * @param {number} divisor
 */
function divided(number, divisor) {
  return whole(number + whole(divisor, 2), divisor);
}

/**
 * A quotient without its rest, exact below 2 ** 53.
 * @param {number} number
 * @param {number} divisor
 */
function whole(number, divisor) {
  return (number - (number % divisor)) / divisor;
}

/**
 * A quotient rounded up.
 * @param {number} number
 * @param {number} divisor
 */
function ceiling(number, divisor) {
  return whole(number + divisor - 1, divisor);
}
