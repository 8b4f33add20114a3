// Knows how a quiz looks: each question with its native controls, what is said of each option once
// an answer is checked, the score. Never marks by itself, never stores or sends an answer, and never
// moves the focus.

import { h, headingLevel } from "./dom.js";
import { LETTERS, mark, parse_number } from "./quiz_mark.js";

/** @typedef {import("./modality_selector.js").Model} Model */
/** @typedef {import("./quiz_mark.js").Answer} Answer */
/** @typedef {import("./quiz_mark.js").Choice} Choice */
/** @typedef {import("./quiz_mark.js").Numeric} Numeric */
/** @typedef {import("./quiz_mark.js").Match} Match */
/** @typedef {import("./quiz_mark.js").Mark} Mark */
/** @typedef {import("./quiz_mark.js").Remark} Remark */
/** @typedef {{id: string, label: string, url: string | null}} Source */
/** @typedef {{heading: string, question: string, sources: Source[]}} Asked */
/** @typedef {(Choice | Numeric | Match) & Asked} Item */
/** @typedef {Record<string, string>} Words */
/**
 * How a kind of question is asked. `read` gives the answer, or the word for what is missing.
 * @typedef {{hint: string | null, nodes: HTMLElement[], read: () => {answer?: Answer, missing?: string},
 *   write: (answer: Answer | null) => void, remark: (mark: Mark | null, answer: Answer | null) => void,
 *   solution: () => string}} Control
 */

const WATCHED = ["change:answers", "change:items"];
const YES = "✓";
const NO = "✗";
const OPEN = "○";

/**
 * Show the quiz in `el` and keep it in step with the model.
 * @param {{model: Model, el: HTMLElement}} context
 * @returns {() => void} takes the view away again
 */
function render({ model, el }) {
  const view = new QuizView(model, el);
  const follow = () => view.update();
  for (const event of WATCHED) model.on(event, follow);
  return () => {
    for (const event of WATCHED) model.off(event, follow);
    view.remove();
  };
}

class QuizView {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.level = headingLevel(el);
    /** @type {Words} */
    this.words = model.get("words");
    this.body = h("div", { class: "kk-items" });
    this.score = h("p", { class: "kk-score" });
    this.status = h("p", { class: "kk-sr", role: "status" });
    // JupyterLab's one-key shortcuts would take letters and arrow keys away from the controls.
    this.root = h("div", { class: "kk-tool kk-quiz", "data-lm-suppress-shortcuts": "true" },
      this.body, this.score, this.status);
    /** @type {Item[] | null} */
    this.items = null;
    /** @type {ItemView[]} */
    this.views = [];
    this.marked = el.classList.contains("kk-widget");
    el.classList.add("kk-widget");
    el.replaceChildren(this.root);
    this.update();
  }

  /** Bring the page in line with the model, touching only what differs. */
  update() {
    const items = this.model.get("items");
    if (items !== this.items) this.ask(items);
    const answers = this.answers();
    for (const view of this.views) view.follow(answers[view.item.id] ?? null);
    this.score.replaceChildren(this.scored());
  }

  /** @param {Item[]} items */
  ask(items) {
    this.items = items;
    this.views = items.map((item, at) => new ItemView(this, item, at + 1));
    /** @type {HTMLElement[]} */
    const nodes = [];
    this.views.forEach(({ item, root }, at) => {
      if (item.heading !== items[at - 1]?.heading) {
        nodes.push(h(`h${this.level}`, null, item.heading));
      }
      nodes.push(root);
    });
    this.body.replaceChildren(...nodes, ...(items.length > 0 ? [this.printed()] : []));
  }

  /** @returns {Record<string, Answer>} */
  answers() {
    return this.model.get("answers") ?? {};
  }

  /**
   * Keep the answer of one question, or with null take it back.
   * @param {string} id
   * @param {Answer | null} answer
   */
  keep(id, answer) {
    const answers = { ...this.answers() };
    delete answers[id];
    if (answer !== null) answers[id] = answer;
    this.model.set("answers", answers);
    this.model.save_changes();
    this.update();
  }

  /** The score in words. */
  scored() {
    const of = this.views.length;
    const checked = this.views.filter((view) => view.mark);
    const right = checked.filter((view) => view.mark?.right).length;
    const { words } = this;
    if (of === 0) return words.none;
    const pattern = checked.length === 0 ? (of === 1 ? words.start_one : words.start)
      : checked.length < of ? words.score : words.score_done;
    return filled(pattern, { right, of, left: of - checked.length });
  }

  /** The answers, for paper. */
  printed() {
    return h("div", { class: "kk-printed" },
      h(`h${this.level}`, null, this.words.answers),
      h("ol", null, this.views.map((view) => h("li", null, view.control.solution()))));
  }

  /** @param {string} message */
  say(message) {
    this.status.replaceChildren(message);
  }

  remove() {
    this.root.remove();
    if (!this.marked) this.el.classList.remove("kk-widget");
  }
}

class ItemView {
  /**
   * @param {QuizView} quiz
   * @param {Item} item
   * @param {number} number counted from 1
   */
  constructor(quiz, item, number) {
    this.quiz = quiz;
    this.item = item;
    this.number = number;
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {Mark | null} */
    this.mark = null;
    const { words } = quiz;
    this.control = controlOf(item, words);
    this.button = h("button", { type: "submit", class: "kk-button" }, words.check);
    this.outcome = h("div", { class: "kk-outcome" });
    const { hint, nodes } = this.control;
    this.root = h("form", { class: "kk-item", "data-item": item.id, novalidate: true,
      autocomplete: "off", onsubmit: (event) => this.submit(event), oninput: () => this.touch(),
    },
    h("fieldset", null,
      h("legend", null, h("span", { class: "kk-number" }, `${number}.`), " ", item.question),
      hint && h("p", { class: "kk-hint" }, hint), nodes),
    h("div", { class: "kk-foot" }, this.button, this.outcome));
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    if (this.mark) {
      this.quiz.say("");
      this.quiz.keep(this.item.id, null);
      return;
    }
    const { answer, missing } = this.control.read();
    if (answer === undefined) {
      this.outcome.replaceChildren(h("p", { class: "kk-missing" }, missing));
      this.quiz.say(`${missing}`);
      return;
    }
    this.quiz.keep(this.item.id, answer);
    const { words } = this.quiz;
    const outcome = mark(this.item, answer).right ? words.right : words.wrong;
    const score = this.quiz.scored();
    this.quiz.say(filled(words.said, { number: this.number, outcome, score }));
  }

  /** Another answer is being given: what was said of the one before no longer holds. */
  touch() {
    this.outcome.replaceChildren();
    this.quiz.say("");
    if (!this.mark) return;
    this.show(null);
    this.quiz.keep(this.item.id, null);
  }

  /**
   * Show the answer that the model has, unless it is on show.
   * @param {Answer | null} answer
   */
  follow(answer) {
    if (JSON.stringify(answer) === JSON.stringify(this.answer)) return;
    this.control.write(answer);
    this.show(answer);
  }

  /** @param {Answer | null} answer */
  show(answer) {
    const { words } = this.quiz;
    this.answer = answer;
    this.mark = answer === null ? null : mark(this.item, answer);
    this.control.remark(this.mark, answer);
    this.button.replaceChildren(this.mark ? words.again : words.check);
    this.outcome.replaceChildren(...(this.mark ? outcomeOf(this.mark, this.item, words) : []));
  }
}

/**
 * @param {Mark} mark
 * @param {Item} item
 * @param {Words} words
 */
function outcomeOf({ right, misconceptions }, { sources }, words) {
  return [
    h("p", { class: "kk-verdict", "data-right": String(right) },
      sign(right), right ? words.right : words.wrong),
    ...misconceptions.map((idea) => h("p", { class: "kk-idea" }, `${words.idea} “${idea}”`)),
    ...(sources.length > 0 ? [h("p", { class: "kk-source" },
      sources.length > 1 ? words.sources : words.source,
      sources.flatMap((source, at) => [at > 0 ? "; " : " ", link(source)]))] : []),
  ];
}

/** @param {Source} source */
function link({ label, url }) {
  return url ? h("a", { href: url, rel: "noopener" }, label) : label;
}

/**
 * @param {boolean} right
 * @param {string} [mark]
 */
function sign(right, mark = right ? YES : NO) {
  return h("span", { class: "kk-tick", "aria-hidden": "true" }, mark, " ");
}

/**
 * @param {Item} item
 * @param {Words} words
 * @returns {Control}
 */
function controlOf(item, words) {
  if (item.kind === "numeric") return numberControl(item, words);
  if (item.kind === "match") return matchControl(item, words);
  return choiceControl(item, words);
}

/**
 * Radio buttons or checkboxes, with a place for a remark below each.
 * @param {Choice & Asked} item
 * @param {Words} words
 * @returns {Control}
 */
function choiceControl(item, words) {
  const single = item.kind === "single";
  const name = uid();
  const rows = item.options.map(({ text }, at) => {
    const input = /** @type {HTMLInputElement} */ (
      h("input", { type: single ? "radio" : "checkbox", name, value: LETTERS[at] }));
    return row(input, h("label", { class: "kk-option" }, input,
      h("span", null, h("span", { class: "kk-letter" }, `${LETTERS[at]}.`), " ", text)));
  });
  const chosen = () => rows.filter(({ input }) => input.checked).map(({ input }) => input.value);
  return {
    hint: single ? null : words.many,
    nodes: rows.map(({ root }) => root),
    read: () => {
      const letters = chosen();
      if (letters.length === 0) return { missing: words.choose_first };
      return { answer: single ? letters[0] : letters };
    },
    write: (answer) => {
      const letters = /** @type {string | string[]} */ (answer ?? "");
      for (const { input } of rows) input.checked = letters.includes(input.value);
    },
    remark: (mark) => rows.forEach((each, at) => {
      const remark = mark?.remarks[at];
      each.say(remark, remark && words[leadOf(remark, single)],
        remark && !single && !remark.chosen ? (remark.right ? OPEN : YES) : undefined);
    }),
    solution: () => item.options
      .flatMap(({ right, feedback }, at) => (right ? [`${LETTERS[at]}. ${feedback}`] : []))
      .join(" "),
  };
}

/**
 * The name of the words that stand before the feedback on an option.
 * @param {Remark} remark
 * @param {boolean} single
 */
function leadOf({ chosen, right }, single) {
  if (chosen) return right ? "chosen_right" : "chosen_wrong";
  if (single) return right ? "left_right" : "left_wrong";
  return right ? "missed" : "rightly_left";
}

/**
 * A field for a number; a text field, since a number field silently drops what is no number.
 * @param {Numeric & Asked} item
 * @param {Words} words
 * @returns {Control}
 */
function numberControl(item, words) {
  const id = uid();
  const input = /** @type {HTMLInputElement} */ (
    h("input", { id, type: "text", inputmode: "decimal", class: "kk-figure-field" }));
  const name = item.unit ? `${words.your_number} (${item.unit})` : words.your_number;
  const only = row(input, h("label", { for: id, class: "kk-label" }, name),
    h("span", { class: "kk-field" }, input, item.unit && h("span", { "aria-hidden": "true" }, item.unit)));
  return {
    hint: null,
    nodes: [only.root],
    read: () => {
      if (!input.value.trim()) return { missing: words.write_first };
      if (parse_number(input.value) === null) return { missing: words.no_number };
      return { answer: input.value.trim() };
    },
    write: (answer) => {
      input.value = answer === null ? "" : String(answer);
    },
    remark: (mark) => only.say(mark?.remarks[0],
      mark ? words[mark.right ? "chosen_right" : "chosen_wrong"] : undefined),
    solution: () => `${item.answer}${item.unit ? ` ${item.unit}` : ""}. ${item.right}`,
  };
}

/**
 * A list to choose from behind each text on the left.
 * @param {Match & Asked} item
 * @param {Words} words
 * @returns {Control}
 */
function matchControl(item, words) {
  const rows = item.pairs.map(({ left }) => {
    const id = uid();
    const input = /** @type {HTMLSelectElement} */ (h("select", { id },
      h("option", { value: "" }, words.choose),
      item.choices.map((choice) => h("option", { value: choice }, choice))));
    return row(input, h("label", { for: id, class: "kk-label" }, left), input);
  });
  return {
    hint: words.pairs,
    nodes: rows.map(({ root }) => root),
    read: () => {
      if (rows.some(({ input }) => !input.value)) return { missing: words.choose_each };
      const given = rows.map(({ input }, at) => [item.pairs[at].left, input.value]);
      return { answer: Object.fromEntries(given) };
    },
    write: (answer) => {
      const given = /** @type {Record<string, string>} */ (answer ?? {});
      rows.forEach(({ input }, at) => { input.value = given[item.pairs[at].left] ?? ""; });
    },
    remark: (mark) => rows.forEach((each, at) => {
      const remark = mark?.remarks[at];
      const { right } = item.pairs[at];
      each.say(remark, remark && (remark.right ? words.pair_right : filled(words.pair_wrong, { right })));
    }),
    solution: () => item.pairs.map(({ left, right }) => `${left}: ${right}`).join("; "),
  };
}

/**
 * A control with a place for a remark, which describes the control to those who listen.
 * @template {HTMLElement} T
 * @param {T} input
 * @param {...HTMLElement} nodes
 */
function row(input, ...nodes) {
  const id = uid();
  const place = h("p", { class: "kk-remark", id, hidden: true });
  const root = h("div", { class: "kk-row" }, nodes, place);
  /**
   * @param {Remark} [remark]
   * @param {string} [lead]
   * @param {string} [mark] instead of the sign for right or wrong
   */
  function say(remark, lead, mark) {
    root.toggleAttribute("data-chosen", remark?.chosen ?? false);
    place.hidden = !remark;
    if (!remark) {
      root.removeAttribute("data-right");
      input.removeAttribute("aria-describedby");
      place.replaceChildren();
      return;
    }
    root.dataset.right = String(remark.right);
    input.setAttribute("aria-describedby", id);
    place.replaceChildren(sign(remark.right, mark), h("strong", null, `${lead}.`), ` ${remark.feedback}`);
  }
  return { input, root, say };
}

/**
 * @param {string} pattern text with {names}
 * @param {Record<string, string | number>} values
 */
function filled(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** A name that no other view in the page has, even from another copy of this module. */
function uid() {
  return `kk-${Math.random().toString(36).slice(2, 10)}`;
}

export default { render };
