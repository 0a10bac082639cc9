import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Progress, Result, Skeleton, Steps } from 'antd';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { FirstRun } from '../../api/model';
import { useWords } from '../../i18n';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { useNarrow } from '../../parts/narrow';
import { houseWords } from '../house_words';
import { KeysStep, MerchantStep, ProductStep } from './steps';

const steps = ['operator', 'merchant', 'product', 'keys', 'purchase'] as const;

/** From an empty shop to a first sale in the sandbox. What is done is known to the server, so one may leave in between. */
export default function WelcomePage() {
  const t = useWords(houseWords);
  const queries = useQueryClient();
  const narrow = useNarrow();
  const { data, isError, error, refetch } = useQuery({
    queryKey: ['first-run'],
    queryFn: () => ok<FirstRun>(api.GET('/v1/platform/first-run')),
    // The purchase happens in another tab.
    refetchInterval: (query) => (query.state.data?.keys && !query.state.data.purchase ? 2_000 : false),
  });
  const after = () => queries.invalidateQueries({ queryKey: ['first-run'] });
  if (isError) return <Page title={t('welcome')} narrow><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('welcome')} narrow><Skeleton active /></Page>;
  const at = steps.findIndex((step) => !data[step]);
  const done = steps.filter((step) => data[step]).length;
  return (
    <Page title={t('welcome')} lead={t('welcome_lead')} narrow>
      <div className="stack">
        <div>
          <span className="soft">{t('progress', { n: done })}</span>
          <Progress percent={done * 20} showInfo={false} aria-label={t('progress', { n: done })} />
        </div>
        {at < 0 ? (
          <Card><Result status="success" title={t('finished')} subTitle={t('finished_text')} extra={<Link to="/"><Button type="primary">{t('to_platform')}</Button></Link>} /></Card>
        ) : (
          <>
            <Steps size="small" orientation={narrow ? 'vertical' : 'horizontal'} current={at} items={steps.map((step) => ({ title: t(`s_${step}`) }))} />
            <Card title={t(`s_${steps[at] ?? 'merchant'}`)}>
              <p className="soft" style={{ marginBottom: 16 }}>{t(`s_${steps[at] ?? 'merchant'}_text`)}</p>
              {steps[at] === 'merchant' && <MerchantStep after={after} />}
              {steps[at] === 'product' && <ProductStep after={after} />}
              {steps[at] === 'keys' && <KeysStep after={after} />}
              {steps[at] === 'purchase' && <Purchase url={data.product_url} />}
            </Card>
          </>
        )}
      </div>
    </Page>
  );
}

function Purchase({ url }: { url: string | null }) {
  const t = useWords(houseWords);
  return (
    <div className="stack">
      <div><Button type="primary" size="large" href={url ?? '/'} target="_blank" data-test="test-purchase">{t('buy')}</Button></div>
      <p className="soft">{t('buy_wait')}</p>
    </div>
  );
}
