// Reckons every plan, and reads every amount of money, with the evaluator of one ES module, and
// prints a digest of each result, so that Python can compare its own. Knows nothing of right results.
//
// node cost_parity.mjs RULES CASES OUT MODULE
//   RULES and CASES (an object of plans and amounts) are JSON files; OUT gets one line a case: the
//   result's SHA-1, or, with --whole, the result itself.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [rulesPath, casesPath, outPath, module, whole] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const { check, estimate, format_money, parse_money } = await import(pathToFileURL(module));

/** The value with the keys of its objects in order, as json.dumps(sort_keys=True) writes them. */
function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key])]));
}

/** What a plan costs, or each thing that is wrong with it, in order. */
function reckoned(plan) {
  const wrong = Object.entries(check(rules, plan).errors);
  return wrong.length > 0 ? wrong : estimate(rules, plan);
}

/** An amount as cents and as text again, or what is wrong with it. */
function money(amount) {
  try {
    const cents = parse_money(rules, amount);
    return [cents, format_money(cents), format_money(0 - cents)];
  } catch (error) {
    return error.message;
  }
}

const rules = read(rulesPath);
const { plans, amounts } = read(casesPath);
const lines = [...plans.map(reckoned), ...amounts.map(money)].map((result) => {
  const text = JSON.stringify(ordered(result));
  return whole ? text : createHash("sha1").update(text).digest("hex");
});
writeFileSync(outPath, lines.join("\n"));
