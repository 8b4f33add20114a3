// Knows how to make an element from a tag, its attributes and its children. Never parses text as
// HTML, so that nothing in an answer or a table can become markup.

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {string | number | boolean | null | undefined | ((event: Event) => void)} Prop */

/**
 * Make an element. A function becomes a listener ("onclick" listens for "click"), true an empty
 * attribute; false, null and undefined are left out, as attributes and as children.
 * @param {string} tag
 * @param {Record<string, Prop> | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  for (const child of children.flat()) {
    if (child !== false && child != null) element.append(/** @type {Node | string} */ (child));
  }
  return element;
}

/**
 * The heading level that comes next at this place in the page, so that headings nest without a gap.
 * @param {HTMLElement} place
 * @returns {number} 2 to 4
 */
export function headingLevel(place) {
  const before = [...document.querySelectorAll("h1, h2, h3")].filter(
    (heading) =>
      !place.contains(heading) &&
      place.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_PRECEDING,
  );
  const last = place.isConnected ? before.at(-1) : undefined;
  return last ? Number(last.tagName[1]) + 1 : 3;
}
