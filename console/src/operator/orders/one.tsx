import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { api, ok } from '../../api/client';
import { useCodes, useSay, useWords } from '../../i18n';
import { Goods } from '../../merchant/orders/parts';
import { orderWords } from '../../merchant/orders/words';
import { Id, Money, State, When } from '../../parts/bits';
import { DocumentLinks } from '../../parts/documents';
import { OrderMoneyPart } from '../../parts/order_money';
import { orderState } from '../../parts/states';
import { Timeline } from '../../parts/timeline';
import { Trouble } from '../../parts/trouble';
import { RecordChargeback } from '../disputes/record';
import { operatorWords } from '../words';

/** One order of any merchant, with where its goods came from and where its money is. */
export default function OneOrder({ id }: { id: string }) {
  const t = useWords({ ...orderWords, ...operatorWords });
  const code = useCodes(orderWords);
  const say = useSay();
  const path = { id };
  const order = useQuery({ queryKey: ['order', id], queryFn: () => ok(api.GET('/v1/platform/orders/{id}', { params: { path } })) });
  const timeline = useQuery({ queryKey: ['order', id, 'timeline'], queryFn: () => ok(api.GET('/v1/platform/orders/{id}/timeline', { params: { path } })), retry: false });
  const papers = useQuery({ queryKey: ['order', id, 'papers'], queryFn: () => ok(api.GET('/v1/platform/orders/{id}/papers', { params: { path } })), retry: false });
  if (order.isError) return <Trouble error={order.error} again={() => void order.refetch()} />;
  if (!order.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const one = order.data;
  return (
    <div className="stack">
      <div className="row between"><Id id={id} /><State of={orderState(one.state)} /></div>
      <dl className="facts">
        <dt>{t('merchant')}</dt><dd>{say(one.merchant.name)}</dd>
        <dt>{t('placed')}</dt><dd><When at={one.created_at} /></dd>
        {one.contact && <><dt>{t('contact')}</dt><dd>{one.contact}</dd></>}
        <dt>{t('goods')}</dt><dd><Goods order={one} /></dd>
        <dt>{t('total')}</dt><dd><strong><Money of={one.total} /></strong></dd>
        <dt>{t('fee')}</dt><dd><Money of={one.fee} /></dd>
        <dt>{t('pay')}</dt><dd>{code(one.pay)}</dd>
      </dl>
      {papers.data && papers.data.items.length > 0 && (
        <section aria-label={t('papers_title')}>
          <h3>{t('papers_title')}</h3>
          {papers.data.items.map(({ line, batch }) => (
            <dl className="facts" key={`${line} ${batch.id}`}>
              <dt>{t('papers_batch')}</dt><dd><Id id={batch.id} /></dd>
              <dt>{t('papers_supplier')}</dt><dd>{batch.supplier} <span className="soft">{batch.reference}</span></dd>
              <dt>{t('papers_authorisation')}</dt><dd>{batch.authorisation ? <Id id={batch.authorisation} /> : '–'}</dd>
              <dt>{t('papers_contract')}</dt><dd>{batch.contract ? <>{batch.contract.contract} <span className="soft">{batch.contract.signed_on}</span>{batch.contract.document && <DocumentLinks ids={[batch.contract.document]} />}</> : '–'}</dd>
            </dl>
          ))}
        </section>
      )}
      {one.state === 'delivered' && <OrderMoneyPart id={id} side="operator" />}
      {one.state === 'delivered' && one.pay !== 'wallet' && <div><RecordChargeback order={id} total={one.total} /></div>}
      {timeline.data && <Timeline items={timeline.data.items} />}
    </div>
  );
}
