import { Progress } from 'antd';
import type { PartnerAllocation } from '../../api/model';
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
