import { expect as plainly, test as plain, type Page } from '@playwright/test';
import type { Demo } from '../support/demo';
import { Server } from '../support/server';
import { logIn, newContact, placeOrder } from '../support/shop';
import { expect, marked } from '../support/test';

/** Suppliers that fail, are silent, or come late: the buyer has the goods once, or the money again. */
const server = new Server({ CARDAMOM_ORDERS__FULFIL_SECONDS: '25' });
let demo: Demo;

plain.beforeAll(async () => {
  demo = await server.start();
});

plain.afterAll(async () => {
  try {
    await server.stop();
    server.audit();
  } finally {
    server.remove();
  }
});

interface Credited {
  orders: { state: string; credited: number }[];
}

/** What a supplier does with the next order for an account. */
async function plan(number: 1 | 2, account: string, what: object): Promise<void> {
  const told = await fetch(`${server.supplier(number)}/control/plan`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account, plan: what }),
  });
  plainly(told.status, await told.text()).toBeLessThan(300);
}

/** The states of all that a supplier knows of an account. */
async function known(number: 1 | 2, account: string): Promise<string[]> {
  const told = await fetch(`${server.supplier(number)}/control/orders?account=${account}`);
  const orders = ((await told.json()) as Credited['orders']) ?? [];
  return orders.map((order) => order.state);
}

async function buy(page: Page, account: string): Promise<void> {
  await page.goto(`${demo.base_url}/p/phone-top-up`);
  await marked(page, 'buy').click();
  await page.locator('[inputmode="tel"]').fill(account);
  await placeOrder(page, 'wallet', newContact());
  await marked(page, 'right').click();
  await expect(page).toHaveURL(/\/o\//);
}

async function balance(page: Page): Promise<string> {
  await page.goto(`${demo.base_url}/me/wallet`);
  return (await page.locator('.purse .pay-amount').innerText()).trim();
}

plain('where one supplier fails certainly, another credits it', async ({ browser }) => {
  const page = await browser.newPage({ baseURL: demo.base_url });
  await logIn(page, demo.buyer);
  await plan(1, '13900000001', { fate: { refuse: 'out_of_stock' } });
  await buy(page, '13900000001');
  await expect(page.locator('h1')).toHaveText('已到账', { timeout: 60_000 });
  plainly(await known(1, '13900000001')).toEqual([]);
  plainly(await known(2, '13900000001')).toEqual(['success']);
  await page.close();
});

plain('one that is silent and credits late is waited for, and nobody else is asked', async ({ browser }) => {
  const page = await browser.newPage({ baseURL: demo.base_url });
  await logIn(page, demo.buyer);
  // It takes the order, its answer breaks off, and it credits some seconds later.
  await plan(1, '13900000002', { reply: 'broken', when: { ms: 6_000 }, callbacks: { never: true } });
  await buy(page, '13900000002');
  await expect(page.locator('h1')).not.toHaveText('已到账');
  await expect(page.locator('h1')).toHaveText('已到账', { timeout: 60_000 });
  plainly(await known(1, '13900000002')).toEqual(['success']);
  plainly(await known(2, '13900000002')).toEqual([]);
  await page.close();
});

plain('where all are silent, the money is back at the deadline', async ({ browser }) => {
  const page = await browser.newPage({ baseURL: demo.base_url });
  await logIn(page, demo.buyer);
  const before = await balance(page);
  await plan(1, '13900000003', { when: 'never' });
  await buy(page, '13900000003');
  const order = page.url();
  await expect(marked(page, 'deadline')).toBeVisible();
  plainly(await balance(page)).not.toBe(before);
  await page.goto(order);
  await expect(page.locator('h1')).toHaveText('未能充值，已退款', { timeout: 90_000 });
  plainly(await balance(page)).toBe(before);
  plainly(await known(2, '13900000003')).toEqual([]);
  await page.close();
});
