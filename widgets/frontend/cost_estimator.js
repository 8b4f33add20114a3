// Knows how the cost estimator answers a person: what a change in the form does to the plan, when
// the result follows, what is announced. Never reckons by itself, never stores or sends a plan.

import { check, reckon } from "./costs.js";
import { CostForm, planWith } from "./cost_form.js";
import { CostResult, spanText } from "./cost_result.js";
import { printCosts, saveCosts } from "./cost_sheet.js";
import { h, headingLevel } from "./dom.js";

/** @typedef {import("./costs.js").CostRules} CostRules */
/** @typedef {import("./costs.js").Plan} Plan */
/** @typedef {import("./costs.js").Preset} Preset */
/** @typedef {import("./modality_selector.js").Model} Model */
/** @typedef {import("./cost_form.js").Values} Values */
/** @typedef {{plan: Plan, values: Values, estimate: import("./costs.js").Estimate}} Good */

// Typing comes in bursts: wait for its end before something is called wrong or said aloud.
const PATIENCE_MS = 600;
const WATCHED = ["change:plan", "change:rules"];

/**
 * Show the estimator in `el` and keep it in step with the model.
 * @param {{model: Model, el: HTMLElement}} context
 * @returns {() => void} takes the view away again
 */
function render({ model, el }) {
  const view = new Estimator(model, el);
  const follow = () => view.follow();
  for (const event of WATCHED) model.on(event, follow);
  return () => {
    for (const event of WATCHED) model.off(event, follow);
    view.remove();
  };
}

class Estimator {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.uid = `kk-${Math.random().toString(36).slice(2, 8)}`;
    this.level = headingLevel(el);
    this.status = h("p", { class: "kk-sr", role: "status" });
    // JupyterLab's one-key shortcuts would take letters and arrow keys away from the fields.
    this.root = h("div", { class: "kk-tool kk-estimator", "data-lm-suppress-shortcuts": "true" });
    this.root.addEventListener("input", (event) => this.onInput(event));
    this.root.addEventListener("change", () => this.settle());
    this.root.addEventListener("click", (event) => this.onClick(event));
    /** What the fields hold, right or wrong; the model gets only what can be. @type {Plan} */
    this.draft = {};
    /** @type {Good | null} */
    this.good = null;
    this.known = "";
    this.timer = 0;
    this.marked = el.classList.contains("kk-widget");
    el.classList.add("kk-widget");
    el.replaceChildren(this.root);
    this.rules = /** @type {CostRules} */ (model.get("rules"));
    this.build();
    this.take(model.get("plan") ?? {});
  }

  build() {
    const { rules, uid, level } = this;
    this.form = new CostForm(rules, uid);
    this.result = new CostResult(rules, level);
    this.presets = rules.presets.map((preset) => presetButton(preset, uid));
    this.root.replaceChildren(
      h("div", { class: "kk-presets", role: "group", "aria-label": "Plans to start from" },
        this.presets.map(({ box }) => box)),
      h("div", { class: "kk-sides" }, this.form.root, this.result.side),
      this.result.below,
      h("div", { class: "kk-buttons" },
        actionButton("Save as CSV", "save"), actionButton("Print", "print"),
        actionButton("Start over", "reset")),
      this.status);
  }

  /** Take over what the model holds, unless it came from here. */
  follow() {
    const rules = this.model.get("rules");
    if (rules !== this.rules) {
      this.rules = rules;
      this.build();
    } else if (JSON.stringify(this.model.get("plan") ?? {}) === this.known) return;
    this.take(this.model.get("plan") ?? {});
  }

  /**
   * Show a plan that was not typed here.
   * @param {Plan} plan
   */
  take(plan) {
    this.draft = { ...plan };
    this.known = JSON.stringify(plan);
    this.form?.fill(this.draft);
    this.reckon();
  }

  /** @param {Event} event */
  onInput({ target }) {
    const input = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    const field = input && this.rules.fields.find(({ id }) => id === target.name);
    if (!field) return;
    this.draft = planWith(this.draft, field, target);
    this.reckon(target instanceof HTMLInputElement ? field.id : "");
    this.write();
    this.settleLater();
  }

  /** @param {Event} event */
  onClick({ target }) {
    const button = target instanceof Element ? target.closest("button") : null;
    const { action, preset, field } = button?.dataset ?? {};
    if (preset) this.usePreset(preset);
    else if (field) this.form?.focus(field);
    else if (action === "reset") this.replace({}, "The plan is back to its start.");
    else if (action === "print" && this.good) printCosts(this.rules, this.good);
    else if (action === "save" && this.good) {
      saveCosts(this.rules, this.good);
      this.say("The table is saved with your downloads.");
    }
  }

  /** @param {string} id */
  usePreset(id) {
    const preset = this.rules.presets.find((each) => each.id === id);
    const plan = { ...this.draft, ...preset?.plan };
    for (const [field, value] of Object.entries(plan)) if (value === null) delete plan[field];
    this.replace(plan, "");
  }

  /**
   * @param {Plan} plan
   * @param {string} message what to say before the cost
   */
  replace(plan, message) {
    this.draft = plan;
    this.form?.fill(plan);
    this.reckon();
    this.write();
    this.settleLater(message);
  }

  /**
   * Bring the page in line with what the fields hold.
   * @param {string} [typing] the field that is being typed in: nothing is called wrong there yet
   */
  reckon(typing = "") {
    const { values, errors } = check(this.rules, this.draft);
    this.errors = errors;
    const wrong = Object.keys(errors);
    if (wrong.length === 0) {
      this.good = { plan: this.draft, values, estimate: reckon(this.rules, values) };
      this.result?.show(this.good);
    }
    const { [typing]: _unfinished, ...shown } = errors;
    this.form?.show(this.draft, values, shown);
    this.result?.markStale(wrong);
    for (const { preset, button } of this.presets ?? []) {
      const here = Object.entries(preset.plan).every(([id, value]) => values[id] === value);
      button.setAttribute("aria-pressed", String(here));
    }
  }

  /** Give the model the plan, if it can be. */
  write() {
    if (this.good?.plan !== this.draft) return;
    this.known = JSON.stringify(this.draft);
    this.model.set("plan", this.draft);
    this.model.save_changes();
  }

  /** @param {string} [message] */
  settleLater(message = "") {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(message), PATIENCE_MS);
  }

  /**
   * Once things are quiet, show what is still wrong and say how things stand.
   * @param {string} [message]
   */
  settle(message = "") {
    clearTimeout(this.timer);
    this.reckonErrors();
    const [wrong] = Object.entries(this.errors ?? {});
    if (wrong) return this.say(`Not updated. ${this.labelOf(wrong[0])}: ${wrong[1]}`);
    const total = this.good && spanText(this.good.estimate.total);
    this.say(`${message} Now you pay ${total}.`.trim());
  }

  reckonErrors() {
    const { values, errors } = check(this.rules, this.draft);
    this.form?.show(this.draft, values, errors);
  }

  /** @param {string} id */
  labelOf(id) {
    return this.rules.fields.find((field) => field.id === id)?.label ?? id;
  }

  /** @param {string} message */
  say(message) {
    if (this.status.textContent !== message) this.status.replaceChildren(message);
  }

  remove() {
    clearTimeout(this.timer);
    this.root.remove();
    if (!this.marked) this.el.classList.remove("kk-widget");
  }
}

/**
 * @param {Preset} preset
 * @param {string} uid
 */
function presetButton(preset, uid) {
  const helpId = `${uid}-${preset.id}`;
  const button = h("button", {
    type: "button", class: "kk-preset", "data-preset": preset.id, "aria-describedby": helpId,
    "aria-pressed": "false",
  }, preset.label);
  const box = h("div", null, button,
    h("p", { class: "kk-help", id: helpId }, preset.help, " ", preset.basis));
  return { preset, button, box };
}

/**
 * @param {string} label
 * @param {string} action
 */
function actionButton(label, action) {
  return h("button", { type: "button", class: "kk-button", "data-action": action }, label);
}

export default { render };
