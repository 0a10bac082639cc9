import { CopyOutlined } from '@ant-design/icons';
import { App, Button, Tooltip } from 'antd';
import { useLanguage, useWords, type Language } from '../i18n';
import { money, type Amount } from '../api/money';
import { common } from '../words';
import { shortId } from './short';
import { toneOf, useStates } from './states';

export { shortId };

export function useCopy() {
  const { message } = App.useApp();
  const t = useWords(common);
  return async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      message.success(t('copied'));
    } catch {
      message.warning(t('copy_failed'));
    }
  };
}

/** The short form of an id, with the whole of it to copy. */
export function Id({ id }: { id: string }) {
  const copy = useCopy();
  const t = useWords(common);
  return (
    <span className="id">
      <Tooltip title={id}>
        <span className="code">{shortId(id)}</span>
      </Tooltip>
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined />}
        aria-label={`${t('copy')} ${shortId(id)}`}
        onClick={(event) => {
          event.stopPropagation();
          void copy(id);
        }}
      />
    </span>
  );
}

export function Money({ of }: { of: Amount | null | undefined }) {
  const { language } = useLanguage();
  return of ? <span className="number">{money(of, language)}</span> : <span className="soft">–</span>;
}

const locale = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en-GB');

export function useTime() {
  const { language } = useLanguage();
  const full = new Intl.DateTimeFormat(locale(language), { dateStyle: 'medium', timeStyle: 'medium' });
  const short = new Intl.DateTimeFormat(locale(language), { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });
  const day = new Intl.DateTimeFormat(locale(language), { dateStyle: 'medium' });
  const ago = new Intl.RelativeTimeFormat(locale(language), { numeric: 'auto' });
  return {
    full: (at: string) => full.format(new Date(at)),
    short: (at: string) => short.format(new Date(at)),
    day: (at: string) => day.format(new Date(at)),
    ago: (at: string) => {
      const seconds = (Date.parse(at) - Date.now()) / 1000;
      const steps: [number, Intl.RelativeTimeFormatUnit][] = [[60, 'second'], [3600, 'minute'], [86_400, 'hour'], [86_400 * 30, 'day'], [86_400 * 365, 'month']];
      const sizes = { second: 1, minute: 60, hour: 3600, day: 86_400, month: 86_400 * 30, year: 86_400 * 365 } as Record<string, number>;
      const unit = steps.find(([most]) => Math.abs(seconds) < most)?.[1] ?? 'year';
      return ago.format(Math.round(seconds / (sizes[unit] ?? 1)), unit);
    },
  };
}

/** A moment; the whole of it on hovering. */
export function When({ at, ago }: { at: string | null | undefined; ago?: boolean }) {
  const time = useTime();
  if (!at) return <span className="soft">–</span>;
  return (
    <time dateTime={at} title={time.full(at)} className="number">
      {ago ? time.ago(at) : time.short(at)}
    </time>
  );
}

export function Day({ at }: { at: string | null | undefined }) {
  const time = useTime();
  return at ? <time dateTime={at} className="number">{time.day(at)}</time> : <span className="soft">–</span>;
}

/** A state as a word in its colour. */
export function State({ of }: { of: string }) {
  const say = useStates();
  return <span className={`tag ${toneOf(of)}`} data-state={of}>{say(of)}</span>;
}

export function Thumb({ picture }: { picture: string }) {
  return picture ? <img className="thumb" src={`/pictures/${picture}`} alt="" loading="lazy" width={36} height={36} /> : <span className="thumb" />;
}

export function Yes({ when }: { when: boolean }) {
  const t = useWords(common);
  return <span className={when ? 'tag good' : 'tag'}>{when ? t('yes') : t('no')}</span>;
}

export function useCount() {
  const { language } = useLanguage();
  const format = new Intl.NumberFormat(locale(language));
  return (n: number) => format.format(n);
}
