import { Skeleton, Tabs } from 'antd';
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
  const shown = tabs.find((tab) => tab.key === address.get('tab'))?.key ?? 'campaigns';
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Tabs items={tabs.map((tab) => ({ ...tab, children: <Suspense fallback={<Skeleton active />}>{tab.children}</Suspense> }))} activeKey={shown} onChange={(tab) => go({ tab }, { replace: true })} destroyOnHidden />
    </Page>
  );
}
