import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { api, ok } from '../../api/client';
import type { Supplier } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { Day } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { holds, sift } from '../../parts/list/scan';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { lastMoment } from './figures';
import { ContractTag, DepositBar, HealthTag, Score, StateTag, useKinds } from './parts';
import { supplyWrite } from './scopes';
import { Weights } from './weights';
import { supplierWords } from './words';

/** Who credits goods for this merchant, and how each of them does. */
export default function SuppliersPage() {
  const t = useWords({ ...common, ...supplierWords });
  const say = useSay();
  const may = useMay();
  const go = useNavigate();
  const queries = useQueryClient();
  const kinds = useKinds();
  const kindOf = (supplier: Supplier) => say(kinds.data?.items.find((kind) => kind.code === supplier.kind)?.name) || supplier.kind;
  const connect = may(supplyWrite) && <Link to="/suppliers/edit"><Button type="primary" data-test="connect-supplier">{t('new')}</Button></Link>;
  return (
    <Page title={t('title')} lead={t('lead')} acts={<><Button onClick={() => void queries.invalidateQueries({ queryKey: ['suppliers'] })}>{t('refresh')}</Button>{connect}</>}>
      <DataList<Supplier>
        name="suppliers"
        label={t('title')}
        load={({ q, state, ...query }) => sift<Supplier>(
          () => ok(api.GET('/v1/suppliers')),
          (one) => (state ? one.state === state : one.state !== 'retired') && holds([one.name, one.contract, kindOf(one)], q),
          query,
        )}
        rowId={(one) => one.id}
        onOpen={(one) => void go(`/suppliers/${one.id}`)}
        filters={[
          { key: 'q', label: t('find'), kind: 'search' },
          { key: 'state', label: t('state'), kind: 'choice', options: (['on', 'off', 'retired'] as const).map((value) => ({ value, label: t(`s_${value}`) })) },
        ]}
        presets={[{ name: { zh: '已归档', en: 'Retired' }, filters: { state: 'retired' } }]}
        columns={[
          { key: 'name', title: t('name'), main: true, render: (one) => one.name },
          { key: 'kind', title: t('kind'), render: (one) => kindOf(one) },
          { key: 'state', title: t('state'), render: (one) => <StateTag of={one.state} /> },
          { key: 'health', title: t('health'), render: (one) => <HealthTag of={one} /> },
          { key: 'deposit', title: t('deposit'), render: (one) => <DepositBar of={one} /> },
          { key: 'score', title: t('score'), render: (one) => <Score of={one} /> },
          { key: 'contract', title: t('contract_until'), render: (one) => <span className="row" style={{ gap: 6 }}><Day at={lastMoment(one.contract_until)} /><ContractTag until={one.contract_until} /></span> },
        ]}
        empty={{ title: t('empty'), text: t('empty_text'), action: connect }}
      />
      <div style={{ marginTop: 16 }}><Weights /></div>
    </Page>
  );
}
