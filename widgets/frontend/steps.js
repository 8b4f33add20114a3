// Knows how a screen of questions looks: native inputs in fieldsets, and the message beside an
// unanswered safety question. Never changes an answer itself.

import { h } from "./dom.js";
import { findQuestion, questionsOf } from "./questionnaire.js";
import { chosenIds } from "./screening.js";

/** @typedef {import("./screening.js").Rules} Rules */
/** @typedef {import("./screening.js").Answers} Answers */
/** @typedef {import("./screening.js").Question} Question */

/**
 * @param {Rules} rules
 * @param {Answers} answers
 * @param {number} step
 * @param {string} uid makes ids and radio groups unique in the page
 * @returns {HTMLElement[]}
 */
export function questionFields(rules, answers, step, uid) {
  return questionsOf(rules, step).map((question) => questionField(question, answers, uid));
}

/**
 * Tick the inputs on show as the answers say, touching only those that differ.
 * @param {HTMLElement} body
 * @param {Answers} answers
 */
export function syncInputs(body, answers) {
  for (const field of body.querySelectorAll("fieldset")) {
    const chosen = chosenIds(answers, field.dataset.question ?? "");
    for (const input of field.querySelectorAll("input")) {
      const ticked = chosen.includes(input.value);
      if (input.checked !== ticked) input.checked = ticked;
    }
    if (chosen.length > 0) clearMessage(field);
  }
}

/**
 * Put a message beside each unanswered question and move to the first of them.
 * @param {HTMLElement} body
 * @param {Rules} rules
 * @param {string[]} ids the unanswered questions
 */
export function askAgain(body, rules, ids) {
  const fields = ids.flatMap((id) => fieldOf(body, id) ?? []);
  for (const field of fields) {
    clearMessage(field);
    const question = findQuestion(rules, field.dataset.question ?? "");
    const message = `${field.dataset.name}-message`;
    field.querySelector(".kk-choices")?.before(
      h("p", { class: "kk-message", id: message }, missingText(question)),
    );
    describe(field, message);
  }
  fields[0]?.querySelector("input")?.focus();
}

/**
 * @param {HTMLElement} body
 * @param {string} id
 * @returns {HTMLFieldSetElement | undefined}
 */
export function fieldOf(body, id) {
  return [...body.querySelectorAll("fieldset")].find((field) => field.dataset.question === id);
}

/**
 * @param {Question} question
 * @param {Answers} answers
 * @param {string} uid
 */
function questionField(question, answers, uid) {
  const name = `${uid}-${question.id}`;
  const chosen = chosenIds(answers, question.id);
  const help = helpText(question);
  const helpId = help ? `${name}-help` : null;
  return h(
    "fieldset",
    { class: "kk-question", "data-question": question.id, "data-name": name,
      "data-help": helpId, "aria-describedby": helpId, tabindex: -1 },
    h("legend", null, question.text),
    help && h("p", { class: "kk-help", id: helpId }, help),
    h("div", { class: "kk-choices" },
      question.choices.map((choice) =>
        h("label", { class: choice.exclusive ? "kk-choice kk-alone" : "kk-choice" },
          h("input", {
            type: question.kind === "one" ? "radio" : "checkbox",
            name,
            value: choice.id,
            checked: chosen.includes(choice.id),
          }),
          h("span", null, choice.label)),
      )),
  );
}

/** @param {Question} question */
function helpText({ help, kind }) {
  const several = kind === "many" && !/\btick\b/i.test(help ?? "");
  return [help, several && "Tick all that fit."].filter(Boolean).join(" ");
}

/** @param {Question} question */
function missingText(question) {
  const unsure = question.choices.find(({ id }) => id === "unsure");
  const way = unsure ? ` If you can’t say, choose “${unsure.label}”.` : "";
  return `Please answer this one: it keeps you safe.${way}`;
}

/** @param {HTMLFieldSetElement} field */
function clearMessage(field) {
  const message = field.querySelector(".kk-message");
  if (!message) return;
  message.remove();
  describe(field, null);
}

/**
 * The first input carries the message too: not every screen reader speaks a group's description.
 * @param {HTMLFieldSetElement} field
 * @param {string | null} message
 */
function describe(field, message) {
  const ids = [field.dataset.help, message].filter(Boolean).join(" ");
  if (ids) field.setAttribute("aria-describedby", ids);
  else field.removeAttribute("aria-describedby");
  const input = field.querySelector("input");
  if (message) input?.setAttribute("aria-describedby", message);
  else input?.removeAttribute("aria-describedby");
}
