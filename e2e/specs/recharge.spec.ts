import type { Page } from '@playwright/test';
import { overflow } from '../support/console';
import { expect, marked, test } from '../support/test';
import { logIn, newContact, payAtGateway, placeOrder } from '../support/shop';
import { look } from '../support/walk';

const phone = { typed: '138 0013 8000', read: '138 0013 8000', hint: '138****8000' };

/** From the product to the form that asks for the account. */
async function startTopUp(page: Page, slug: string): Promise<void> {
  await page.goto(`/p/${slug}`);
  await expect(page.locator('.facts')).toContainText('充值到账');
  await marked(page, 'buy').click();
  await expect(page).toHaveURL(/\/checkout\?/);
  await expect(marked(page, 'account-form')).toBeVisible();
  await expect(marked(page, 'account-warning')).toContainText('无法退款');
}

/** Whatever the form asks for, by what its fields take. */
async function fillAccount(page: Page, telephone = phone.typed): Promise<void> {
  const answers: Record<string, string> = { tel: telephone, numeric: '10001000', email: 'player@example.com', text: 'player1' };
  const inputs = marked(page, 'account-form').locator('input');
  for (let at = 0; at < (await inputs.count()); at += 1) {
    const input = inputs.nth(at);
    await input.fill(answers[(await input.getAttribute('inputmode')) ?? 'text'] ?? 'player1');
  }
  const choices = marked(page, 'account-form').locator('select');
  for (let at = 0; at < (await choices.count()); at += 1) await choices.nth(at).selectOption({ index: 1 });
}

/** The page follows by itself until the account has it. */
async function seeItCredited(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/o\//);
  await expect(page.locator('h1')).toHaveText('已到账', { timeout: 60_000 });
  await expect(marked(page, 'reveal')).toHaveCount(0);
  await expect(marked(page, 'make-link')).toHaveCount(0);
}

test('a telephone is topped up from the wallet', async ({ page, demo }) => {
  await logIn(page, demo.buyer);
  await startTopUp(page, 'phone-top-up');

  // Eleven digits, and still no telephone: only the shop knows.
  await fillAccount(page, '23800138000');
  await placeOrder(page, 'wallet', newContact());
  await expect(marked(page, 'account-error').first()).toBeVisible();
  const telephone = page.locator('[inputmode="tel"]');
  await expect(telephone).toHaveValue('23800138000');
  await expect(telephone).toBeFocused();
  await expect(telephone).toHaveAttribute('aria-invalid', 'true');

  await fillAccount(page);
  await marked(page, 'place').click();
  await expect(marked(page, 'account').first()).toHaveText(phone.read);
  // Back, and what was typed is there.
  await marked(page, 'change').click();
  await expect(page.locator('[inputmode="tel"]')).toHaveValue('13800138000');
  await marked(page, 'place').click();
  await expect(marked(page, 'account').first()).toHaveText(phone.read);
  // By keyboard.
  await marked(page, 'right').focus();
  await page.keyboard.press('Enter');

  await expect(page).toHaveURL(/\/o\//);
  await expect(marked(page, 'account').first()).toHaveText(phone.hint);
  await seeItCredited(page);
  await expect(marked(page, 'dispute')).toBeVisible();
  const order = /ord_\w+/.exec(page.url())?.[0] ?? '';
  await page.goto('/me/orders');
  await expect(page.locator(`main a[href*="${order}"]`)).toContainText('已到账');
});

test('a guest buys points for a game at the gateway, on a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await startTopUp(page, 'game-points');
  expect(await overflow(page), 'the form').toBeLessThanOrEqual(0);
  await fillAccount(page);
  await placeOrder(page, 'sandbox', newContact());
  await expect(marked(page, 'right')).toBeVisible();
  expect(await overflow(page), 'the account, looked at').toBeLessThanOrEqual(0);
  await marked(page, 'right').click();
  await expect(page).toHaveURL(/\/pay\//);
  await payAtGateway(page);
  expect(await overflow(page), 'the order').toBeLessThanOrEqual(0);
  await seeItCredited(page);
  expect(await overflow(page), 'the order, credited').toBeLessThanOrEqual(0);
});

test('the pages on the way are labelled and legible', async ({ page, demo }) => {
  test.setTimeout(300_000);
  await logIn(page, demo.buyer);
  const faults: string[] = [];
  await startTopUp(page, 'phone-top-up');
  faults.push(...(await look(page, 'the form of an account', 'zh')));
  await fillAccount(page, '23800138000');
  await placeOrder(page, 'wallet', newContact());
  await expect(marked(page, 'account-error').first()).toBeVisible();
  faults.push(...(await look(page, 'a wrong account', 'zh')));
  await fillAccount(page);
  await marked(page, 'place').click();
  await expect(marked(page, 'right')).toBeVisible();
  faults.push(...(await look(page, 'the account, looked at', 'zh')));
  await marked(page, 'right').click();
  await seeItCredited(page);
  faults.push(...(await look(page, 'what was credited', 'zh')));
  expect(faults).toEqual([]);
});

test.describe('with scripts switched off', () => {
  test.use({ javaScriptEnabled: false });

  test('a telephone is topped up', async ({ page, demo }) => {
    await logIn(page, demo.buyer);
    await startTopUp(page, 'phone-top-up');
    await fillAccount(page);
    await placeOrder(page, 'wallet', newContact());
    await expect(marked(page, 'account').first()).toHaveText(phone.read);
    await marked(page, 'right').click();
    await expect(page).toHaveURL(/\/o\//);
    // The page is read anew now and then.
    await expect(page.locator('h1')).toHaveText('已到账', { timeout: 60_000 });
  });
});
