import { Alert } from 'antd';
import { useWords } from '../../i18n';
import { settingWords } from './words';

export interface Outcome {
  code: string;
  /** None where it went well. */
  problem: string | null;
}

/** Only what was filled in and is other than what is kept: the rest is taken from there. */
export function typed(settings: Record<string, string | undefined> | undefined, kept: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(settings ?? {}).flatMap(([name, value]) => (value?.trim() && value !== kept[name] ? [[name, value]] : [])));
}

/** What came of a test, each thing that was tried in its own line. */
export function Told({ outcomes, good, nothing, name }: { outcomes: Outcome[]; good: string; nothing: string; name: (code: string) => string }) {
  const t = useWords(settingWords);
  if (outcomes.length === 0) return <Alert type="info" showIcon title={nothing} />;
  const well = outcomes.every((outcome) => !outcome.problem);
  return (
    <>
      <Alert type={well ? 'success' : 'error'} showIcon title={well ? good : t('test_bad')} data-test={well ? 'test-good' : 'test-bad'} />
      <ul className="checks">
        {outcomes.map((outcome, at) => (
          <li key={at}>
            <span className={outcome.problem ? 'tag bad' : 'tag good'}>{outcome.problem ? '✗' : '✓'}</span>
            <span>{name(outcome.code)}{outcome.problem && <><br /><span className="soft">{outcome.problem}</span></>}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
