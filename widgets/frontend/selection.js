// Knows how to order the types of massage by what a person told us, by the rules it is given.
// Never ranks by promised effect, never offers massage before screening allows it;
// widgets/selection.py does the same in Python, and tests/test_parity.py holds the two together.

import { because, fires, screen } from "./screening.js";

/** @typedef {import("./screening.js").Rules} Rules */
/** @typedef {import("./screening.js").Answers} Answers */
/** @typedef {import("./screening.js").OptionRow} OptionRow */
/** @typedef {import("./screening.js").Screening} Screening */
/**
 * @typedef {{id: string, kind: string, status: "ranked" | "always" | "set_aside",
 *   rank: number | null, tied: boolean, score: number,
 *   reasons: {rule: string, points: number, text: string}[], cautions: string[],
 *   set_aside_because: string | null}} Option
 */
/** @typedef {{id: string, from: string, to: string}} Move */

/**
 * Rank the options for checked answers: ranked types, then what is always open, then set aside.
 * @param {Rules} rules
 * @param {Answers} answers
 * @returns {Option[]}
 */
export function rank(rules, answers) {
  const screening = screen(rules, answers);
  const { disposition } = screening;
  if (disposition === "emergency" || disposition === "incomplete") return [];
  const always = rules.options.filter((row) => row.kind === "alternative").map(alwaysOpen);
  if (disposition === "clinician_first") return always;
  const massage = rules.options
    .filter((row) => row.kind === "massage")
    .map((row) => judge(rules, answers, screening, row));
  const ranked = massage.filter((option) => option.status === "ranked");
  ranked.sort((a, b) => b.score - a.score);
  for (const option of ranked) {
    option.rank = 1 + ranked.filter((other) => other.score > option.score).length;
    option.tied = ranked.some((other) => other !== option && other.score === option.score);
  }
  return [...ranked, ...always, ...massage.filter((option) => option.status === "set_aside")];
}

/**
 * Where an option stands, in words: "1st", "tied 2nd", "set aside", "always open".
 * @param {Option} option
 */
export function place(option) {
  if (option.status === "set_aside") return "set aside";
  if (option.rank === null) return "always open";
  return option.tied ? `tied ${ordinal(option.rank)}` : ordinal(option.rank);
}

/**
 * What moved between two rankings, in the order of the later one.
 * @param {Option[]} before
 * @param {Option[]} after
 * @returns {Move[]}
 */
export function moves(before, after) {
  return after.flatMap((option) => {
    const old = before.find(({ id }) => id === option.id);
    if (!old || place(old) === place(option)) return [];
    return [{ id: option.id, from: place(old), to: place(option) }];
  });
}

/**
 * @param {OptionRow} row
 * @returns {Option}
 */
function alwaysOpen(row) {
  return {
    id: row.id, kind: row.kind, status: "always", rank: null, tied: false, score: 0,
    reasons: [], cautions: row.cautions ? [row.cautions] : [], set_aside_because: null,
  };
}

/**
 * @param {Rules} rules
 * @param {Answers} answers
 * @param {Screening} screening
 * @param {OptionRow} row
 * @returns {Option}
 */
function judge(rules, answers, screening, row) {
  const barred = setAsideBecause(rules, screening, row);
  const reasons = barred ? [] : rules.selection_rules
    .filter((rule) =>
      fires(rule.when, answers) &&
      rule.any_of.some((value) => row.attributes[rule.attribute]?.includes(value)))
    .map((rule) => ({
      rule: rule.id,
      points: rule.points,
      text: `${rule.reason}, ${because(rules, rule.when, answers)}`,
    }));
  return {
    ...alwaysOpen(row),
    status: barred ? "set_aside" : "ranked",
    score: reasons.reduce((sum, reason) => sum + reason.points, 0),
    reasons,
    cautions: cautionsFor(rules, screening, row),
    set_aside_because: barred,
  };
}

/**
 * A sentence for each limit that the option breaks, with the answers behind it, or null.
 * @param {Rules} rules
 * @param {Screening} screening
 * @param {OptionRow} row
 * @returns {string | null}
 */
function setAsideBecause({ safety_rules, pressure_levels, words }, { reasons }, row) {
  const sentences = safety_rules.flatMap((rule) => {
    const reason = reasons.find((each) => each.rule === rule.id);
    if (!reason) return [];
    const broken = rule.avoid
      .filter((tag) => row.tags.includes(tag))
      .map((tag) => words[`set_aside_${tag}`]);
    const limit = rule.max_pressure;
    if (limit && pressure(pressure_levels, row.pressure_min) > pressure(pressure_levels, limit)) {
      broken.unshift(words.set_aside_pressure.replace("{pressure}", limit));
    }
    return broken.map((each) => `${each}, ${reason.because}.`);
  });
  return sentences.join(" ") || null;
}

/**
 * @param {Rules} rules
 * @param {Screening} screening
 * @param {OptionRow} row
 * @returns {string[]}
 */
function cautionsFor({ pressure_levels, words }, { reasons, limits }, row) {
  const limit = limits.max_pressure;
  const tooFirm = pressure(pressure_levels, row.pressure_max) > pressure(pressure_levels, limit);
  const cautions = [
    row.cautions,
    ...reasons.filter((each) => each.disposition === "precautions").map(({ action }) => action),
    limit && tooFirm && words.ask_light.replace("{pressure}", limit),
  ];
  return [...new Set(cautions.flatMap((caution) => caution || []))];
}

/**
 * @param {string[]} levels
 * @param {string | null} level
 * @returns {number} how firm a pressure is, from 0 (none, or no pressure given)
 */
function pressure(levels, level) {
  return level === null ? 0 : levels.indexOf(level);
}

/** @param {number} number */
function ordinal(number) {
  const teen = number % 100 >= 11 && number % 100 <= 13;
  return `${number}${(!teen && ["", "st", "nd", "rd"][number % 10]) || "th"}`;
}
