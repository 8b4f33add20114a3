// Knows whether an answer is right and what to say of each part of it: the same rules as
// widgets/bank.py, of which this is the twin. Never shows anything, and never keeps an answer.

/** @typedef {{text: string, feedback: string, right: boolean, misconception: string | null}} Option */
/** @typedef {{value: number, feedback: string, misconception: string, tolerance: number}} Trap */
/** @typedef {{left: string, right: string, feedback: string}} Pair */
/**
 * @typedef {{id: string, kind: "single" | "multiple", options: Option[]}} Choice
 * @typedef {{id: string, kind: "numeric", answer: number, tolerance: number, unit: string | null,
 *   right: string, wrong: string, traps: Trap[]}} Numeric
 * @typedef {{id: string, kind: "match", pairs: Pair[], choices: string[], misconception: string,
 *   distractors: {right: string, misconception: string}[]}} Match
 * @typedef {Choice | Numeric | Match} Markable
 */
/** @typedef {string | number | string[] | Record<string, string>} Answer */
/** @typedef {{about: string, chosen: boolean, right: boolean, feedback: string}} Remark */
/**
 * @typedef {{right: boolean, points: number, of: number, remarks: Remark[],
 *   misconceptions: string[]}} Mark
 */

export const LETTERS = "ABCDEFGHIJ";
const MOST_DIGITS = 15;
const HAIR = 1e-9;
const NUMBER = /^[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/;
const BLANKS = /^[ \t\r\n\u00a0\u2007\u2009\u202f]+|[ \t\r\n\u00a0\u2007\u2009\u202f]+$/g;

/**
 * A number from what a person types: "1,200", " 23 ", "−2.9". Null for what is no number to mark.
 * @param {unknown} given
 * @returns {number | null}
 */
export function parse_number(given) {
  if (typeof given === "number") return Math.abs(given) < 10 ** MOST_DIGITS ? given : null;
  if (typeof given !== "string") return null;
  const text = given.replace(BLANKS, "").replace("−", "-");
  const digits = text.replace(/[^0-9]/g, "").length;
  return NUMBER.test(text) && digits <= MOST_DIGITS ? Number(text.replaceAll(",", "")) : null;
}

/**
 * Mark an answer that the item can take.
 * @param {Markable} item
 * @param {Answer} answer
 * @returns {Mark}
 */
export function mark(item, answer) {
  if (item.kind === "numeric") return markNumber(item, answer);
  if (item.kind === "match") return markMatch(item, /** @type {Record<string, string>} */ (answer));
  return markChoice(item, /** @type {string | string[]} */ (answer));
}

/**
 * @param {Choice} item
 * @param {string | string[]} answer
 */
function markChoice(item, answer) {
  const remarks = item.options.map(({ right, feedback }, at) =>
    ({ about: LETTERS[at], chosen: answer.includes(LETTERS[at]), right, feedback }));
  const ideas = item.options.map((option, at) => remarks[at].chosen && option.misconception);
  return marked(remarks.every(({ chosen, right }) => chosen === right), remarks, ideas);
}

/**
 * @param {Numeric} item
 * @param {unknown} answer
 */
function markNumber(item, answer) {
  const number = /** @type {number} */ (parse_number(answer));
  const right = near(number, item.answer, item.tolerance);
  const trap = right ? undefined
    : item.traps.find(({ value, tolerance }) => near(number, value, tolerance));
  const feedback = right ? item.right : trap?.feedback ?? item.wrong;
  const remark = { about: "number", chosen: true, right, feedback };
  return marked(right, [remark], trap ? [trap.misconception] : []);
}

/**
 * @param {Match} item
 * @param {Record<string, string>} answer
 */
function markMatch(item, answer) {
  const remarks = item.pairs.map(({ left, right, feedback }) =>
    ({ about: left, chosen: true, right: answer[left] === right, feedback }));
  const right = remarks.every((remark) => remark.right);
  const given = item.pairs.map(({ left }) => answer[left]);
  const led = item.distractors.map((each) => given.includes(each.right) && each.misconception);
  return marked(right, remarks, right ? [] : [item.misconception, ...led]);
}

/**
 * @param {boolean} right
 * @param {Remark[]} remarks
 * @param {(string | null | false)[]} ideas
 * @returns {Mark}
 */
function marked(right, remarks, ideas) {
  const misconceptions = [...new Set(ideas.filter((idea) => typeof idea === "string"))];
  return { right, points: right ? 1 : 0, of: 1, remarks, misconceptions };
}

/**
 * @param {number} number
 * @param {number} wanted
 * @param {number} tolerance
 */
function near(number, wanted, tolerance) {
  return Math.abs(number - wanted) <= tolerance + HAIR;
}
