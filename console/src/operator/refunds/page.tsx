import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { api, ok } from '../../api/client';
import type { PlatformRefund } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Id, Money, shortId, When } from '../../parts/bits';
import { useFiles } from '../../parts/list/files';
import { DataList } from '../../parts/list/list';
import { Page } from '../../parts/page';
import { common } from '../../words';
import { useChannelNames } from '../channels/names';
import { PaidFor } from '../top_ups/parts';
import { refundWords } from './words';

const states = ['pending', 'ask_by_hand', 'failed', 'succeeded', 'credited', 'charged_back'];
const tones: Record<string, string> = { ask_by_hand: 'wait', failed: 'bad', succeeded: 'good', credited: 'good', pending: 'info', charged_back: 'bad' };
type Verdict = 'arrived' | 'try_again' | 'credit';

/** Money on its way back; where only a person can tell, that person says it here. */
export default function RefundsPage() {
  const t = useWords({ ...common, ...refundWords });
  const code = useCodes(refundWords);
  const say = useSay();
  const may = useMay();
  const files = useFiles();
  const { nameOf } = useChannelNames();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <DataList<PlatformRefund>
        name="refunds"
        label={t('title')}
        load={(query) => ok(api.GET('/v1/platform/refunds', { params: { query } }))}
        rowId={(one) => one.id}
        exports={files('/v1/platform/refunds/export', may('platform:export'))}
        filters={[{ key: 'state', label: t('state'), kind: 'choice', options: states.map((value) => ({ value, label: code(value) })) }]}
        presets={[
          { name: { zh: '待人工核实', en: 'Waits for a person' }, filters: { state: 'ask_by_hand' } },
          { name: { zh: '渠道拒绝', en: 'Refused by the channel' }, filters: { state: 'failed' } },
        ]}
        columns={[
          { key: 'id', title: t('refund'), main: true, render: (one) => <span className="code">{shortId(one.id)}</span> },
          { key: 'state', title: t('state'), render: (one) => <span className={`tag ${tones[one.state] ?? ''}`} data-state={one.state}>{code(one.state)}</span> },
          { key: 'amount', title: t('amount'), align: 'right', render: (one) => <Money of={one.amount} /> },
          { key: 'channel', title: t('channel'), render: (one) => nameOf(one.channel) },
          { key: 'order', title: t('order'), render: (one) => <PaidFor of={one} /> },
          { key: 'merchant', title: t('merchant'), render: (one) => (one.merchant ? say(one.merchant.name) : '–') },
          { key: 'reference', title: t('reference'), extra: true, render: (one) => <span className="code">{one.reference ?? '–'}</span> },
          { key: 'arrival', title: t('arrival'), extra: true, render: (one) => <span className="code">{one.arrival}</span> },
          { key: 'decided', title: t('decided_by'), extra: true, render: (one) => (one.decided_by ? `${one.decided_by}: ${one.reason ?? ''}` : '–') },
          { key: 'at', title: t('created'), render: (one) => <When at={one.created_at} /> },
        ]}
        acts={may('refunds:decide') ? (one) => (one.state === 'ask_by_hand' || one.state === 'failed') && <Decide of={one} /> : undefined}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
    </Page>
  );
}

function Decide({ of }: { of: PlatformRefund }) {
  const t = useWords(refundWords);
  const ask = useAsk();
  const queries = useQueryClient();
  const { nameOf } = useChannelNames();
  const decide = (verdict: Verdict) => ask({
    title: t(`${verdict}_title`), act: t(verdict), danger: verdict !== 'arrived', reason: true, done: t('decided'),
    text: (
      <div className="stack">
        <p>{t(`${verdict}_text`)}</p>
        <dl className="facts">
          <dt>{t('channel')}</dt><dd>{nameOf(of.channel)}</dd>
          <dt>{t('amount')}</dt><dd><Money of={of.amount} /></dd>
          <dt>{t('reference')}</dt><dd>{of.reference ? <Id id={of.reference} /> : <Id id={of.payment} />}</dd>
          <dt>{t('arrival')}</dt><dd className="code">{of.arrival}</dd>
          <dt>{t('tried')}</dt><dd><When at={of.tried_at} /></dd>
        </dl>
      </div>
    ),
    run: async (reason) => {
      await ok(api.POST('/v1/platform/refunds/{id}/decide', { params: { path: { id: of.id } }, body: { verdict, reason } }));
      await Promise.all(['refunds', 'refunds-waiting', 'exceptions'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
  return (
    <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
      <Button size="small" type="primary" onClick={() => decide('arrived')}>{t('arrived')}</Button>
      <Dropdown trigger={['click']} menu={{ items: (['try_again', 'credit'] as const).map((verdict) => ({ key: verdict, label: t(verdict), onClick: () => decide(verdict) })) }}>
        <Button size="small">{t('not_arrived')}</Button>
      </Dropdown>
    </span>
  );
}
