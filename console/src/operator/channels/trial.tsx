import { Alert, Button, type FormInstance } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { fieldOf, Problem } from '../../api/problem';
import type { ChannelTest, PaymentChannel } from '../../api/model';
import { useCodes, useLanguage, useWords } from '../../i18n';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { channelWords } from './words';

/** Tries what stands in the form; what is kept and not typed anew is taken from the channel. Nothing is saved. */
export function Trial({ kind, channel, form }: { kind: string; channel?: PaymentChannel; form: FormInstance }) {
  const t = useWords(channelWords);
  const { language } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<ChannelTest>();
  const [fault, setFault] = useState<unknown>();
  const run = async () => {
    setBusy(true);
    setTold(undefined);
    setFault(undefined);
    try {
      const settings = typed(form.getFieldValue('settings'), channel?.settings);
      setTold(await ok(api.POST('/v1/platform/channel-tests', { body: { kind, code: channel?.code ?? null, settings } })));
    } catch (why) {
      for (const { pointer, detail, zh } of Problem.from(why).errors) form.setFields([{ name: fieldOf(pointer), errors: [language === 'zh' ? zh ?? detail : detail] }]);
      setFault(why);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t('test_title')} extra={<Button onClick={() => void run()} loading={busy} data-test="test-channel">{t('test')}</Button>}>
      <div className="stack" style={{ gap: 10 }} aria-live="polite">
        <p className="soft">{t('test_lead')}</p>
        {fault !== undefined && <Trouble error={fault} />}
        {told && <Told of={told} />}
      </div>
    </Card>
  );
}

/** Only what was filled in and is other than what is kept: the rest is taken from there. */
export function typed(settings: Record<string, string | undefined> | undefined, kept: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(settings ?? {}).flatMap(([name, value]) => (value?.trim() && value !== kept[name] ? [[name, value]] : [])));
}

function Told({ of }: { of: ChannelTest }) {
  const t = useWords(channelWords);
  const code = useCodes(channelWords);
  if (of.checks.length === 0) return <Alert type="info" showIcon title={t('test_nothing')} />;
  return (
    <>
      <Alert type={of.ok ? 'success' : 'error'} showIcon title={of.ok ? t('test_good') : t('test_bad')} data-test={of.ok ? 'test-good' : 'test-bad'} />
      <ul className="checks">
        {of.checks.map((check, at) => (
          <li key={at}>
            <span className={check.ok ? 'tag good' : 'tag bad'}>{check.ok ? '✓' : '✗'}</span>
            <span>{code(`c_${check.code}`, check.code)}{check.problem && <><br /><span className="soft">{check.problem}</span></>}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
