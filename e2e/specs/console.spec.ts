import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { enterConsole, prove, settled } from '../support/console';
import { House } from '../support/house';
import { payAtGateway, placeOrder, reveal } from '../support/shop';
import { expect, test as base, watch } from '../support/test';
import { scan } from '../support/scan';
import { look } from '../support/walk';

/** A platform of its own, from its first minute; the demo shop has its first day long behind it. */
const test = base.extend<{ house: House }>({
  house: async ({}, use) => {
    const house = new House();
    try {
      await house.open();
      await use(house);
    } finally {
      await house.close();
      house.remove();
    }
  },
});

const password = 'a long walk by the river';
const guide = join(dirname(fileURLToPath(import.meta.url)), '../../docs/guide/images');

async function picture(page: Page, name: string): Promise<void> {
  await settled(page);
  if (!process.env.CARDAMOM_GUIDE) return;
  const png = await page.screenshot({ animations: 'disabled' });
  // The browser packs its own pictures small.
  const blank = await page.context().newPage();
  const packed = await blank.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.8).split(',')[1];
  }, `data:image/png;base64,${png.toString('base64')}`);
  await blank.close();
  mkdirSync(guide, { recursive: true });
  writeFileSync(join(guide, `${name}.webp`), Buffer.from(packed, 'base64'));
}

async function person(browser: Browser, house: House): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ baseURL: house.address, viewport: { width: 1280, height: 800 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  return { page: await context.newPage(), faults: watch(context) };
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
/** Of the dialogs, not the drawers; the one on top stands last. */
const dialog = (page: Page) => page.locator('.ant-modal:visible').last();

test('from the first link to a merchant who sees the order appear', async ({ browser, house }) => {
  test.setTimeout(180_000);
  const operator = await person(browser, house);
  const seller = await person(browser, house);
  const buyer = await person(browser, house);

  await test.step('the link makes the operator, who lands in the first steps', async () => {
    const { page } = operator;
    await page.goto(house.setup);
    expect(await look(page, 'the first page', 'zh')).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator('input[name="email"]').fill('operator@example.com');
    await page.locator('input[name="password"]').fill(password);
    await page.locator('form:has(input[type="password"]) button[type="submit"]').click();
    await expect(page).toHaveURL(/\/console\/welcome/);
    await picture(page, 'welcome');
  });

  await test.step('a seller applies', async () => {
    const { page } = seller;
    await page.goto('/signup');
    await page.locator('input[name="email"]').fill('seller@example.com');
    await page.locator('input[name="password"]').fill(password);
    await page.locator('form:has(input[type="password"]) button[type="submit"]').click();
    await page.goto('/apply');
    await apply(page, { kind: 'company', name_zh: '青柠数码', name_en: 'Lime Digital', licence_number: '91310000MA1FL0000X', legal_person: '林晓' });
    await apply(page, { contact_name: '林晓', contact_phone: '13800138000', contact_email: 'seller@example.com', bank_name: '中国银行', bank_account: '6222020200012345678' });
    await apply(page, { store_slug: 'lime', about_zh: '影音会员与软件授权', about_en: 'Streaming and software' });
    await page.locator('select[name="kind"]').selectOption('licence');
    await page.locator('input[name="file"]').setInputFiles({ name: 'licence.png', mimeType: 'image/png', buffer: scan(1) });
    await page.locator('form[action="/apply/papers"] button').click();
    await page.goto('/apply?step=check');
    await page.locator('[data-test="submit-application"]').click();
    await expect(page.locator('[data-test="application-state"]')).toHaveClass(/state-submitted/);
  });

  await test.step('the reviewer returns it', async () => {
    const { page } = operator;
    await page.goto('/console/review/applications');
    // Whoever reviews has a second factor: the console leads through it.
    await prove(page, 'operator');
    await page.getByRole('button', { name: '青柠数码' }).click();
    await settled(page);
    await button(page, '开始审核').click();
    await dialog(page).getByRole('button', { name: '开始审核' }).click();
    await expect(button(page, '退回')).toBeVisible();
    await picture(page, 'application');
    await button(page, '退回').click();
    await dialog(page).locator('.ant-select').click();
    await page.locator('.ant-select-item-option', { hasText: '法定代表人' }).click();
    await dialog(page).getByLabel('要改什么').fill('与执照上的姓名不一致');
    await dialog(page).getByRole('button', { name: '退回', exact: true }).click();
    await expect(page.locator('[data-state="returned"]').first()).toBeVisible();
  });

  await test.step('the seller corrects it', async () => {
    const { page } = seller;
    await page.goto('/apply?step=who');
    await expect(page.locator('#legal_person-wrong')).toContainText('与执照上的姓名不一致');
    await page.locator('input[name="legal_person"]').fill('林小满');
    await page.locator('form[action="/apply"] button').click();
    await page.goto('/apply?step=check');
    await page.locator('[data-test="submit-application"]').click();
    await expect(page.locator('[data-test="application-state"]')).toHaveClass(/state-submitted/);
  });

  await test.step('the reviewer approves, and keeps a brand that needs an authorisation', async () => {
    const { page } = operator;
    await page.reload();
    await settled(page);
    await button(page, '开始审核').click();
    await dialog(page).getByRole('button', { name: '开始审核' }).click();
    await button(page, '通过').click();
    await dialog(page).getByLabel('原因').fill('资料齐全');
    await dialog(page).getByRole('button', { name: '通过', exact: true }).click();
    await expect(page.locator('[data-state="approved"]').first()).toBeVisible();
    await page.goto('/console/platform/categories');
    await settled(page);
    await button(page, '新增分类').click();
    await page.getByLabel('代码').fill('video');
    await page.getByLabel('名称 (中文)').fill('影音会员');
    await page.getByLabel('名称 (英文)').fill('Streaming');
    await button(page, '保存').click();
    await expect(page.getByText('已保存')).toBeVisible();
    await page.goto('/console/platform/brands');
    await settled(page);
    await page.getByRole('button', { name: '登记品牌' }).first().click();
    await dialog(page).getByLabel('名称 (中文)').fill('云帆');
    await dialog(page).getByLabel('名称 (英文)').fill('Cloudsail');
    await dialog(page).getByRole('checkbox').check();
    await button(page, '保存').click();
    await expect(page.getByText('Cloudsail')).toBeVisible();
  });

  await test.step('the merchant hands an authorisation in, and it is approved', async () => {
    const { page } = seller;
    await page.goto('/console/authorisations/new');
    await settled(page);
    await page.locator('.ant-select').first().click();
    await page.locator('.ant-select-item-option', { hasText: '云帆' }).click();
    await page.getByLabel('生效日期').fill('2026-01-01');
    await page.getByLabel('到期日期').fill('2035-12-31');
    await page.getByLabel('授权方', { exact: true }).fill('云帆科技');
    await page.getByLabel('被授权方').fill('青柠数码');
    await page.locator('input[type="file"]').setInputFiles({ name: 'letter.png', mimeType: 'image/png', buffer: scan(2) });
    await expect(page.getByText('letter.png')).toBeVisible();
    await picture(page, 'authorisation');
    await button(page, '提交审核').click();
    await expect(page).toHaveURL(/\/console\/authorisations$/);

    await operator.page.goto('/console/review/authorisations');
    await operator.page.getByRole('button', { name: '云帆' }).click();
    await button(operator.page, '通过').click();
    await dialog(operator.page).getByLabel('原因').fill('授权书真实有效');
    await dialog(operator.page).getByRole('button', { name: '通过', exact: true }).last().click();
    await expect(operator.page.locator('[data-state="approved"]').first()).toBeVisible();
  });

  await test.step('a product is listed', async () => {
    const { page } = seller;
    await page.goto('/console/products/new');
    await settled(page);
    await page.getByLabel('标题 (中文)').fill('云帆影音会员');
    await page.getByLabel('标题 (英文)').fill('Cloudsail membership');
    await page.locator('.ant-select').first().click();
    await page.locator('.ant-select-item-option').first().click();
    await page.getByLabel('商店地址').fill('cloudsail');
    await page.getByLabel('品牌 (中文)').fill('云帆');
    await page.getByLabel('使用说明 (中文)').fill('打开应用，进入“兑换”，输入卡密即可。');
    await page.getByLabel('规格名称 (中文)').fill('月卡');
    await page.getByLabel('规格编码').fill('cloudsail-1m');
    await page.getByLabel('售价').fill('19.90');
    await page.locator('[data-test="create-product"]').click();
    await expect(page).toHaveURL(/\/console\/products\/prd_/);
    await picture(page, 'product');
  });

  await test.step('its reviewer lets it pass', async () => {
    const { page } = operator;
    await page.goto('/console/review/products');
    await settled(page);
    await page.getByRole('button', { name: '通过', exact: true }).first().click();
    await dialog(page).getByLabel('原因').fill('说明完整');
    await dialog(page).getByRole('button', { name: '通过', exact: true }).click();
    await expect(page.getByText('没有待审核的商品')).toBeVisible();
  });

  await test.step('keys are imported', async () => {
    const { page } = seller;
    await page.reload();
    await settled(page);
    await page.getByRole('button', { name: '导入卡密' }).first().click();
    await settled(page);
    const keys = Array.from({ length: 20 }, (_, at) => `CLOUD-${String(at).padStart(4, '0')}-${(at * 7919 + 10007).toString(36).toUpperCase()}`);
    await page.locator('input[type="file"][accept*=".txt"]').setInputFiles({ name: 'keys.txt', mimeType: 'text/plain', buffer: Buffer.from([...keys, keys[0]].join('\n')) });
    await page.getByLabel('供应商').fill('云帆科技');
    await page.locator('[data-test="import-keys"]').click();
    await expect(page.getByText('20 个卡密已上架')).toBeVisible();
    await expect(page.getByText('1 个重复，已跳过')).toBeVisible();
    await picture(page, 'import');
  });

  await test.step('a buyer purchases while the merchant looks on', async () => {
    const { page } = seller;
    await page.goto('/console/orders');
    await settled(page);
    await expect(page.locator('[data-live="true"]')).toBeVisible();
    await expect(page.getByText('还没有订单')).toBeVisible();
    const shop = buyer.page;
    await shop.goto('/p/cloudsail');
    await shop.locator('[data-test="buy"]').click();
    await placeOrder(shop, 'sandbox', 'buyer@example.com');
    await payAtGateway(shop);
    await reveal(shop);
    // Nobody reloads.
    await expect(page.locator('tbody [data-state="delivered"]')).toBeVisible({ timeout: 15_000 });
    await expect(page.locator('tbody')).toContainText('云帆影音会员');
    await picture(page, 'orders');
    await page.locator('tbody tr').first().getByRole('button').first().click();
    await expect(page.getByRole('dialog')).toContainText('经过');
    await picture(page, 'order');
  });

  await test.step('every act of it stands in the trail, and the books are straight', async () => {
    const { page } = operator;
    await page.goto('/console/platform/trail');
    await settled(page);
    await picture(page, 'trail');
    for (const what of ['通过申请', '退回申请', '通过授权', '登记品牌', '通过商品']) await expect(page.getByText(what).first()).toBeVisible();
    await page.goto('/console/');
    await picture(page, 'platform');
    await seller.page.goto('/console/');
    await picture(seller.page, 'dashboard');
    await house.close();
    house.audit();
  });

  expect([...operator.faults, ...seller.faults, ...buyer.faults].filter((fault) => !/net::ERR/.test(fault))).toEqual([]);
});

test('the first steps lead to a sale in the sandbox, and say how long it took', async ({ browser, house }) => {
  test.setTimeout(120_000);
  const { page, faults } = await person(browser, house);
  const began = Date.now();
  await page.goto(house.setup);
  await page.locator('input[name="email"]').fill('operator@example.com');
  await page.locator('input[name="password"]').fill(password);
  await page.locator('form:has(input[type="password"]) button[type="submit"]').click();
  await page.getByLabel('店铺名称 (中文)').fill('小店');
  await page.getByLabel('店主邮箱').fill('owner@example.com');
  await page.getByLabel('店主密码').fill(password);
  await button(page, '下一步').click();
  await page.getByLabel('商品名称 (中文)').fill('试用会员');
  await button(page, '下一步').click();
  await button(page, '填入 5 个示例').click();
  await picture(page, 'welcome-keys');
  await button(page, '下一步').click();
  const opened = page.context().waitForEvent('page');
  await page.locator('[data-test="test-purchase"]').click();
  const shop = await opened;
  await shop.locator('[data-test="buy"]').click();
  await placeOrder(shop, 'sandbox', 'buyer@example.com');
  await payAtGateway(shop);
  await expect(page.getByText('完成了！')).toBeVisible({ timeout: 15_000 });
  // Said and not demanded: how fast a machine is, is no fault of the shop's.
  const took = (Date.now() - began) / 1000;
  console.log(`from the first-run link to the first sale: ${took.toFixed(1)} s of machine time (goal: under 60 s) ${took < 60 ? 'met' : 'MISSED'}`);
  expect(faults).toEqual([]);
});

async function apply(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`form[action="/apply"] [name="${name}"]`);
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await page.locator('form[action="/apply"] button').click();
}
