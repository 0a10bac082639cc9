import type { Page } from '@playwright/test';
import { applyWhole, fillIn, handIn, newApplicant, password, signUp, upload } from '../support/apply';
import { asked, enterConsole, prove, settled } from '../support/console';
import { scan } from '../support/scan';
import { logIn } from '../support/shop';
import { expect, marked, test } from '../support/test';

const value = (page: Page, name: string) => page.locator(`form[action="/apply"] [name="${name}"]`);

test('what is wrong is said beside its field, and nothing has to be typed again', async ({ page }) => {
  const { email, slug } = newApplicant();
  await signUp(page, email);
  await page.goto('/apply?step=store');
  await fillIn(page, { store_slug: 'Night Market!', about_zh: '影音会员' });
  await expect(page.locator('#store_slug-wrong')).toContainText('2 到 40 个小写字母');
  await expect(value(page, 'store_slug')).toHaveAttribute('aria-invalid', 'true');
  await expect(value(page, 'store_slug')).toHaveAttribute('aria-describedby', 'store_slug-wrong');
  await expect(value(page, 'store_slug')).toHaveValue('Night Market!');
  await expect(value(page, 'about_zh')).toHaveValue('影音会员');
  await fillIn(page, { store_slug: slug });
  await expect(page).toHaveURL(/step=papers/);
  await page.goto('/apply?step=who');
  await fillIn(page, { name_zh: '夜市', licence_number: '执照<1>' });
  await expect(page.locator('#licence_number-wrong')).toContainText('字母、数字');
  await expect(value(page, 'name_zh')).toHaveValue('夜市');
});

test('a draft is taken up again in another browser, and numbers are not sent back', async ({ page, browser, baseURL }) => {
  const { email, licence } = newApplicant();
  await signUp(page, email);
  await page.goto('/apply?step=who');
  await fillIn(page, { kind: 'person', name_zh: '夜市商行', licence_number: licence, legal_person: '豆小蔻' });
  await expect(page).toHaveURL(/step=reach/);

  const context = await browser.newContext({ baseURL, locale: 'zh-CN' });
  const later = await context.newPage();
  await logIn(later, { email, password });
  await later.goto('/apply');
  await expect(value(later, 'name_zh')).toHaveValue('夜市商行');
  await expect(value(later, 'kind')).toHaveValue('person');
  await expect(value(later, 'licence_number')).toHaveValue(/^••••/);
  // What is missing is named, each with the way to it.
  await handIn(later);
  const missing = later.locator('.note-bad').filter({ hasText: '还缺少' });
  await expect(missing).toBeVisible();
  await missing.getByRole('link', { name: '联系电话' }).click();
  await expect(later).toHaveURL(/step=reach/);
  await context.close();
});

test('an executable is no paper, whatever it calls itself', async ({ page }) => {
  const { email, licence } = newApplicant();
  await signUp(page, email);
  await page.goto('/apply?step=who');
  await fillIn(page, { name_zh: '夜市商行', licence_number: licence });
  await expect(page).toHaveURL(/step=reach/);
  const program = Buffer.concat([Buffer.from('MZ\u0090\u0000', 'latin1'), Buffer.alloc(4_096, 7)]);
  const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  for (const [name, type, content] of [
    ['licence.pdf', 'application/pdf', program],
    ['licence.png', 'image/png', drawing],
    ['licence.jpg', 'image/jpeg', Buffer.from('PK\u0003\u0004 an archive')],
  ] as const) {
    await upload(page, name, type, content);
    await expect(page.getByRole('alert').first(), name).toContainText('PDF、PNG 或 JPEG');
    await expect(marked(page, 'papers'), name).toHaveCount(0);
  }
  await upload(page, 'licence.png', 'image/png', scan(7));
  await expect(marked(page, 'papers')).toContainText('licence.png');
});

test('it is sent back with reasons, corrected, and becomes a store', async ({ page, browser, baseURL, demo }) => {
  test.setTimeout(120_000);
  const name = `夜市${Date.now().toString(36)}`;
  const { slug } = await applyWhole(page, name);
  // Not while it is looked at.
  await page.goto('/apply?step=who');
  await expect(page.locator('form[action="/apply"]')).toHaveCount(0);

  const context = await browser.newContext({ baseURL, locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
  const reviewer = await context.newPage();
  const button = (what: string) => reviewer.getByRole('button', { name: what, exact: true });
  const dialog = () => reviewer.locator('.ant-modal:visible').last();
  await enterConsole(reviewer, demo.operator, '/review/applications');
  if (await asked(reviewer)) await prove(reviewer, 'demo operator');
  await settled(reviewer);
  await reviewer.getByRole('button', { name }).click();
  await settled(reviewer);
  await button('开始审核').click();
  await dialog().getByRole('button', { name: '开始审核' }).click();
  await button('退回').click();
  await dialog().locator('.ant-select').click();
  await reviewer.locator('.ant-select-item-option', { hasText: '法定代表人' }).click();
  await dialog().getByLabel('要改什么').fill('与执照上的姓名不一致');
  await dialog().getByRole('button', { name: '退回', exact: true }).click();
  await expect(reviewer.locator('[data-state="returned"]').first()).toBeVisible();

  await page.goto('/apply');
  await expect(marked(page, 'application-state')).toHaveClass(/state-returned/);
  await page.getByRole('link', { name: '法定代表人' }).first().click();
  await expect(page.locator('#legal_person-wrong')).toContainText('与执照上的姓名不一致');
  await expect(value(page, 'legal_person')).toHaveAttribute('aria-invalid', 'true');
  await fillIn(page, { legal_person: '林小满' });
  await handIn(page);
  await expect(marked(page, 'application-state')).toHaveClass(/state-submitted/);

  await reviewer.reload();
  await settled(reviewer);
  await button('开始审核').click();
  await dialog().getByRole('button', { name: '开始审核' }).click();
  await button('通过').click();
  await dialog().getByLabel('原因').fill('资料齐全');
  await dialog().getByRole('button', { name: '通过', exact: true }).click();
  await expect(reviewer.locator('[data-state="approved"]').first()).toBeVisible();
  await context.close();

  await page.goto('/apply');
  await expect(marked(page, 'application-state')).toHaveClass(/state-approved/);
  // Both sides see the whole way.
  await expect(page.locator('main ol.rows > li')).not.toHaveCount(0);
  await page.goto(`/s/${slug}`);
  await expect(page.locator('h1')).toContainText(name);
});
