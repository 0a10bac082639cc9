import { money } from '../../api/money';
import type { PaymentChannel } from '../../api/model';
import { useCodes, useLanguage, useWords } from '../../i18n';
import { channelWords } from './words';

export const devices = ['desktop', 'mobile', 'wechat', 'alipay'] as const;

/** The currency in which its least and most are, where there is one. */
export const oneCurrency = (chosen: string[], ofKind: string[]): string | undefined => {
  const all = chosen.length > 0 ? chosen : ofKind;
  return all.length === 1 ? all[0] : undefined;
};

export function Amounts({ of }: { of: PaymentChannel }) {
  const t = useWords(channelWords);
  const { language } = useLanguage();
  const currency = of.currencies.length === 1 ? of.currencies[0] : 'CNY';
  const shown = (amount: number | null) => (amount === null || currency === undefined ? '' : money({ amount, currency }, language));
  if (of.min === null && of.max === null) return <span className="soft">{t('any_amount')}</span>;
  if (of.max === null) return <span className="number">{t('from_amount', { min: shown(of.min) })}</span>;
  if (of.min === null) return <span className="number">{t('to_amount', { max: shown(of.max) })}</span>;
  return <span className="number">{t('between', { min: shown(of.min), max: shown(of.max) })}</span>;
}

export function Devices({ of }: { of: PaymentChannel }) {
  const t = useWords(channelWords);
  const code = useCodes(channelWords);
  return <span>{of.devices.length > 0 ? of.devices.map((device) => code(device)).join(' · ') : t('all_devices')}</span>;
}
