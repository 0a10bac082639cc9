import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { PriceRule } from '../../api/model';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { useTime } from '../../parts/bits';
import { Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { Changes } from './changes';
import { MarketPrices } from './market';
import { RuleForm } from './rule_form';
import { Rules } from './rules';
import { priceWords } from './words';

/** Rules by which prices follow costs and the market, and what waits for a person. */
export default function PricesPage() {
  const t = useWords({ ...common, ...priceWords });
  const write = useMay()('catalog:write');
  const [editing, setEditing] = useState<PriceRule | 'new'>();
  const make = write && <Button type="primary" onClick={() => setEditing('new')} data-test="new-price-rule">{t('new_rule')}</Button>;
  return (
    <Page title={t('title')} lead={t('lead')} acts={make}>
      <Switch write={write} />
      <h2 style={{ fontSize: 15 }}>{t('rules')}</h2>
      <p className="soft" style={{ marginBottom: 8 }}>{t('rules_lead')}</p>
      <Rules write={write} edit={setEditing} make={make} />
      <h2 style={{ fontSize: 15, margin: '24px 0 8px' }}>{t('changes')}</h2>
      <Changes write={write} />
      <MarketPrices write={write} />
      {editing && <RuleForm rule={editing === 'new' ? undefined : editing} close={() => setEditing(undefined)} />}
    </Page>
  );
}

/** Whether rules are at work, and the way to stop them all. */
function Switch({ write }: { write: boolean }) {
  const t = useWords(priceWords);
  const time = useTime();
  const ask = useAsk();
  const queries = useQueryClient();
  const { data, error } = useQuery({ queryKey: ['price-stop'], queryFn: () => ok(api.GET('/v1/merchant/price-stop')) });
  if (error) return <Trouble error={error} />;
  if (!data) return null;
  const again = () => Promise.all(['price-stop', 'price-changes', 'offers'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  const stop = () => ask({
    title: t('stop_title'),
    text: t('stop_text'),
    act: t('stop'),
    danger: true,
    reason: true,
    run: async (reason) => {
      await ok(api.PUT('/v1/merchant/price-stop', { body: { reason } }));
      await again();
    },
    done: t('stop_done'),
  });
  const goOn = () => ask({
    title: t('go_on'),
    act: t('go_on'),
    run: async () => {
      await ok(api.DELETE('/v1/merchant/price-stop'));
      await again();
    },
    done: t('go_on_done'),
  });
  const act = write && (data.stopped
    ? <Button size="small" onClick={goOn} data-test="resume-prices">{t('go_on')}</Button>
    : <Button size="small" danger onClick={stop} data-test="stop-prices">{t('stop')}</Button>);
  const held = data.held > 0 ? t('held_some', { n: data.held }) : t('held_none');
  const stopped = data.stopped_by_platform ? t('stopped_platform') : t('stopped', { reason: data.reason ?? '' });
  const off = data.stopped || data.stopped_by_platform;
  return (
    <Alert
      type={off ? 'warning' : 'info'}
      showIcon
      title={off ? stopped : t('running')}
      description={off && data.at ? `${t('stopped_by', { by: data.by ?? '', time: time.ago(data.at) })} · ${held}` : held}
      action={act}
      style={{ marginBottom: 16 }}
    />
  );
}
