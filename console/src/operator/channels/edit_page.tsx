import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { ChannelKind } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { ChannelForm } from './form';
import { channelWords } from './words';

/** A channel by its code, a new one of a kind, or the kinds to choose from. */
export default function EditChannelPage() {
  const t = useWords(channelWords);
  const say = useSay();
  const [search] = useSearchParams();
  const [code, wanted] = [search.get('code'), search.get('kind')];
  const kinds = useQuery({ queryKey: ['channel-kinds'], queryFn: () => ok(api.GET('/v1/platform/channel-kinds')), staleTime: Infinity });
  const channel = useQuery({
    queryKey: ['channels', 'one', code],
    queryFn: () => ok(api.GET('/v1/platform/channels/{code}', { params: { path: { code: code ?? '' } } })),
    enabled: Boolean(code),
    // A form is not filled in anew under somebody's hands.
    refetchOnWindowFocus: false,
  });
  const fault = kinds.error ?? channel.error;
  const known = code ? channel.data : undefined;
  const kind = kinds.data?.items.find((one) => one.code === (known ? known.kind : wanted));
  const waits = !kinds.data || (code && !known);
  const title = known ? t('edit_title', { name: say(known.name) }) : t('new_title');
  return (
    <Page title={title} lead={known || kind ? undefined : t('new_lead')} narrow acts={<Link to="/platform/channels">{t('back')}</Link>}>
      {fault && <Trouble error={fault} again={() => void Promise.all([kinds.refetch(), channel.refetch()])} />}
      {!fault && waits && <Skeleton active paragraph={{ rows: 8 }} />}
      {!fault && !waits && kind && <ChannelForm key={known ? `${known.code} ${known.version}` : kind.code} kind={kind} channel={known} />}
      {!fault && !waits && !kind && <Kinds all={kinds.data?.items ?? []} />}
    </Page>
  );
}

function Kinds({ all }: { all: ChannelKind[] }) {
  const t = useWords(channelWords);
  const say = useSay();
  return (
    <div className="grid">
      {all.map((kind) => (
        <Card key={kind.code} title={say(kind.name)}>
          <div className="stack" style={{ gap: 6 }}>
            <span className="soft small">{kind.currencies.length > 0 ? t('takes', { list: kind.currencies.join(' · ') }) : t('takes_any')}</span>
            <span className="soft small">{kind.refunds ? t('refunds') : t('no_refunds')}</span>
            <Link to={`/platform/channels/edit?kind=${kind.code}`} aria-label={`${t('choose')} ${say(kind.name)}`} data-test={`kind-${kind.code}`}>{t('choose')}</Link>
          </div>
        </Card>
      ))}
    </div>
  );
}
