import type { Page } from '@playwright/test';
import { asked, enterConsole, overflow, prove, settled } from '../support/console';
import { Registry, ask, description } from '../support/registry';
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

/** The same, where something is remembered. */
async function startTopUpAgain(page: Page, slug: string): Promise<void> {
  await page.goto(`/p/${slug}`);
  await marked(page, 'buy').click();
  await expect(marked(page, 'saved-accounts')).toBeVisible();
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

test('a supplier says whether the account is there, and the buyer has it remembered', async ({ page, browser, demo }) => {
  const registry = new Registry({ '13600136000': '张小明' });
  await registry.start();
  const shop = await browser.newPage({ baseURL: demo.base_url });
  try {
    // Beside those who credit it, and after them: they cannot tell.
    await enterConsole(shop, demo.merchant, '/diversions');
    if (await asked(shop)) await prove(shop, 'demo merchant');
    await settled(shop);
    const supplier = await ask(shop, 'POST', '/v1/suppliers', {
      kind: 'connector', name: '号码库', currency: 'CNY', settings: { url: registry.address, description },
      contract: 'HT-2026-9', contract_until: new Date(Date.now() + 86_400_000).toISOString(),
    });
    await ask(shop, 'POST', `/v1/suppliers/${supplier.id}/switch`, { to: 'on' });
    const skus = (await ask(shop, 'GET', '/v1/skus?limit=100')).items.filter((sku) => sku.kind === 'recharge');
    const route = { product: 'any', unit_cost: 1, position: 9, on: true };
    for (const sku of skus) await ask(shop, 'PUT', `/v1/skus/${sku.id}/routes/${supplier.id}`, route);

    await logIn(page, demo.buyer);
    await startTopUp(page, 'phone-top-up');
    await fillAccount(page, '13500135000');
    await placeOrder(page, 'wallet', newContact());
    await expect(marked(page, 'account-error').first()).toContainText('供应商查不到这个账号');
    await expect(page.locator('[inputmode="tel"]')).toBeFocused();

    await fillAccount(page, '13600136000');
    await marked(page, 'remember').check();
    await page.setViewportSize({ width: 360, height: 740 });
    await marked(page, 'place').click();
    await expect(marked(page, 'account-found')).toContainText('名称以「明」结尾');
    await expect(page.locator('body')).not.toContainText('张小明');
    await expect(marked(page, 'account-warning')).toContainText('无法退款');
    expect(await overflow(page), 'the account, looked up').toBeLessThanOrEqual(0);
    expect(await look(page, 'the account, looked up', 'zh')).toEqual([]);
    await marked(page, 'right').click();
    await seeItCredited(page);

    // Next time it is chosen by its hint, and the fields are out of the way.
    await startTopUpAgain(page, 'phone-top-up');
    await expect(marked(page, 'account-form')).toBeVisible();
    await page.locator('input[name="saved"]').first().check();
    await expect(marked(page, 'account-form')).toBeHidden();
    expect(await overflow(page), 'a remembered account').toBeLessThanOrEqual(0);
    expect(await look(page, 'a remembered account', 'zh')).toEqual([]);
    await placeOrder(page, 'wallet', newContact());
    await expect(marked(page, 'account').first()).toHaveText('136****6000');
    await expect(page.locator('main')).not.toContainText('13600136000');
    await marked(page, 'right').click();
    await seeItCredited(page);
    expect(registry.asked).toEqual(['13500135000', '13600136000', '13600136000']);

    await page.goto('/me/account');
    await expect(marked(page, 'saved-accounts')).toContainText('136****6000');
    await marked(page, 'forget-account').first().click();
    await expect(page.locator('[role="status"]')).toContainText('已不再记住');
    await expect(marked(page, 'forget-account')).toHaveCount(0);
    await ask(shop, 'POST', `/v1/suppliers/${supplier.id}/switch`, { to: 'off' });
  } finally {
    await shop.close();
    await registry.stop();
  }
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
