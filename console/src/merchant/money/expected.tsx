import { money } from '../../api/money';
import type { MerchantMoney } from '../../api/model';
import { useLanguage, useWords } from '../../i18n';
import { Card } from '../../parts/page';
import { moneyWords } from './words';

/** What is held, by the day on which it is released; the most is a full bar. */
export function Expected({ of }: { of: MerchantMoney }) {
  const t = useWords(moneyWords);
  const { language } = useLanguage();
  const most = Math.max(1, ...of.expected.map((one) => one.amount.amount));
  return (
    <Card title={t('expected')}>
      <p className="soft small">{of.expected.length === 0 ? t('expected_none') : t('expected_text')}</p>
      <div className="stack" style={{ gap: 12 }}>
        {of.expected.map((one) => (
          <div key={`${one.day ?? ''} ${one.amount.currency}`}>
            <div className="row between">
              <span>{one.day ?? <span className="tag wait">{t('frozen')}</span>}</span>
              <span className="number">{money(one.amount, language)}</span>
            </div>
            <div className="bar" aria-hidden="true"><i style={{ width: `${(one.amount.amount / most) * 100}%` }} /></div>
          </div>
        ))}
      </div>
    </Card>
  );
}
