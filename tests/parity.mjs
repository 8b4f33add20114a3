// Screens and ranks every case with the evaluators of one ES module or two, and prints a digest of
// each result, so that Python can compare its own. Knows nothing of what a right result is.
//
// node parity.mjs RULES CASES OUT SCREENING SELECTION
//   RULES and CASES are JSON files; OUT gets one line a case: the result's SHA-1, or, with
//   --whole, the result itself. SCREENING and SELECTION are the modules, maybe the same one.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [rulesPath, casesPath, outPath, screening, selection, whole] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const { screen } = await import(pathToFileURL(screening));
const { rank } = await import(pathToFileURL(selection));

/** The value with the keys of its objects in order, as json.dumps(sort_keys=True) writes them. */
function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key])]));
}

const rules = read(rulesPath);
const lines = read(casesPath).map((answers) => {
  const result = [screen(rules, answers), rank(rules, answers)];
  const text = JSON.stringify(ordered(result));
  return whole ? text : createHash("sha1").update(text).digest("hex");
});
writeFileSync(outPath, lines.join("\n"));
