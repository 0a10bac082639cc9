import { describe, expect, it } from 'vitest';

type Pairs = Record<string, readonly [string, string]>;
const files = import.meta.glob<Record<string, Pairs>>(['./**/words.ts', './**/*_words.ts', './problems.ts', './parts/states.ts', './operator/trail/acts.ts'], { eager: true });
const all = Object.entries(files).flatMap(([file, exported]) =>
  Object.values(exported).filter((value) => typeof value === 'object').flatMap((pairs) => Object.entries(pairs).map(([key, pair]) => ({ file, key, pair }))),
);
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

/** Names and units that stay what they are in Chinese. */
const known = /\b(MD5|JSON|HMAC|HTTP|POST|callback|paid|failed|cards\.example\.com|KB|CSV|Excel|API|PDF|PNG|JPEG|MB|HTTPS|UTF-8|ERP|CN|Ctrl|K|QQ|Chinese|apply|http|https|pictures|slug|category|title_zh|title_en|sku_code|sku_name_zh|sku_name_en|price|currency|txt|csv|xlsx|n|most|name|bad|why|q|id|address|reason|created|changed|unchanged|field|text|names|all)\b/g;

describe('words', () => {
  it('are many', () => expect(all.length).toBeGreaterThan(500));

  it('stand in both languages', () => {
    for (const { file, key, pair } of all) {
      expect(pair.length, `${file} ${key}`).toBe(2);
      for (const text of pair) expect(text.trim(), `${file} ${key}`).not.toBe('');
    }
  });

  it('have the same places to fill', () => {
    for (const { file, key, pair } of all) expect(places(pair[1]), `${file} ${key}`).toEqual(places(pair[0]));
  });

  it('are Chinese in Chinese', () => {
    const odd = all.filter(({ pair }) => /[A-Za-z]{2,}/.test(pair[0].replace(known, '').replace(/\{\w+\}/g, '')));
    expect(odd.map(({ file, key, pair }) => `${file} ${key}: ${pair[0]}`)).toEqual([]);
    const text = (pair: readonly [string, string]) => pair[1].replace(/\{\w+\}/g, '');
    const bare = all.filter(({ pair }) => !/[\u4e00-\u9fff]/.test(pair[0]) && /[a-z]{3,}/.test(text(pair)));
    expect(bare.map(({ file, key }) => `${file} ${key}`)).toEqual([]);
  });

  it('are English in English', () => {
    const odd = all.filter(({ key, pair }) => /[\u4e00-\u9fff]/.test(pair[1]) && key !== 'language');
    expect(odd.map(({ file, key }) => `${file} ${key}`)).toEqual([]);
  });
});
