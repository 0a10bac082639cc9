import type { Page } from '@playwright/test';
import { expect, marked, test } from '../support/test';
import { newContact, orderAsGuest, payAtGateway, reveal } from '../support/shop';
import { contrastFaults, markupFaults } from '../support/a11y';

async function inOrder(page: Page, name: string): Promise<void> {
  expect(await page.evaluate(markupFaults), `markup of ${name}`).toEqual([]);
  expect(await page.evaluate(contrastFaults), `contrast of ${name}`).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('the still pages are labelled and legible', async ({ page }) => {
      for (const address of ['/', '/login', '/signup', '/lookup', '/privacy', '/transparency']) {
        await page.goto(address);
        await inOrder(page, address);
      }
    });

    test('the pages on the way to the key are labelled and legible', async ({ page }) => {
      await page.goto('/');
      await marked(page, 'product-card').first().click();
      await inOrder(page, 'the product');
      await orderAsGuest(page, newContact());
      await inOrder(page, 'the payment page');
      await payAtGateway(page);
      await reveal(page);
      await inOrder(page, 'the order');
    });
  });
}

test('the keyboard reaches the goods, and one sees where it is', async ({ page }) => {
  await page.goto('/');
  const seen: string[] = [];
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const style = getComputedStyle(element);
      const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
      return { visible: outlined || style.boxShadow !== 'none', mark: element.getAttribute('data-test') ?? '', html: element.outerHTML.slice(0, 120) };
    });
    if (!focus) break;
    expect(focus.visible, `focus on ${focus.html}`).toBe(true);
    seen.push(focus.mark);
  }
  expect(seen).toContain('product-card');
});

test('the language of the page is said, and changes', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  await page.goto('/lang/en');
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', /^en/);
});

test('the page can be used at 360 pixels with text at double size', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/');
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(wide).toBeLessThanOrEqual(room);
});
