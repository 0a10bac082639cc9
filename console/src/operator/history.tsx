import type { Happened } from '../api/model';
import { useCodes, useWords } from '../i18n';
import { Timeline } from '../parts/timeline';
import { operatorWords } from './words';

/** What happened to an application or a merchant: the same moments that the other side sees. */
export function History({ items }: { items: Happened[] }) {
  const t = useWords(operatorWords);
  const code = useCodes(operatorWords);
  const shown = items.map((moment) => {
    const corrections = moment.reasons.map((reason) => t('correction', { field: code(`f_${reason.field}`, reason.field), text: reason.text }));
    const text = [code(`e_${moment.what}`, moment.what), ...corrections, moment.note].filter(Boolean).join('\n');
    return { at: moment.at, kind: moment.what, text: { zh: text, en: text }, by: code(`${moment.by}_side`, moment.by) };
  });
  return <Timeline items={shown} />;
}
