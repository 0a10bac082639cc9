import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Download, Page } from '@playwright/test';
import { contrastFaults, markupFaults } from '../support/a11y';
import { enterConsole, settled } from '../support/console';
import type { Demo } from '../support/demo';
import { Identities } from '../support/provider';
import { Server } from '../support/server';
import { logIn, newContact, placeOrder, startCheckout } from '../support/shop';
import { MailSink } from '../support/sink';
import { Telephones } from '../support/telephones';
import { expect, marked, test as base } from '../support/test';
import { look } from '../support/walk';

const folder = fileURLToPath(new URL('../screenshots', import.meta.url));

const mail = new MailSink();
const identities = new Identities();
const telephones = new Telephones();

/** A shop with a name (passkeys need one), a provider, a mail server, and somebody who sends short messages. */
const test = base.extend<{ demo: Demo }, { place: Demo }>({
  place: [
    async ({}, use) => {
      const server = await open();
      try {
        await use(await server.start());
        await server.stop();
        server.audit();
      } finally {
        identities.stop();
        mail.stop();
        telephones.stop();
        server.remove();
      }
    },
    { scope: 'worker' },
  ],
  demo: async ({ place }, use) => use(place),
  baseURL: async ({ place }, use) => use(place.base_url),
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

async function open(): Promise<Server> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  await identities.start(`${url}/login/with/company/back`);
  const company = `{ kind = "oidc", code = "company", name_zh = "公司账号", name_en = "Company", issuer = "${identities.issuer}", client_id = "${identities.client.id}", client_secret = "${identities.client.secret}" }`;
  const settings = {
    CARDAMOM_SERVER__BASE_URL: url,
    CARDAMOM_MAIL__DELIVER: 'smtp',
    CARDAMOM_MAIL__SMTP_HOST: '127.0.0.1',
    CARDAMOM_MAIL__SMTP_PORT: String(await mail.start()),
    CARDAMOM_MAIL__SMTP_SECURITY: 'none',
    CARDAMOM_MAIL__FROM: 'shop@example.com',
    CARDAMOM_LOGIN__PROVIDERS: `[${company}]`,
    CARDAMOM_SMS__DELIVER: 'aliyun',
    CARDAMOM_SMS__ENDPOINT: await telephones.start(),
    CARDAMOM_SMS__ACCESS_KEY: telephones.account.key,
    CARDAMOM_SMS__ACCESS_SECRET: telephones.account.secret,
    CARDAMOM_SMS__SIGN_NAME: telephones.account.sign,
    CARDAMOM_SMS__CODE_TEMPLATE: telephones.account.template,
  };
  return new Server(settings, `127.0.0.1:${port}`);
}

async function inOrder(page: Page, name: string): Promise<void> {
  expect(await page.evaluate(markupFaults), `markup of ${name}`).toEqual([]);
  expect(await page.evaluate(contrastFaults), `contrast of ${name}`).toEqual([]);
  expect(await look(page, name, 'zh')).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: `${folder}/${name}-phone.png`, fullPage: true });
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Chromium's own authenticator: it holds passkeys and says that its user was there. */
async function authenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

async function logOut(page: Page): Promise<void> {
  await page.goto('/');
  await page.locator('form[action="/logout"] button').click();
}

test('a buyer adds a passkey and logs in with it, without saying who they are', async ({ page, demo }) => {
  await authenticator(page);
  await logIn(page, demo.buyer);
  await page.goto('/me/account');
  await inOrder(page, 'account');
  await page.locator('#passkey-name').fill('e2e');
  await marked(page, 'passkey-add').click();
  await expect(page).toHaveURL(/done=passkey_added/);
  await expect(marked(page, 'passkeys').locator('input[name="name"]')).toHaveValue('e2e');

  await logOut(page);
  await page.goto('/login?next=/me/wallet');
  await inOrder(page, 'login-ways');
  await marked(page, 'passkey-login').click();
  await expect(page).toHaveURL(/:\d+\/me\/wallet/);

  // By password alone they are not let in any more; the passkey is the second factor.
  await logOut(page);
  await page.goto('/login?next=/me/wallet');
  const form = page.locator('form:has(input[type="password"])');
  await form.locator('input[name="email"]').fill(demo.buyer.email);
  await form.locator('input[name="password"]').fill(demo.buyer.password);
  await form.locator('button[type="submit"]').click();
  await expect(page).toHaveURL(/\/login\/second/);
  await inOrder(page, 'second');
  await marked(page, 'passkey-prove').click();
  await expect(page).toHaveURL(/:\d+\/me\/wallet/);

  await page.goto('/me/account');
  await marked(page, 'passkeys').locator('form[action$="/remove"] button').click();
  await expect(page).toHaveURL(/done=passkey_removed/);
});

async function atProvider(page: Page, name: string): Promise<void> {
  await page.waitForURL(/\/interaction\//);
  await page.locator('input[name="name"]').fill(name);
  await page.locator('button').click();
}

test('a company account makes a buyer, who is known the next time', async ({ page }) => {
  await page.goto('/login?next=/me/orders');
  await marked(page, 'login-with-company').click();
  await atProvider(page, 'mei-verified');
  await expect(page).toHaveURL(/\/login\/stranger\//);
  await inOrder(page, 'stranger');
  await marked(page, 'welcome-stranger').click();
  await expect(page).toHaveURL(/:\d+\/me\/orders/);
  await page.goto('/me/account');
  await expect(page.locator('main')).toContainText('mei-verified@example.com');

  await logOut(page);
  await page.context().clearCookies();
  await page.goto('/login?next=/me/orders');
  await marked(page, 'login-with-company').click();
  await atProvider(page, 'mei-verified');
  await expect(page).toHaveURL(/:\d+\/me\/orders/);
});

test('a code by mail logs in, and links what the provider vouches for', async ({ page }) => {
  const address = 'li-verified@example.com';
  await page.goto('/login');
  await marked(page, 'code-login').click();
  await inOrder(page, 'code');
  await page.locator('input[name="contact"]').fill(address);
  await marked(page, 'code-send').click();
  const [, code] = await mail.letter(address, /(?<!\d)(\d{6})(?!\d)/);
  await page.locator('input[name="code"]').fill(code);
  await marked(page, 'code-check').click();
  await expect(page).toHaveURL(/:\d+\/me\/orders/);

  // The provider vouches for the same address: that alone opens no account.
  await logOut(page);
  await page.goto('/login');
  await marked(page, 'login-with-company').click();
  await atProvider(page, 'li-verified');
  await expect(page).toHaveURL(/\/login\/stranger\//);
  await expect(marked(page, 'welcome-stranger')).toHaveCount(0);
});

test('a code by short message makes a buyer without an address', async ({ page }) => {
  await page.goto('/login/code?next=/me/account');
  await page.locator('input[name="contact"]').fill('138 0013 8765');
  await marked(page, 'code-send').click();
  await page.locator('input[name="code"]').fill(await telephones.code('13800138765'));
  await marked(page, 'code-check').click();
  await expect(page).toHaveURL(/:\d+\/me\/account/);
  await expect(page.locator('main')).toContainText('13800138765');
});

/** What the list's menu saves under that word. */
async function taken(page: Page, as: string): Promise<Download> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出', exact: true }).click();
  await page.getByRole('menuitem', { name: as }).click();
  return download;
}

test('the staff come into the console by a passkey, take their orders along, and let somebody in', async ({ page, browser, demo }) => {
  const shop = await browser.newContext({ baseURL: demo.base_url, locale: 'zh-CN' });
  const buyer = await shop.newPage();
  const contact = newContact();
  await startCheckout(buyer);
  await placeOrder(buyer, 'sandbox', contact);
  await shop.close();

  await authenticator(page);
  await enterConsole(page, demo.merchant, '/account');
  await settled(page);
  await page.getByLabel('名称，例如').fill('e2e office');
  await page.getByRole('button', { name: '添加通行密钥' }).click();
  await expect(page.getByText('e2e office')).toBeVisible();

  await page.context().clearCookies();
  await page.goto('/console/login?to=%2Forders');
  await page.getByRole('button', { name: '用通行密钥登录' }).click();
  await expect(page).toHaveURL(/\/console\/orders$/);
  await settled(page);
  await expect(page.locator('tbody tr')).not.toHaveCount(0);

  // A passkey is both factors: nothing more is asked for before a file goes out.
  const csv = await taken(page, '导出 CSV');
  expect(csv.suggestedFilename()).toMatch(/^orders-\d{4}-\d{2}-\d{2}\.csv$/);
  const text = readFileSync(await csv.path(), 'utf8');
  expect(text.startsWith('\ufeff订单号,')).toBe(true);
  expect(text).toContain(contact);
  const xlsx = await taken(page, '导出 Excel');
  expect(xlsx.suggestedFilename()).toMatch(/\.xlsx$/);
  expect(readFileSync(await xlsx.path()).subarray(0, 2).toString()).toBe('PK');

  await page.goto('/console/staff');
  await settled(page);
  await page.getByRole('button', { name: '邀请', exact: true }).click();
  const dialog = page.locator('.ant-modal:visible').last();
  await dialog.getByLabel('邮箱').fill('colleague@example.com');
  await dialog.getByRole('button', { name: '邀请', exact: true }).click();
  const [, link] = await mail.letter('colleague@example.com', /(http\S+\/join\/\S+)/);
  const house = await browser.newContext({ locale: 'zh-CN' });
  const colleague = await house.newPage();
  await colleague.goto(link);
  await inOrder(colleague, 'join');
  await house.close();
});
