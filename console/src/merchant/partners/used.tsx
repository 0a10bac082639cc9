import { Progress } from 'antd';
import type { Partner, PartnerAllocation } from '../../api/model';
import { useCodes, useSay, useWords } from '../../i18n';
import { useCount } from '../../parts/bits';
import { partnerWords } from './words';

/** How much of it is used, in whole per cent; of nothing, all. */
export const percentOf = ({ used, units }: { used: number; units: number }) => (units <= 0 ? 100 : Math.min(100, Math.floor((used * 100) / units)));

export const toneOfMark = (mark: string | null) => (mark === 'abnormal' ? 'tag bad' : mark === 'look' ? 'tag wait' : mark === 'quiet' ? 'tag good' : 'tag');

export function Mark({ of }: { of: string | null }) {
  const code = useCodes(partnerWords);
  return <span className={toneOfMark(of)}>{code(`m_${of ?? 'none'}`)}</span>;
}

/** An allocation with a bar that says how much of it is used. */
export function Used({ of }: { of: PartnerAllocation }) {
  const t = useWords(partnerWords);
  const code = useCodes(partnerWords);
  const say = useSay();
  const count = useCount();
  const percent = percentOf(of);
  const name = say(of.name) || of.code;
  return (
    <div style={{ minWidth: 0 }}>
      <div className="small">{name} · {code(`per_${of.period}`)} <span className="number">{count(of.used)} / {count(of.units)}</span>{!of.holds && <span className="soft"> · {t('not_now')}</span>}</div>
      <Progress
        percent={percent}
        size="small"
        showInfo={false}
        status={percent >= 100 ? 'exception' : 'normal'}
        aria-label={t('used_of', { name, used: of.used, units: of.units })}
      />
    </div>
  );
}

/** Their account, and what they have of this merchant. */
export function Ways({ of }: { of: Partner }) {
  const t = useWords(partnerWords);
  const ways = [
    of.price_lists.length > 0 && t('n_lists', { n: of.price_lists.length }),
    of.docking_keys > 0 && t('n_docks', { n: of.docking_keys }),
  ].filter(Boolean);
  return <span>{of.label && <>{of.name}<br /></>}<span className="soft small">{ways.length > 0 ? ways.join(' · ') : t('by_program')}</span></span>;
}
