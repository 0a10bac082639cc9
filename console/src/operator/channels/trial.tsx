import type { FormInstance } from 'antd';
import { api, ok } from '../../api/client';
import type { PaymentChannel } from '../../api/model';
import { useCodes, useWords } from '../../i18n';
import { Trial } from '../../parts/settings/trial';
import { channelWords } from './words';

/** Moves no money. */
export function ChannelTrial({ kind, channel, form }: { kind: string; channel?: PaymentChannel; form: FormInstance }) {
  const t = useWords(channelWords);
  const code = useCodes(channelWords);
  return (
    <Trial
      form={form}
      kept={channel?.settings}
      ask={async (settings) => (await ok(api.POST('/v1/platform/channel-tests', { body: { kind, code: channel?.code ?? null, settings } }))).checks}
      words={{ title: t('test_title'), act: t('test'), lead: t('test_lead'), nothing: t('test_nothing') }}
      name={(of) => code(`c_${of}`, of)}
      mark="test-channel"
    />
  );
}
