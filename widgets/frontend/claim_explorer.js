// Knows how the claim explorer looks: filters, one claim at a time with six verdicts to guess from,
// then our verdict with its reason, facts and lesson; or all claims as a list. Never judges a claim
// (the rows say it), never stores or sends a guess, and never moves the focus.

import { h, headingLevel } from "./dom.js";

/** @typedef {import("./modality_selector.js").Model} Model */
/** @typedef {import("./dom.js").Child} Child */
/**
 * @typedef {{id: string, articles: string[], topic: string, claim: string, verdict: string,
 *   reason: string, facts: string[], lesson: string}} Claim
 */
/** @typedef {{name: string, sign: string, meaning: string}} Verdict */
/**
 * @typedef {{claims: Claim[], articles: {id: string, title: string}[], topics: string[],
 *   verdicts: Verdict[], facts: Record<string, {text: string, source: string, kind: string}>,
 *   words: Record<string, string>}} Ledger
 */
/** Where a claim is answered (by its id), and where entries are (by their kind): none in Jupyter.
 * @typedef {Record<string, {title: string, address: string}>} Links */
/** @typedef {{article: string, topic: string, verdict: string}} Filters */

/** @type {(keyof Filters)[]} */
const FILTERS = ["article", "topic", "verdict"];
const WATCHED = [...FILTERS, "mode", "claim", "guesses", "ledger"].map((name) => `change:${name}`);
// "Surprise me" goes on by about this share of the claims: far enough to change the subject.
const STRIDE = 0.382;

/**
 * Show the explorer in `el` and keep it in step with the model.
 * @param {{model: Model, el: HTMLElement}} context
 * @returns {() => void} takes the view away again
 */
function render({ model, el }) {
  const view = new ExplorerView(model, el);
  const follow = () => view.update();
  for (const event of WATCHED) model.on(event, follow);
  return () => {
    for (const event of WATCHED) model.off(event, follow);
    view.remove();
  };
}

class ExplorerView {
  /**
   * @param {Model} model
   * @param {HTMLElement} el
   */
  constructor(model, el) {
    this.model = model;
    this.el = el;
    /** @type {Ledger} */
    this.ledger = model.get("ledger");
    this.level = headingLevel(el);
    this.name = `kk-${Math.random().toString(36).slice(2, 8)}`;
    const { words } = this.ledger;
    this.modes = ["guess", "list"].map((mode) => this.modeChoice(mode));
    this.selects = FILTERS.map((filter) => this.filterChoice(filter));
    this.verdictHint = h("p", { class: "kk-note" }, words.no_verdict);
    this.guess = new GuessView(this);
    this.list = h("div", { class: "kk-list" });
    this.status = h("p", { class: "kk-sr", role: "status" });
    // JupyterLab's one-key shortcuts would take letters and arrow keys away from the controls.
    this.root = h("div", { class: "kk-tool kk-explorer", "data-lm-suppress-shortcuts": "true" },
      h("p", { class: "kk-note" }, words.kind),
      h("fieldset", { class: "kk-modes" }, h("legend", null, words.how), this.modes),
      h("fieldset", { class: "kk-filters" }, h("legend", null, words.filters),
        this.selects.map(({ field }) => field), this.verdictHint),
      this.guess.root, this.list, this.status);
    this.said = "";
    /** @type {string | null} */
    this.listed = null;
    this.marked = el.classList.contains("kk-widget");
    el.classList.add("kk-widget");
    el.replaceChildren(this.root);
    this.update();
  }

  /** @param {string} mode */
  modeChoice(mode) {
    const change = () => this.set(mode === "guess" ? { mode, verdict: "" } : { mode });
    return h("label", null,
      h("input", { type: "radio", name: this.name, value: mode, autocomplete: "off",
        onchange: change }),
      h("span", null, this.ledger.words[mode]));
  }

  /** @param {keyof Filters} filter */
  filterChoice(filter) {
    const { articles, topics, verdicts, words } = this.ledger;
    const choices = {
      article: articles.map(({ id, title }) => [id, title]),
      topic: topics.map((topic) => [topic, capitalOf(topic)]),
      verdict: verdicts.map(({ name, sign }) => [name, `${sign} ${capitalOf(name)}`]),
    }[filter];
    const id = `${this.name}-${filter}`;
    const select = /** @type {HTMLSelectElement} */ (h("select", { id, autocomplete: "off" },
      h("option", { value: "" }, words[`any_${filter}`]),
      choices.map(([value, label]) => h("option", { value }, label))));
    select.addEventListener("change", () => this.set({ [filter]: select.value }));
    return { filter, select, field: h("p", null, h("label", { for: id }, words[filter]), select) };
  }

  /** The claims that fit the filters. @returns {Claim[]} */
  fitting() {
    const { article, topic, verdict } = this.filters();
    return this.ledger.claims.filter((claim) =>
      (!article || claim.articles.includes(article)) && (!topic || claim.topic === topic) &&
      (!verdict || claim.verdict === verdict));
  }

  /** @returns {Filters} */
  filters() {
    const [article, topic, verdict] = FILTERS.map((name) => this.model.get(name) ?? "");
    return { article, topic, verdict };
  }

  /** @returns {Record<string, string>} */
  guesses() {
    return this.model.get("guesses") ?? {};
  }

  /** How often a guess was our verdict, in words. */
  score() {
    const { claims, words } = this.ledger;
    const guessed = claims.filter(({ id }) => this.guesses()[id]);
    if (!guessed.length) return words.no_score;
    const agreed = guessed.filter(({ id, verdict }) => this.guesses()[id] === verdict).length;
    return filled(words.score, { agreed, of: guessed.length });
  }

  /**
   * Tell the model, then the page: one change, whatever number of traits it touches.
   * @param {Record<string, unknown>} traits
   * @param {string} [message] to say in place of what the change itself would
   */
  set(traits, message) {
    for (const [name, value] of Object.entries(traits)) this.model.set(name, value);
    this.model.save_changes();
    this.update();
    this.say(message ?? this.summary());
  }

  /** What the explorer shows, in one sentence. */
  summary() {
    const claims = this.fitting();
    if (!claims.length) return this.ledger.words.none;
    if (this.model.get("mode") === "list") return filled(this.ledger.words.listed, { of: claims.length });
    return this.guess.summary(claims);
  }

  /** Bring the page in line with the model, touching only what differs. */
  update() {
    const listing = this.model.get("mode") === "list";
    const filters = this.filters();
    for (const label of this.modes) {
      const radio = /** @type {HTMLInputElement} */ (label.firstElementChild);
      radio.checked = radio.value === (listing ? "list" : "guess");
    }
    for (const { filter, select, field } of this.selects) {
      select.value = filters[filter];
      field.hidden = filter === "verdict" && !listing;
    }
    this.verdictHint.hidden = listing;
    this.guess.root.hidden = listing;
    this.list.hidden = !listing;
    const claims = this.fitting();
    if (listing) this.showList(claims);
    else this.guess.show(claims);
  }

  /** @param {Claim[]} claims */
  showList(claims) {
    const key = claims.map(({ id }) => id).join(" ");
    if (key === this.listed) return;
    this.listed = key;
    const { words } = this.ledger;
    this.list.replaceChildren(
      h("p", { class: "kk-lead" },
        claims.length ? filled(words.listed, { of: claims.length }) : words.none),
      h("ul", null, claims.map((claim) => h("li", null,
        h("p", { class: "kk-words" }, claim.claim), this.answer(claim)))));
  }

  /**
   * Our verdict on a claim, its reason, the facts behind it and the lesson that answers it.
   * @param {Claim} claim
   */
  answer(claim) {
    const { facts, verdicts, words } = this.ledger;
    /** @type {Links} */
    const links = this.model.get("links") ?? {};
    const sign = verdicts.find(({ name }) => name === claim.verdict)?.sign;
    const entry = (/** @type {string} */ id) => {
      const [label, to] = [`${facts[id].source}, ${id}`, links[facts[id].kind]];
      return to ? h("a", { href: `${to.address}#${id}` }, label) : `(${label})`;
    };
    const lesson = links[claim.id];
    return h("div", { class: "kk-our", "data-verdict": claim.verdict },
      h("p", { class: "kk-verdict" }, `${words.ours} `,
        h("span", { class: "kk-glyph", "aria-hidden": "true" }, sign, " "),
        h("strong", null, capitalOf(claim.verdict))),
      h("p", null, claim.reason),
      claim.facts.length
        ? h("details", null, h("summary", null, `${words.why} (${claim.facts.length})`),
          h("ul", null, claim.facts.map((id) => h("li", null, `${facts[id].text} `, entry(id)))))
        : h("p", { class: "kk-note" }, words.no_facts),
      h("p", null, `${words.lesson} `,
        lesson ? h("a", { href: lesson.address }, lesson.title) : claim.lesson));
  }

  /** @param {string} message */
  say(message) {
    // The same words twice in a row would not be spoken again.
    this.said = this.said === message ? `${message}\u00a0` : message;
    this.status.replaceChildren(this.said);
  }

  remove() {
    this.root.remove();
    if (!this.marked) this.el.classList.remove("kk-widget");
  }
}

/** One claim with its six verdicts. */
class GuessView {
  /** @param {ExplorerView} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    const { verdicts, words } = explorer.ledger;
    const level = Math.min(explorer.level, 6);
    this.heading = h(`h${level}`, { class: "kk-place" });
    this.saying = h("p", { class: "kk-words" });
    this.said = h("p", { class: "kk-note" });
    this.buttons = verdicts.map(({ name, sign }) => h("button",
      { type: "button", value: name, onclick: () => this.choose(name) },
      h("span", { "aria-hidden": "true" }, sign, " "), capitalOf(name)));
    this.answer = h("div", { class: "kk-answer" });
    this.score = h("p", { class: "kk-score" });
    this.card = h("div", { class: "kk-claim-card" }, this.heading, this.saying, this.said,
      h("div", { class: "kk-verdicts", role: "group", "aria-labelledby": `${explorer.name}-ask` },
        h("p", { id: `${explorer.name}-ask`, class: "kk-lead" }, words.think), this.buttons),
      h("details", null, h("summary", null, words.meanings),
        h("dl", null, verdicts.map(({ name, sign, meaning }) =>
          [h("dt", null, `${sign} ${capitalOf(name)}`), h("dd", null, meaning)]).flat())),
      this.answer);
    this.none = h("p", { class: "kk-lead" }, words.none);
    this.ways = h("p", { class: "kk-ways" },
      [["previous", -1], ["next", 1], ["surprise", 0]].map(([word, step]) => h("button",
        { type: "button", onclick: () => this.go(Number(step)) }, words[word])));
    this.root = h("div", { class: "kk-guess" }, this.none, this.card, this.ways, this.score,
      h("p", { class: "kk-note" }, words.private));
    this.shown = "";
  }

  /**
   * @param {Claim[]} claims
   * @returns {number} where the claim on show stands among those that fit
   */
  place(claims) {
    const wanted = this.explorer.model.get("claim");
    return Math.max(0, claims.findIndex(({ id }) => id === wanted));
  }

  /** @param {Claim[]} claims */
  summary(claims) {
    const place = this.place(claims);
    const { words } = this.explorer.ledger;
    return `${filled(words.place, { number: place + 1, of: claims.length })}. ${claims[place].claim}`;
  }

  /** @param {Claim[]} claims */
  show(claims) {
    const { articles, words } = this.explorer.ledger;
    this.score.replaceChildren(this.explorer.score());
    for (const part of [this.card, this.ways]) part.hidden = !claims.length;
    this.none.hidden = claims.length > 0;
    if (!claims.length) return;
    const claim = claims[this.place(claims)];
    const guess = this.explorer.guesses()[claim.id];
    this.heading.replaceChildren(
      filled(words.place, { number: this.place(claims) + 1, of: claims.length }));
    for (const button of this.buttons) {
      const { value } = /** @type {HTMLButtonElement} */ (button);
      button.setAttribute("aria-pressed", String(value === guess));
      // Disabled for good would drop the focus that stands on it.
      button.toggleAttribute("data-done", Boolean(guess));
      if (guess) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
    const key = `${claim.id} ${guess ?? ""}`;
    if (key === this.shown) return;
    this.shown = key;
    this.saying.replaceChildren(claim.claim);
    this.said.replaceChildren(`${words.said_in} `, articles
      .filter(({ id }) => claim.articles.includes(id)).map(({ title }) => `“${title}”`).join("; "));
    this.answer.replaceChildren(...(guess
      ? [h("p", { class: "kk-lead" }, this.verdictOn(claim, guess)), this.explorer.answer(claim)]
      : []));
  }

  /**
   * @param {Claim} claim
   * @param {string} guess
   */
  verdictOn(claim, guess) {
    const { words } = this.explorer.ledger;
    return guess === claim.verdict ? words.agreed : filled(words.differed, { guess });
  }

  /** @param {string} guess */
  choose(guess) {
    const claims = this.explorer.fitting();
    const claim = claims[this.place(claims)];
    const before = this.explorer.guesses();
    if (before[claim.id]) return; // the first guess counts
    const { words } = this.explorer.ledger;
    const told = `${this.verdictOn(claim, guess)} ${words.ours} ${claim.verdict}. ${claim.reason} `;
    this.explorer.model.set("guesses", { ...before, [claim.id]: guess });
    this.explorer.set({}, told + this.explorer.score());
  }

  /** @param {number} step 1 and -1 go round; 0 goes far, in an order that meets every claim. */
  go(step) {
    const claims = this.explorer.fitting();
    const size = claims.length;
    const far = step || strideOf(size);
    this.explorer.set({ claim: claims[(this.place(claims) + far + size) % size].id });
  }
}

/**
 * A step through `size` claims that comes by each of them before it comes round.
 * @param {number} size
 */
function strideOf(size) {
  /** @type {(a: number, b: number) => number} */
  const common = (a, b) => (b ? common(b, a % b) : a);
  let stride = Math.max(1, Math.round(size * STRIDE));
  while (common(stride, size) > 1) stride += 1;
  return stride;
}

/**
 * @param {string} text with {braces}
 * @param {Record<string, string | number>} values
 */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** @param {string} text */
function capitalOf(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export default { render };
