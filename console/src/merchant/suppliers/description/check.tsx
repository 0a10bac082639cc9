import { Button, Form, type FormInstance } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import formExample from '../../../../../docs/suppliers/examples/md5-form.toml?raw';
import jsonExample from '../../../../../docs/suppliers/examples/hmac-json.toml?raw';
import { api, ok, quietly } from '../../../api/client';
import { useSay, useWords } from '../../../i18n';
import { lineOf, span } from './lines';
import { descriptionWords } from './words';

export interface Fault {
  path: string;
  zh: string;
  en: string;
}

/** How long nobody has typed, before it is looked at, in milliseconds. */
const pause = 500;

/** The value as it was when nobody had typed for a while. */
function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const later = setTimeout(() => settle(value), pause);
    return () => clearTimeout(later);
  }, [value]);
  return settled;
}

/** All that is wrong with a description, while it is written. */
export function DescriptionCheck({ kind, field, form }: { kind: string; field: string; form: FormInstance }) {
  const t = useWords(descriptionWords);
  const text = Form.useWatch<string | undefined>(['settings', field], form) ?? '';
  const settled = useSettled(text);
  const told = useQuery({
    queryKey: ['supplier-explain', kind, settled],
    queryFn: () => ok(api.POST('/v1/suppliers/explain', { body: { kind, description: settled }, ...quietly })),
    enabled: settled.trim() !== '',
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
  const start = (example: string) => {
    form.setFieldValue(['settings', field], example);
    void form.validateFields([['settings', field]]).catch(() => undefined);
    mark(field, example, 1);
  };
  if (!text.trim()) {
    return (
      <div className="stack" style={{ gap: 6, margin: '-12px 0 20px' }}>
        <span className="soft small">{t('start')}</span>
        <div className="row">
          <Button size="small" onClick={() => start(formExample)} data-test="example-form">{t('start_form')}</Button>
          <Button size="small" onClick={() => start(jsonExample)} data-test="example-json">{t('start_json')}</Button>
        </div>
      </div>
    );
  }
  const faults = settled === text ? told.data?.faults : undefined;
  return (
    <div style={{ margin: '-12px 0 20px' }} aria-live="polite" data-test="description-check">
      {faults?.length === 0 && <span className="tag good">{t('check_good')}</span>}
      {faults && faults.length > 0 && (
        <div className="stack" style={{ gap: 8 }}>
          <span><span className="tag bad">{t('check_bad', { n: faults.length })}</span></span>
          <Faults faults={faults} text={text} field={field} />
        </div>
      )}
    </div>
  );
}

/** Each with its place; where that is a line, it leads there. */
export function Faults({ faults, text, field }: { faults: Fault[]; text: string; field: string }) {
  const t = useWords(descriptionWords);
  const say = useSay();
  return (
    <ul className="checks" data-test="description-faults">
      {faults.map((fault, nth) => {
        const line = lineOf(text, fault.path);
        const named = fault.path && !fault.path.startsWith('line ');
        return (
          <li key={nth}>
            {line ? (
              <button type="button" className="link number" aria-label={t('check_go', { n: line })} onClick={() => mark(field, text, line)}>{t('check_line', { n: line })}</button>
            ) : (
              <span className="soft">{named ? '' : t('check_whole')}</span>
            )}
            <span>{named && <><span className="code">{fault.path}</span><br /></>}{say(fault)}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Puts the cursor there. */
function mark(field: string, text: string, line: number): void {
  const area = document.getElementById(`settings_${field}`);
  if (!(area instanceof HTMLTextAreaElement)) return;
  // A text that was put in just now stands there only once it is drawn.
  requestAnimationFrame(() => {
    area.focus();
    area.setSelectionRange(...span(text, line));
    const rows = text.split('\n').length;
    area.scrollTop = Math.max(0, (area.scrollHeight / rows) * (line - 4));
  });
}
