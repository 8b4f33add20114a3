// @ts-check
/**
 * A comfort for the evidence markers, which open without it: Escape hides a card that the pointer or
 * the focus shows, and a card that was closed stays away until both have left.
 */

/** @param {Event} event @returns {Element | null} The marker, with its card, in which an event happened. */
const citeOf = ({ target }) => (target instanceof Element ? target.closest(".kk-cite") : null);

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const cite of document.querySelectorAll(".kk-cite:is(:hover, :focus-within)")) {
    const marker = /** @type {HTMLElement} */ (cite.querySelector(".kk-marker"));
    if (cite.querySelector(".kk-card:focus-within")) marker.focus();
    cite.classList.add("kk-dismissed");
  }
});

// The event of a popover does not bubble; it is caught on its way down.
document.addEventListener(
  "toggle",
  (event) => {
    const cite = citeOf(event);
    const closed = /** @type {ToggleEvent} */ (event).newState === "closed";
    const near = cite?.matches(":hover, :focus-within") ?? false;
    cite?.classList.toggle("kk-dismissed", closed && near);
  },
  true,
);

for (const leaving of ["mouseout", "focusout"]) {
  document.addEventListener(leaving, (event) => {
    const cite = citeOf(event);
    const to = /** @type {MouseEvent | FocusEvent} */ (event).relatedTarget;
    if (cite && !(to instanceof Node && cite.contains(to))) cite.classList.remove("kk-dismissed");
  });
}
