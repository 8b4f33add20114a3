// Knows the way through the modality selector: which screen is on show, where the focus goes after
// a press, what is announced. Never screens or ranks by itself, never stores or sends an answer.

import { buttonRow, keepParts, nothingKept, outcomeOf, resultParts, spokenResult } from "./result.js";
import { h, headingLevel } from "./dom.js";
import { answered, answerText, findQuestion, questionsOf } from "./questionnaire.js";
import { askAgain, fieldOf, questionFields, syncInputs } from "./steps.js";
import { chosenIds, screen } from "./screening.js";
import { printSheet, saveSheet } from "./sheet.js";

/** @typedef {import("./screening.js").Rules} Rules */
/** @typedef {import("./screening.js").Answers} Answers */
/** @typedef {import("./result.js").Outcome} Outcome */
/**
 * @typedef {{get(name: string): any, set(name: string, value: unknown): void,
 *   save_changes(): void, on(event: string, listener: () => void): void,
 *   off(event: string, listener: () => void): void}} Model
 */

const RESULT_STEP = 5;
const QUIET_MS = 150;
const WATCHED = ["change:answers", "change:step", "change:rules"];

/**
 * Show the selector in `el` and keep it in step with the model.
 * @param {{model: Model, el: HTMLElement}} context
 * @returns {() => void} takes the view away again
 */
function render({ model, el }) {
  const selector = new Selector(model, el);
  const follow = () => selector.update();
  for (const event of WATCHED) model.on(event, follow);
  return () => {
    for (const event of WATCHED) model.off(event, follow);
    selector.remove();
  };
}

class Selector {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.model = model;
    // Two views in one page must not share radio groups, even from two copies of this module.
    this.uid = `kk-${Math.random().toString(36).slice(2, 8)}`;
    this.level = headingLevel(el);
    this.bar = h("div", { class: "kk-progress", "aria-hidden": "true" });
    this.heading = h(`h${this.level}`, { class: "kk-heading", tabindex: -1 });
    this.intro = h("p", { class: "kk-intro" });
    this.body = h("div", { class: "kk-step" });
    this.status = h("p", { class: "kk-sr", role: "status" });
    // JupyterLab's one-key shortcuts would take the arrow keys away from the radio buttons.
    this.root = h("div", { class: "kk-tool kk-selector", "data-lm-suppress-shortcuts": "true" },
      this.bar, this.heading, this.intro, this.body, this.status);
    this.root.addEventListener("change", (event) => this.onChange(event));
    this.root.addEventListener("click", (event) => this.onClick(event));
    /** @type {{step: number, answers: string, rules: Rules | null}} */
    this.shown = { step: 0, answers: "", rules: null };
    /** @type {Outcome | null} */
    this.outcome = null;
    /** @type {Outcome | null} */
    this.before = null;
    /** @type {import("./result.js").Kept} */
    this.kept = nothingKept();
    this.timer = 0;
    this.warming = 0;
    el.replaceChildren(this.root);
    this.update();
  }

  /** @returns {Rules} */
  get rules() {
    return this.model.get("rules");
  }

  /** @returns {Answers} */
  get answers() {
    return this.model.get("answers") ?? {};
  }

  /** @returns {number} */
  get step() {
    return this.model.get("step") ?? 1;
  }

  /** Bring the page in line with the model, touching only what differs. */
  update() {
    const now = { step: this.step, answers: JSON.stringify(this.answers), rules: this.rules };
    const old = this.shown;
    if (now.step === old.step && now.rules === old.rules) {
      if (now.answers === old.answers) return;
      this.shown = now;
      if (now.step !== RESULT_STEP) return syncInputs(this.body, this.answers);
      this.before = this.outcome;
    }
    if (now.rules !== old.rules) this.kept = nothingKept();
    this.shown = now;
    this.showHead(now.step);
    if (now.step === RESULT_STEP) this.showResult();
    else this.showQuestions();
  }

  showQuestions() {
    const { step } = this;
    const fields = questionFields(this.rules, this.answers, step, this.uid);
    const forward = this.before || step === RESULT_STEP - 1 ? "See my result" : "Next";
    this.replaceBody(...fields,
      buttonRow([[forward, "next", true], ...(step > 1 ? [BACK] : [])]));
    // The result then has little left to build.
    clearTimeout(this.warming);
    this.warming = setTimeout(() => keepParts(this.context), QUIET_MS);
  }

  showResult() {
    const { rules, answers, before, context } = this;
    const outcome = outcomeOf(rules, answers);
    this.outcome = outcome;
    this.before = null;
    // Nothing stands between the heading and the alert.
    this.intro.hidden = outcome.screening.disposition === "emergency";
    this.replaceBody(...resultParts(context, outcome, before));
    this.say(spokenResult(context, outcome, before));
  }

  /** @returns {import("./result.js").Context} */
  get context() {
    const { rules, answers, level, kept } = this;
    return { rules, answers, level, kept, base: pagesBase(this.model) };
  }

  /**
   * The progress bar, the heading and the introduction of a step.
   * @param {number} step
   */
  showHead(step) {
    const { title, intro } = this.rules.steps[step - 1];
    this.bar.replaceChildren(...this.rules.steps.map(({ number }) =>
      h("span", { "data-done": number < step, "data-here": number === step })));
    this.heading.replaceChildren(
      h("span", { class: "kk-eyebrow" }, `Step ${step} of ${RESULT_STEP}`,
        h("span", { class: "kk-sr" }, ": ")),
      title);
    this.intro.replaceChildren(intro);
    this.intro.hidden = false;
  }

  /**
   * Put new content on show; a control that had the focus and is still there keeps it.
   * @param {...HTMLElement} content
   */
  replaceBody(...content) {
    const held = this.body.contains(document.activeElement) ? document.activeElement : null;
    this.body.replaceChildren(...content);
    if (!(held instanceof HTMLElement) || !held.dataset.action) return;
    const { action, question } = held.dataset;
    [...this.body.querySelectorAll("button")]
      .find(({ dataset }) => dataset.action === action && dataset.question === question)
      ?.focus();
  }

  /** @param {Event} event */
  onChange({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    const field = target.closest("fieldset");
    if (!field) return;
    const question = findQuestion(this.rules, field.dataset.question ?? "");
    const old = chosenIds(this.answers, question.id);
    const answers = answered(this.answers, question, target.value, target.checked);
    this.write({ answers });
    const now = chosenIds(answers, question.id);
    if (question.kind === "many" && target.checked && old.some((id) => !now.includes(id))) {
      this.say(`Only this is ticked now: ${answerText(question, answers)}`);
    }
  }

  /** @param {Event} event */
  onClick({ target }) {
    const button = target instanceof Element ? target.closest("button") : null;
    const { action, question } = button?.dataset ?? {};
    if (action === "next") this.next();
    else if (action === "back") this.go(this.step - 1);
    else if (action === "change") this.change(question);
    else if (action === "restart") this.restart();
    else if (action === "print" && this.outcome) printSheet(this.rules, this.answers, this.outcome);
    else if (action === "save" && this.outcome) {
      saveSheet(this.rules, this.answers, this.outcome);
      this.say("The sheet is saved with your downloads.");
    }
  }

  next() {
    const { disposition, missing } = screen(this.rules, this.answers);
    if (disposition === "emergency") return this.go(RESULT_STEP);
    const here = questionsOf(this.rules, this.step).map(({ id }) => id);
    const unanswered = missing.filter((id) => here.includes(id));
    if (unanswered.length > 0) return askAgain(this.body, this.rules, unanswered);
    // The rest of the safety questions may still raise "clinician first" to an emergency.
    const settled = missing.length === 0 && (disposition === "clinician_first" || this.before);
    this.go(settled ? RESULT_STEP : this.step + 1);
  }

  /** @param {string} [question] the question to go to; none: the first step */
  change(question) {
    const ranked = this.outcome?.options.some(({ status }) => status === "ranked");
    this.before = ranked ? this.outcome : null;
    if (!question) return this.go(1);
    this.go(findQuestion(this.rules, question).step, question);
  }

  restart() {
    this.before = null;
    this.go(1);
    this.write({ answers: {} });
    this.say("Your answers are cleared.");
  }

  /**
   * Change the step because a button was pressed: the focus goes along.
   * @param {number} step
   * @param {string} [question]
   */
  go(step, question) {
    if (!question) {
      // Before the content changes: a focus asks for a layout, and here there is little to lay out.
      this.showHead(step);
      this.heading.focus({ preventScroll: true });
      this.heading.scrollIntoView({ block: "nearest" });
    }
    this.write({ step });
    const field = question && fieldOf(this.body, question);
    if (!field) return;
    field.focus({ preventScroll: true });
    field.scrollIntoView();
  }

  /** @param {Record<string, unknown>} values */
  write(values) {
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.model.save_changes();
    this.update();
  }

  /**
   * Fill the status region once things are quiet, so that only the last message is spoken.
   * @param {string} message
   */
  say(message) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.status.replaceChildren(message), QUIET_MS);
  }

  remove() {
    clearTimeout(this.timer);
    clearTimeout(this.warming);
    this.root.remove();
  }
}

/** @type {[string, string]} */
const BACK = ["Back", "back"];

/**
 * Where the book's pages are, seen from this page: the model's `pages_base`, else what Sphinx wrote
 * on the page; null outside the book, where a link would lead nowhere.
 * @param {Model} model
 * @returns {string | null}
 */
function pagesBase(model) {
  return model.get("pages_base") || document.documentElement.dataset.content_root || null;
}

export default { render };
