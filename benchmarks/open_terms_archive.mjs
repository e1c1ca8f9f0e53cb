// Times the Open Terms Archive engine (EUPL-1.2) over the HTML sources of a set, with the selectors it was given:
//   npm install --ignore-scripts @opentermsarchive/engine    in a directory of its own, then from there
//   node .../benchmarks/open_terms_archive.mjs SET
import fs from "node:fs";
import path from "node:path";

const ENGINE = path.resolve("node_modules/@opentermsarchive/engine/src/archivist");
const { default: extract } = await import(path.join(ENGINE, "extract/index.js"));
const { default: SourceDocument } = await import(path.join(ENGINE, "services/sourceDocument.js"));

const set = process.argv[2];
const cases = fs.readFileSync(path.join(set, "index.jsonl"), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const sources = cases.flatMap((each) => each.sources).filter((source) => source.mime === "text/html");
let failed = 0;
let seconds = 0;
for (const source of sources) {
  const page = new SourceDocument({
    location: source.source_url,
    contentSelectors: source.select ?? ["body"],
    insignificantContentSelectors: source.remove ?? [],
  });
  page.content = fs.readFileSync(path.join(set, source.path), "utf8");
  page.mimeType = source.mime;
  const begun = process.hrtime.bigint();
  try {
    await extract(page);
  } catch (error) {
    failed += 1;
    console.error(`${source.path}: ${error.message}`);
  }
  seconds += Number(process.hrtime.bigint() - begun) / 1e9;
}
console.log(`${sources.length} pages, ${failed} failed, ${(sources.length / seconds).toFixed(2)} pages/s`);
