import type { Page } from '@playwright/test';
import { newApplicant, signUp } from '../support/apply';
import { beginTopUp, logIn, newContact, openProduct, orderAsGuest, placeOrder, reveal, startCheckout } from '../support/shop';
import { expect, marked, test } from '../support/test';
import { openDispute } from '../support/dispute';
import { languages, look, shopAddresses } from '../support/walk';

/** No page, or one that only stands in the middle of something and is looked at there. */
const elsewhere: Record<string, string> = {
  '/pay/{token}/state': 'JSON',
  '/o/{token}/state': 'JSON',
  '/me/wallet/top-up/{id}/state': 'JSON',
  '/o/{token}/dispute/state': 'JSON',
  '/login/code': 'logins.spec, where codes can be sent',
  '/login/second': 'logins.spec',
  '/login/with/{provider}/back': 'logins.spec',
  '/login/stranger/{stranger}': 'logins.spec',
  '/join/{token}': 'logins.spec',
  '/setup/{token}': 'console.spec',
  '/lang/{code}': 'leads back',
  '/region': 'leads back',
  '/static/{digest}/{name}': 'a file',
  '/pictures/{name}': 'a file',
  '/logos/{name}': 'a file',
  '/favicon.ico': 'a file',
  '/me/account/data': 'a file',
  '/o/{token}/dispute/files/{file}': 'a file',
  '/o/{token}/receipt': 'a file; before the log has it, a page of one sentence',
  '/consent': 'only where a version has changed: tests of the storefront (privacy)',
};

const path = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;

/** What a guest sees, and the addresses of what comes of an order. */
async function asGuest(page: Page): Promise<string[]> {
  await page.goto('/');
  const shelf = await page.locator('a[href^="/c/"]').first().getAttribute('href');
  await openProduct(page);
  const product = path(page);
  const store = await page.locator('a[href^="/s/"]').first().getAttribute('href');
  await startCheckout(page);
  const checkout = path(page);
  const payment = new URL(await orderAsGuest(page, newContact())).pathname;
  const code = (await page.goto('/login/code'))?.ok() ? ['/login/code'] : [];
  return ['/', shelf ?? '', product, store ?? '', checkout, payment, '/lookup', '/login', '/signup', '/privacy', '/transparency', '/no-such-page', ...code];
}

async function walk(page: Page, addresses: string[]): Promise<void> {
  const faults: string[] = [];
  for (const language of languages) {
    await page.goto(`/lang/${language}`);
    for (const address of addresses) {
      await page.goto(address);
      await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en');
      faults.push(...(await look(page, address, language)));
    }
  }
  expect(faults).toEqual([]);
}

/** Whether the address is one of that route. */
const fits = (route: string, address: string) => new RegExp(`^${route.replace(/\{\w+\}/g, '[^/?]+')}(\\?.*)?$`).test(address);

test.describe('every page of the shop', () => {
  test.setTimeout(600_000);
  const walked: string[] = [];

  test('for a guest', async ({ page }) => {
    const addresses = await asGuest(page);
    expect(addresses).not.toContain('');
    walked.push(...addresses);
    await walk(page, addresses);
  });

  test('for a buyer', async ({ page, demo }) => {
    await logIn(page, demo.buyer);
    await startCheckout(page);
    await placeOrder(page, 'wallet', newContact());
    await page.waitForURL(/\/o\//);
    const order = path(page);
    await marked(page, 'make-link').first().click();
    const link = new URL((await marked(page, 'made-link').innerText()).trim()).pathname;
    await beginTopUp(page, '23.45');
    const topUp = path(page);
    const addresses = [order, link, '/me/orders', '/me/wallet', '/me/wallet/top-up', topUp, '/me/account', '/me/account/delete', '/me/docking'];
    walked.push(...addresses);
    await walk(page, addresses);
    // As it stands once the key is shown.
    await page.goto('/lang/zh');
    await page.goto(order);
    await reveal(page);
    expect(await look(page, 'the key', 'zh')).toEqual([]);
    // The form of a dispute, and the dispute itself.
    walked.push(`${order}/dispute`);
    await walk(page, [`${order}/dispute`]);
    await page.goto('/lang/zh');
    await page.goto(order);
    await openDispute(page);
    await walk(page, [`${order}/dispute`]);
  });

  test('for who wants to sell', async ({ page }) => {
    await signUp(page, newApplicant().email);
    const addresses = ['who', 'reach', 'store', 'papers', 'check'].map((step) => `/apply?step=${step}`);
    walked.push(...addresses);
    await walk(page, addresses);
  });

  test('and there is no other', async () => {
    test.skip(walked.length === 0, 'runs after the walks');
    const missed = shopAddresses().filter((route) => !(route in elsewhere) && !walked.some((address) => fits(route, address)));
    expect(missed, 'pages that no walk has come to').toEqual([]);
  });
});
