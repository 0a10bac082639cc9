import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { api, ok } from '../../api/client';
import { useLive } from '../../api/live';
import type { Authorisation } from '../../api/model';
import { useWords } from '../../i18n';
import { AuthorisationDrawer } from '../../merchant/authorisations/drawer';
import { authorisationStates, Left } from '../../merchant/authorisations/page';
import { useBrandNames } from '../../merchant/products/parts';
import { authorisationWords } from '../../merchant/authorisations/words';
import { useAsk } from '../../parts/ask';
import { Day, State } from '../../parts/bits';
import { useOpened } from '../../parts/filters';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { useStates } from '../../parts/states';
import { common } from '../../words';
import { useMerchantNames } from '../merchants/names';

export default function ReviewAuthorisationsPage() {
  const t = useWords({ ...common, ...authorisationWords });
  const brand = useBrandNames();
  const merchant = useMerchantNames();
  const state = useStates();
  const ask = useAsk();
  const queries = useQueryClient();
  const { fresh } = useLive();
  const [opened, open] = useOpened();
  const decide = (one: Authorisation, verb: 'approve' | 'return' | 'revoke') => ask({
    title: t(`${verb}_title`), text: verb === 'revoke' ? t('revoke_text') : undefined, act: t(verb), danger: verb !== 'approve', reason: true,
    run: async (reason) => {
      await ok(api.POST(`/v1/platform/authorisations/{id}/${verb}`, { params: { path: { id: one.id } }, body: { reason } }));
      await Promise.all(['platform-authorisations', 'queue'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
  return (
    <Page title={t('queue')} lead={t('queue_lead')}>
      <DataList<Authorisation>
        name="platform-authorisations"
        label={t('queue')}
        load={(query) => ok(api.GET('/v1/platform/authorisations', { params: { query } }))}
        rowId={(one) => one.id}
        fresh={fresh}
        onOpen={(one) => open(one.id)}
        filters={[{ key: 'state', label: t('state'), kind: 'choice', options: authorisationStates.map((value) => ({ value, label: state(value) })) }]}
        columns={[
          { key: 'brand', title: t('brand'), main: true, render: (one) => brand(one.brand) },
          { key: 'merchant', title: t('merchant'), render: (one) => merchant(one.merchant) },
          { key: 'state', title: t('state'), render: (one) => <State of={one.state} /> },
          { key: 'period', title: t('period'), render: (one) => <><Day at={one.valid_from} /> – <Day at={one.valid_to} /> <Left one={one} /></> },
        ]}
        empty={{ title: t('queue_empty') }}
      />
      <AuthorisationDrawer
        list="platform-authorisations"
        merchant={merchant}
        id={opened}
        close={() => open()}
        acts={(one) => (
          <div className="row">
            {one.state === 'submitted' && <Button type="primary" onClick={() => decide(one, 'approve')}>{t('approve')}</Button>}
            {one.state === 'submitted' && <Button onClick={() => decide(one, 'return')}>{t('return')}</Button>}
            {one.state === 'approved' && <Button danger onClick={() => decide(one, 'revoke')}>{t('revoke')}</Button>}
          </div>
        )}
      />
    </Page>
  );
}
