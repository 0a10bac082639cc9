// Packs the files as browsers take them, so that the server packs nothing; and takes out what only the build needed.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');
rmSync(join(dist, '.vite'), { recursive: true, force: true });

for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !/\.(js|css|html|svg|json)$/.test(path)) continue;
  const plain = readFileSync(path);
  const packed = {
    '.br': brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
    '.gz': gzipSync(plain, { level: 9 }),
  };
  for (const [suffix, bytes] of Object.entries(packed)) if (bytes.length < plain.length) writeFileSync(path + suffix, bytes);
}
