import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { overflow } from './console';
import { expect } from './test';

/** Where specs leave what people look at afterwards. */
export const screenshots = fileURLToPath(new URL('../screenshots', import.meta.url));

/** The page as it is on telephones of both usual widths; nothing may stick out. */
export async function onTelephones(page: Page, name: string): Promise<void> {
  for (const width of [360, 390]) {
    await page.setViewportSize({ width, height: 844 });
    expect(await overflow(page), `${name} at ${width} px is wider than the screen`).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `${screenshots}/${name}-${width}.png`, fullPage: true, animations: 'disabled' });
  }
}

/** The page as it is on a desk. */
export async function onDesk(page: Page, name: string): Promise<void> {
  expect(await overflow(page), `${name} is wider than the screen`).toBeLessThanOrEqual(0);
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true, animations: 'disabled' });
}

/** A PDF's pages as pictures beside it, and its text; none where this machine has no Poppler. */
export function pagesOf(pdf: string): string | undefined {
  const drawn = spawnSync('pdftoppm', ['-png', '-r', '96', pdf, pdf.replace(/\.pdf$/, '')], { encoding: 'utf8' });
  if (drawn.error) return undefined;
  expect(drawn.status, drawn.stderr).toBe(0);
  expect(['-1.png', '-01.png'].some((end) => existsSync(pdf.replace(/\.pdf$/, end))), 'the first page is drawn').toBe(true);
  return spawnSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).stdout;
}
