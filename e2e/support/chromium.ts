import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// The one without windows reckons less.
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The system's browser: Playwright's own cannot be downloaded everywhere. */
export function chromium(): string {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const places = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...applications];
  const found = process.env.CHROMIUM ?? places.find((place) => existsSync(place));
  if (!found) throw new Error('no Chromium found: run scripts/setup test, or set CHROMIUM to its path');
  return found;
}
