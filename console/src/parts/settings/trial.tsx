import { Button, type FormInstance } from 'antd';
import { useState, type ReactNode } from 'react';
import { fieldOf, Problem } from '../../api/problem';
import { useLanguage, useWords } from '../../i18n';
import { Card } from '../page';
import { Trouble } from '../trouble';
import { type Outcome, Told, typed } from './told';
import { settingWords } from './words';

interface TrialProps {
  form: FormInstance;
  /** What is kept, as far as it may be seen. */
  kept?: Record<string, string>;
  ask: (settings: Record<string, string>) => Promise<Outcome[]>;
  words: { title: string; act: string; lead: string; nothing: string };
  /** What each thing is called that was tried. */
  name: (code: string) => string;
  trouble?: (error: unknown) => ReactNode;
  mark: string;
}

/** Tries what stands in the form; what is kept and not typed anew is taken from there. Nothing is saved. */
export function Trial({ form, kept, ask, words, name, trouble = (error) => <Trouble error={error} />, mark }: TrialProps) {
  const t = useWords(settingWords);
  const { language } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<Outcome[]>();
  const [fault, setFault] = useState<unknown>();
  const run = async () => {
    setBusy(true);
    setTold(undefined);
    setFault(undefined);
    try {
      setTold(await ask(typed(form.getFieldValue('settings'), kept)));
    } catch (why) {
      for (const { pointer, detail, zh } of Problem.from(why).errors) form.setFields([{ name: fieldOf(pointer), errors: [language === 'zh' ? zh ?? detail : detail] }]);
      setFault(why);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={words.title} extra={<Button onClick={() => void run()} loading={busy} data-test={mark}>{words.act}</Button>}>
      <div className="stack" style={{ gap: 10 }} aria-live="polite">
        <p className="soft">{words.lead}</p>
        {fault !== undefined && trouble(fault)}
        {told && <Told outcomes={told} good={t('test_good')} nothing={words.nothing} name={name} />}
      </div>
    </Card>
  );
}
