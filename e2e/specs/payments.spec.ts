import { fileURLToPath } from 'node:url';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { enterConsole, proving as doAndProve, settled } from '../support/console';
import type { Demo } from '../support/demo';
import { Gateways } from '../support/gateways';
import { Server } from '../support/server';
import { newContact, placeOrder, reveal, startCheckout } from '../support/shop';
import { expect, marked, test as base, watch } from '../support/test';
import { look } from '../support/walk';

const gateways = new Gateways();
const folder = fileURLToPath(new URL('../screenshots', import.meta.url));
const telephone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';
const epay = { kind: 'epay', code: 'e2e-epay', name: '测试聚合支付' };
const alipay = { kind: 'alipay', code: 'e2e-alipay', name: '测试支付宝' };

/** A shop that may ask gateways of this machine, and the gateways beside it. */
const test = base.extend<{ demo: Demo }, { place: Demo }>({
  place: [
    async ({}, use) => {
      const server = new Server({ CARDAMOM_PAYMENTS__PRIVATE_GATEWAYS: 'true' });
      try {
        await gateways.start();
        await use(await server.start());
        await server.stop();
        server.audit();
      } finally {
        await gateways.stop();
        server.remove();
      }
    },
    { scope: 'worker' },
  ],
  demo: async ({ place }, use) => use(place),
  baseURL: async ({ place }, use) => use(place.base_url),
});

// The later ones pay through what the first has connected.
test.describe.configure({ mode: 'serial' });

const proving = (page: Page, act: Locator, done: Locator) => doAndProve(page, 'operator of payments', act, done);

/** Fills in the form as somebody copies from the gateway's own pages. */
async function fillIn(page: Page, kind: string, settings: Record<string, string>): Promise<void> {
  const kinds = await page.evaluate(async () => (await (await fetch('/v1/platform/channel-kinds')).json()).items);
  const fields = kinds.find((one: { code: string }) => one.code === kind).fields as { name: string; kind: string; choices: { value: string; label: { zh: string } }[] }[];
  for (const [name, value] of Object.entries(settings)) {
    const field = fields.find((one) => one.name === name);
    const entry = page.locator(`#settings_${name}`);
    if (field?.kind !== 'choice') {
      await entry.fill(value);
      continue;
    }
    await page.locator('.ant-select', { has: entry }).click();
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: field.choices.find((one) => one.value === value)?.label.zh }).click();
  }
}

async function wide(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
}

async function connect(page: Page, { kind, code, name }: typeof epay): Promise<void> {
  const settings = await gateways.settings(kind);
  await page.goto('/console/platform/channels');
  await settled(page);
  await marked(page, 'add-channel').first().click();
  await marked(page, `kind-${kind}`).click();
  await page.locator('#name_zh').fill(name);
  await page.locator('#name_en').fill(`Test ${kind}`);
  await page.locator('#code').fill(code);
  await expect(marked(page, 'notify-url')).toContainText(`/notify/${code}`);
  await fillIn(page, kind, settings);
  await proving(page, marked(page, 'test-channel'), marked(page, 'test-good'));
  expect(await look(page, `the form of ${kind}`, 'zh', settled)).toEqual([]);
  await wide(page);
  await page.screenshot({ path: `${folder}/channel-${kind}.png`, fullPage: true });
  await page.locator('#reason').fill('接入测试网关');
  const row = page.locator('tbody tr', { hasText: name });
  await proving(page, marked(page, 'save-channel'), row);
  await row.getByRole('button', { name: '启用' }).click();
  const dialog = page.locator('.ant-modal:visible').last();
  await dialog.getByLabel('原因').fill('测试通过');
  await dialog.getByRole('button', { name: '启用' }).click();
  await expect(row.locator('[data-state="on"]')).toBeVisible();
}

/** On the stand-in's own page, as the buyer's telephone shows it. */
async function payThere(gateway: Page): Promise<void> {
  await gateway.locator('form button.main').click();
  await expect(gateway.locator('form button.main')).toHaveCount(0);
}

/** Opens what the newest payment of that gateway leads to, as whoever scans its code would. */
async function scanned(context: BrowserContext, gateway: string): Promise<Page> {
  const asked = (await gateways.payments(gateway)).at(-1);
  const phone = await context.newPage();
  await phone.goto(`${gateways.address}/pay/${gateway}/${asked?.id}`);
  return phone;
}

const way = (page: Page, code: string) => page.locator(`input[name="pay"][value="${code}"]`);

test('an operator connects two gateways: keys typed, tested, switched on, and never shown again', async ({ page, demo }) => {
  test.setTimeout(240_000);
  await enterConsole(page, demo.operator, '/platform/channels/edit');
  await settled(page);
  expect(await look(page, 'the kinds', 'zh', settled)).toEqual([]);
  await wide(page);

  // A key that is wrong is said before anything is saved.
  const settings = await gateways.settings('epay');
  await marked(page, 'kind-epay').click();
  await fillIn(page, 'epay', { ...settings, key: '0123456789abcdef0123456789abcdef' });
  await proving(page, marked(page, 'test-channel'), marked(page, 'test-bad'));

  await connect(page, epay);
  await connect(page, alipay);
  expect(await look(page, 'the channels', 'zh', settled)).toEqual([]);
  await wide(page);
  await page.screenshot({ path: `${folder}/channels.png`, fullPage: true });

  await page.locator('tbody tr', { hasText: epay.name }).getByRole('button', { name: epay.name, exact: true }).click();
  await settled(page);
  await expect(marked(page, 'secret-set')).toHaveCount(1);
  await expect(page.locator('#settings_key')).toHaveValue('');
  const told = await page.evaluate(async () => (await fetch('/v1/platform/channels')).text());
  expect(told).not.toContain(settings.key);
  expect(await page.content()).not.toContain(settings.key);
  // What is kept is tried as it is.
  await proving(page, marked(page, 'test-channel'), marked(page, 'test-good'));
});

test('a guest at a desk pays by the QR code, and the page follows', async ({ page, context }) => {
  await startCheckout(page);
  await expect(way(page, alipay.code)).toBeAttached();
  expect(await look(page, 'the ways to pay', 'zh')).toEqual([]);
  await wide(page);
  await page.screenshot({ path: `${folder}/ways.png`, fullPage: true });
  await placeOrder(page, alipay.code, newContact());
  await expect(page).toHaveURL(/\/pay\//);
  await expect(page.locator('.qr svg')).toBeVisible();
  await expect(page.locator('[data-left]')).toHaveText(/请在 \d+ 分 \d+ 秒内完成付款/);
  expect(await look(page, 'the QR code', 'zh')).toEqual([]);
  await page.screenshot({ path: `${folder}/pay-qr.png`, fullPage: true });

  await payThere(await scanned(context, 'alipay'));
  await page.waitForURL(/\/o\//, { timeout: 30_000 });
  await expect(page.locator('main')).toContainText(alipay.name);
  await reveal(page);
});

test('a guest on a telephone is led to the gateway and back', async ({ browser, demo }) => {
  const context = await browser.newContext({ baseURL: demo.base_url, locale: 'zh-CN', userAgent: telephone, viewport: { width: 360, height: 740 }, hasTouch: true });
  const faults = watch(context);
  const page = await context.newPage();
  await startCheckout(page);
  await placeOrder(page, epay.code, newContact());
  await expect(page).toHaveURL(/\/pay\//);
  const payment = page.url();
  await expect(marked(page, 'pay-link')).toBeVisible();
  await expect(page.locator('.qr')).toBeHidden();
  expect(await look(page, 'the payment on a telephone', 'zh')).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: `${folder}/pay-phone.png`, fullPage: true });
  await marked(page, 'pay-link').click();
  await payThere(page);
  await page.goto(payment);
  await page.waitForURL(/\/o\//, { timeout: 30_000 });
  await reveal(page);
  expect(faults).toEqual([]);
  await context.close();
});

test('a dead gateway leads to another, and the order is kept', async ({ page, context }) => {
  await startCheckout(page);
  await gateways.down('alipay', true);
  try {
    await placeOrder(page, alipay.code, newContact());
    await expect(marked(page, 'channel-down')).toContainText(alipay.name, { timeout: 30_000 });
    expect(await look(page, 'the silent channel', 'zh')).toEqual([]);
    await page.screenshot({ path: `${folder}/pay-down.png`, fullPage: true });
    const number = /\/pay\/([^?]+)/.exec(page.url())?.[1];
    await page.locator(`button[name="to"][value="${epay.code}"]`).click();
    await expect(page.locator('.qr svg')).toBeVisible();
    expect(page.url()).toContain(number);
    await payThere(await scanned(context, 'epay'));
    await page.waitForURL(/\/o\//, { timeout: 30_000 });
    await expect(page.locator('main')).toContainText(epay.name);
    await reveal(page);
  } finally {
    await gateways.down('alipay', false);
  }
});

test('the way to pay is changed with scripts switched off, too', async ({ browser, demo }) => {
  const context = await browser.newContext({ baseURL: demo.base_url, locale: 'zh-CN', javaScriptEnabled: false });
  const page = await context.newPage();
  await startCheckout(page);
  await placeOrder(page, alipay.code, newContact());
  await expect(page.locator('.qr svg')).toBeVisible();
  await page.locator(`button[name="to"][value="${epay.code}"]`).click();
  await expect(marked(page, 'other-ways')).toContainText(alipay.name);
  await expect(page.locator('.qr svg')).toBeVisible();
  const payment = page.url();
  await payThere(await scanned(context, 'epay'));
  await expect(async () => {
    await page.goto(payment);
    expect(page.url()).toMatch(/\/o\//);
  }).toPass({ timeout: 30_000 });
  await reveal(page);
  await context.close();
});
