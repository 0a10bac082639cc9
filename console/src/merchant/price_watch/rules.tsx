import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { api, ok } from '../../api/client';
import type { PriceRule } from '../../api/model';
import { money, percent } from '../../api/money';
import { useLanguage, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { When } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { common } from '../../words';
import { priceWords } from './words';

/** In words: how a rule makes a price. */
export function useHow() {
  const t = useWords(priceWords);
  const { language } = useLanguage();
  return (rule: PriceRule) => {
    const says = [t('added', { rate: percent(rule.add_bps) })];
    if (rule.add_minor > 0) says.push(t('added_more', { amount: money({ amount: rule.add_minor, currency: rule.currency }, language) }));
    if (rule.band) says.push(t('near', { source: rule.band.source, rate: percent(rule.band.bps) }));
    if (rule.rounding !== 'none') says.push(t(`r_${rule.rounding as 'nine' | 'ninety_nine' | 'whole'}`));
    return says.join(' · ');
  };
}

export function Rules({ write, edit, make }: { write: boolean; edit: (rule: PriceRule) => void; make: ReactNode }) {
  const t = useWords({ ...common, ...priceWords });
  const how = useHow();
  const ask = useAsk();
  const queries = useQueryClient();
  const remove = (rule: PriceRule) => ask({
    title: t('remove_title', { name: rule.name }),
    text: t('remove_text'),
    act: t('remove'),
    danger: true,
    run: async () => {
      await ok(api.DELETE('/v1/merchant/price-rules/{id}', { params: { path: { id: rule.id } } }));
      await queries.invalidateQueries({ queryKey: ['price-rules'] });
    },
    done: t('removed'),
  });
  const scope = (rule: PriceRule) => (rule.scope === 'all' ? t('s_all') : rule.target_name);
  return (
    <DataList<PriceRule>
      name="price-rules"
      label={t('rules')}
      load={() => ok(api.GET('/v1/merchant/price-rules'))}
      rowId={(rule) => rule.id}
      columns={[
        { key: 'name', title: t('name'), main: true, render: (rule) => rule.name },
        { key: 'scope', title: t('scope'), render: scope },
        { key: 'currency', title: t('currency'), extra: true, render: (rule) => rule.currency },
        { key: 'how', title: t('how'), render: how },
        { key: 'state', title: t('state'), render: (rule) => <span className={rule.on ? 'tag good' : 'tag'}>{t(rule.on ? 'on' : 'off')}</span> },
        { key: 'at', title: t('at'), extra: true, render: (rule) => <When at={rule.changed_at} /> },
      ]}
      acts={write ? (rule) => (
        <span className="row" style={{ gap: 6 }}>
          <Button size="small" onClick={() => edit(rule)}>{t('edit_rule')}</Button>
          <Button size="small" danger onClick={() => remove(rule)}>{t('remove')}</Button>
        </span>
      ) : undefined}
      empty={{ title: t('rules_empty'), text: t('rules_empty_text'), action: make }}
    />
  );
}
