import { Link, useNavigate } from 'react-router';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { Fulfilment } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { useCount } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import type { Query } from '../../parts/list/types';
import { Page } from '../../parts/page';
import { Deadline, FulfilmentState, Takes, useNow } from './parts';
import { openFirst } from './progress';
import { fulfilmentWords } from './words';

const list = (query: Query) => ok(api.GET('/v1/fulfilments', { params: { query } }));

/** What suppliers have to credit, and have credited: what is open stands in front. */
export default function FulfilmentsPage() {
  const t = useWords(fulfilmentWords);
  const say = useSay();
  const count = useCount();
  const go = useNavigate();
  const now = useNow(5_000);
  const { fresh } = useLive();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <DataList<Fulfilment>
        name="fulfilments"
        label={t('title')}
        load={(query) => (query.state ? list(query) : openFirst<Fulfilment>(list, query))}
        rowId={(one) => one.order}
        fresh={fresh}
        onOpen={(one) => void go(`/fulfilments/${one.order}`)}
        filters={[{ key: 'state', label: t('state'), kind: 'choice', options: (['open', 'credited', 'given_back'] as const).map((value) => ({ value, label: t(`f_${value}`) })) }]}
        presets={[{ name: { zh: '充值中', en: 'Being credited' }, filters: { state: 'open' } }]}
        columns={[
          { key: 'goods', title: t('goods'), main: true, render: (one) => <span>{say(one.sku_name)}{one.quantity > 1 && <span className="soft"> × {count(one.quantity)}</span>}</span> },
          { key: 'account', title: t('account'), render: (one) => <span className="code">{one.account}</span> },
          { key: 'state', title: t('state'), render: (one) => <FulfilmentState of={one.state} /> },
          { key: 'supplier', title: t('supplier'), render: (one) => (one.supplier_name ? one.supplier_name : <span className="soft">{t('supplier_none')}</span>) },
          { key: 'waits', title: t('waits'), render: (one) => <Takes of={one} now={now} /> },
          { key: 'deadline', title: t('deadline'), render: (one) => <Deadline of={one} now={now} /> },
          { key: 'order', title: t('order'), render: (one) => <Link className="link" to={`/orders?open=${one.order}`}>{t('to_order')}</Link> },
        ]}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
    </Page>
  );
}
