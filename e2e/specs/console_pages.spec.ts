import type { Page } from '@playwright/test';
import { asked, enterConsole, overflow, prove, seriousFaults, settled } from '../support/console';
import { expect, test } from '../support/test';

const merchant = [
  '/', '/orders', '/alarms', '/products', '/products/new', '/products/import', '/offers', '/stock', '/stock/batches', '/stock/import', '/authorisations',
  '/authorisations/new', '/store', '/staff', '/plan', '/api-keys', '/account',
];
const operator = [
  '/', '/welcome', '/review/applications', '/review/authorisations', '/review/products', '/platform/merchants', '/platform/orders', '/platform/payments',
  '/platform/exceptions', '/platform/brands', '/platform/categories', '/platform/plans', '/platform/operators', '/platform/jobs', '/platform/trail',
  '/platform/system', '/account',
];

/** Every page, in one browser: it stands, nobody is shut out of it, nothing sticks out on a phone, no English in Chinese. */
async function walk(page: Page, pages: string[], who: string, phone: boolean): Promise<void> {
  const faults: string[] = [];
  for (const path of pages) {
    await page.goto(`/console${path}`);
    // What reviewers read needs the second factor once a session.
    if (await asked(page)) await prove(page, who);
    await settled(page);
    const say = (what: string) => faults.push(`${path}: ${what}`);
    if ((await page.locator('.ant-alert-error').count()) > 0) say(await page.locator('.ant-alert-error').first().innerText());
    for (const fault of await seriousFaults(page)) say(fault);
    if ((await overflow(page)) > 0) say('wider than its window');
    if (!phone) continue;
    await page.setViewportSize({ width: 360, height: 760 });
    await settled(page);
    if ((await overflow(page)) > 0) say(`${await overflow(page)} px wider than a phone`);
    for (const fault of await seriousFaults(page)) say(`phone: ${fault}`);
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  expect(faults).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1440, height: 900 } });
    test.setTimeout(300_000);

    test('every page of a merchant', async ({ page, demo }) => {
      await enterConsole(page, demo.merchant);
      await walk(page, merchant, 'demo merchant', colorScheme === 'light');
    });

    test('every page of an operator', async ({ page, demo }) => {
      await enterConsole(page, demo.operator);
      await walk(page, operator, 'demo operator', colorScheme === 'light');
    });
  });
}

test('the way in is open to everybody, and says what was wrong', async ({ page, demo }) => {
  await page.goto('/console/orders?state=pending');
  await expect(page).toHaveURL(/\/console\/login\?to=/);
  await settled(page);
  expect(await seriousFaults(page)).toEqual([]);
  await page.locator('input[autocomplete="username"]').first().fill(demo.merchant.email);
  await page.locator('input[type="password"]').fill('not the password');
  await page.locator('button[type="submit"]').first().click();
  await expect(page.locator('.ant-alert-error')).toContainText('邮箱或密码不对');
  await page.locator('input[type="password"]').fill(demo.merchant.password);
  await page.locator('button[type="submit"]').first().click();
  // The address that was asked for, with its filters.
  await expect(page).toHaveURL(/\/console\/orders\?state=pending$/);
});

test('in English there is no Chinese but the names of goods, and the choice is kept', async ({ page, demo }) => {
  await enterConsole(page, demo.merchant);
  await page.locator('[data-test="language"]').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.goto('/console/orders');
  await settled(page);
  await expect(page.locator('h1')).toHaveText('Orders');
  await expect(page.locator('nav')).not.toContainText(/[\u4e00-\u9fff]/);
});
