import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from '@playwright/test';
import type { Login } from './demo';
import { expect } from './test';
import { totp } from './totp';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function enterConsole(page: Page, who: Login, path = '/'): Promise<void> {
  await page.goto(`/console/login?to=${encodeURIComponent(path)}`);
  await page.locator('input[autocomplete="username"]').first().fill(who.email);
  await page.locator('input[type="password"]').fill(who.password);
  await page.locator('button[type="submit"]').first().click();
  await expect(page.locator('.frame')).toBeVisible();
}

/** Waits until nothing is being loaded. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1')).toBeVisible();
  await expect(page.locator('.ant-skeleton')).toHaveCount(0);
}

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

/** What axe-core calls serious or critical, in words. The policy of the pages lets no foreign script in, so it is evaluated. */
export async function seriousFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const run = (window as unknown as { axe: { run: (where: Document, options: object) => Promise<{ violations: Violation[] }> } }).axe.run;
    return (await run(document, { resultTypes: ['violations'] })).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary?.split('\n')[1] ?? ''}`));
}

/** How far the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Whether the console asks for a proof. A page that does goes on loading until it has it. */
export async function asked(page: Page): Promise<boolean> {
  await expect(page.locator('h1')).toBeVisible();
  const dialog = page.locator('.ant-modal:visible');
  const decided = async () => (await dialog.count()) > 0 || (await page.locator('.ant-skeleton').count()) === 0;
  await expect.poll(decided).toBe(true);
  return (await dialog.count()) > 0;
}

interface Secret {
  secret: string;
  last: string;
}

/** Kept in a file: a worker that begins anew finds the second factor that the one before has set up. */
const kept = new URL('../test-results/second-factors.json', import.meta.url);

function secrets(): Record<string, Secret> {
  try {
    return JSON.parse(readFileSync(kept, 'utf8')) as Record<string, Secret>;
  } catch {
    return {};
  }
}

function keep(name: string, secret: Secret): void {
  mkdirSync(new URL('.', kept), { recursive: true });
  writeFileSync(kept, JSON.stringify({ ...secrets(), [name]: secret }));
}

/** Does something for which the console may want the second factor, until it is done. */
export async function proving(page: Page, who: string, act: Locator, done: Locator, now = Date.now): Promise<void> {
  await act.click();
  const code = page.locator('.ant-modal:visible input[autocomplete="one-time-code"]');
  await expect(done.or(code).first()).toBeVisible({ timeout: 30_000 });
  if (await code.isVisible()) await prove(page, who, now);
  await expect(done).toBeVisible({ timeout: 30_000 });
}

/** Gives the second factor where the console asks for it, setting it up the first time. `now` is what the shop's clock says. */
export async function prove(page: Page, who: string, now = Date.now): Promise<void> {
  const name = `${who} of ${new URL(page.url()).origin}`;
  const known = secrets()[name];
  await expect(page.locator('.ant-modal:visible input[autocomplete="one-time-code"]')).toBeVisible();
  const dialog = page.locator('.ant-modal:visible').last();
  if (!known) {
    const secret = (await page.locator('[data-test="totp-secret"]').innerText()).trim();
    const code = totp(secret, now());
    keep(name, { secret, last: code });
    await dialog.locator('input[autocomplete="one-time-code"]').fill(code);
    await dialog.locator('button[type="submit"]').click();
    await page.locator('[data-test="recovery-kept"]').click();
    return;
  }
  // A code is good once, so the next one has to be waited for or taken from the half minute ahead.
  let code = totp(known.secret, now());
  if (code === known.last) code = totp(known.secret, now() + 30_000);
  keep(name, { secret: known.secret, last: code });
  await dialog.locator('input[autocomplete="one-time-code"]').fill(code);
  await dialog.locator('button[type="submit"]').click();
}
