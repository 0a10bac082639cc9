import { enterConsole, overflow, proving } from '../support/console';
import { expect, marked, test } from '../support/test';
import { beginTopUp, logIn, newContact, payAtGateway, placeOrder, pressPay, reveal, startCheckout } from '../support/shop';

test('a buyer pays with the wallet and finds the order again', async ({ page, demo }) => {
  await logIn(page, demo.buyer);
  await page.goto('/me/wallet');
  const before = await page.locator('main').innerText();

  await startCheckout(page);
  await placeOrder(page, 'wallet', newContact());
  await page.waitForURL(/\/o\//);
  await reveal(page);
  const order = new URL(page.url()).pathname.split('/').pop()?.split('.')[0] ?? '';

  await page.goto('/me/orders');
  await expect(page.locator(`main a[href*="${order}"]`).first()).toBeVisible();
  await page.goto('/me/wallet');
  expect(await page.locator('main').innerText()).not.toBe(before);
});

test('a buyer fills the wallet at the gateway', async ({ page, context, demo }) => {
  await logIn(page, demo.buyer);
  await beginTopUp(page, '12.34');
  const link = await marked(page, 'pay-link').getAttribute('href');

  const phone = await context.newPage();
  await phone.goto(link ?? '');
  await pressPay(phone);

  // The page follows by itself, and the wallet has it.
  await expect(marked(page, 'top-up-paid')).toContainText('+¥12.34', { timeout: 30_000 });
  await page.goto('/me/wallet');
  await expect(page.locator('main')).toContainText('+¥12.34');
});

test('an order is paid in two parts on a telephone, and the merchant gives both back', async ({ page, browser, demo }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await logIn(page, demo.buyer);
  await page.goto('/me/wallet');
  const before = await page.locator('.purse .pay-amount').innerText();
  // More than the wallet holds.
  const dear = demo.offers.find(({ price }) => price.amount > 20_000);
  await page.goto(`/checkout?offer=${dear?.id}&quantity=4`);
  await placeOrder(page, 'sandbox', newContact());
  const total = minor(await page.locator('.pay-amount').innerText());
  await page.locator('#part').fill('5.00');
  await marked(page, 'use-balance').click();
  const parts = marked(page, 'parts');
  for (const amount of [total, 500, total - 500]) await expect(parts).toContainText(yuan(amount));
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await payAtGateway(page);
  await expect(page.locator('main')).toContainText(`${yuan(total - 500)}，钱包余额 ¥5.00`);
  const order = new URL(page.url()).pathname;

  const context = await browser.newContext({ baseURL: demo.base_url, locale: 'zh-CN', viewport: { width: 360, height: 740 } });
  const merchant = await context.newPage();
  await enterConsole(merchant, demo.merchant, `/orders?open=${/ord_\w+/.exec(order)?.[0]}`);
  const refund = merchant.getByRole('button', { name: '退款', exact: true });
  await refund.click();
  const form = merchant.locator('.ant-modal:visible').last();
  await form.getByText('原路退回').click();
  await form.getByLabel('原因').fill('买错了');
  await proving(merchant, 'demo merchant', form.getByRole('button', { name: '退款', exact: true }), merchant.locator('dt', { hasText: '已退款' }));
  expect(await overflow(merchant)).toBeLessThanOrEqual(0);
  await context.close();

  await expect(async () => {
    await page.goto(order);
    await expect(marked(page, 'refund')).toContainText('已原路退回', { timeout: 500 });
  }).toPass();
  await expect(marked(page, 'refunded')).toHaveText(yuan(total));
  // What was in the wallet is there again: the rest went back through the channel.
  await page.goto('/me/wallet');
  await expect(page.locator('.purse .pay-amount')).toHaveText(before);
  await expect(page.locator('main')).toContainText('+¥5.00');
});

const minor = (text: string) => Math.round(Number(text.replace(/[^\d.]/g, '')) * 100);
const yuan = (amount: number) => `¥${(amount / 100).toFixed(2)}`;

test('several at once are one order with as many keys', async ({ page, demo }) => {
  await logIn(page, demo.buyer);
  await startCheckout(page, 3);
  await placeOrder(page, 'wallet', newContact());
  await page.waitForURL(/\/o\//);
  await reveal(page);
  const keys = (await marked(page, 'key').allInnerTexts()).flatMap((text) => text.trim().split(/\s*\n\s*/));
  expect(new Set(keys).size).toBeGreaterThanOrEqual(3);
});

test('a wrong password is refused in words', async ({ page, demo }) => {
  await page.goto('/login');
  const form = page.locator('form:has(input[type="password"])');
  await form.locator('input[name="email"]').fill(demo.buyer.email);
  await form.locator('input[name="password"]').fill('not the password');
  await form.locator('button[type="submit"], button:not([type])').click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.goto('/me/wallet');
  await expect(page).toHaveURL(/\/login/);
});
