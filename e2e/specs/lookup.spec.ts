import { expect, marked, test } from '../support/test';
import { newContact, orderAsGuest, payAtGateway, reveal } from '../support/shop';

test('an order is found again by contact and query code, and by nothing less', async ({ page, browser, baseURL }) => {
  const contact = newContact();
  await orderAsGuest(page, contact);
  await payAtGateway(page);
  const order = page.url();
  const code = (await marked(page, 'query-code').innerText()).trim();

  const elsewhere = await browser.newPage({ baseURL, locale: 'zh-CN' });
  await elsewhere.goto('/lookup');
  await elsewhere.locator('[name="contact"]').fill(contact);
  await elsewhere.locator('[name="code"]').fill('0000000000');
  await marked(elsewhere, 'lookup').click();
  await expect(elsewhere.getByRole('alert')).toBeVisible();
  await expect(elsewhere).toHaveURL(/\/lookup/);

  await elsewhere.goto('/lookup');
  await elsewhere.locator('[name="contact"]').fill(contact);
  await elsewhere.locator('[name="code"]').fill(code);
  await marked(elsewhere, 'lookup').click();
  await elsewhere.waitForURL(/\/o\//);
  expect(new URL(elsewhere.url()).pathname).toBe(new URL(order).pathname);
  await reveal(elsewhere);
  await elsewhere.close();
});
