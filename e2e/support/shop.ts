import type { Page } from '@playwright/test';
import type { Login } from './demo';
import { expect, marked } from './test';

/** What a buyer does in the shop; the specs only say in which order. */

let buyers = 0;

/** A contact nobody has used before: the shop limits the open orders of each. */
export function newContact(): string {
  buyers += 1;
  return `buyer-${process.pid}-${Date.now()}-${buyers}@example.com`;
}

export async function logIn(page: Page, who: Login): Promise<void> {
  await page.goto('/login');
  const form = page.locator('form:has(input[type="password"])');
  await form.locator('input[name="email"]').fill(who.email);
  await form.locator('input[name="password"]').fill(who.password);
  await form.locator('button[type="submit"], button:not([type])').click();
  await expect(page).not.toHaveURL(/\/login/);
}

/** From the home page to the first product that can be bought. */
export async function openProduct(page: Page): Promise<void> {
  await page.goto('/');
  const cards = marked(page, 'product-card');
  await expect(cards.first()).toBeVisible();
  for (let at = 0; at < (await cards.count()); at += 1) {
    await cards.nth(at).click();
    await expect(page).toHaveURL(/\/p\//);
    if (await marked(page, 'buy').isEnabled()) return;
    await page.goBack();
  }
  throw new Error('no product on the home page can be bought');
}

/** From the product to the checkout. */
export async function startCheckout(page: Page, quantity = 1): Promise<void> {
  await openProduct(page);
  await page.locator('[name="quantity"]').fill(String(quantity));
  await marked(page, 'buy').click();
  await expect(page).toHaveURL(/\/checkout\?/);
}

/** From the checkout to the payment page, or to the order page where the wallet pays. */
export async function placeOrder(page: Page, pay: string, contact: string): Promise<void> {
  await page.locator('[name="contact"]').fill(contact);
  await choose(page, 'pay', pay);
  await marked(page, 'place').click();
}

/** A whole guest order up to the payment page; gives that page's address. */
export async function orderAsGuest(page: Page, contact: string): Promise<string> {
  await startCheckout(page);
  await placeOrder(page, 'sandbox', contact);
  await expect(page).toHaveURL(/\/pay\//);
  return page.url();
}

/** From the wallet to the payment page of a top-up; gives that page's address. */
export async function beginTopUp(page: Page, amount: string): Promise<string> {
  await page.goto('/me/wallet');
  await marked(page, 'top-up').click();
  await expect(page).toHaveURL(/\/me\/wallet\/top-up$/);
  await page.locator('[name="other"]').fill(amount);
  await choose(page, 'pay', 'sandbox');
  await marked(page, 'begin').click();
  await expect(page).toHaveURL(/\/me\/wallet\/top-up\/top_/);
  return page.url();
}

/** By keyboard, as the radio itself may be drawn over. */
async function choose(page: Page, name: string, value: string): Promise<void> {
  const radio = page.locator(`input[name="${name}"][value="${value}"]`);
  await radio.focus();
  await page.keyboard.press('Space');
  await expect(radio).toBeChecked();
}

/** On the gateway's page. */
export async function pressPay(gateway: Page, action: 'pay' | 'twice' = 'pay'): Promise<void> {
  await gateway.locator(`button[name="action"][value="${action}"]`).click();
}

/** From the payment page to the gateway and back, until the shop has heard of it and shows the order. */
export async function payAtGateway(page: Page, action: 'pay' | 'twice' = 'pay'): Promise<void> {
  const payment = page.url();
  await marked(page, 'pay-link').click();
  await pressPay(page, action);
  await page.goto(payment);
  await page.waitForURL(/\/o\//, { timeout: 30_000 });
}

/** Shows the key of the order page that is open, and gives it. */
export async function reveal(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/o\//);
  const key = marked(page, 'key').first();
  await expect(key).toBeHidden();
  await marked(page, 'reveal').first().click();
  await expect(key).toBeVisible();
  const text = (await key.innerText()).trim();
  expect(text.length).toBeGreaterThan(5);
  return text;
}
