import type { Browser, BrowserContextOptions, Locator, Page } from '@playwright/test';
import type { Clock } from './clock';
import { asked, enterConsole, prove, proving, settled } from './console';
import type { Login } from './demo';
import type { GatewayPayment, Gateways } from './gateways';
import { newContact, placeOrder, reveal, startCheckout } from './shop';
import { expect, marked, watch } from './test';

/** Who does what from the payment to the payout; the spec only says in which order. */

export const telephone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';

/** Everybody who takes part, each with a browser of their own, and the time of day of all of them and of the shop. */
export class Scene {
  private readonly people: Person[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly clock: Clock,
    private readonly baseURL: string,
  ) {}

  async come(name: string, options: BrowserContextOptions = {}): Promise<Person> {
    const desk = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1280, height: 860 } };
    const context = await this.browser.newContext({ baseURL: this.baseURL, ...desk, ...options });
    const person = new Person(await context.newPage(), watch(context), name, () => this.clock.now());
    this.people.push(person);
    return person;
  }

  async later(hours: number): Promise<void> {
    this.clock.forward(hours);
    for (const { page } of this.people) await page.context().clock.setFixedTime(this.clock.now());
  }

  /** Everybody goes; what their pages did that no page may do. */
  async end(): Promise<string[]> {
    for (const { page } of this.people) await page.context().close();
    return this.people.flatMap(({ faults }) => faults);
  }
}

export class Person {
  constructor(
    readonly page: Page,
    readonly faults: string[],
    private readonly name: string,
    private readonly now: () => number,
  ) {}

  /** Through the console's door to one of its pages. */
  async enter(who: Login, path: string): Promise<void> {
    await enterConsole(this.page, who, path);
    await this.ready();
  }

  /** To another page of the console. */
  async go(path: string): Promise<void> {
    await this.page.goto(`/console${path}`);
    await this.ready();
  }

  /** Presses it, and proves who it is where the console asks. */
  async act(button: Locator, done: Locator): Promise<void> {
    await proving(this.page, this.name, button, done, this.now);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Of the dialogs the one on top, which stands last. */
  dialog(): Locator {
    return this.page.locator('.ant-modal:visible').last();
  }

  private async ready(): Promise<void> {
    if (await asked(this.page)) await prove(this.page, this.name, this.now);
    await settled(this.page);
  }
}

/** Pays what stands on the gateway's page. */
async function press(gateway: Page): Promise<void> {
  await gateway.locator('form button.main').click();
  await expect(gateway.locator('form button.main')).toHaveCount(0);
}

/** A guest buys, scans the QR code with another telephone, pays there, and the page that waits shows the order by itself. */
export async function payByCode(page: Page, gateways: Gateways): Promise<void> {
  await startCheckout(page);
  await placeOrder(page, 'alipay', newContact());
  await expect(page.locator('.qr svg')).toBeVisible();
  const payment = await newest(gateways, 'alipay');
  const other = await page.context().newPage();
  await other.goto(`${gateways.address}/pay/alipay/${payment.id}`);
  await press(other);
  await other.close();
  await page.waitForURL(/\/o\//, { timeout: 30_000 });
}

/** A guest buys on a telephone and is led to the gateway's page and back. */
export async function payByLink(page: Page, channel: string): Promise<void> {
  await startCheckout(page);
  await placeOrder(page, channel, newContact());
  await expect(page).toHaveURL(/\/pay\//);
  const payment = page.url();
  await marked(page, 'pay-link').click();
  await press(page);
  await page.goto(payment);
  await page.waitForURL(/\/o\//, { timeout: 30_000 });
}

/** The payment that was opened last at that gateway, as its own book has it. */
export async function newest(gateways: Gateways, gateway: string): Promise<GatewayPayment> {
  const payment = (await gateways.payments(gateway)).at(-1);
  if (!payment) throw new Error(`${gateway} knows no payment`);
  return payment;
}

/** Looks at the key, so that it cannot simply be taken back; gives the order's address. */
export async function lookAtKey(page: Page): Promise<string> {
  await reveal(page);
  return new URL(page.url()).pathname;
}

/** Reads a page of the shop again and again until it says so. */
export async function until(page: Page, address: string, says: Locator, what: RegExp): Promise<void> {
  await expect(async () => {
    await page.goto(address);
    await expect(says).toHaveText(what, { timeout: 1_000 });
  }).toPass({ timeout: 30_000, intervals: [500] });
}
