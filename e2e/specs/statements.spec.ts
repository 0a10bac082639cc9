import { enterConsole, prove, settled } from '../support/console';
import { expect, marked, test } from '../support/test';
import { look } from '../support/walk';

const header = '支付宝交易号,商户订单号,业务类型,完成时间,订单金额（元）,退款批次号/请求号';
const row = (number: string, kind: string, amount: string) => `${number}\t,elsewhere-1,${kind},2025-01-03 10:00:00,${amount},`;
const file = (...rows: string[]) => ({ name: '业务明细.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${[header, ...rows].join('\r\n')}\r\n`) });

test('finance brings a statement, sees a broken line first, and settles what is not ours', async ({ page, demo }) => {
  test.setTimeout(120_000);
  await enterConsole(page, demo.operator, '/platform/statements');
  await settled(page);
  await marked(page, 'bring-statement').first().click();
  await expect(page.locator('#channel')).toBeVisible();
  const take = marked(page, 'take-statement');
  await page.locator('input[type="file"]').setInputFiles(file(row('2025010300001', '交易', '19.90'), row('2025010300002', '交易', '1e3')));
  // The first look may want the second factor.
  const code = page.locator('.ant-modal:visible input[autocomplete="one-time-code"]');
  const fault = page.locator('tbody tr', { hasText: '金额须为大于零的普通小数' });
  await expect(fault.or(code).first()).toBeVisible({ timeout: 30_000 });
  if (await code.isVisible()) await prove(page, 'demo operator');
  await expect(fault.locator('td').first()).toHaveText('3');
  await expect(take).toContainText('跳过这些行');
  expect(await look(page, 'a preview with a broken line', 'zh', settled)).toEqual([]);

  await page.locator('input[type="file"]').setInputFiles(file(row('2025010300001', '交易', '19.90'), row('2025010300001', '退款', '-5.00')));
  await expect(take).toHaveText('开始核对');
  await take.click();
  await expect(page).toHaveURL(/\/platform\/statements\/stm_/);
  // On a phone's width they are cards.
  await page.setViewportSize({ width: 1280, height: 900 });
  await settled(page);
  const lines = page.locator('tr[data-id^="dif_"]');
  await expect(lines).toHaveCount(2);
  expect(await look(page, 'a statement', 'zh', settled)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 900 });
  const paid = lines.filter({ hasText: '19.90' });
  await paid.getByRole('button', { name: '已知晓' }).click();
  const dialog = page.locator('.ant-modal:visible').last();
  await dialog.getByLabel('原因').fill('同一账号下另一家店的收款');
  await dialog.getByRole('button', { name: '已知晓' }).click();
  await expect(paid.locator('[data-state="settled"]')).toHaveText('已知晓');

  await page.goto('/console/platform/differences?state=open');
  await settled(page);
  await expect(page.locator('tr[data-id^="dif_"]', { hasText: '2025010300001' })).toHaveCount(1);
});
