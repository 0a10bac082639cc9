import type { Page } from '@playwright/test';
import { scan } from './scan';
import { expect, marked } from './test';

/** What somebody does who wants to sell. */

export const password = 'a long walk by the river';
let applicants = 0;

/** Somebody whom nobody knows yet. */
export function newApplicant(): { email: string; slug: string; licence: string } {
  applicants += 1;
  const number = `${Date.now().toString(36)}${applicants}`;
  return { email: `seller-${number}@example.com`, slug: `shop-${number}`, licence: `9131${number.toUpperCase()}` };
}

export async function signUp(page: Page, email: string): Promise<void> {
  await page.goto('/signup?next=/apply');
  const form = page.locator('form:has(input[type="password"])');
  await form.locator('input[name="email"]').fill(email);
  await form.locator('input[name="password"]').fill(password);
  await form.locator('button[type="submit"]').click();
  await expect(page).toHaveURL(/\/apply/);
}

/** Fills in the step that is open, and sends it. */
export async function fillIn(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`form[action="/apply"] [name="${name}"]`);
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await page.locator('form[action="/apply"] button').click();
}

export async function upload(page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  await page.goto('/apply?step=papers');
  await page.locator('select[name="kind"]').selectOption('licence');
  await page.locator('input[name="file"]').setInputFiles({ name, mimeType, buffer });
  await page.locator('form[action="/apply/papers"] button').click();
}

export async function handIn(page: Page): Promise<void> {
  await page.goto('/apply?step=check');
  await marked(page, 'submit-application').click();
}

/** A whole application of somebody new, handed in; the page is left where it says so. */
export async function applyWhole(page: Page, name: string): Promise<{ email: string; slug: string }> {
  const { email, slug, licence } = newApplicant();
  await signUp(page, email);
  await page.goto('/apply?step=who');
  await fillIn(page, { kind: 'company', name_zh: name, name_en: 'Night Market', licence_number: licence, legal_person: '林晓' });
  await fillIn(page, { contact_name: '林晓', contact_phone: '13800138000', contact_email: email, bank_name: '中国银行', bank_account: '6222020200012345678' });
  await fillIn(page, { store_slug: slug, about_zh: '影音会员', about_en: 'Streaming' });
  await upload(page, 'licence.png', 'image/png', scan(applicants + 10));
  await handIn(page);
  await expect(marked(page, 'application-state')).toHaveClass(/state-submitted/);
  return { email, slug };
}
