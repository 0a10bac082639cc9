import type { UseQueryResult } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { type Bilingual, useSay, useWords } from '../../i18n';
import { Card, Page } from '../page';
import { Trouble } from '../trouble';
import { settingWords } from './words';

interface Kind {
  code: string;
  name: Bilingual;
}

interface EditProps<K extends Kind, T extends { kind: string }> {
  kinds: UseQueryResult<{ items: K[] }>;
  /** The one that is changed; null: a new one. */
  id: string | null;
  one: UseQueryResult<T>;
  title: (known?: T) => string;
  lead: string;
  back: (known?: T) => { to: string; text: string };
  /** What is said of a kind, each in its line. */
  told: (kind: K) => string[];
  /** Where this page is. */
  here: string;
  children: (kind: K, known?: T) => ReactNode;
}

/** One that is known, a new one of a kind, or the kinds to choose from. */
export function EditPage<K extends Kind, T extends { kind: string }>({ kinds, id, one, title, lead, back, told, here, children }: EditProps<K, T>) {
  const [search] = useSearchParams();
  const wanted = search.get('kind');
  const fault = kinds.error ?? one.error;
  const known = id ? one.data : undefined;
  const kind = kinds.data?.items.find((each) => each.code === (known ? known.kind : wanted));
  const waits = !kinds.data || (id && !known);
  const { to, text } = back(known);
  return (
    <Page title={title(known)} lead={known || kind ? undefined : lead} narrow acts={<Link to={to}>{text}</Link>}>
      {fault && <Trouble error={fault} again={() => void Promise.all([kinds.refetch(), one.refetch()])} />}
      {!fault && waits && <Skeleton active paragraph={{ rows: 8 }} />}
      {!fault && !waits && kind && children(kind, known)}
      {!fault && !waits && !kind && <Kinds all={kinds.data?.items ?? []} told={told} here={here} />}
    </Page>
  );
}

function Kinds<K extends Kind>({ all, told, here }: { all: K[]; told: (kind: K) => string[]; here: string }) {
  const t = useWords(settingWords);
  const say = useSay();
  return (
    <div className="grid">
      {all.map((kind) => (
        <Card key={kind.code} title={say(kind.name)}>
          <div className="stack" style={{ gap: 6 }}>
            {told(kind).map((line) => <span key={line} className="soft small">{line}</span>)}
            <Link to={`${here}?kind=${kind.code}`} aria-label={`${t('choose')} ${say(kind.name)}`} data-test={`kind-${kind.code}`}>{t('choose')}</Link>
          </div>
        </Card>
      ))}
    </div>
  );
}
