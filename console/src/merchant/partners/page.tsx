import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { Partner } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { DataList } from '../../parts/list/list';
import { holds, sift } from '../../parts/list/scan';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { Mark, Used, Ways } from './used';
import { partnerWords } from './words';

const marks = ['quiet', 'look', 'abnormal'] as const;

/** Who buys here to sell on, and how that goes. */
export default function PartnersPage() {
  const t = useWords({ ...common, ...partnerWords });
  const prices = useMay()('catalog:read');
  return (
    <Page title={t('title')} lead={t('lead')}>
      <DataList<Partner>
        name="partners"
        label={t('title')}
        load={({ q, mark, state, ...query }) => sift<Partner>(
          () => ok(api.GET('/v1/merchant/partners')),
          (one) => (!mark || one.mark === mark) && (!state || one.frozen === (state === 'frozen')) && holds([one.name, one.label], q),
          query,
        )}
        filters={[
          { key: 'q', label: t('find'), kind: 'search' },
          { key: 'mark', label: t('mark'), kind: 'choice', options: marks.map((value) => ({ value, label: t(`m_${value}`) })) },
          { key: 'state', label: t('state'), kind: 'choice', options: (['on', 'frozen'] as const).map((value) => ({ value, label: t(`s_${value}`) })) },
        ]}
        rowId={(one) => one.user}
        columns={[
          { key: 'partner', title: t('partner'), main: true, render: (one) => <Link className="link" to={`/partners/${one.user}`}>{one.label || one.name}</Link> },
          { key: 'name', title: t('bought_by'), render: (one) => <Ways of={one} /> },
          { key: 'allocations', title: t('allocations'), render: (one) => (one.allocations.length === 0
            ? <span className="soft">{t('no_allocations')}</span>
            : <div className="stack" style={{ gap: 4, minWidth: 160 }}>{one.allocations.map((of) => <Used key={of.code} of={of} />)}</div>) },
          { key: 'mark', title: t('mark'), render: (one) => <Mark of={one.mark} /> },
          { key: 'cases', title: t('cases'), render: (one) => <span className="number">{one.cases}</span> },
          { key: 'state', title: t('state'), render: (one) => <span className={one.frozen ? 'tag bad' : 'tag good'}>{t(one.frozen ? 's_frozen' : 's_on')}</span> },
        ]}
        empty={{
          title: t('empty'),
          text: t('empty_text'),
          action: <span className="row">{prices && <Link className="link" to="/prices?tab=lists">{t('to_prices')}</Link>}<Link className="link" to="/docking">{t('to_docking')}</Link></span>,
        }}
      />
    </Page>
  );
}
