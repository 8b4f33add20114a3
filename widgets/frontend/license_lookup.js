// Knows how the license look-up looks: a list of states, and for the chosen one each rule with how
// sure it is, the board to ask and what was read. Never decides what is known or in conflict (the
// rows say it), never stores or sends the choice, and never opens a board's page by itself.

import { h, headingLevel } from "./dom.js";

/** @typedef {import("./modality_selector.js").Model} Model */
/** @typedef {"yes" | "partly" | "no"} Verified */
/**
 * @typedef {{status: "found" | "conflict" | "none_needed" | "not_found" | "no_rule", text: string,
 *   note: string | null, verified: Verified}} Fact
 */
/**
 * @typedef {{state: string, name: string, regulated: string, regulated_text: string,
 *   regulated_note: string | null, title: string | null, hours: number[], schooling: Fact,
 *   exam: Fact, continuing_education: Fact, board: string | null, board_url: string | null,
 *   as_of: string | null, conflicts: string[], not_found: string[], caution: string | null,
 *   verified: Verified, where_seen: string[]}} License
 */
/**
 * @typedef {{states: License[], words: Record<string, string>, labels: Record<string, string>}}
 *   Licenses
 */
/** @typedef {import("./dom.js").Child} Child */

const QUIET_MS = 150;
const WATCHED = ["change:state", "change:licenses"];
/** @type {["schooling", "exam", "continuing_education"]} */
const FACTS = ["schooling", "exam", "continuing_education"];
/** @type {Record<Verified, string>} */
const MARKS = { yes: "✓", partly: "◐", no: "?" };

/**
 * Show the look-up in `el` and keep it in step with the model.
 * @param {{model: Model, el: HTMLElement}} context
 * @returns {() => void} takes the view away again
 */
function render({ model, el }) {
  const view = new LookupView(model, el);
  const follow = () => view.update();
  for (const event of WATCHED) model.on(event, follow);
  return () => {
    for (const event of WATCHED) model.off(event, follow);
    view.remove();
  };
}

class LookupView {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.level = headingLevel(el);
    const id = `kk-${Math.random().toString(36).slice(2, 8)}`;
    // A browser would bring back the last choice after a reload: nothing is kept here.
    this.select = /** @type {HTMLSelectElement} */ (h("select", { id, autocomplete: "off" }));
    this.label = h("label", { for: id });
    this.body = h("div", { class: "kk-rules" });
    this.status = h("p", { class: "kk-sr", role: "status" });
    // JupyterLab's one-key shortcuts would take letters and arrow keys away from the list.
    this.root = h("div", { class: "kk-tool kk-license", "data-lm-suppress-shortcuts": "true" },
      h("p", { class: "kk-choose" }, this.label, this.select), this.body, this.status);
    this.select.addEventListener("change", () => this.choose(this.select.value));
    /** @type {{state: string | null, licenses: Licenses | null}} */
    this.shown = { state: null, licenses: null };
    this.timer = 0;
    this.marked = el.classList.contains("kk-widget");
    el.classList.add("kk-widget");
    el.replaceChildren(this.root);
    this.update();
  }

  /** Bring the page in line with the model, touching only what differs. */
  update() {
    const now = { state: this.model.get("state") ?? "", licenses: this.model.get("licenses") };
    const old = this.shown;
    if (now.state === old.state && now.licenses === old.licenses) return;
    this.shown = now;
    const { labels, states, words } = /** @type {Licenses} */ (now.licenses);
    if (now.licenses !== old.licenses) {
      this.label.replaceChildren(labels.choose);
      this.select.replaceChildren(h("option", { value: "" }, labels.none_chosen),
        ...states.map(({ state, name }) => h("option", { value: state }, name)));
    }
    this.select.value = now.state;
    const license = states.find(({ state }) => state === now.state);
    this.body.replaceChildren(...(license
      ? licenseParts(license, words, labels, this.level)
      : [h("p", { class: "kk-prompt" }, labels.prompt)]));
    // What is on the page from the start is read in its place; only a change is announced.
    if (old.licenses) this.say(license ? spoken(license, labels) : labels.prompt);
  }

  /** @param {string} state */
  choose(state) {
    this.model.set("state", state);
    this.model.save_changes();
    this.update();
  }

  /**
   * Fill the status region once things are quiet: arrow keys run through many states.
   * @param {string} message
   */
  say(message) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.status.replaceChildren(message), QUIET_MS);
  }

  remove() {
    clearTimeout(this.timer);
    this.root.remove();
    if (!this.marked) this.el.classList.remove("kk-widget");
  }
}

/**
 * @param {License} license
 * @param {Record<string, string>} labels
 * @returns {string} what a change says aloud
 */
function spoken(license, labels) {
  const { name, regulated_text, schooling } = license;
  return `${name}: ${regulated_text} ${labels.schooling}: ${schooling.text}.`;
}

/**
 * @param {License} license
 * @param {Record<string, string>} words
 * @param {Record<string, string>} labels
 * @param {number} level
 * @returns {HTMLElement[]}
 */
function licenseParts(license, words, labels, level) {
  const none = license.regulated === "none";
  const open = none ? "no_rule" : "not_found";
  return [
    h(`h${level}`, { class: "kk-state" }, license.name),
    h("div", { class: "kk-verdict", "data-regulated": license.regulated },
      h("p", { class: "kk-lead" }, license.regulated_text),
      !none && license.regulated_note && h("p", null, sentenceOf(license.regulated_note))),
    h("dl", null,
      entry(labels.title, license.title ? "found" : open, h("p", null, license.title ?? words[open])),
      FACTS.map((name) => factEntry(labels[name], license[name], words)),
      entry(labels.board, license.board ? "found" : open,
        h("p", null, license.board ?? (none ? labels.no_board : words.not_found)),
        license.board && address(license.board_url ?? labels.no_address)),
      entry(labels.as_of, license.as_of ? "found" : "not_found",
        h("p", null, capitalOf(license.as_of ?? words.not_found)),
        mark(license.verified, words, labels.overall))),
    license.caution && h("p", { class: "kk-caution" },
      h("strong", null, `${labels.caution}: `), license.caution),
    h("p", { class: "kk-lead" }, words.check_board),
    sources(license.where_seen, labels),
  ].flatMap((part) => part || []);
}

/**
 * @param {string} label
 * @param {Fact} fact
 * @param {Record<string, string>} words
 */
function factEntry(label, fact, words) {
  const known = fact.status !== "not_found" && fact.status !== "no_rule";
  const text = fact.status === "conflict" ? h("strong", null, fact.text) : fact.text;
  const note = fact.note && sentenceOf(fact.note);
  return entry(label, fact.status,
    h("p", null, text),
    // Where nothing is known, note and mark would only say so again.
    known && note && h("p", { class: "kk-note" }, note),
    known && mark(fact.verified, words));
}

/**
 * @param {string} label
 * @param {string} status
 * @param {...Child} children
 */
function entry(label, status, ...children) {
  return h("div", { class: "kk-fact", "data-status": status },
    h("dt", null, label), h("dd", null, children));
}

/**
 * @param {Verified} verified
 * @param {Record<string, string>} words
 * @param {string} [lead] what the mark is about, where it is not the rule above it
 */
function mark(verified, words, lead) {
  return h("p", { class: "kk-mark", "data-verified": verified },
    h("span", { "aria-hidden": "true" }, MARKS[verified], " "),
    lead && `${lead} `, words[`verified_${verified}`]);
}

/**
 * An address as text and link; text alone where it is no secure web address.
 * @param {string} url
 */
function address(url) {
  const link = url.startsWith("https://") ? h("a", { href: url, rel: "noopener" }, url) : url;
  return h("p", { class: "kk-address" }, link);
}

/**
 * @param {string[]} places
 * @param {Record<string, string>} labels
 */
function sources(places, labels) {
  return places.length > 0 && h("details", { class: "kk-sources" },
    h("summary", null, labels.where_seen),
    h("ul", null, places.map((place) => h("li", null, address(place)))));
}

/** @param {string} text */
function capitalOf(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {string} text */
function sentenceOf(text) {
  return /[.!?]$/.test(text) ? capitalOf(text) : `${capitalOf(text)}.`;
}

export default { render };
