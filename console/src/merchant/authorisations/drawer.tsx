import { Drawer } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Authorisation, List } from '../../api/model';
import { useWords } from '../../i18n';
import { percent } from '../../api/money';
import { Day, Money, State } from '../../parts/bits';
import { DocumentLinks } from '../../parts/documents';
import { useBrandNames } from '../products/parts';
import { authorisationWords } from './words';

/** What it says, out of the list that stands behind it; merchant and reviewer look at the same. */
export function AuthorisationDrawer({ list, id, close, acts, merchant }: { list: string; id?: string; close: () => void; acts?: (one: Authorisation) => ReactNode; merchant?: (id: string) => string }) {
  const t = useWords(authorisationWords);
  const queries = useQueryClient();
  const pages = queries.getQueriesData<{ pages?: List<Authorisation>[] }>({ queryKey: [list] }).flatMap(([, data]) => data?.pages ?? []);
  const one = pages.flatMap((page) => page.items).find((row) => row.id === id);
  return (
    <Drawer open={Boolean(one)} onClose={close} size={560} title={t('title')} destroyOnHidden styles={{ wrapper: { maxWidth: '100vw' } }}>
      {one && <div className="stack"><Facts one={one} merchant={merchant} />{acts?.(one)}</div>}
    </Drawer>
  );
}

function Facts({ one, merchant }: { one: Authorisation; merchant?: (id: string) => string }) {
  const t = useWords(authorisationWords);
  const brand = useBrandNames();
  return (
    <dl className="facts">
      <dt>{t('brand')}</dt><dd><strong>{brand(one.brand)}</strong> <State of={one.state} /></dd>
      {merchant && <><dt>{t('merchant')}</dt><dd>{merchant(one.merchant)}</dd></>}
      <dt>{t('period')}</dt><dd><Day at={one.valid_from} /> – <Day at={one.valid_to} /></dd>
      <dt>{t('territory')}</dt><dd>{one.territory.join(', ') || '–'}</dd>
      <dt>{t('channels')}</dt><dd>{one.channels.map((code) => (code === 'api' ? t('api') : t('store'))).join(' · ')}</dd>
      <dt>{t('minimum_price')}</dt><dd><Money of={one.minimum_price} /></dd>
      {one.cost_basis_bps !== null && <><dt>{t('cost_basis')}</dt><dd>{percent(one.cost_basis_bps)}</dd></>}
      <dt>{t('chain')}</dt>
      <dd><ol style={{ paddingLeft: 18 }}>{one.chain.map((link) => <li key={`${link.from} ${link.to}`}>{link.from} → {link.to}</li>)}</ol></dd>
      {one.reason && <><dt>{t('reason')}</dt><dd>{one.reason}</dd></>}
      <dt>{t('documents')}</dt><dd><DocumentLinks ids={one.documents} /></dd>
    </dl>
  );
}
