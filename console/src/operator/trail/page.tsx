import { Drawer } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { TrailEntry } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { Id, shortId, When } from '../../parts/bits';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { houseWords } from '../house_words';
import { timed } from '../../parts/days';
import { useActList, useActs } from './acts';

/** JSON line by line, anything else as it is. */
function text(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

export default function TrailPage() {
  const t = useWords({ ...common, ...houseWords });
  const act = useActs();
  const acts = useActList();
  const may = useMay();
  const files = useFiles();
  const [opened, setOpened] = useState<TrailEntry>();
  return (
    <Page title={t('trail')} lead={t('trail_lead')}>
      <DataList<TrailEntry>
        name="trail"
        label={t('trail')}
        load={(query) => ok(api.GET('/v1/platform/trail', { params: { query: timed(query) } }))}
        exports={files('/v1/platform/trail/export', may('trail:export'), timed)}
        presets={[{ name: { zh: '导出记录', en: 'Files taken' }, filters: { what: 'list_exported' } }]}
        rowId={(entry) => String(entry.seq)}
        onOpen={setOpened}
        filters={[
          { key: 'q', label: t('trail_search'), kind: 'search' },
          { key: 'what', label: t('what'), kind: 'choice', options: acts },
          { key: 'dates', label: t('at'), kind: 'dates' },
        ]}
        columns={[
          { key: 'what', title: t('what'), main: true, render: (entry) => act(entry.what) },
          { key: 'who', title: t('who'), render: (entry) => <span className="code">{shortId(entry.who)}</span> },
          { key: 'subject', title: t('subject'), render: (entry) => <span className="code">{shortId(entry.subject)}</span> },
          { key: 'reason', title: t('reason'), render: (entry) => entry.reason || '–' },
          { key: 'from', title: t('from'), extra: true, render: (entry) => <span className="code">{entry.from}</span> },
          { key: 'at', title: t('at'), render: (entry) => <When at={entry.at} /> },
        ]}
        empty={{ title: t('trail_empty') }}
      />
      <Drawer open={Boolean(opened)} onClose={() => setOpened(undefined)} size={560} title={t('entry')} styles={{ wrapper: { maxWidth: '100vw' } }}>
        {opened && (
          <div className="stack">
            <dl className="facts">
              <dt>{t('what')}</dt><dd>{act(opened.what)} <span className="code soft">{opened.what}</span></dd>
              <dt>{t('who')}</dt><dd><Id id={opened.who} /></dd>
              <dt>{t('subject')}</dt><dd><Id id={opened.subject} /></dd>
              <dt>{t('reason')}</dt><dd>{opened.reason || '–'}</dd>
              <dt>{t('from')}</dt><dd className="code">{opened.from || '–'}</dd>
              <dt>{t('at')}</dt><dd><When at={opened.at} /></dd>
            </dl>
            {(opened.before || opened.after) && (
              <div className="diff">
                <div><div className="soft small">{t('before')}</div><pre tabIndex={0}>{opened.before ? text(opened.before) : '–'}</pre></div>
                <div><div className="soft small">{t('after')}</div><pre tabIndex={0}>{opened.after ? text(opened.after) : '–'}</pre></div>
              </div>
            )}
          </div>
        )}
      </Drawer>
    </Page>
  );
}
