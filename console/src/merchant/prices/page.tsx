import { Tabs } from 'antd';
import { useSearchParams } from 'react-router';
import { useMay } from '../../api/session';
import { useWords } from '../../i18n';
import { Page } from '../../parts/page';
import { Campaigns } from './campaigns';
import { Coupons } from './coupons';
import { Explain } from './explain';
import { Levels } from './levels';
import { Lists } from './lists';
import { Members } from './members';
import { Tiers } from './tiers';
import { priceWords } from './words';

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
      <Tabs items={tabs} activeKey={shown} onChange={(tab) => go({ tab }, { replace: true })} destroyOnHidden />
    </Page>
  );
}
