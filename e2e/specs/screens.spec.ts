import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { demo } from '../support/demo';
import { expect, marked, test } from '../support/test';
import { logIn, newContact, openProduct, orderAsGuest, placeOrder, reveal, startCheckout } from '../support/shop';

const folder = fileURLToPath(new URL('../screenshots', import.meta.url));
const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } };
/** Two dresses that share nothing; every page in more of them is walked to by shop_pages. */
const dresses = [['phone', 'light'], ['desktop', 'dark']] as const;

type Session = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>;

/** The pages that only exist once somebody has bought something. */
interface Visited {
  product: string;
  checkout: string;
  payment: string;
  order: string;
  session: Session;
}

let visited: Visited;

test.beforeAll(async ({ browser }) => {
  visited = await visit(browser);
});

async function visit(browser: Browser): Promise<Visited> {
  const context = await browser.newContext({ baseURL: demo().base_url, locale: 'zh-CN' });
  const page = await context.newPage();
  await openProduct(page);
  const product = page.url();
  await startCheckout(page);
  const checkout = page.url();
  const payment = await orderAsGuest(page, newContact());
  await logIn(page, demo().buyer);
  await startCheckout(page);
  await placeOrder(page, 'wallet', newContact());
  await page.waitForURL(/\/o\//);
  const found = { product, checkout, payment, order: page.url(), session: await context.storageState() };
  await context.close();
  return found;
}

async function shoot(page: Page, name: string): Promise<void> {
  const [wide, room] = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.scrollWidth, root.clientWidth];
  });
  expect(wide, `${name} is wider than the screen`).toBeLessThanOrEqual(room);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

for (const [size, colorScheme] of dresses) {
  test.describe(`${size}, ${colorScheme}`, () => {
    test.use({ viewport: sizes[size], colorScheme });

    test('the pages of a guest fit and are clean', async ({ page }) => {
      const { product, checkout, payment } = visited;
      const pages = { home: '/', product, checkout, payment, login: '/login', signup: '/signup', lookup: '/lookup' };
      for (const [name, address] of Object.entries(pages)) {
        await page.goto(address);
        await shoot(page, `${name}-${size}-${colorScheme}`);
      }
      await page.goto('/lang/en');
      await page.goto('/');
      await shoot(page, `home-en-${size}-${colorScheme}`);
    });

    test('the pages of a buyer fit and are clean', async ({ page, context }) => {
      await context.addCookies(visited.session.cookies);
      await page.goto(visited.order);
      await shoot(page, `order-${size}-${colorScheme}`);
      if (await marked(page, 'key').first().isHidden()) await reveal(page);
      await shoot(page, `order-shown-${size}-${colorScheme}`);
      for (const name of ['wallet', 'orders']) {
        await page.goto(`/me/${name}`);
        await shoot(page, `${name}-${size}-${colorScheme}`);
      }
    });
  });
}
