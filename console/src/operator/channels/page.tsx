import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { Link, useNavigate } from 'react-router';
import { api, ok } from '../../api/client';
import { percent } from '../../api/money';
import type { ChannelHealth, PaymentChannel } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { useTime } from '../../parts/bits';
import { DataList } from '../../parts/list/list';
import { holds, sift } from '../../parts/list/scan';
import { Page } from '../../parts/page';
import { useProblemText } from '../../parts/trouble';
import { common } from '../../words';
import { Amounts, Devices } from './parts';
import { channelWords } from './words';

type To = 'on' | 'off' | 'retired';

/** The ways to pay, in the order in which buyers are offered them. */
export default function ChannelsPage() {
  const t = useWords({ ...common, ...channelWords });
  const say = useSay();
  const may = useMay();
  const go = useNavigate();
  const queries = useQueryClient();
  const write = may('channels:write');
  const health = useQuery({ queryKey: ['channel-health'], queryFn: () => ok(api.GET('/v1/platform/channel-health')), refetchInterval: 15_000 });
  const of = (channel: PaymentChannel) => health.data?.items.find((one) => one.code === channel.code);
  const add = write && <Link to="/platform/channels/edit"><Button type="primary" data-test="add-channel">{t('new')}</Button></Link>;
  const again = () => Promise.all(['channels', 'channel-health'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  return (
    <Page title={t('title')} lead={t('lead')} acts={add}>
      <DataList<PaymentChannel>
        name="channels"
        label={t('title')}
        load={({ q, kind, state, ...query }) => sift<PaymentChannel>(
          () => ok(api.GET('/v1/platform/channels')),
          (one) => (state ? one.state === state : one.state !== 'retired') && (!kind || one.kind === kind) && holds([one.code, one.name.zh, one.name.en, one.kind_name.zh, one.kind_name.en], q),
          query,
        )}
        rowId={(one) => one.code}
        onOpen={write ? (one) => void go(`/platform/channels/edit?code=${one.code}`) : undefined}
        filters={[
          { key: 'q', label: t('find'), kind: 'search' },
          { key: 'state', label: t('state'), kind: 'choice', options: (['on', 'off', 'retired'] as const).map((value) => ({ value, label: t(`s_${value}`) })) },
        ]}
        presets={[{ name: { zh: '已归档', en: 'Retired' }, filters: { state: 'retired' } }]}
        columns={[
          { key: 'name', title: t('name'), main: true, render: (one) => say(one.name) },
          { key: 'kind', title: t('kind'), render: (one) => <span>{say(one.kind_name) || one.kind} <span className="code soft">{one.code}</span></span> },
          { key: 'state', title: t('state'), render: (one) => <span className={one.state === 'on' ? 'tag good' : 'tag'} data-state={one.state}>{t(`s_${one.state as To}`)}</span> },
          { key: 'health', title: t('health'), render: (one) => <Light of={one} health={of(one)} /> },
          { key: 'today', title: t('today'), render: (one) => <Today of={of(one)} /> },
          { key: 'fee', title: t('fee'), align: 'right', render: (one) => percent(one.fee_bps) },
          { key: 'amounts', title: t('amounts'), extra: true, render: (one) => <Amounts of={one} /> },
          { key: 'devices', title: t('devices'), extra: true, render: (one) => <Devices of={one} /> },
        ]}
        acts={write ? (one) => <Acts of={one} again={again} /> : undefined}
        empty={{ title: t('empty'), text: t('empty_text'), action: add }}
      />
    </Page>
  );
}

/** Green, yellow, red; a word beside it, because a colour alone says nothing. */
function Light({ of, health }: { of: PaymentChannel; health?: ChannelHealth }) {
  const t = useWords(channelWords);
  const time = useTime();
  if (of.broken.length > 0) return <span className="tag bad">{t('broken')}</span>;
  if (!health || of.state !== 'on') return <span className="soft">–</span>;
  if (health.health === 'resting') return <span className="tag bad">{health.resting_until ? t('resting_until', { time: time.short(health.resting_until) }) : t('resting')}</span>;
  return <span className={health.health === 'well' ? 'tag good' : 'tag wait'} data-health={health.health}>{t(health.health === 'well' ? 'well' : 'shaky')}</span>;
}

function Today({ of }: { of?: ChannelHealth }) {
  const t = useWords(channelWords);
  if (!of || of.opened === 0) return <span className="soft">{t('today_none')}</span>;
  return <span className="number">{t('today_text', { paid: of.paid, opened: of.opened })}</span>;
}

function Acts({ of, again }: { of: PaymentChannel; again: () => Promise<unknown> }) {
  const t = useWords({ ...common, ...channelWords });
  const say = useSay();
  const ask = useAsk();
  const move = useMove(again);
  const turn = (to: To, act: 'on' | 'off' | 'retire' | 'bring_back') => ask({
    title: t(`${act}_title`, { name: say(of.name) }), text: act === 'bring_back' ? undefined : t(`${act}_text`), act: t(act), danger: act === 'off' || act === 'retire', reason: true,
    run: async (reason) => {
      await ok(api.POST('/v1/platform/channels/{code}/state', { params: { path: { code: of.code } }, body: { state: to, reason: reason.replace(/\s+/g, ' ') } }));
      await again();
    },
  });
  if (of.state === 'retired') return <Button size="small" onClick={() => turn('off', 'bring_back')}>{t('bring_back')}</Button>;
  return (
    <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
      <Button size="small" icon={<UpOutlined />} aria-label={`${t('move_up')} ${say(of.name)}`} onClick={() => void move(of.code, -1)} />
      <Button size="small" icon={<DownOutlined />} aria-label={`${t('move_down')} ${say(of.name)}`} onClick={() => void move(of.code, 1)} />
      {of.state === 'on'
        ? <Button size="small" danger onClick={() => turn('off', 'off')}>{t('off')}</Button>
        : <Button size="small" type="primary" disabled={of.broken.length > 0} onClick={() => turn('on', 'on')}>{t('on')}</Button>}
      {of.state === 'off' && (
        <Dropdown trigger={['click']} menu={{ items: [{ key: 'retire', label: t('retire'), onClick: () => turn('retired', 'retire') }] }}>
          <Button size="small">{t('more')}</Button>
        </Dropdown>
      )}
    </span>
  );
}

/** Moves a channel by one place among all that are not retired, whatever the filters show. */
function useMove(again: () => Promise<unknown>) {
  const { message } = App.useApp();
  const t = useWords(channelWords);
  const text = useProblemText();
  return async (code: string, by: number) => {
    try {
      const all = await ok(api.GET('/v1/platform/channels'));
      const codes = all.items.filter((one) => one.state !== 'retired').map((one) => one.code);
      const at = codes.indexOf(code);
      if (at < 0 || at + by < 0 || at + by >= codes.length) return;
      codes.splice(at, 1);
      codes.splice(at + by, 0, code);
      await ok(api.PUT('/v1/platform/channel-order', { body: { codes } }));
      message.success(t('order_kept'));
    } catch (error) {
      message.error(text(error));
    } finally {
      await again();
    }
  };
}
