import { useLanguage, useWords } from '../../i18n';
import type { Query } from './types';
import { listWords } from './words';

/** A list as files: the same filters, another address. Gives nothing where somebody may not export. */
export function useFiles() {
  const t = useWords(listWords);
  const { language } = useLanguage();
  return (path: string, may: boolean, asked: (query: Query) => Query = (query) => query, formats: readonly ('csv' | 'xlsx' | 'pdf')[] = ['csv', 'xlsx']) => {
    if (!may) return undefined;
    return (query: Query) =>
      formats.map((format) => {
        const params = new URLSearchParams({ format, language });
        for (const [key, value] of Object.entries(asked(query))) if (value !== undefined && value !== '') params.set(key, String(value));
        return { label: t(format), href: `${path}?${params.toString()}` };
      });
  };
}
