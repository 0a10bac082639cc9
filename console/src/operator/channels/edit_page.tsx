import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { ChannelKind } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { EditPage } from '../../parts/settings/edit_page';
import { ChannelForm } from './form';
import { channelWords } from './words';

/** A channel by its code, or a new one. */
export default function EditChannelPage() {
  const t = useWords(channelWords);
  const say = useSay();
  const [search] = useSearchParams();
  const code = search.get('code');
  const kinds = useQuery({ queryKey: ['channel-kinds'], queryFn: () => ok(api.GET('/v1/platform/channel-kinds')), staleTime: Infinity });
  const channel = useQuery({
    queryKey: ['channels', 'one', code],
    queryFn: () => ok(api.GET('/v1/platform/channels/{code}', { params: { path: { code: code ?? '' } } })),
    enabled: Boolean(code),
    // A form is not filled in anew under somebody's hands.
    refetchOnWindowFocus: false,
  });
  const told = (kind: ChannelKind) => [
    kind.currencies.length > 0 ? t('takes', { list: kind.currencies.join(' · ') }) : t('takes_any'),
    kind.refunds ? t('refunds') : t('no_refunds'),
  ];
  return (
    <EditPage
      kinds={kinds}
      id={code}
      one={channel}
      title={(known) => (known ? t('edit_title', { name: say(known.name) }) : t('new_title'))}
      lead={t('new_lead')}
      back={() => ({ to: '/platform/channels', text: t('back') })}
      told={told}
      here="/platform/channels/edit"
    >
      {(kind, known) => <ChannelForm key={known ? `${known.code} ${known.version}` : kind.code} kind={kind} channel={known} />}
    </EditPage>
  );
}
