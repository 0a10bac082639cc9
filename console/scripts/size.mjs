// Whichever page is opened first may weigh 400 kB, compressed, with everything that it needs before it stands there.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const most = 400_000;
const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));

/** The files of a chunk and of all that it imports at once. */
function files(key, seen = new Set()) {
  if (seen.has(key)) return [];
  seen.add(key);
  const chunk = manifest[key];
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap((name) => files(name, seen))];
}

const weigh = (keys) => {
  const seen = new Set();
  const all = new Set(keys.flatMap((key) => files(key, seen)));
  return [...all].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
};

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const pages = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry && key.includes('page'));
const shell = 'src/shell/shell.tsx';
const rows = pages.map((page) => {
  const parts = page.startsWith('src/people/login') ? [entry, page] : [entry, shell, page];
  return [page.replace(/^src\//, ''), weigh(parts.filter((key) => manifest[key]))];
});
rows.sort((one, other) => other[1] - one[1]);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
console.log(`\nfirst load, gzip, with the frame: entry ${kB(weigh([entry]))}`);
for (const [page, bytes] of [...rows.slice(0, 3), ...rows.filter(([page]) => page.includes('login'))]) {
  console.log(`  ${kB(bytes).padStart(9)}  ${page}`);
}
const heavy = rows.filter(([, bytes]) => bytes > most);
if (rows.length === 0 || heavy.length > 0) {
  console.error(rows.length === 0 ? 'no pages found in the manifest' : `heavier than ${kB(most)}: ${heavy.map(([page]) => page).join(', ')}`);
  process.exit(1);
}
