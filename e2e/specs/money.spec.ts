import { mkdirSync } from 'node:fs';
import { Clock } from '../support/clock';
import { openDispute } from '../support/dispute';
import { Gateways, type GatewayPayment } from '../support/gateways';
import { lookAtKey, newest, payByCode, payByLink, Scene, telephone, until, type Person } from '../support/money';
import { onDesk, onTelephones, screenshots } from '../support/pictures';
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
    // All times and limits are those that the program comes with.
    const server = new Server(clock.environment);
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
