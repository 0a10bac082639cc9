import { App, Button } from 'antd';
import { useState } from 'react';
import { useWords } from '../../i18n';
import { useProblemText } from '../trouble';
import type { BulkAct } from './types';
import { listWords } from './words';

/** What can be done to all that is chosen. */
export function Bulk<T>({ acts, rows, clear, after }: { acts: BulkAct<T>[]; rows: T[]; clear: () => void; after: () => void }) {
  const t = useWords(listWords);
  const text = useProblemText();
  const { message } = App.useApp();
  const [busy, setBusy] = useState<string>();
  const run = async (act: BulkAct<T>) => {
    const fitting = rows.filter((row) => act.fits?.(row) ?? true);
    if (act.open) return act.open(fitting);
    setBusy(act.key);
    let n = 0;
    const refused: string[] = [];
    for (const row of fitting) {
      try {
        await act.run?.(row);
        n += 1;
      } catch (error) {
        refused.push(text(error));
      }
    }
    setBusy(undefined);
    if (refused.length > 0) message.warning(t('bulk_some', { n, bad: refused.length, why: [...new Set(refused)].join(' ') }), 8);
    else message.success(t('bulk_done', { n }));
    clear();
    after();
  };
  return (
    <div className="bulk" role="region" aria-label={t('chosen', { n: rows.length })}>
      <strong>{t('chosen', { n: rows.length })}</strong>
      {acts.map((act) => (
        <Button key={act.key} size="small" danger={act.danger} loading={busy === act.key} disabled={!rows.some((row) => act.fits?.(row) ?? true)} onClick={() => void run(act)}>
          {act.label}
        </Button>
      ))}
      <Button size="small" type="text" onClick={clear}>{t('unchoose')}</Button>
    </div>
  );
}
