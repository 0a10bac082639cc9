import type { Browser, Page } from '@playwright/test';
import type { Demo } from './demo';
import { logIn, newContact, placeOrder, reveal, startCheckout } from './shop';
import { expect, marked } from './test';

/** From the order's page to a dispute about it; gives the dispute's address. */
export async function openDispute(page: Page, text = '兑换时提示已被使用', reason = 'already_used'): Promise<string> {
  await marked(page, 'dispute').click();
  await expect(page).toHaveURL(/\/dispute$/);
  await page.locator('select[name="reason"]').selectOption(reason);
  await page.locator('textarea#text').fill(text);
  await marked(page, 'open-dispute').click();
  await expect(marked(page, 'dispute-state')).toBeVisible();
  return new URL(page.url()).pathname;
}

/** A buyer of the demo has bought something, seen it, and complains. */
export async function somebodyComplains(browser: Browser, demo: Demo, baseURL?: string): Promise<void> {
  const context = await browser.newContext({ baseURL, locale: 'zh-CN' });
  const page = await context.newPage();
  await logIn(page, demo.buyer);
  await startCheckout(page);
  await placeOrder(page, 'wallet', newContact());
  await page.waitForURL(/\/o\//);
  await reveal(page);
  await openDispute(page);
  await context.close();
}
