import { defineConfig } from '@playwright/test';
import { chromium } from './support/chromium';

const root = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  globalSetup: './support/setup.ts',
  reporter: [['list'], ['./support/closing.ts']],
  forbidOnly: Boolean(process.env.CI),
  // Other tests run beside these.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // One shop, one address, two cores: side by side the specs would run into the shop's own limits.
  workers: 1,
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // What moves is waited for before it is pressed.
    contextOptions: { reducedMotion: 'reduce' },
    // A trace films every page: as much work again as the page itself. `make e2e ARGS='--trace on'` makes one.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium(),
      args: [
        ...(root ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
