// Knows how to make the sheet a person takes along, and how to print or save it from the page.
// Never stores or sends anything, and holds no date and no name.

import { h } from "./dom.js";
import { boxFor, factLines } from "./fact_box.js";
import { answerText } from "./questionnaire.js";
import { listed } from "./result.js";
import { chosenIds } from "./screening.js";
import { place } from "./selection.js";

/** @typedef {import("./result.js").Outcome} Outcome */
/** @typedef {import("./screening.js").Rules} Rules */
/** @typedef {import("./screening.js").Answers} Answers */
/** @typedef {import("./screening.js").Screening} Screening */
/** @typedef {import("./selection.js").Option} Option */

const SHEET_TITLE = "Knead to Know: my sheet";
const SHEET_STYLE = `
  body { font: 11pt/1.45 system-ui, sans-serif; color: #1d1a17; background: #fff;
    max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1.4rem 0 .3rem; break-after: avoid; }
  h3 { font-size: 1rem; margin: .9rem 0 .2rem; break-after: avoid; }
  ul, p { margin: .3rem 0; } li { margin: .25rem 0; break-inside: avoid; }
  .verdict { border: 2px solid #1d1a17; padding: .6rem .9rem; }
  .notes p { border-bottom: 1px solid #777; height: 2rem; margin: 0; }
`;

/**
 * Print the sheet from a hidden frame, so that the page around it stays out of the print.
 * @param {Rules} rules
 * @param {Answers} answers
 * @param {Outcome} outcome
 */
export function printSheet(rules, answers, outcome) {
  const frame = /** @type {HTMLIFrameElement} */ (
    h("iframe", { class: "kk-print-frame", title: SHEET_TITLE, "aria-hidden": "true", tabindex: -1 })
  );
  document.querySelector(".kk-print-frame")?.remove();
  document.body.append(frame);
  const view = /** @type {Window & typeof globalThis} */ (frame.contentWindow);
  fillSheet(view.document, rules, answers, outcome);
  // Not a style element: the page's Content-Security-Policy holds in the frame too.
  const style = new view.CSSStyleSheet();
  style.replaceSync(SHEET_STYLE);
  view.document.adoptedStyleSheets = [style];
  view.addEventListener("afterprint", () => frame.remove());
  view.print();
}

/**
 * Save the sheet as one HTML file.
 * @param {Rules} rules
 * @param {Answers} answers
 * @param {Outcome} outcome
 */
export function saveSheet(rules, answers, outcome) {
  const sheet = document.implementation.createHTMLDocument(SHEET_TITLE);
  fillSheet(sheet, rules, answers, outcome);
  // As text, since the page's Content-Security-Policy refuses a style element even here.
  const text = `<!doctype html>\n${sheet.documentElement.outerHTML}`
    .replace("</head>", `<style>${SHEET_STYLE}</style></head>`);
  const href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
  h("a", { href, download: "massage-sheet.html" }).click();
  // The browser reads the address after this turn, so it can't be released at once.
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/**
 * @param {Document} target an empty document
 * @param {Rules} rules
 * @param {Answers} answers
 * @param {Outcome} outcome
 */
export function fillSheet(target, rules, answers, outcome) {
  const { screening, options } = outcome;
  target.documentElement.lang = "en";
  target.title = SHEET_TITLE;
  target.head.append(h("meta", { charset: "utf-8" }));
  target.body.append(h("main", null,
    h("h1", null, SHEET_TITLE),
    h("div", { class: "verdict" },
      h("p", null, h("strong", null, screening.headline)), h("p", null, screening.action)),
    sheetReasons("Why", screening, false),
    sheetOptions(rules, outcome),
    sheetList("What to say and ask", questionsToAsk(rules, outcome)),
    sheetFacts(rules, answers),
    sheetReasons("Good to know", screening, true),
    sheetList("My answers", rules.questions.map((question) =>
      `${question.text} ${answerText(question, answers)}`)),
    h("h2", null, "Notes"),
    h("div", { class: "notes" }, [1, 2, 3, 4, 5, 6].map(() => h("p"))),
    options.length > 0 && h("p", null, "General information, not medical advice."),
  ));
}

/**
 * @param {Rules} rules
 * @param {Outcome} outcome
 * @returns {HTMLElement[]}
 */
function sheetOptions(rules, { options, screening }) {
  const shown = options.filter(({ rank, status }) => status === "always" || (rank ?? 9) <= 3);
  const held = screening.disposition === "clinician_first";
  const usual = "Pressure, clothing and length are usual practice. Some were not checked against a source.";
  return [
    h("h2", null, "My choices"),
    ...(held ? [] : [h("p", null, rules.words.no_type_better), h("p", null, usual)]),
    ...shown.flatMap((option) => sheetOption(rules, option)),
  ];
}

/**
 * @param {Rules} rules
 * @param {Option} option
 * @returns {HTMLElement[]}
 */
function sheetOption(rules, option) {
  const data = rules.options.find(({ id }) => id === option.id);
  if (!data) return [];
  const lines = [
    ["Why", whyText(rules, option)],
    ["Benefits", data.benefits],
    ["Harms", data.harms],
    ["Certainty", `${data.certainty || "not rated"}. ${data.certainty_statement}`],
    ["Take care", option.cautions.join(" ")],
  ].filter(([, text]) => text);
  return [
    h("h3", null, `${data.name} (${place(option)})`),
    ...lines.map(([label, text]) => h("p", null, h("strong", null, `${label}: `), text)),
  ];
}

/**
 * @param {Rules} rules
 * @param {Answers} answers
 * @returns {HTMLElement[]}
 */
function sheetFacts(rules, answers) {
  const box = boxFor(rules.fact_boxes, chosenIds(answers, "duration")[0]);
  return box ? sheetList(box.question, factLines(box)) : [];
}

/**
 * The reasons for an option in words, those that begin alike as one, since paper is short.
 * @param {Rules} rules
 * @param {Option} option
 */
function whyText({ words }, option) {
  /** @type {Map<string, string[]>} */
  const merged = new Map();
  for (const { text } of option.reasons) {
    const [lead, answer] = text.split(`, ${words.because} `);
    merged.set(lead, [...(merged.get(lead) ?? []), answer]);
  }
  const sentences = [...merged].map(([lead, answers]) =>
    `${lead}, ${words.because} ${listed(answers)}.`);
  return sentences.join(" ");
}

/**
 * @param {Rules} rules
 * @param {Outcome} outcome
 * @returns {string[]}
 */
function questionsToAsk(rules, { options, screening }) {
  const first = options.filter(({ rank, status }) => rank === 1 || status === "always");
  const asks = first.map((option) => rules.options.find(({ id }) => id === option.id)?.ask ?? "");
  return [...new Set([...screening.ask, ...asks])].filter(Boolean);
}

/**
 * @param {string} title
 * @param {Screening} screening
 * @param {boolean} notes the notes that change nothing, or the reasons
 */
function sheetReasons(title, { reasons }, notes) {
  const shown = reasons.filter(({ disposition }) => (disposition === "fine") === notes);
  return sheetList(title, shown.map(({ text, because, action }) => `${text} ${action} (${because})`));
}

/**
 * @param {string} title
 * @param {string[]} lines
 * @returns {HTMLElement[]}
 */
function sheetList(title, lines) {
  if (lines.length === 0) return [];
  return [h("h2", null, title), h("ul", null, lines.map((line) => h("li", null, line)))];
}
