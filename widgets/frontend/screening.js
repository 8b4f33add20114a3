// Knows how to turn safety answers into a disposition with its reasons, by the rules it is given.
// Never holds a rule of its own, never touches the page; widgets/screening.py does the same in
// Python, and tests/test_parity.py holds the two together.

/** @typedef {Record<string, string | string[]>} Answers one choice, or several, by question */
/** @typedef {{question: string, any_of: string[]}} Condition */
/** @typedef {{id: string, label: string, said: string, exclusive: boolean}} Choice */
/**
 * @typedef {{id: string, step: number, kind: "one" | "many", safety: boolean, text: string,
 *   help: string | null, choices: Choice[]}} Question
 */
/**
 * @typedef {{id: string, urgency: number | null, headline: string, action: string}} Disposition
 */
/**
 * @typedef {{id: string, disposition: string, when: Condition[], reason: string, action: string,
 *   max_pressure: string | null, avoid: string[], ask: string | null, evidence: string[]}}
 *   SafetyRule
 */
/**
 * @typedef {{id: string, when: Condition[], attribute: string, any_of: string[], points: number,
 *   reason: string}} SelectionRule
 */
/**
 * @typedef {{id: string, kind: "massage" | "alternative", name: string, page: string | null,
 *   what_happens: string, feels_like: string, benefits: string, harms: string,
 *   certainty: string | null, certainty_statement: string, ask: string, tags: string[],
 *   evidence: string[], pressure_min: string | null, pressure_max: string | null,
 *   cautions: string, attributes: Record<string, string[]>, unverified?: string[]}} OptionRow
 */
/**
 * @typedef {{steps: {number: number, title: string, intro: string}[], pressure_levels: string[],
 *   questions: Question[], dispositions: Disposition[], safety_rules: SafetyRule[],
 *   options: OptionRow[], selection_rules: SelectionRule[], words: Record<string, string>,
 *   fact_boxes: import("./fact_box.js").FactBox[]}} Rules
 */
/**
 * @typedef {{rule: string, disposition: string, because: string, text: string, action: string,
 *   evidence: string[]}} SafetyReason
 */
/**
 * @typedef {{disposition: string, headline: string, action: string, reasons: SafetyReason[],
 *   limits: {max_pressure: string | null, avoid: string[]}, ask: string[], missing: string[]}}
 *   Screening
 */

/**
 * Screen checked answers.
 * @param {Rules} rules
 * @param {Answers} answers
 * @returns {Screening}
 */
export function screen(rules, answers) {
  const fired = rules.safety_rules.filter((rule) => fires(rule.when, answers));
  const reasons = fired.map((rule) => safetyReason(rules, rule, answers));
  reasons.sort((a, b) => urgency(rules, b.disposition) - urgency(rules, a.disposition));
  const missing = rules.questions
    .filter((question) => question.safety && chosenIds(answers, question.id).length === 0)
    .map((question) => question.id);
  let disposition = reasons[0]?.disposition ?? "fine";
  if (missing.length > 0 && urgency(rules, disposition) < urgency(rules, "clinician_first")) {
    disposition = "incomplete";
  }
  const { headline, action } = findDisposition(rules, disposition);
  const limits = { max_pressure: lightest(rules, fired), avoid: unique(fired, "avoid").sort() };
  return { disposition, headline, action, reasons, limits, ask: unique(fired, "ask"), missing };
}

/**
 * True when every condition is met by one of its choices.
 * @param {Condition[]} when
 * @param {Answers} answers
 */
export function fires(when, answers) {
  return when.every(({ question, any_of }) =>
    chosenIds(answers, question).some((id) => any_of.includes(id)),
  );
}

/**
 * "because you said ...", naming the choices that met the conditions.
 * @param {Rules} rules
 * @param {Condition[]} when
 * @param {Answers} answers
 */
export function because(rules, when, answers) {
  const said = when.flatMap((condition) => {
    const chosen = chosenIds(answers, condition.question);
    const question = rules.questions.find(({ id }) => id === condition.question);
    return (question?.choices ?? [])
      .filter(({ id }) => condition.any_of.includes(id) && chosen.includes(id))
      .map((choice) => choice.said);
  });
  return `${rules.words.because} ${said.join("; ")}`;
}

/**
 * @param {Answers} answers
 * @param {string} question
 * @returns {string[]} the ids of the chosen choices; empty when there is no answer
 */
export function chosenIds(answers, question) {
  const answer = answers[question] ?? [];
  return Array.isArray(answer) ? answer : [answer];
}

/**
 * @param {Rules} rules
 * @param {SafetyRule} rule
 * @param {Answers} answers
 * @returns {SafetyReason}
 */
function safetyReason(rules, rule, answers) {
  return {
    rule: rule.id,
    disposition: rule.disposition,
    because: because(rules, rule.when, answers),
    text: rule.reason,
    action: rule.action,
    evidence: rule.evidence,
  };
}

/**
 * @param {Rules} rules
 * @param {string} id
 */
function findDisposition(rules, id) {
  const found = rules.dispositions.find((disposition) => disposition.id === id);
  if (!found) throw new Error(`the rules name no disposition "${id}"`);
  return found;
}

/**
 * @param {Rules} rules
 * @param {string} id
 */
function urgency(rules, id) {
  return findDisposition(rules, id).urgency ?? 0;
}

/**
 * @param {Rules} rules
 * @param {SafetyRule[]} fired
 * @returns {string | null} the lightest pressure limit among the rules
 */
function lightest(rules, fired) {
  const limits = fired.map((rule) => rule.max_pressure);
  return rules.pressure_levels.find((level) => limits.includes(level)) ?? null;
}

/**
 * @param {SafetyRule[]} fired
 * @param {"avoid" | "ask"} field
 * @returns {string[]} each value once, in table order
 */
function unique(fired, field) {
  const values = fired.flatMap((rule) => rule[field] ?? []);
  return [...new Set(values)].filter(Boolean);
}
