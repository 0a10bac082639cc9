import { Button, Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { Page } from '../../parts/page';
import { Campaigns } from './campaigns';
import { priceWords } from './words';

/** Each tab is loaded when it is opened: only the first one comes with the page. */
const Coupons = lazy(async () => ({ default: (await import('./coupons')).Coupons }));
const Explain = lazy(async () => ({ default: (await import('./explain')).Explain }));
const Levels = lazy(async () => ({ default: (await import('./levels')).Levels }));
const Lists = lazy(async () => ({ default: (await import('./lists')).Lists }));
const Members = lazy(async () => ({ default: (await import('./members')).Members }));
const Tiers = lazy(async () => ({ default: (await import('./tiers')).Tiers }));

/** What buyers pay instead of the offers' prices: a tab for each kind of rule, and what comes of them together. */
export default function PricesPage() {
  const t = useWords(priceWords);
  const write = useMay()('catalog:write');
  const [address, go] = useSearchParams();
  const tabs = [
    { key: 'campaigns', label: t('t_campaigns'), children: <Campaigns /> },
    { key: 'coupons', label: t('t_coupons'), children: <Coupons /> },
    { key: 'tiers', label: t('t_tiers'), children: <Tiers /> },
    { key: 'levels', label: t('t_levels'), children: <Levels /> },
    { key: 'members', label: t('t_members'), children: <Members /> },
    { key: 'lists', label: t('t_lists'), children: <Lists /> },
    ...(write ? [{ key: 'explain', label: t('t_explain'), children: <Explain /> }] : []),
  ];
  const shown = tabs.find((tab) => tab.key === address.get('tab')) ?? tabs[0];
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className="row" role="group" aria-label={t('title')} style={{ flexWrap: 'wrap', gap: 8, marginBottom: 16 }}>
        {tabs.map(({ key, label }) => (
          <Button key={key} type={key === shown?.key ? 'primary' : 'default'} aria-pressed={key === shown?.key} onClick={() => go({ tab: key }, { replace: true })}>{label}</Button>
        ))}
      </div>
      <Suspense fallback={<Skeleton active />}>{shown?.children}</Suspense>
    </Page>
  );
}
