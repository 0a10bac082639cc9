import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { Authorisation } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Day, State } from '../../parts/bits';
import { useOpened } from '../../parts/filters';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { useBrandNames } from '../products/parts';
import { AuthorisationDrawer } from './drawer';
import { authorisationWords } from './words';

export const authorisationStates = ['submitted', 'approved', 'returned', 'expired', 'revoked', 'withdrawn'];

export default function AuthorisationsPage() {
  const t = useWords({ ...common, ...authorisationWords });
  const brand = useBrandNames();
  const state = useStates();
  const may = useMay();
  const ask = useAsk();
  const queries = useQueryClient();
  const [opened, open] = useOpened();
  const write = may('authorisations:write');
  const add = write && <Link to="/authorisations/new"><Button type="primary">{t('new')}</Button></Link>;
  const withdraw = (one: Authorisation) => ask({ title: t('withdraw_title'), text: t('withdraw_text'), act: t('withdraw'), danger: true, run: async () => {
    await ok(api.POST('/v1/merchant/authorisations/{id}/withdraw', { params: { path: { id: one.id } } }));
    await queries.invalidateQueries({ queryKey: ['authorisations'] });
  } });
  return (
    <Page title={t('title')} lead={t('lead')} acts={add}>
      <DataList<Authorisation>
        name="authorisations"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/merchant/authorisations', { params: { query } }))}
        rowId={(one) => one.id}
        onOpen={(one) => open(one.id)}
        filters={[{ key: 'state', label: t('state'), kind: 'choice', options: authorisationStates.map((value) => ({ value, label: state(value) })) }]}
        columns={[
          { key: 'brand', title: t('brand'), main: true, render: (one) => brand(one.brand) },
          { key: 'state', title: t('state'), render: (one) => <State of={one.state} /> },
          { key: 'period', title: t('period'), render: (one) => <><Day at={one.valid_from} /> – <Day at={one.valid_to} /></> },
          { key: 'left', title: '', render: (one) => <Left one={one} /> },
          { key: 'channels', title: t('channels'), render: (one) => one.channels.map((code) => (code === 'api' ? t('api') : t('store'))).join(' · ') },
          { key: 'territory', title: t('territory'), extra: true, render: (one) => one.territory.join(', ') },
        ]}
        acts={write ? (one) => ['submitted', 'approved'].includes(one.state) && <Button size="small" onClick={() => withdraw(one)}>{t('withdraw')}</Button> : undefined}
        empty={{ title: t('empty'), text: t('empty_text'), action: add }}
      />
      <AuthorisationDrawer list="authorisations" id={opened} close={() => open()} />
    </Page>
  );
}

export function Left({ one }: { one: Authorisation }) {
  const t = useWords(authorisationWords);
  if (one.state !== 'approved') return null;
  const days = Math.max(0, Math.ceil((Date.parse(one.valid_to) - Date.now()) / 86_400_000));
  return <span className={days <= 30 ? 'tag wait' : 'soft'}>{t('days', { n: days })}</span>;
}
