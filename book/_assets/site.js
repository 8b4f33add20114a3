// @ts-check
/**
 * Brings a page's interactive parts to life where there is no kernel: mounts each widget's front end
 * on a small model, and draws each figure when it comes into sight. It asks this site only, keeps nothing,
 * and sends nothing.
 */

const me = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-frontend]"));
const here = new URL(".", import.meta.url);
const frontend = new URL(`${me.dataset.frontend}/`, here);

/** The part of anywidget's model contract that a front end may use: get, set, save_changes, on, off. */
class PageModel {
  /** @param {Record<string, unknown>} state */
  constructor(state) {
    this.state = state;
    /** @type {Map<string, Set<Function>>} */
    this.listeners = new Map();
  }

  /** @param {string} key */
  get(key) {
    return this.state[key];
  }

  /** @param {string} key @param {unknown} value */
  set(key, value) {
    if (JSON.stringify(this.state[key]) === JSON.stringify(value)) return;
    this.state[key] = value;
    for (const callback of this.listeners.get(`change:${key}`) ?? []) callback(this, value);
    for (const callback of this.listeners.get("change") ?? []) callback(this);
  }

  /** A page has no kernel to save to. */
  save_changes() {}

  /** @param {string} name @param {Function} callback */
  on(name, callback) {
    if (!this.listeners.has(name)) this.listeners.set(name, new Set());
    this.listeners.get(name)?.add(callback);
  }

  /** @param {string} name @param {Function} [callback] */
  off(name, callback) {
    if (callback) this.listeners.get(name)?.delete(callback);
    else this.listeners.delete(name);
  }
}

/**
 * Replace a widget's box by the living widget; on any failure show its fallback instead.
 * @param {HTMLElement} box
 */
async function mount(box) {
  const name = /** @type {string} */ (box.dataset.widget);
  const fallback = box.querySelector("noscript")?.textContent ?? "";
  try {
    const [module, state] = await Promise.all([
      import(new URL(`${name}.js`, frontend).href),
      fetch(new URL(`${name}.json`, frontend)).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
        return answer.json();
      }),
    ]);
    const model = new PageModel({ ...state, ...JSON.parse(box.dataset.state || "{}") });
    const el = document.createElement("div");
    await module.default.initialize?.({ model });
    box.replaceChildren(el); // in its place first: a front end may ask where it stands
    await module.default.render({ model, el });
  } catch (error) {
    const parsed = new DOMParser().parseFromString(fallback, "text/html");
    box.replaceChildren(...parsed.body.childNodes);
    console.error(`The ${name} could not start; its tables are shown instead.`, error);
  }
  box.classList.add("kk-mounted");
}

/** @type {Promise<any> | undefined} */
let plotlyLoad;

/** Load plotly.js once, when the first figure needs it. */
function plotly() {
  plotlyLoad ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(/** @type {string} */ (me.dataset.plotly), here).href;
    script.onload = () => resolve(/** @type {any} */ (window).Plotly);
    script.onerror = () => reject(new Error(`${script.src} did not load`));
    document.head.append(script);
  });
  return plotlyLoad;
}

/** @param {string} token */
const colour = (token) =>
  getComputedStyle(document.documentElement).getPropertyValue(token).trim();

/**
 * A copy of a figure's layout in the colours and type of the page.
 * @param {Record<string, any>} layout
 */
function dressed(layout) {
  const copy = structuredClone(layout);
  const line = colour("--kk-line");
  copy.paper_bgcolor = "rgba(0,0,0,0)";
  copy.plot_bgcolor = "rgba(0,0,0,0)";
  copy.font = { ...copy.font, color: colour("--kk-ink"), family: "inherit" };
  for (const name of Object.keys(copy).filter((key) => /^[xy]axis/.test(key))) {
    Object.assign(copy[name], { gridcolor: line, linecolor: colour("--kk-muted") });
    copy[name].zerolinecolor ??= line;
  }
  return copy;
}

/** Figures drawn so far, to be drawn again when the theme changes. @type {Set<HTMLElement>} */
const drawn = new Set();

/**
 * Draw one figure, or draw it again in the colours of the theme.
 * @param {HTMLElement} figure
 */
async function draw(figure) {
  const plot = /** @type {HTMLElement} */ (figure.querySelector(".kk-plot"));
  const data = figure.querySelector("script.kk-plotly")?.textContent ?? "{}";
  try {
    const Plotly = await plotly();
    const { data: traces, layout } = JSON.parse(data);
    await Plotly.react(plot, traces, dressed(layout), { displayModeBar: false, responsive: true });
    figure.classList.add("kk-drawn");
    drawn.add(figure);
  } catch (error) {
    for (const details of figure.querySelectorAll("details")) details.open = true;
    console.error("A figure could not be drawn; its table is shown instead.", error);
  }
}

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      draw(/** @type {HTMLElement} */ (target));
    }
  },
  { threshold: 0.1 }, // plotly.js is the heaviest file: it is asked for once a figure is in sight
);

for (const box of document.querySelectorAll(".kk-widget[data-widget]")) {
  mount(/** @type {HTMLElement} */ (box));
}
for (const figure of document.querySelectorAll("figure.kk-figure")) watcher.observe(figure);

new MutationObserver(() => drawn.forEach(draw)).observe(document.documentElement, {
  attributes: true,
  attributeFilter: ["data-theme"],
});

// Paper can't be tapped: the numbers behind each figure are printed open.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("figure.kk-figure details")) {
    /** @type {HTMLDetailsElement} */ (details).open = true;
  }
});
