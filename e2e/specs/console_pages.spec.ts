import type { Browser, Page } from '@playwright/test';
import { applyWhole } from '../support/apply';
import { asked, enterConsole, prove, seriousFaults, settled } from '../support/console';
import type { Demo } from '../support/demo';
import { somebodyComplains } from '../support/dispute';
import { consolePages, languages, look } from '../support/walk';
import { expect, test } from '../support/test';

/** What stands for the `:id` of an address; a page whose address holds one has to be added here. */
type Ids = Record<string, () => Promise<string>>;

const first = (page: Page, path: string) => page.evaluate(async (from) => (await (await fetch(from)).json()).items[0].id as string, path);

/** A statement to look at: one of Alipay's, of a day long past. Whoever is here has given the second factor before. */
const statement = (page: Page) => page.evaluate(async () => {
  const { items } = await (await fetch('/v1/platform/statements?limit=1')).json();
  if (items[0]) return items[0].id as string;
  const { csrf } = await (await fetch('/v1/session')).json();
  const file = '支付宝交易号,商户订单号,业务类型,完成时间,订单金额（元）,退款批次号/请求号\n2025010222001,x,交易,2025-01-02 10:00:00,19.90,\n';
  const headers = { 'Content-Type': 'text/csv', 'X-CSRF-Token': csrf as string };
  const sent = await fetch('/v1/platform/statements?channel=alipay&name=walk.csv', { method: 'POST', headers, body: file });
  return (await sent.json()).id as string;
});

/** A case about a found key to look at: about a unit of what was bought last. Whoever is here has given the second factor before. */
const diversion = (page: Page, side: 'merchant' | 'platform') => page.evaluate(async (of) => {
  const { items } = await (await fetch(`/v1/${of}/diversions?limit=1`)).json();
  if (items[0]) return items[0].id as string;
  const { csrf } = await (await fetch('/v1/session')).json();
  const orders = (await (await fetch(`/v1/${of}/orders?limit=20&state=delivered`)).json()).items;
  for (const order of orders) {
    const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf as string, 'Idempotency-Key': `walk-${order.id}` };
    const body = JSON.stringify({ merchant: order.merchant?.id, sku: order.lines[0].sku, number: 1, place: '夜市的一个摊位' });
    const sent = await fetch(`/v1/${of}/diversions`, { method: 'POST', headers, body });
    // What a supplier has credited is no key.
    if (sent.ok) return (await sent.json()).id as string;
  }
  return '';
}, side);

/** An order that a supplier credits, to look at. */
async function credited(demo: Demo): Promise<string> {
  const headers = { Authorization: `Bearer ${demo.partner.api_key}`, 'Content-Type': 'application/json', 'Idempotency-Key': `walk-${Date.now()}` };
  const { items } = (await (await fetch(`${demo.base_url}/v1/offers?limit=100&category=phone`, { headers })).json()) as { items: { id: string; kind: string }[] };
  const offer = items.find((one) => one.kind === 'recharge');
  const body = JSON.stringify({ lines: [{ offer: offer?.id, quantity: 1 }], pay: 'wallet', account: { phone: '13800138000' } });
  const placed = await fetch(`${demo.base_url}/v1/orders`, { method: 'POST', headers, body });
  expect(placed.status, await placed.clone().text()).toBe(201);
  return ((await placed.json()) as { id: string }).id;
}

/** The goods that it is of. */
const supplied = (page: Page) => page.evaluate(async () => {
  const { items } = (await (await fetch('/v1/skus?limit=100')).json()) as { items: { id: string; kind: string }[] };
  return items.find((sku) => sku.kind === 'recharge')?.id ?? '';
});

/** A partner to look at, with a price list and, where the proof is still fresh, an allocation. */
const partner = (page: Page) => page.evaluate(async () => {
  const { csrf } = await (await fetch('/v1/session')).json();
  const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf as string };
  const [offer] = (await (await fetch('/v1/merchant/offers?limit=1')).json()).items;
  const list = { code: 'walk', name: '渠道', items: [{ offer: offer.id, unit_price: offer.price.amount }], partners: [{ email: 'partner@demo.example' }] };
  await fetch('/v1/merchant/pricing/price-lists', { method: 'PUT', headers, body: JSON.stringify(list) });
  const user = (await (await fetch('/v1/merchant/partners')).json()).items[0].user as string;
  const agreed = { label: '夜市商行', clauses: { on_case: 'both' }, allocations: [{ code: 'walk', product: offer.product, period: 'month', units: 100 }] };
  await fetch(`/v1/merchant/partners/${user}`, { method: 'PUT', headers, body: JSON.stringify(agreed) });
  return user;
});

/** Every page, in both languages, light and dark, wide and on a phone: it stands, nobody is shut out, nothing sticks out. */
async function walk(page: Page, role: string, who: string, ids: Ids): Promise<void> {
  const faults: string[] = [];
  for (const { path } of consolePages().filter((entry) => !entry.role || entry.role === role)) {
    const address = path.includes(':') ? path.replace(/:\w+/, await id(ids, path)) : path;
    await go(page, address);
    // What reviewers read needs the second factor once a session.
    if (await asked(page)) await prove(page, who);
    await settled(page);
    const errors = page.locator('.ant-alert-error');
    if ((await errors.count()) > 0) faults.push(`${path}: ${await errors.first().innerText()}`);
    // What is open is said anew in the other language, as whoever chooses it there sees it.
    const spoken = (await page.locator('html').getAttribute('lang')) === 'en' ? (['en', 'zh'] as const) : (['zh', 'en'] as const);
    faults.push(...(await look(page, path, spoken[0], settled)));
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.locator('[data-test="language"]').click();
    await expect(page.locator('html')).toHaveAttribute('lang', spoken[1] === 'zh' ? 'zh-CN' : 'en');
    faults.push(...(await look(page, path, spoken[1], settled)));
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  expect(faults).toEqual([]);
}

/** As by a link, which loads nothing anew; that each address opens by itself, too, is shown by the other specs. */
async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    if (location.pathname.replace(/\/$/, '') === `/console${to}`.replace(/\/$/, '')) return;
    document.querySelector('h1')?.setAttribute('data-left', '');
    history.pushState(null, '', `/console${to}`);
    dispatchEvent(new PopStateEvent('popstate'));
  }, address);
  await expect(page.locator('h1:not([data-left])')).toBeVisible();
}

function id(ids: Ids, path: string): Promise<string> {
  const known = ids[path];
  if (!known) throw new Error(`nothing is known that ${path} could show: name it in this spec`);
  return known();
}

/** Somebody waits to be reviewed. */
async function applicant(browser: Browser, baseURL?: string): Promise<void> {
  const context = await browser.newContext({ baseURL, locale: 'zh-CN' });
  await applyWhole(await context.newPage(), '夜市商行');
  await context.close();
}

test.describe('every page', () => {
  test.setTimeout(900_000);

  test('of a merchant', async ({ page, browser, baseURL, demo }) => {
    await somebodyComplains(browser, demo, baseURL);
    await enterConsole(page, demo.merchant);
    const order = await credited(demo);
    await walk(page, 'merchant', 'demo merchant', {
      '/fulfilments/:id': async () => order,
      '/suppliers/:id': () => first(page, '/v1/suppliers'),
      '/suppliers/:id/statements': () => first(page, '/v1/suppliers'),
      '/products/skus/:id': () => supplied(page),
      '/products/:id': () => first(page, '/v1/products?limit=1'),
      '/disputes/:id': () => first(page, '/v1/merchant/disputes?limit=1'),
      '/diversions/:id': () => diversion(page, 'merchant'),
      '/partners/:id': () => partner(page),
    });
  });

  test('of an operator', async ({ page, browser, baseURL, demo }) => {
    await applicant(browser, baseURL);
    await somebodyComplains(browser, demo, baseURL);
    await enterConsole(page, demo.operator);
    await walk(page, 'operator', 'demo operator', {
      '/review/applications/:id': () => first(page, '/v1/platform/applications?limit=1'),
      '/platform/disputes/:id': () => first(page, '/v1/platform/disputes?limit=1'),
      '/platform/diversions/:id': () => diversion(page, 'platform'),
      '/platform/statements/:id': () => statement(page),
    });
  });

  test('before the door', async ({ page }) => {
    const faults: string[] = [];
    for (const language of languages) {
      await page.goto('/console/login');
      await page.evaluate((spoken) => localStorage.setItem('cardamom.language', spoken), language);
      await page.reload();
      await settled(page);
      faults.push(...(await look(page, '/login', language, settled)));
    }
    expect(faults).toEqual([]);
  });
});

test('the way in is open to everybody, and says what was wrong', async ({ page, demo }) => {
  await page.goto('/console/orders?state=pending');
  await expect(page).toHaveURL(/\/console\/login\?to=/);
  await settled(page);
  expect(await seriousFaults(page)).toEqual([]);
  await page.locator('input[autocomplete="username"]').first().fill(demo.merchant.email);
  await page.locator('input[type="password"]').fill('not the password');
  await page.locator('button[type="submit"]').first().click();
  await expect(page.locator('.ant-alert-error')).toContainText('邮箱或密码不对');
  await page.locator('input[type="password"]').fill(demo.merchant.password);
  await page.locator('button[type="submit"]').first().click();
  // The address that was asked for, with its filters.
  await expect(page).toHaveURL(/\/console\/orders\?state=pending$/);
});

test('in English there is no Chinese but the names of goods, and the choice is kept', async ({ page, demo }) => {
  await enterConsole(page, demo.merchant);
  await page.locator('[data-test="language"]').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.goto('/console/orders');
  await settled(page);
  await expect(page.locator('h1')).toHaveText('Orders');
  await expect(page.locator('nav')).not.toContainText(/[\u4e00-\u9fff]/);
});

test('a day is chosen on a phone by the keyboard, in the language of the page', async ({ page, demo }) => {
  await page.setViewportSize({ width: 360, height: 760 });
  await enterConsole(page, demo.merchant, '/orders');
  await settled(page);
  const from = page.getByLabel('下单时间 从');
  await expect(from).toHaveAttribute('placeholder', '年-月-日');
  await page.getByRole('button', { name: '日历' }).last().press('Enter');
  const grid = page.getByRole('grid');
  await expect(grid).toBeVisible();
  await expect(grid.locator('th').first()).toHaveText('一');
  const faults = await seriousFaults(page);
  expect(faults).toEqual([]);
  const box = await page.locator('.date-pop').boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box)).toBe(true);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(grid).toHaveCount(0);
  await expect(page).toHaveURL(/[?&]to=\d{4}-\d{2}-\d{2}/);
  await from.fill('2020/1/5');
  await from.press('Enter');
  await expect(page).toHaveURL(/[?&]from=2020-01-05/);
});

test('goods are searched by the server, priced by per cent, and taken along as a file', async ({ page, demo }) => {
  await enterConsole(page, demo.merchant, '/offers');
  await settled(page);
  const word = demo.offers[0].name.slice(0, 2);
  const answer = page.waitForResponse((response) => response.url().includes('/v1/merchant/offers?') && new URL(response.url()).searchParams.get('q') === word);
  await page.getByLabel('商品、规格或编码').fill(word);
  expect((await answer).ok()).toBe(true);
  await expect(page).toHaveURL(/[?&]q=/);
  for (const row of await page.locator('tbody tr').allInnerTexts()) expect(row).toContain(word);
  await page.locator('tbody input[type="checkbox"]').first().check();
  await page.getByRole('button', { name: '按百分比调价' }).click();
  const dialog = page.locator('.ant-modal:visible').last();
  await dialog.getByLabel('涨跌（百分之）').fill('0');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog.getByText('请填写 -90 到 900 之间的百分数')).toBeVisible();
  await dialog.getByLabel('涨跌（百分之）').fill('+10');
  await expect(dialog.locator('tbody tr')).toHaveCount(1);
  const [, before, after] = await dialog.locator('tbody td').allInnerTexts();
  const cents = (text: string) => Number(text.replace(/\D/g, ''));
  expect(cents(after)).toBe(Math.round((cents(before) * 110) / 100));
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('已改价 1 个')).toBeVisible();
  await expect(page.locator('tbody tr').first()).toContainText(after.trim());
});
