// Marks every answer, and reads every number, with the evaluator of one ES module, so that Python
// can compare its own marks. Knows nothing of right results.
//
// node quiz_parity.mjs CASES OUT MODULE
//   CASES is a JSON file: items by id, answers as [id, answer], numbers; OUT gets marks and numbers.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [casesPath, outPath, module] = process.argv.slice(2);
const { mark, parse_number } = await import(pathToFileURL(module));
const { items, answers, numbers } = JSON.parse(readFileSync(casesPath, "utf8"));
const marks = answers.map(([id, answer]) => mark(items[id], answer));
writeFileSync(outPath, JSON.stringify([marks, numbers.map((given) => parse_number(given))]));
