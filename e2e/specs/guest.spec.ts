import { expect, marked, test } from '../support/test';
import { newContact, orderAsGuest, payAtGateway, pressPay, reveal } from '../support/shop';

test('a guest pays at the gateway, comes back and holds the key', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await orderAsGuest(page, newContact());

  await payAtGateway(page);

  const key = await reveal(page);
  await marked(page, 'copy').first().click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(key);
});

test('the payment page follows a payment made elsewhere by itself', async ({ page, context }) => {
  await orderAsGuest(page, newContact());
  const link = await marked(page, 'pay-link').getAttribute('href');

  const phone = await context.newPage();
  await phone.goto(link ?? '');
  await pressPay(phone);

  await page.waitForURL(/\/o\//, { timeout: 30_000 });
  await reveal(page);
});

test('the key is not in the page before it is asked for, and the link alone opens the order', async ({ page, browser, baseURL }) => {
  await orderAsGuest(page, newContact());
  await payAtGateway(page);
  const before = await page.content();
  const key = await reveal(page);
  expect(before).not.toContain(key);

  const forged = page.url().slice(0, -4) + 'AAAA';
  const stranger = await browser.newPage({ baseURL });
  const answer = await stranger.goto(forged);
  expect(answer?.status()).toBe(404);
  await stranger.close();
});

test('a double payment is taken without a fault', async ({ page }) => {
  await orderAsGuest(page, newContact());
  await payAtGateway(page, 'twice');
  await reveal(page);
});
