// Knows how an answer changes when a choice is ticked, and what is still unanswered. Never judges
// an answer and never touches the page.

import { chosenIds } from "./screening.js";

/** @typedef {import("./screening.js").Rules} Rules */
/** @typedef {import("./screening.js").Answers} Answers */
/** @typedef {import("./screening.js").Question} Question */

/**
 * The answers after one choice of one question was ticked or cleared. "None of these" and "Not
 * sure" stand alone: they clear the others, and the others clear them.
 * @param {Answers} answers left as they are
 * @param {Question} question
 * @param {string} choiceId
 * @param {boolean} ticked
 * @returns {Answers}
 */
export function answered(answers, question, choiceId, ticked) {
  const { [question.id]: _, ...others } = answers;
  if (question.kind === "one") return ticked ? { ...others, [question.id]: choiceId } : others;
  const wanted = new Set(chosenIds(answers, question.id));
  if (ticked) wanted.add(choiceId);
  else wanted.delete(choiceId);
  const alone = question.choices.find(({ id }) => id === choiceId)?.exclusive;
  const list = question.choices
    .filter(({ id, exclusive }) => wanted.has(id) && (!ticked || id === choiceId || !(alone || exclusive)))
    .map(({ id }) => id);
  return list.length > 0 ? { ...others, [question.id]: list } : others;
}

/**
 * @param {Rules} rules
 * @param {number} step
 * @returns {Question[]}
 */
export function questionsOf(rules, step) {
  return rules.questions.filter((question) => question.step === step);
}

/**
 * @param {Rules} rules
 * @param {string} id
 * @returns {Question}
 */
export function findQuestion(rules, id) {
  const found = rules.questions.find((question) => question.id === id);
  if (!found) throw new Error(`the rules hold no question "${id}"`);
  return found;
}

/**
 * An answer in words, for a summary.
 * @param {Question} question
 * @param {Answers} answers
 */
export function answerText(question, answers) {
  const chosen = chosenIds(answers, question.id);
  const labels = question.choices.filter(({ id }) => chosen.includes(id)).map(({ label }) => label);
  return labels.join("; ") || (question.safety ? "No answer yet" : "No answer (no preference)");
}
