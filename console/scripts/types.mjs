// Writes src/api/schema.d.ts from the document that the server prints; with --check it only says whether it is current.
//   node scripts/types.mjs [--check] [openapi.json]
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '../src/api/schema.d.ts');
const check = process.argv.includes('--check');
const file = process.argv.slice(2).find((word) => !word.startsWith('--'));
const binary = process.env.CARDAMOM_BIN ?? join(here, '../../target/debug/cardamom');
const text = file ? readFileSync(file, 'utf8') : execFileSync(binary, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 });

const document = JSON.parse(text);
for (const path of Object.values(document.paths)) {
  for (const operation of Object.values(path)) {
    // The client puts these into every request by itself.
    operation.parameters = operation.parameters?.filter(({ in: where }) => where !== 'header');
  }
}

const written = `// Made by \`make console-types\` from the server's own document. Not to be edited.\n${astToString(await openapiTS(document))}`;
if (!check) {
  writeFileSync(target, written);
} else if (readFileSync(target, 'utf8') !== written) {
  console.error('console/src/api/schema.d.ts is not what the server says: run make console-types');
  process.exit(1);
}
