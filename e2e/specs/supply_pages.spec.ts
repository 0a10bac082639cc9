import type { Browser, Page } from '@playwright/test';
import { enterConsole, overflow, proving, seriousFaults, settled } from '../support/console';
import type { Demo } from '../support/demo';
import { logIn, newContact, placeOrder } from '../support/shop';
import { expect, marked, test } from '../support/test';

/** What supply and prices are worked with: one merchant's day in one session, and a partner who has no script. */

const who = 'demo merchant';
const mark = String(Date.now() % 1_000_000);

/** The dialog that is open. */
const dialog = (page: Page) => page.locator('.ant-modal:visible').last();
const save = (page: Page) => dialog(page).locator('.ant-modal-footer .ant-btn-primary').click();
const row = (page: Page, list: string, text: string | RegExp) => page.getByRole('region', { name: list }).locator('tbody tr').filter({ hasText: text }).first();

/** Chooses of a list, by what is typed. */
async function choose(page: Page, id: string, text: string): Promise<void> {
  await page.locator(`#${id}`).click();
  const options = page.locator('.ant-select-dropdown:visible .ant-select-item-option');
  await expect(options.first()).toBeVisible();
  if (await page.locator(`#${id}`).isEditable()) await page.locator(`#${id}`).fill(text);
  await options.filter({ hasText: text }).first().click();
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(`/console${path}`);
  await settled(page);
}

async function prices(page: Page): Promise<void> {
  await open(page, '/prices?tab=levels');
  await marked(page, 'new-level').first().click();
  await page.locator('#level_name_zh').fill(`银卡${mark}`);
  await page.locator('#level_code').fill(`silver-${mark}`);
  await page.locator('#level_percent').fill('10');
  await save(page);
  await expect(page.locator('tbody')).toContainText(`银卡${mark}`);

  await open(page, '/prices?tab=explain');
  await choose(page, 'explain_offer', '云匣网盘家庭版');
  await page.locator('#explain_buyer').getByText('会员', { exact: false }).first().click();
  await choose(page, 'explain_level', `银卡${mark}`);
  await marked(page, 'explain').click();
  // 36.90 less a tenth.
  await expect(marked(page, 'explained')).toHaveText(/33\.21/);
}

async function priceWatch(page: Page): Promise<void> {
  await open(page, '/price-watch');
  await marked(page, 'new-price-rule').first().click();
  await page.locator('#price_rule_name').fill(`点券${mark}`);
  await choose(page, 'price_rule_scope', '一个规格');
  await choose(page, 'price_rule_target', 'TY-100');
  await page.locator('#price_rule_add_bps').fill('20');
  await page.locator('#price_rule_by_hand').check();
  await marked(page, 'preview-price-rule').click();
  await expect(marked(page, 'price-preview')).toContainText('待批准 1');
  await save(page);

  const changes = '改价记录';
  await expect(row(page, changes, 'TY-100')).toContainText('待批准');
  await row(page, changes, 'TY-100').locator('[data-test="refuse-price"]').click();
  await expect(row(page, changes, 'TY-100')).toContainText('已拒绝');
  await row(page, changes, 'HF-100').locator('[data-test="approve-price"]').click();
  await expect(row(page, changes, 'HF-100')).toContainText('已改');
}

async function market(page: Page): Promise<void> {
  const send = async (text: string) => {
    await dialog(page).locator('input[type="file"]').setInputFiles({ name: 'market.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await marked(page, 'send-market').click();
  };
  await marked(page, 'import-market').first().click();
  await send(`sku_code,source,price\nTY-100,夜市${mark},9.50\nNOBODY,夜市,1\nTY-100,夜市,很贵\n`);
  await expect(marked(page, 'market-faults').locator('tbody tr')).toHaveCount(2);
  await expect(marked(page, 'market-faults')).toContainText('没有这个编码的规格');
  await send(`sku_code,source,price\nTY-100,夜市${mark},9.50\n`);
  await expect(row(page, '市场价', `夜市${mark}`)).toContainText('贵 ¥0.50');
}

async function margins(page: Page): Promise<void> {
  await open(page, '/margins');
  const line = row(page, '毛利', 'LT-YOGA-3M');
  await expect(line).toContainText('%');
  await line.locator('[data-test="mark-leader"]').click();
  await page.locator('#leader_until').fill(new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10));
  await page.locator('#leader_reason').fill('开业引流');
  await save(page);
  await expect(marked(page, 'leader')).toContainText('开业引流');
  await expect(row(page, '毛利', 'LT-YOGA-3M')).toContainText('引流中');
  await row(page, '毛利', 'LT-YOGA-3M').getByRole('link').click();
  await expect(page.getByRole('heading', { name: '成本与价格走势' })).toBeVisible();
  await page.goBack();
  await marked(page, 'end-leader').click();
  await dialog(page).locator('.ant-btn-dangerous').click();
  await expect(marked(page, 'no-leaders')).toBeVisible();
}

/** A partner makes a key without a script, and the merchant agrees. */
async function docking(page: Page, browser: Browser, demo: Demo): Promise<void> {
  await open(page, '/docking');
  await page.locator('.ant-radio-button-wrapper').filter({ hasText: '需本店同意' }).click();
  await proving(page, who, dialog(page).locator('.ant-btn-primary'), page.locator('.ant-radio-button-wrapper-checked').filter({ hasText: '需本店同意' }));

  const context = await browser.newContext({ baseURL: demo.base_url, locale: 'zh-CN', javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const partner = await context.newPage();
  await logIn(partner, demo.buyer);
  await partner.goto('/me/account');
  await marked(partner, 'docking-page').click();
  await partner.locator('#merchant').selectOption({ label: '豆荚会员铺（需商家同意）' });
  await partner.locator('#name').fill(`夜市分店${mark}`);
  await marked(partner, 'docking-make').click();
  const secret = await marked(partner, 'docking-secret').innerText();
  const number = await marked(partner, 'docking-new-number').innerText();
  expect(secret).toMatch(/^[0-9a-z]{26}$/);
  await marked(partner, 'docking-kept').click();
  await expect(marked(partner, 'docking-state').first()).toHaveText('等商家同意');
  await expect(partner.locator('body')).not.toContainText(secret);

  await open(page, '/docking');
  const key = page.locator('tbody tr').filter({ hasText: number });
  await expect(key).toContainText(`夜市分店${mark}`);
  await key.getByRole('button').click();
  await dialog(page).locator('.ant-btn-primary').click();
  await expect(key).toContainText('可用');

  await partner.reload();
  await expect(marked(partner, 'docking-state').first()).toHaveText('可用');
  await context.close();
}

async function connector(page: Page): Promise<void> {
  await open(page, '/suppliers/edit?kind=connector');
  await page.locator('#settings_url').fill('https://api.supplier.example');
  await page.locator('#settings_id').fill('80012');
  await page.locator('#settings_key').fill('K3y-Of-The-Account');
  await marked(page, 'example-form').click();
  const text = page.locator('#settings_description');
  const check = marked(page, 'description-check');
  await expect(check).toContainText('没有问题');
  const good = await text.inputValue();
  await text.fill(good.replace('{quantity}', '{quantiy}'));
  await expect(check).toContainText('submit.form.num');
  await check.getByRole('button').first().click();
  await expect(text).toBeFocused();
  await text.fill(good);

  await page.locator('#sample_answer').fill('{"code":200,"data":{"customerOrderNo":"sample0000000001","orderNo":"P1","status":2,"price":9.7}}');
  await page.locator('#sample_callback').fill('customerId=80012&customerOrderNo=sample0000000001&status=2&sign=none');
  await proving(page, who, marked(page, 'dry-run'), marked(page, 'request-submit'));
  const requests = marked(page, 'dry-run-requests');
  await expect(marked(page, 'request-submit')).toContainText('••••');
  await expect(requests).not.toContainText('K3y-Of-The-Account');
  await expect(marked(page, 'answer-query')).toContainText('已到账');
  const callback = marked(page, 'dry-run-callback');
  await expect(callback).toContainText('签名不对');
  const expected = await callback.locator('pre').last().innerText();
  await page.locator('#sample_callback').fill(`customerId=80012&customerOrderNo=sample0000000001&status=2&sign=${expected}`);
  await page.locator('#sample_product').press('Enter');
  await expect(callback).toContainText('会接受');
  await expect(page).toHaveURL(/kind=connector/);

  await page.setViewportSize({ width: 360, height: 760 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => overflow(page)).toBeLessThanOrEqual(0);
  expect(await seriousFaults(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Keys bought for an order come by themselves; they are claimed back where they do not work. */
async function claim(page: Page, browser: Browser, demo: Demo): Promise<void> {
  const context = await browser.newContext({ baseURL: demo.base_url, locale: 'zh-CN' });
  const buyer = await context.newPage();
  await logIn(buyer, demo.buyer);
  await buyer.goto('/p/cloudcase-family');
  await marked(buyer, 'buy').click();
  await placeOrder(buyer, 'wallet', newContact());
  await expect(buyer).toHaveURL(/\/o\//);
  await marked(buyer, 'reveal').click({ timeout: 60_000 });
  await expect(marked(buyer, 'key').first()).toBeVisible();
  const order = /ord_\w+/.exec(buyer.url())?.[0] ?? '';
  await context.close();

  await open(page, `/fulfilments/${order}`);
  await marked(page, 'claim').click();
  await page.locator('#claim_reason').fill('提示已被使用');
  await proving(page, who, dialog(page).locator('.ant-modal-footer .ant-btn-primary'), marked(page, 'claim-line'));
  await expect(marked(page, 'claim-line')).toContainText('提示已被使用');

  await page.goto(`/console/orders?open=${order}`);
  await expect(marked(page, 'order-margin')).toContainText('¥32.00');
}

test('supply and prices', async ({ page, browser, demo }) => {
  await enterConsole(page, demo.merchant, '/prices');
  await test.step('prices', () => prices(page));
  await test.step('price watch', () => priceWatch(page));
  await test.step('market prices', () => market(page));
  await test.step('margins', () => margins(page));
  await test.step('docking', () => docking(page, browser, demo));
  await test.step('connector', () => connector(page));
  await test.step('claim', () => claim(page, browser, demo));
});
