import { test as base, expect, type BrowserContext, type ConsoleMessage, type Page, type Request } from '@playwright/test';
import { demo, type Demo } from './demo';

export { expect };

/** Playwright's test with the shop's address, its demo data, and an eye on everything the pages do. */
export const test = base.extend<{ demo: Demo; watched: void }>({
  demo: async ({}, use) => use(demo()),
  baseURL: async ({}, use) => use(demo().base_url),
  watched: [
    async ({ context }, use) => {
      const faults = watch(context);
      await use();
      expect(faults, 'console errors and third-party requests').toEqual([]);
    },
    { auto: true },
  ],
});

/** Collects what no page of ours may do. */
export function watch(context: BrowserContext): string[] {
  const faults: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !ownRefusal(message)) faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => faults.push(`script: ${error.error().message}`));
  context.on('request', (request) => {
    if (foreign(request)) faults.push(`request: ${request.url()}`);
  });
  return faults;
}

/** Chromium logs whatever was answered with 4xx as an error; of a page of ours, or of the API to a page, a refusal is an answer. */
function ownRefusal(message: ConsoleMessage): boolean {
  if (!message.text().startsWith('Failed to load resource')) return false;
  const { url } = message.location();
  return url === message.page()?.url() || (new URL(url).pathname.startsWith('/v1/') && /status of 4\d\d/.test(message.text()));
}

function foreign(request: Request): boolean {
  const to = new URL(request.url());
  if (to.protocol === 'data:' || to.protocol === 'blob:') return false;
  if (to.hostname !== '127.0.0.1' && to.hostname !== 'localhost') return true;
  if (request.isNavigationRequest()) return false; // to the gateway and back
  return to.origin !== new URL(request.frame().url()).origin;
}

/** The element that the templates mark for us. */
export function marked(page: Page, name: string) {
  return page.locator(`[data-test="${name}"]`);
}
