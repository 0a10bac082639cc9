import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Progress, Result, Skeleton, Steps } from 'antd';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { FirstRun } from '../../api/model';
import { useWords } from '../../i18n';
import { Empty } from '../../parts/empty';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { useNarrow } from '../../parts/narrow';
import { houseWords } from '../house_words';
import { KeysStep, MerchantStep, ProductStep } from './steps';

const codes = ['merchant', 'product', 'keys', 'purchase'] as const;
type Step = (typeof codes)[number];

/** The first that is not done; undefined when all are. */
const stepAt = (run: FirstRun): Step | undefined => codes.find((code) => run.steps.some((step) => step.code === code && !step.done));

/** From an empty shop to a first sale in the sandbox. What is done is known to the server, so one may leave in between. */
export default function WelcomePage() {
  const t = useWords(houseWords);
  const queries = useQueryClient();
  const narrow = useNarrow();
  const { data, isError, error, refetch } = useQuery({
    queryKey: ['first-run'],
    queryFn: () => ok(api.GET('/v1/platform/first-run')),
    // The purchase happens in another tab.
    refetchInterval: (query) => (query.state.data && stepAt(query.state.data) === 'purchase' ? 2_000 : false),
  });
  const after = () => queries.invalidateQueries({ queryKey: ['first-run'] });
  if (isError) return <Page title={t('welcome')} narrow><Trouble error={error} again={() => void refetch()} /></Page>;
  if (!data) return <Page title={t('welcome')} narrow><Skeleton active /></Page>;
  const step = stepAt(data);
  if (!data.open && step !== undefined) {
    return <Page title={t('welcome')} narrow><Card><Empty title={t('closed')} text={t('closed_text')}><Link to="/"><Button type="primary">{t('to_platform')}</Button></Link></Empty></Card></Page>;
  }
  const names = ['operator', ...codes] as const;
  const done = 1 + data.steps.filter((one) => one.done).length;
  return (
    <Page title={t('welcome')} lead={t('welcome_lead')} narrow>
      <div className="stack">
        <div>
          <span className="soft">{t('progress', { n: done, all: names.length })}</span>
          <Progress percent={Math.round((done / names.length) * 100)} showInfo={false} aria-label={t('progress', { n: done, all: names.length })} />
        </div>
        {step === undefined ? (
          <Card><Result status="success" title={t('finished')} subTitle={t('finished_text')} extra={<Link to="/"><Button type="primary">{t('to_platform')}</Button></Link>} /></Card>
        ) : (
          <>
            <Steps size="small" orientation={narrow ? 'vertical' : 'horizontal'} current={names.indexOf(step)} items={names.map((name) => ({ title: t(`s_${name}`) }))} />
            <Card title={t(`s_${step}`)}>
              <p className="soft" style={{ marginBottom: 16 }}>{t(`s_${step}_text`)}</p>
              {step === 'merchant' && <MerchantStep after={after} />}
              {step === 'product' && <ProductStep after={after} />}
              {step === 'keys' && <KeysStep after={after} />}
              {step === 'purchase' && <Purchase url={data.product?.page ?? '/'} />}
            </Card>
          </>
        )}
      </div>
    </Page>
  );
}

function Purchase({ url }: { url: string }) {
  const t = useWords(houseWords);
  return (
    <div className="stack">
      <div><Button type="primary" size="large" href={url} target="_blank" data-test="test-purchase">{t('buy')}</Button></div>
      <p className="soft">{t('buy_wait')}</p>
    </div>
  );
}
