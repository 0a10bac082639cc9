import { Button, type FormInstance } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import { fieldOf, Problem } from '../../api/problem';
import type { ChannelTest, PaymentChannel } from '../../api/model';
import { useCodes, useLanguage, useWords } from '../../i18n';
import { Card } from '../../parts/page';
import { Told, typed } from '../../parts/settings/told';
import { Trouble } from '../../parts/trouble';
import { channelWords } from './words';

/** Tries what stands in the form; what is kept and not typed anew is taken from the channel. Nothing is saved. */
export function Trial({ kind, channel, form }: { kind: string; channel?: PaymentChannel; form: FormInstance }) {
  const t = useWords(channelWords);
  const code = useCodes(channelWords);
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
        {told && <Told outcomes={told.checks} good={t('test_good')} nothing={t('test_nothing')} name={(of) => code(`c_${of}`, of)} />}
      </div>
    </Card>
  );
}
