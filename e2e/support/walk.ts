import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { overflow, seriousFaults } from './console';

export type Language = 'zh' | 'en';
export const languages: Language[] = ['zh', 'en'];
const schemes = ['light', 'dark'] as const;
const widths = [1440, 360] as const;

/**
 * Whether axe, which is slow, looks at a page in this dress: in two that share nothing (language, colours, width); with
 * CARDAMOM_WALK=all in all eight.
 */
function looked(language: Language, scheme: (typeof schemes)[number], width: (typeof widths)[number]): boolean {
  const ones = [language === 'en', scheme === 'dark', width === 1440].filter(Boolean).length;
  return process.env.CARDAMOM_WALK === 'all' || ones % 3 === 0;
}

/** What is wrong with the page that is open, in light and dark, wide and on a phone. `ready` waits until it stands. */
export async function look(page: Page, name: string, language: Language, ready: (page: Page) => Promise<void> = async () => undefined): Promise<string[]> {
  const faults: string[] = [];
  for (const width of widths) {
    // What is Chinese is nowhere wider than the same in English.
    if (language === 'zh' && width === 1440 && !schemes.some((scheme) => looked(language, scheme, width))) continue;
    await page.setViewportSize({ width, height: width === 360 ? 760 : 900 });
    for (const colorScheme of schemes) {
      // Nothing is wider for being dark.
      if (colorScheme === 'dark' && !looked(language, colorScheme, width)) continue;
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await ready(page);
      await still(page);
      const say = (what: string) => faults.push(`${name} (${language}, ${colorScheme}, ${width}): ${what}`);
      let beyond = await overflow(page);
      // A table becomes cards a moment after its window became narrow.
      for (let tries = 0; beyond > 0 && tries < 20; tries += 1) {
        await page.waitForTimeout(100);
        beyond = await overflow(page);
      }
      if (beyond > 0) say(`${beyond} px wider than its window`);
      if (looked(language, colorScheme, width)) (await seriousFaults(page)).forEach(say);
    }
  }
  return faults;
}

/** Colours on their way to others are not what anybody reads. */
async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ends = document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
    const late = new Promise((done) => setTimeout(done, 500));
    await Promise.race([late, Promise.all(ends.map((one) => one.finished.catch(() => undefined)))]);
  });
}

export interface ConsolePage {
  path: string;
  role?: string;
}

/** All pages of the console, as its own list has them, so that a new one is walked to as well. */
export function consolePages(): ConsolePage[] {
  const text = readFileSync(new URL('../../console/src/pages.tsx', import.meta.url), 'utf8');
  const entries = text.match(/\{\s*path: '[^']+'[\s\S]*?import\(/g) ?? [];
  const pages = entries.map((entry) => ({ path: /path: '([^']+)'/.exec(entry)?.[1] ?? '', role: /role: '([^']+)'/.exec(entry)?.[1] }));
  // One more than there are entries: the shape of an entry itself.
  if (pages.length < 30 || pages.length !== (text.match(/import\('\.\//g) ?? []).length) throw new Error(`pages.tsx is written otherwise: ${pages.length} pages are read`);
  return pages;
}

/** All addresses at which the shop shows something, as its router has them. */
export function shopAddresses(): string[] {
  const text = readFileSync(new URL('../../crates/storefront/src/router.rs', import.meta.url), 'utf8');
  return [...text.matchAll(/\.route\(\s*"([^"]+)",\s*get\(/g)].map(([, address]) => address);
}
