// Runs the engine of Open Terms Archive, installed in the folder given, on the pages that standard input lists.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(path.join(process.argv[2], 'index.js'));
const load = name => import(pathToFileURL(require.resolve(name)).href);
const { default: extract } = await load('@opentermsarchive/engine/extract');
const { default: SourceDocument } = await load('@opentermsarchive/engine/sourceDocument');

const pages = JSON.parse(fs.readFileSync(0, 'utf8'));
const texts = [];
let seconds = 0;

for (const page of pages) {
  const document = new SourceDocument({
    location: page.url,
    contentSelectors: page.select ?? 'body',
    insignificantContentSelectors: page.remove ?? undefined,
    content: fs.readFileSync(page.path, 'utf8'),
    mimeType: 'text/html',
  });
  const before = process.cpuUsage();

  try {
    texts.push(await extract(document));
  } catch {
    texts.push('');
  }

  const spent = process.cpuUsage(before);

  seconds += (spent.user + spent.system) / 1e6;
}

process.stdout.write(JSON.stringify({ texts, seconds }));
