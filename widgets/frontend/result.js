// Knows how a result looks: the disposition and what to do, the reasons, the options side by side,
// what moved, the answers. Never offers anything to book when screening says emergency.

import { h } from "./dom.js";
import { boxFor, factBox } from "./fact_box.js";
import { answerText, findQuestion } from "./questionnaire.js";
import { chosenIds, screen } from "./screening.js";
import { moves, place, rank } from "./selection.js";

/** @typedef {import("./screening.js").Rules} Rules */
/** @typedef {import("./screening.js").Answers} Answers */
/** @typedef {import("./screening.js").OptionRow} OptionRow */
/** @typedef {import("./screening.js").Screening} Screening */
/** @typedef {import("./selection.js").Option} Option */
/** @typedef {{screening: Screening, options: Option[]}} Outcome */
/**
 * @typedef {{body: HTMLElement, place: HTMLElement, why: HTMLElement, care: HTMLElement,
 *   shown: string}} KeptRow
 */
/**
 * What a view keeps: the rows by option, most of which never changes, and the fact boxes.
 * @typedef {{rows: Map<string, KeptRow>, boxes: Map<string, HTMLElement>}} Kept
 */
/**
 * @typedef {{rules: Rules, answers: Answers, level: number, base: string | null, kept: Kept}}
 *   Context
 */
/** @typedef {[label: string, action: string, primary?: boolean]} Button */

const SHOWN_RANKS = 3;
const COLUMNS = ["Why it is here", "What it is like", "Benefits", "Harms"];

/**
 * @param {Rules} rules
 * @param {Answers} answers
 * @returns {Outcome}
 */
export function outcomeOf(rules, answers) {
  return { screening: screen(rules, answers), options: rank(rules, answers) };
}

/**
 * @param {Context} context
 * @param {Outcome} outcome
 * @param {Outcome | null} before what was shown before an answer changed
 * @returns {HTMLElement[]}
 */
export function resultParts(context, outcome, before) {
  const { screening } = outcome;
  if (screening.disposition === "emergency") {
    return [
      verdict(context, screening),
      reasonList(context, screening),
      buttonRow([["Change my answers", "change", true], ["Start again", "restart"]]),
    ].flatMap((part) => part ?? []);
  }
  if (screening.disposition === "incomplete") {
    return [
      verdict(context, screening),
      missingList(context, screening),
      buttonRow([["Start again", "restart"]]),
    ];
  }
  return [
    verdict(context, screening),
    before && movedList(context, before, outcome),
    reasonList(context, screening),
    askList(context, screening),
    optionsPart(context, outcome),
    setAsidePart(context, outcome),
    factsPart(context),
    reasonList(context, screening, true),
    keepPart(context),
    answersPart(context),
  ].flatMap((part) => part || []);
}

/**
 * One sentence for the status region.
 * @param {Context} context
 * @param {Outcome} outcome
 * @param {Outcome | null} before
 */
export function spokenResult(context, { screening, options }, before) {
  if (screening.disposition === "emergency") return "";
  const first = options.filter((option) => option.rank === 1).map(({ id }) => row(context, id).name);
  const lead = first.length > 3 ? `${first.length} types, tied` : listed(first);
  const parts = [
    before?.screening.headline === screening.headline ? "" : screening.headline,
    before && movedCount(moves(before.options, options).length),
    first.length > 0 && `First in the list: ${lead}.`,
  ];
  return parts.filter(Boolean).join(" ");
}

/** @param {number} count */
function movedCount(count) {
  if (count === 0) return "No option moved.";
  return count === 1 ? "1 option moved." : `${count} options moved.`;
}

/**
 * @param {Button[]} buttons
 * @returns {HTMLElement}
 */
export function buttonRow(buttons) {
  return h("div", { class: "kk-buttons" }, buttons.map(([label, action, primary]) =>
    h("button", {
      type: "button",
      class: primary ? "kk-button kk-primary" : "kk-button",
      "data-action": action,
    }, label)));
}

/**
 * @param {Context} context
 * @param {Screening} screening
 */
function verdict({ level }, { disposition, headline, action }) {
  return h("div",
    { class: "kk-verdict", "data-disposition": disposition,
      role: disposition === "emergency" && "alert" },
    h(`h${level + 1}`, null, headline),
    h("p", null, action));
}

/**
 * The reasons for the disposition, or the notes that change nothing about it.
 * @param {Context} context
 * @param {Screening} screening
 * @param {boolean} [notes]
 */
function reasonList(context, { reasons, disposition }, notes = false) {
  const emergency = disposition === "emergency";
  const shown = reasons.filter((reason) => emergency
    ? reason.disposition === disposition
    : (reason.disposition === "fine") === notes);
  if (shown.length === 0) return null;
  return part(context, notes ? "Good to know" : "Why we say this", h("ul", { class: "kk-reasons" },
    shown.map((reason) => h("li", { "data-disposition": reason.disposition },
      h("strong", null, reason.text), " ",
      h("span", { class: "kk-because" }, sentence(reason.because)),
      h("p", null, reason.action)))));
}

/**
 * @param {Context} context
 * @param {Screening} screening
 */
function askList(context, { ask, disposition }) {
  if (ask.length === 0) return null;
  const who = disposition === "clinician_first" ? "your clinician" : "the therapist";
  return part(context, `What to say to ${who}`, h("ul", null, ask.map((line) => h("li", null, line))));
}

/**
 * @param {Context} context
 * @param {Screening} screening
 */
function missingList(context, { missing }) {
  return part(context, "Still to answer", h("ul", { class: "kk-answers" },
    missing.map((id) => h("li", null,
      h("span", null, findQuestion(context.rules, id).text),
      changeButton(context, id, "Answer")))));
}

/**
 * @param {Context} context
 * @param {Outcome} before
 * @param {Outcome} after
 */
function movedList(context, before, after) {
  const changes = changesBetween(context.rules, before, after);
  return part(context, "What moved", changes.length > 0
    ? h("ul", { class: "kk-moved" }, changes.map((change) => h("li", null, change)))
    : h("p", null, "Nothing moved: the advice and the order are the same as before."));
}

/**
 * @param {Rules} rules
 * @param {Outcome} before
 * @param {Outcome} after
 * @returns {string[]}
 */
function changesBetween(rules, before, after) {
  const lines = moves(before.options, after.options).map(({ id, from, to }) => {
    const name = rules.options.find((option) => option.id === id)?.name;
    return `${name}: was ${from}, now ${to}.`;
  });
  const [old, now] = [before.screening.headline, after.screening.headline];
  return old === now ? lines : [`The advice: was “${old}”, now “${now}”`, ...lines];
}

/**
 * @param {Context} context
 * @param {Outcome} outcome
 */
function optionsPart(context, { screening, options }) {
  const ranked = options.filter((option) => option.status === "ranked");
  const top = ranked.filter((option) => (option.rank ?? 0) <= SHOWN_RANKS);
  const rest = ranked.filter((option) => (option.rank ?? 0) > SHOWN_RANKS);
  const always = options.filter((option) => option.status === "always");
  const held = screening.disposition === "clinician_first";
  const caption = held
    ? "What you can do now"
    : "Types that fit what you told us, and three choices that are always open";
  return part(context, held ? "Your choices for now" : "Your choices, side by side",
    !held && h("p", { class: "kk-lead" }, context.rules.words.no_type_better),
    !held && tieNote(ranked),
    optionTable(context, [...top, ...always], caption),
    h("p", { class: "kk-note" },
      "“Usual practice” is what therapists tend to do. We did not check it against a source."),
    rest.length > 0 && h("details", { class: "kk-more" },
      h("summary", null, `Show the other types (${rest.length}), further down the order`),
      optionTable(context, rest, "Types further down the order")));
}

/** @param {Option[]} ranked */
function tieNote(ranked) {
  if (!ranked.some((option) => option.tied)) return null;
  const all = ranked.length > 1 && ranked.every((option) => option.rank === 1);
  return h("p", { class: "kk-note" }, all
    ? "You told us no likes that set one type apart, so all of them are tied."
    : "Types marked “tied” fit equally well. Within a tie, the order means nothing.");
}

/**
 * @param {Context} context
 * @param {Option[]} options
 * @param {string} caption
 */
function optionTable(context, options, caption) {
  // Roles are spelled out because the narrow layout takes the table display away, and with it the
  // roles that a browser would give.
  return h("table", { class: "kk-options", role: "table" },
    h("caption", null, caption),
    h("thead", { role: "rowgroup" },
      h("tr", { role: "row" }, COLUMNS.map((label) =>
        h("th", { scope: "col", role: "columnheader" }, label)))),
    options.map((option) => optionRows(context, option)));
}

/**
 * Build the rows of all options and the fact box ahead of a result.
 * @param {Context} context
 */
export function keepParts(context) {
  for (const data of context.rules.options) keptRow(context, data);
  keptBox(context);
}

/** @returns {Kept} */
export function nothingKept() {
  return { rows: new Map(), boxes: new Map() };
}

/**
 * @param {Context} context
 * @param {Option} option
 */
function optionRows(context, option) {
  const data = row(context, option.id);
  const kept = keptRow(context, data);
  const shown = JSON.stringify(option);
  if (kept.shown !== shown) {
    kept.shown = shown;
    kept.body.dataset.status = option.status;
    kept.place.textContent = capital(place(option));
    kept.why.replaceChildren(whyCell(context.rules, option, data));
    kept.care.replaceChildren(...careCell(option, data));
  }
  return kept.body;
}

/**
 * @param {Context} context
 * @param {OptionRow} data
 * @returns {KeptRow}
 */
function keptRow(context, data) {
  const found = context.kept.rows.get(data.id);
  if (found) return found;
  const spot = h("span", { class: "kk-place" });
  const [why, like, benefits, harms] = COLUMNS.map((label) =>
    h("td", { role: "cell", "data-label": label }));
  const care = h("td", { role: "cell", colspan: COLUMNS.length - 1 });
  like.append(...likeCell(data));
  benefits.append(h("p", usualIf(data, "benefits"), data.benefits), certainty(data));
  harms.append(h("p", usualIf(data, "harms"), data.harms));
  const body = h("tbody", { role: "rowgroup", "data-option": data.id },
    h("tr", { role: "row", class: "kk-option-head" },
      h("th", { scope: "rowgroup", role: "rowheader", colspan: COLUMNS.length },
        spot, " ", optionName(context, data))),
    h("tr", { role: "row" }, why, like, benefits, harms),
    h("tr", { role: "row", class: "kk-care" },
      h("th", { scope: "row", role: "rowheader" }, "Take care, and ask"), care));
  const kept = { body, place: spot, why, care, shown: "" };
  context.kept.rows.set(data.id, kept);
  return kept;
}

/**
 * @param {Context} context
 * @param {OptionRow} data
 */
function optionName({ base }, data) {
  if (base === null || !data.page) return h("span", { class: "kk-name" }, data.name);
  return h("a", { class: "kk-name", href: base + data.page }, data.name);
}

/**
 * @param {Rules} rules
 * @param {Option} option
 * @param {OptionRow} data
 */
function whyCell({ selection_rules }, option, data) {
  if (option.status === "always") return h("p", null, "It is open to you whatever you prefer.");
  if (option.reasons.length === 0) return h("p", null, "Nothing you told us speaks for it.");
  return h("ul", null, option.reasons.map(({ rule, text }) => {
    const attribute = selection_rules.find(({ id }) => id === rule)?.attribute ?? "";
    return h("li", usualIf(data, attribute), sentence(text));
  }));
}

/** @param {OptionRow} data */
function likeCell(data) {
  return [
    h("p", usualIf(data, "what_happens"), data.what_happens),
    h("p", usualIf(data, "feels_like"), data.feels_like),
  ];
}

/** @param {OptionRow} data */
function certainty(data) {
  return h("p", { class: "kk-certainty" },
    h("strong", null, `Certainty: ${data.certainty || "not rated"}.`), " ",
    data.certainty_statement);
}

/**
 * @param {Option} option
 * @param {OptionRow} data
 */
function careCell(option, data) {
  return [
    option.cautions.length > 0 &&
      h("ul", null, option.cautions.map((caution) => h("li", null, caution))),
    data.ask && h("p", null, h("strong", null, "Ask: "), data.ask),
  ].flatMap((child) => child || []);
}

/**
 * Marks what rests on a description of general practice; the style sheet adds the words.
 * @param {OptionRow} data
 * @param {string} field a field of the option, or an attribute that a rule looked at
 */
function usualIf(data, field) {
  return data.unverified?.includes(field) ? { class: "kk-usual" } : null;
}

/**
 * @param {Context} context
 * @param {Outcome} outcome
 */
function setAsidePart(context, { options }) {
  const aside = options.filter((option) => option.status === "set_aside");
  if (aside.length === 0) return null;
  return part(context, "Set aside for your safety", h("ul", { class: "kk-aside" },
    aside.map((option) => h("li", { "data-option": option.id },
      h("strong", null, row(context, option.id).name), ": ", option.set_aside_because))));
}

/**
 * What massage did for people whose pain lasted as long.
 * @param {Context} context
 */
function factsPart(context) {
  const box = keptBox(context);
  return box && part(context, "Massage in numbers", box);
}

/** @param {Context} context */
function keptBox({ rules, answers, base, kept }) {
  const box = boxFor(rules.fact_boxes, chosenIds(answers, "duration")[0]);
  if (!box) return null;
  const found = kept.boxes.get(box.id) ?? factBox(box, base);
  kept.boxes.set(box.id, found);
  return found;
}

/** @param {Context} context */
function keepPart(context) {
  return part(context, "Take it with you",
    h("p", null, "The sheet holds this result, what to ask, and room for notes. It is made on this page: nothing is stored or sent."),
    buttonRow([["Print this sheet", "print", true], ["Save this sheet", "save"]]));
}

/** @param {Context} context */
function answersPart(context) {
  const { rules, answers } = context;
  return part(context, "Your answers",
    h("p", null, "Change one and see what moves."),
    h("ul", { class: "kk-answers" }, rules.questions.map((question) => h("li", null,
      h("span", null,
        h("span", { class: "kk-asked" }, question.text), " ",
        h("strong", null, answerText(question, answers))),
      changeButton(context, question.id, "Change")))),
    buttonRow([["Start again", "restart"]]));
}

/**
 * @param {Context} context
 * @param {string} id
 * @param {string} label
 */
function changeButton({ rules }, id, label) {
  return h("button",
    { type: "button", class: "kk-button kk-small", "data-action": "change", "data-question": id },
    label, h("span", { class: "kk-sr" }, `: ${findQuestion(rules, id).text}`));
}

/**
 * @param {Context} context
 * @param {string} title
 * @param {...import("./dom.js").Child} children
 */
function part({ level }, title, ...children) {
  return h("section", { class: "kk-part" }, h(`h${level + 1}`, null, title), children);
}

/**
 * @param {Context} context
 * @param {string} id
 * @returns {OptionRow}
 */
function row({ rules }, id) {
  const found = rules.options.find((option) => option.id === id);
  if (!found) throw new Error(`the rules hold no option "${id}"`);
  return found;
}

/** @param {string[]} texts */
export function listed(texts) {
  return texts.length > 1 ? `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}` : texts[0];
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {string} text */
function sentence(text) {
  return /[.!?]$/.test(text) ? capital(text) : `${capital(text)}.`;
}
