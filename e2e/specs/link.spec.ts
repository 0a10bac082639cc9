import { fileURLToPath } from 'node:url';
import { contrastFaults, markupFaults } from '../support/a11y';
import { expect, marked, test } from '../support/test';
import { logIn, newContact, placeOrder, startCheckout } from '../support/shop';

const folder = fileURLToPath(new URL('../screenshots', import.meta.url));

test('a key is given away by a link that opens once', async ({ page, browser, baseURL, demo }) => {
  await logIn(page, demo.buyer);
  await startCheckout(page);
  await placeOrder(page, 'wallet', newContact());
  await page.waitForURL(/\/o\//);
  await marked(page, 'make-link').first().click();
  const link = (await marked(page, 'made-link').innerText()).trim();
  expect(link).toMatch(/\/k\//);

  const friend = await browser.newPage({ baseURL, locale: 'zh-CN', viewport: { width: 360, height: 740 } });
  await friend.goto(link);
  await expect(marked(friend, 'key')).toHaveCount(0);
  await friend.screenshot({ path: `${folder}/link-phone.png`, fullPage: true });
  await marked(friend, 'open-link').click();
  await expect(marked(friend, 'key')).toBeVisible();
  await friend.screenshot({ path: `${folder}/link-shown-phone.png`, fullPage: true });
  expect(await friend.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await friend.evaluate(markupFaults)).toEqual([]);
  expect(await friend.evaluate(contrastFaults)).toEqual([]);

  const late = await browser.newPage({ baseURL, locale: 'zh-CN' });
  const answer = await late.goto(link);
  expect(answer?.status()).toBe(410);
  await expect(marked(late, 'open-link')).toHaveCount(0);
  await late.screenshot({ path: `${folder}/link-used.png`, fullPage: true });
  await friend.close();
  await late.close();
});
