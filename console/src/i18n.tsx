import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';

export type Language = 'zh' | 'en';

/** Each text once, in Chinese and in English, so that neither language can lack one. */
export type Words = Readonly<Record<string, readonly [zh: string, en: string]>>;

/** A text that comes from the server in both languages. */
export interface Bilingual {
  zh: string;
  en: string;
}

export const words = <const W extends Words>(all: W): W => all;

/** Puts `{name}` in its place. */
export function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

interface Spoken {
  language: Language;
  speak: (language: Language) => void;
}

const Context = createContext<Spoken>({ language: 'zh', speak: () => undefined });
const place = 'cardamom.language';

function first(): Language {
  const stored = localStorage.getItem(place);
  if (stored === 'zh' || stored === 'en') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function Speaking({ children, initial }: { children: ReactNode; initial?: Language }) {
  const [language, setLanguage] = useState<Language>(() => initial ?? first());
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  const speak = useCallback((next: Language) => {
    localStorage.setItem(place, next);
    setLanguage(next);
  }, []);
  const value = useMemo(() => ({ language, speak }), [language, speak]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export const useLanguage = () => useContext(Context);

/** `const t = useWords(words)`, then `t('title')` or `t('shown', { n: 3 })`. */
export function useWords<W extends Words>(all: W) {
  const { language } = useLanguage();
  return useCallback(
    (key: keyof W & string, values?: Record<string, string | number>): string => {
      const pair = all[key];
      return pair ? fill(pair[language === 'zh' ? 0 : 1], values) : key;
    },
    [all, language],
  );
}

/** A code of the server in words; a code that is newer than this console is shown as it is. */
export function useCodes<W extends Words>(all: W) {
  const { language } = useLanguage();
  return useCallback(
    (code: string, other?: string): string => all[code]?.[language === 'zh' ? 0 : 1] ?? other ?? code.replaceAll('_', ' '),
    [all, language],
  );
}

/** Shows a text of the server in the language of the page, or in the other where there is none. */
export function useSay() {
  const { language } = useLanguage();
  return useCallback(
    (text?: Partial<Bilingual> | null): string => (language === 'zh' ? text?.zh || text?.en : text?.en || text?.zh) ?? '',
    [language],
  );
}
