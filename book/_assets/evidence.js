// @ts-check
/**
 * Search and filters above the tables of statements. The tables are whole without them; this module
 * only hides rows, says how many are left, and keeps and sends nothing.
 */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 */
function element(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** @param {string} label @param {string} id @param {Element} control */
const field = (label, id, control) =>
  element("p", {}, [element("label", { for: id }, [label]), control]);

/** @param {string} id @param {[value: string, text: string][]} options */
const choice = (id, options) =>
  element("select", { id }, options.map(([value, text]) => element("option", { value }, [text])));

const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("section.kk-topic")]);
const rows = sections.flatMap((section) =>
  [.../** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("tbody tr"))].map((row) => ({
    row,
    topic: section.id,
    text: (row.textContent ?? "").toLowerCase(),
  })),
);
const levels = { high: "High", moderate: "Moderate", low: "Low", "very-low": "Very low", none: "Not rated" };
const rated = document.querySelector('.kk-statements [data-label="Certainty"]') !== null;

const words = element("input", { type: "search", id: "find-words", autocomplete: "off" });
const topic = choice("find-topic", [
  ["", "All topics"],
  ...sections.map((section) => /** @type {[string, string]} */ ([
    section.id,
    section.querySelector("caption")?.textContent ?? section.id,
  ])),
]);
const level = choice("find-level", [["", "Any certainty"], ...Object.entries(levels)]);
const found = element("p", { role: "status", class: "kk-found" });

/** Hide what does not fit, and count what does. */
function filter() {
  const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const each of rows) {
    const fits =
      wanted.every((word) => each.text.includes(word)) &&
      (!topic.value || each.topic === topic.value) &&
      (!level.value || each.row.dataset.level === level.value);
    each.row.hidden = !fits;
    left += Number(fits);
  }
  for (const section of sections) section.hidden = !section.querySelector("tbody tr:not([hidden])");
  found.textContent = `${left} of ${rows.length} statements`;
}

/** A link may lead to a row that is hidden: then all rows come back. */
function reveal() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !target.closest("[hidden]")) return;
  form.reset();
  filter();
  target.scrollIntoView();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
const form = element("form", { class: "kk-find", role: "search", "aria-label": "Statements" }, [
  field("Words", words.id, words),
  field("Topic", topic.id, topic),
  ...(rated ? [field("Certainty", level.id, level)] : []),
  found,
]);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(filter, 200); // the count is read out once, not at each letter
});
document.querySelector(".kk-find-place")?.append(form);
filter();
addEventListener("hashchange", reveal);

export {}; // a module: its names are its own
