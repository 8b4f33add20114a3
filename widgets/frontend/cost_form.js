// Knows how the form of the cost estimator looks: its groups, its fields with label, help and what
// is wrong beside each, which fields a plan has no use for. Never reckons, never checks a value.

import { h } from "./dom.js";

/** @typedef {import("./costs.js").CostRules} CostRules */
/** @typedef {import("./costs.js").Field} Field */
/** @typedef {import("./costs.js").Plan} Plan */
/** @typedef {Record<string, import("./costs.js").Value>} Values */
/**
 * @typedef {{field: Field, box: HTMLElement, input: HTMLInputElement | HTMLSelectElement,
 *   message: HTMLElement, helpId: string}} FormField
 */
/** @typedef {{title: string, fields: string[], open?: boolean}} Group */

/** @type {Group[]} */
const GROUPS = [
  {
    title: "Your plan",
    fields: ["setting", "minutes", "sessions", "weeks", "stop_after"],
    open: true,
  },
  { title: "Your place and price", fields: ["state", "own_price"], open: true },
  {
    title: "Tip, sales tax and travel",
    fields: ["tip", "sales_tax", "fare", "miles", "rate_per_mile"],
  },
  {
    title: "Membership or package",
    fields: ["deal", "monthly_fee", "included_sessions", "extra_price", "joining_fee",
      "cancelling_fee", "package_price", "package_sessions"],
  },
  {
    title: "Insurance",
    fields: ["insurance", "copayment", "coinsurance", "deductible_left", "visit_limit",
      "allowed_per_unit"],
  },
  { title: "HSA or FSA", fields: ["hsa", "letter", "marginal_tax"] },
  { title: "Time off work", fields: ["hourly_pay", "minutes_off"] },
];
/**
 * Fields that play a part only while another holds one of these.
 * @type {[string, Values[string][], string[]][]}
 */
const USED_WHEN = [
  ["deal", ["membership"],
    ["monthly_fee", "included_sessions", "extra_price", "joining_fee", "cancelling_fee"]],
  ["deal", ["package"], ["package_price", "package_sessions"]],
  ["insurance", ["copayment"], ["copayment"]],
  ["insurance", ["coinsurance"], ["coinsurance"]],
  ["insurance", ["copayment", "coinsurance"],
    ["deductible_left", "visit_limit", "allowed_per_unit"]],
  ["hsa", [true], ["letter", "marginal_tax"]],
];
/** @type {Record<string, [string, string]>} */
const UNITS = { money: ["$", ""], rate: ["$", ""], percent: ["", "%"] };

export class CostForm {
  /**
   * @param {CostRules} rules
   * @param {string} uid
   */
  constructor(rules, uid) {
    /** @type {Map<string, FormField>} */
    this.fields = new Map(rules.fields.map((field) => [field.id, formField(field, uid)]));
    this.groups = GROUPS.map((group) => this.group(group));
    this.root = h("div", { class: "kk-form" }, this.groups.map(({ box }) => box));
  }

  /** @param {Group} group */
  group({ title, fields, open }) {
    const boxes = fields.map((id) => this.fieldOf(id).box);
    const tally = h("span", { class: "kk-tally" });
    const box = open
      ? h("fieldset", { class: "kk-group" }, h("legend", null, title),
        h("div", { class: "kk-fields" }, boxes))
      : h("details", { class: "kk-group" },
        h("summary", null, h("span", null, title), " ", tally),
        h("div", { class: "kk-fields", role: "group", "aria-label": title }, boxes));
    return { box, fields, tally };
  }

  /**
   * @param {string} id
   * @returns {FormField}
   */
  fieldOf(id) {
    const field = this.fields.get(id);
    if (!field) throw new Error(`the form has no field "${id}"`);
    return field;
  }

  /**
   * Put a plan into the fields; a field that shows it already is left alone, and so its caret.
   * @param {Plan} plan
   */
  fill(plan) {
    for (const { field, input } of this.fields.values()) {
      const given = plan[field.id];
      if (input instanceof HTMLInputElement && input.type === "checkbox") {
        input.checked = given === true;
        continue;
      }
      const text = field.id in plan ? String(given ?? "") : shownInitial(field);
      const value = field.kind === "choice" ? text.trim() || (field.initial ?? "") : text;
      if (input.value !== value) input.value = value;
    }
    for (const { box, fields } of this.groups) {
      const given = fields.some((id) => isGiven(plan, id));
      if (given && box instanceof HTMLDetailsElement) box.open = true;
    }
  }

  /**
   * Show what is wrong beside each field, and only the fields that the plan has a use for.
   * @param {Plan} plan
   * @param {Values} values
   * @param {Record<string, string>} errors
   */
  show(plan, values, errors) {
    const unused = unusedFields(values);
    for (const one of this.fields.values()) {
      const { id } = one.field;
      const error = errors[id] ?? "";
      setHidden(one.box, unused.has(id) && !error);
      showMessage(one, error, plan[id] === "" ? shownInitial(one.field) : "");
    }
    for (const { box, fields, tally } of this.groups) {
      if (!(box instanceof HTMLDetailsElement)) continue;
      if (!box.open && fields.some((id) => id in errors)) box.open = true;
      const given = fields.filter((id) => isGiven(plan, id) && !unused.has(id)).length;
      setText(tally, given > 0 ? `${given} filled in` : "");
    }
  }

  /** @param {string} id */
  focus(id) {
    const { box, input } = this.fieldOf(id);
    const group = box.closest("details");
    if (group) group.open = true;
    input.focus();
  }
}

/**
 * The fields that a plan has no use for, such as the fees of a membership that there is not.
 * @param {Values} values
 * @returns {Set<string>}
 */
export function unusedFields(values) {
  return new Set(
    USED_WHEN.flatMap(([id, any, fields]) => (any.includes(values[id]) ? [] : fields)));
}

/**
 * The plan with one field changed, what is empty left out.
 * @param {Plan} plan
 * @param {Field} field
 * @param {HTMLInputElement | HTMLSelectElement} input
 * @returns {Plan}
 */
export function planWith(plan, field, input) {
  const changed = { ...plan };
  if (field.kind === "boolean") changed[field.id] = /** @type {HTMLInputElement} */ (input).checked;
  else changed[field.id] = input.value;
  const value = changed[field.id];
  const choice = field.kind === "choice" && value === field.initial;
  // A cleared field that starts with a number keeps its emptiness, or the number would come back.
  const empty = value === false || (value === "" && shownInitial(field) === "");
  if (choice || empty) delete changed[field.id];
  return changed;
}

/**
 * What a field of a plan shows to people; empty: nothing was given.
 * @param {Field} field
 * @param {Plan} plan
 * @returns {string}
 */
export function givenText(field, plan) {
  const given = plan[field.id];
  if (field.kind === "boolean") return given === true ? "yes" : "";
  const text = String(given ?? "").trim() || shownInitial(field);
  if (field.kind !== "choice") return text;
  return field.choices.find(({ id }) => id === text)?.label ?? text;
}

/**
 * True when a person chose or typed something in a field.
 * @param {Plan} plan
 * @param {string} id
 */
function isGiven(plan, id) {
  const given = plan[id];
  return given != null && given !== false && given !== "none" && String(given).trim() !== "";
}

/**
 * What a field shows from the start; a zero is left for the person to fill.
 * @param {Field} field
 */
function shownInitial({ kind, initial }) {
  if (kind === "boolean" || initial === "0") return "";
  return initial ?? "";
}

/**
 * @param {Field} field
 * @param {string} uid
 * @returns {FormField}
 */
function formField(field, uid) {
  const id = `${uid}-${field.id}`;
  const helpId = `${id}-help`;
  const input = inputFor(field, id, helpId);
  const message = h("p", { class: "kk-message", id: `${id}-message`, hidden: true });
  const label = h("label", { for: id }, field.label);
  const help = h("p", { class: "kk-help", id: helpId }, field.help);
  const [before, after] = UNITS[field.kind] ?? ["", ""];
  const control = h("div", { class: "kk-control" },
    before && unit(before), input, after && unit(after));
  const tick = field.kind === "boolean";
  const box = h("div", { class: tick ? "kk-field kk-tick" : "kk-field", "data-field": field.id },
    tick ? [control, label] : [label, control], help, message);
  return { field, box, input, message, helpId };
}

/** @param {string} text */
function unit(text) {
  return h("span", { class: "kk-unit", "aria-hidden": "true" }, text);
}

/**
 * @param {Field} field
 * @param {string} id
 * @param {string} helpId
 * @returns {HTMLInputElement | HTMLSelectElement}
 */
function inputFor(field, id, helpId) {
  // A browser would bring back what was typed after a reload: nothing is kept here.
  const shared = { id, name: field.id, "aria-describedby": helpId, autocomplete: "off" };
  if (field.kind === "choice") {
    const options = field.choices.map((choice) => h("option", { value: choice.id }, choice.label));
    return /** @type {HTMLSelectElement} */ (h("select", shared, options));
  }
  if (field.kind === "boolean") {
    return /** @type {HTMLInputElement} */ (h("input", { ...shared, type: "checkbox" }));
  }
  // Not type=number: that drops "$1,200.50" without a word, and reads commas by the locale.
  const inputmode = field.kind === "integer" ? "numeric" : "decimal";
  return /** @type {HTMLInputElement} */ (
    h("input", { ...shared, type: "text", inputmode, spellcheck: "false" }));
}

/**
 * @param {FormField} one
 * @param {string} error
 * @param {string} initial what counts where the field was cleared; empty: nothing to say
 */
function showMessage({ input, message, helpId }, error, initial) {
  const text = error || (initial && `Empty, so we count ${initial}.`);
  const wrongBefore = message.classList.contains("kk-error");
  if (text === message.textContent && wrongBefore === Boolean(error)) return;
  setText(message, text);
  setHidden(message, !text);
  message.classList.toggle("kk-error", Boolean(error));
  input.setAttribute("aria-describedby", text ? `${message.id} ${helpId}` : helpId);
  if (error) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/**
 * @param {HTMLElement} element
 * @param {boolean} hidden
 */
export function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.replaceChildren(text);
}
