import { expect, marked, test } from '../support/test';
import { newContact, orderAsGuest, pressPay, reveal } from '../support/shop';

test.use({ javaScriptEnabled: false });

test('a guest buys with scripts switched off', async ({ page }) => {
  const payment = await orderAsGuest(page, newContact());
  await marked(page, 'pay-link').click();
  await pressPay(page);
  await expect(async () => {
    await page.goto(payment);
    expect(page.url()).toMatch(/\/o\//);
  }).toPass({ timeout: 30_000 });
  await reveal(page);
});
