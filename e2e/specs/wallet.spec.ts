import { expect, marked, test } from '../support/test';
import { beginTopUp, logIn, newContact, placeOrder, pressPay, reveal, startCheckout } from '../support/shop';

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
