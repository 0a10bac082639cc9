import { mkdirSync, statSync } from 'node:fs';
import { Clock } from '../support/clock';
import { openDispute } from '../support/dispute';
import { Gateways, type GatewayPayment } from '../support/gateways';
import { lookAtKey, newest, payByCode, payByLink, Scene, telephone, until, type Person } from '../support/money';
import { onDesk, onTelephones, pagesOf, screenshots } from '../support/pictures';
import { scan } from '../support/scan';
import { Server } from '../support/server';
import { expect, marked, test as base } from '../support/test';

/** A shop, its gateways and whoever comes there, all by one clock. */
const test = base.extend<{ clock: Clock; server: Server; gateways: Gateways; scene: Scene }>({
  clock: async ({}, use) => {
    const clock = new Clock();
    await use(clock);
    clock.remove();
  },
  server: async ({ clock }, use) => {
    // Every price of the shop is above ¥10; all other times and limits are those that the program comes with.
    const server = new Server({ ...clock.environment, CARDAMOM_ESCROW__PAYOUT_TWO_PEOPLE_ABOVE: '1000' });
    try {
      await use(server);
      await server.stop();
      server.audit();
    } finally {
      await server.stop();
      server.remove();
    }
  },
  demo: async ({ server }, use) => use(await server.start()),
  baseURL: async ({ demo }, use) => use(demo.base_url),
  gateways: async ({ server, demo: _ }, use) => use(Gateways.at(server.standIns())),
  scene: async ({ browser, clock, demo }, use) => {
    const scene = new Scene(browser, clock, demo.base_url);
    await use(scene);
    expect(await scene.end(), 'console errors and third-party requests').toEqual([]);
  },
});

test.skip(!Clock.works(), 'moves the clock of a program as Linux loads it');
test.beforeAll(() => void mkdirSync(screenshots, { recursive: true }));
// A whole life of an order, on a machine that has other tests to do.
test.describe.configure({ timeout: 360_000 });

const buyer = { viewport: { width: 390, height: 844 }, hasTouch: true, deviceScaleFactor: 2 };
const yuan = (minor: number) => `¥${(minor / 100).toFixed(2)}`;

test('a dead key, a merchant who is silent: the rule decides, and the money is back at the channel', async ({ scene, demo, gateways }) => {
  const scanning = await scene.come('a guest with a QR code', buyer);
  const led = await scene.come('a guest on a telephone', { ...buyer, userAgent: telephone });
  const seller = await scene.come('seller');
  const cases: { guest: Person; order: string; dispute: string; gateway: string }[] = [];

  await test.step('two guests pay, one by Alipay’s QR code, one by EPay, and their keys are bad', async () => {
    await payByCode(scanning.page, gateways);
    await payByLink(led.page, 'epay');
    for (const [guest, gateway] of [[scanning, 'alipay'], [led, 'epay']] as const) {
      const order = await lookAtKey(guest.page);
      const dispute = await openDispute(guest.page, '兑换页面提示：该卡密无效。已在官网和应用里各试过一次。', 'key_invalid');
      cases.push({ guest, order, dispute, gateway });
      await expect(marked(guest.page, 'dispute-state')).toHaveText('等待商家回复');
      expect((await newest(gateways, gateway)).refunds).toEqual([]);
    }
  });

  await test.step('one of them shows a picture of it', async () => {
    const { page } = scanning;
    await page.locator('input#file').setInputFiles({ name: 'screen.png', mimeType: 'image/png', buffer: scan(3) });
    await marked(page, 'upload').click();
    await expect(page.locator('img.evidence')).toBeVisible();
    await onTelephones(page, 'money-1-opened');
  });

  await test.step('the merchant sees both, and says nothing', async () => {
    const { page } = seller;
    await seller.enter(demo.merchant, '/disputes');
    await expect(page.locator('tbody [data-state="merchant"]')).toHaveCount(2);
    await onDesk(page, 'money-1-merchant-list');
    await page.locator('tbody tr').first().locator('[role="button"]').first().click();
    await expect(page.locator('[data-test="dispute-evidence"]')).toHaveCount(1);
    await onDesk(page, 'money-1-merchant');
  });

  await scene.later(72);

  await test.step('it was decided by rule, and both channels have given the money back', async () => {
    for (const { guest, order, dispute, gateway } of cases) {
      const { page } = guest;
      await until(page, dispute, marked(page, 'dispute-state'), /^已结束$/);
      await expect(page.locator('main')).toContainText('商家未在期限内回复，已按规则处理');
      const payment = await newest(gateways, gateway);
      await expect(marked(page, 'dispute-refunded')).toHaveText(yuan(payment.amount));
      await onTelephones(page, `money-1-closed-${gateway}`);
      await until(page, order, marked(page, 'refund'), /已原路退回/);
      await expect(marked(page, 'refunded')).toHaveText(yuan(payment.amount));
      await onTelephones(page, `money-1-order-${gateway}`);
      gaveBackOnce(await newest(gateways, gateway));
    }
  });

  await test.step('the merchant reads how it ended, on the page that stands open', async () => {
    await expect(seller.page.locator('[data-state="closed"]')).toBeVisible();
    await onDesk(seller.page, 'money-1-merchant-closed');
  });
});

/** What the gateway's own book says: all of what came went back, in one refund. */
function gaveBackOnce({ amount, arrivals, refunds }: GatewayPayment): void {
  expect(arrivals.map((one) => one.amount)).toEqual([amount]);
  expect(refunds.map(({ amount: back, state }) => ({ back, state }))).toEqual([{ back: amount, state: 'done' }]);
}

test('contested, ruled for the merchant, released, paid out by two, reconciled, and on paper', async ({ scene, demo, server, gateways }) => {
  const second = { email: 'second@demo.example', password: 'a long walk by the river' };
  server.command(['user', 'add', '--email', second.email, '--role', 'operator', '--password-stdin'], second.password);
  const guest = await scene.come('guest', buyer);
  const seller = await scene.come('seller');
  const arbiter = await scene.come('arbiter');
  const other = await scene.come('second');
  let order = '';
  let dispute = '';

  await test.step('a guest pays, looks at the key and complains; the merchant contests', async () => {
    await payByCode(guest.page, gateways);
    order = await lookAtKey(guest.page);
    dispute = await openDispute(guest.page);
    const { page } = seller;
    await seller.enter(demo.merchant, '/disputes');
    await page.locator('tbody tr').first().locator('[role="button"]').first().click();
    await seller.button('不同意').click();
    await seller.dialog().getByLabel('原因').fill('系统记录显示卡密在付款后首次查看，此前未出库；兑换记录属于买家本人的账号。');
    await seller.act(seller.dialog().getByRole('button', { name: '不同意', exact: true }), page.locator('[data-state="platform"]'));
    await onDesk(page, 'money-2-merchant');
  });

  await test.step('the merchant names an account for payouts', async () => {
    const { page } = seller;
    await seller.go('/money');
    await expect(marked(page, 'money-available')).toHaveText('¥0.00');
    await seller.button('填写收款账户').click();
    await seller.dialog().getByLabel('户名').fill('豆荚数字科技有限公司');
    await seller.dialog().getByLabel('开户行').fill('中国银行杭州分行');
    await seller.dialog().getByLabel('账号').fill('6222 0202 0001 2345 678');
    await seller.act(seller.dialog().getByRole('button', { name: '保存', exact: true }), seller.button('更换收款账户'));
  });

  await test.step('an arbiter rules for the merchant', async () => {
    const { page } = arbiter;
    // The buyer's page has read itself again meanwhile.
    await expect(marked(guest.page, 'dispute-state')).toHaveText('平台处理中');
    await arbiter.enter(demo.operator, '/platform/disputes');
    await onDesk(page, 'money-2-platform-list');
    await page.locator('tbody tr').first().locator('[role="button"]').first().click();
    await arbiter.button('开始处理').click();
    await arbiter.act(arbiter.dialog().getByRole('button', { name: '开始处理', exact: true }), page.locator('dt', { hasText: '处理人' }));
    await onDesk(page, 'money-2-platform');
    await arbiter.button('裁决').click();
    await arbiter.dialog().getByText('不退款，放款给商家').click();
    await arbiter.dialog().getByLabel('理由（双方可见）').fill('发货与查看记录完整，卡密首次查看即来自下单设备，未见异常。');
    await arbiter.act(arbiter.dialog().getByRole('button', { name: '裁决', exact: true }), page.locator('[data-state="ruled"]').first());
    await guest.page.goto(dispute);
    await expect(marked(guest.page, 'dispute-state')).toHaveText('平台已裁决');
    await onTelephones(guest.page, 'money-2-ruled');
  });

  await scene.later(96);

  const paid = await newest(gateways, 'alipay');
  let available = '';
  await test.step('nobody appeals: the money is the merchant’s', async () => {
    await until(guest.page, dispute, marked(guest.page, 'dispute-state'), /^已结束$/);
    await onTelephones(guest.page, 'money-2-closed');
    await guest.page.goto(order);
    await expect(marked(guest.page, 'money')).toContainText('结算给商家');
    expect((await newest(gateways, 'alipay')).refunds).toEqual([]);
    await seller.go('/money');
    await expect(marked(seller.page, 'money-escrow')).toHaveText('¥0.00');
    // The price less the platform's three per cent, as the demo's first merchant has it.
    available = yuan(paid.amount - Math.round(paid.amount * 0.03));
    await expect(marked(seller.page, 'money-available')).toHaveText(available);
  });

  await test.step('the merchant asks for it', async () => {
    await seller.button('申请提现').click();
    await seller.dialog().getByLabel('金额').fill(available.slice(1));
    await seller.act(seller.dialog().getByRole('button', { name: '申请提现', exact: true }), seller.page.locator('tr[data-id] [data-state="requested"]'));
    await expect(marked(seller.page, 'money-paying_out')).toHaveText(available);
    await onDesk(seller.page, 'money-2-payout-asked');
  });

  await test.step('one agrees, and it waits; a second one agrees, and it is sent', async () => {
    const { page } = arbiter;
    const row = page.locator('tbody tr').first();
    await arbiter.go('/platform/payouts');
    await agree(arbiter, '1 / 2 人同意');
    await expect(row.locator('[data-state="requested"]')).toBeVisible();
    await expect(row.getByRole('button', { name: '同意', exact: true })).toHaveCount(0);
    await other.enter(second, '/platform/payouts');
    await agree(other, '2 / 2 人同意');
    await onDesk(other.page, 'money-2-payout-agreed');
    // On the page of the first one, which nobody has read again.
    await expect(row.locator('[data-state="approved"]')).toBeVisible();
    await arbiter.button('打包发送').click();
    const list = page.waitForEvent('download');
    // The sign of the act before may still be leaving that button.
    await arbiter.dialog().getByRole('button', { name: /打包发送$/ }).click();
    expect((await list).suggestedFilename()).toMatch(/\.csv$/);
    await expect(row.locator('[data-state="sent"]')).toBeVisible();
    await theBankHasPaid(arbiter, (await row.getAttribute('data-id')) ?? '');
    await expect(row.locator('[data-state="paid"]')).toBeVisible();
    await onDesk(page, 'money-2-payout-paid');
  });

  await test.step('the channel’s own statement of that day agrees with the books', async () => {
    const { page } = arbiter;
    const file = await gateways.statement('alipay', paid.arrivals[0].at);
    expect(file.toString('utf8')).toContain(paid.id);
    await arbiter.go('/platform/statements/new');
    await expect(page.locator('.ant-select').first()).toContainText('支付宝');
    await page.locator('input[type="file"]').setInputFiles({ name: '业务明细.csv', mimeType: 'text/csv', buffer: file });
    await expect(marked(page, 'take-statement')).toBeEnabled();
    await onDesk(page, 'money-2-statement-preview');
    await arbiter.act(marked(page, 'take-statement'), page.locator('h1', { hasText: /的账单$/ }));
    await expect(page).toHaveURL(/\/platform\/statements\/stm_/);
    await expect(page.locator('.tag.good', { hasText: '一致' })).toBeVisible();
    await expect(page.getByText('差额')).toContainText('¥0.00');
    await expect(page.locator('tr[data-id^="dif_"]')).toHaveCount(0);
    await onDesk(page, 'money-2-reconciled');
  });

  await test.step('the merchant’s statement, on the page and on paper', async () => {
    const { page } = seller;
    await seller.go('/money');
    await expect(marked(page, 'money-available')).toHaveText('¥0.00');
    await onDesk(page, 'money-2-money');
    await onPaper(seller, available);
  });
});

async function agree(who: Person, done: string): Promise<void> {
  const row = who.page.locator('tbody tr').first();
  await row.getByRole('button', { name: '同意', exact: true }).click();
  await who.act(who.dialog().getByRole('button', { name: '同意', exact: true }), row.getByText(done));
}

async function theBankHasPaid(who: Person, payout: string): Promise<void> {
  await who.button('导入银行结果').click();
  await who.dialog().locator('input[type="file"]').setInputFiles({ name: 'bank.csv', mimeType: 'text/csv', buffer: Buffer.from(`${payout},paid\n`) });
  await expect(who.dialog()).toContainText('到账 1 笔，退回 0 笔');
  await who.dialog().getByRole('button', { name: /完成$/ }).click();
}

async function onPaper(who: Person, amount: string): Promise<void> {
  const file = `${screenshots}/money-2-statement.pdf`;
  await who.button('导出').click();
  const saving = who.page.waitForEvent('download');
  await who.page.getByRole('menuitem', { name: '导出 PDF' }).click();
  await (await saving).saveAs(file);
  expect(statSync(file).size).toBeGreaterThan(1_000);
  const text = pagesOf(file);
  if (text === undefined) return;
  for (const words of ['期初余额', '货款结算', '提现', '期末余额', amount.slice(1)]) expect(text).toContain(words);
}
