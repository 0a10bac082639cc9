import { useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { PlatformTopUp } from '../../api/model';
import { decimal, minor } from '../../api/money';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Money, shortId } from '../../parts/bits';
import { useChannelNames } from '../channels/names';
import { topUpWords } from './words';

/** What money was asked for: an order, which can be opened, or a top-up of somebody's wallet. */
export function PaidFor({ of }: { of: { order?: string | null; top_up?: string | null } }) {
  const t = useWords(topUpWords);
  if (of.order) return <Link className="code" to={`/platform/orders?open=${of.order}`}>{shortId(of.order)}</Link>;
  return of.top_up ? <span>{t('top_up')} <span className="code">{shortId(of.top_up)}</span></span> : <span className="soft">–</span>;
}

/** Gives back what is still in the wallet; how much that is, the server says when the button is pressed. */
export function GiveBack({ id }: { id: string }) {
  const t = useWords(topUpWords);
  const ask = useAsk();
  const queries = useQueryClient();
  const { nameOf } = useChannelNames();
  const [busy, setBusy] = useState(false);
  const begin = async () => {
    setBusy(true);
    try {
      const of = await ok(api.GET('/v1/platform/top-ups/{id}', { params: { path: { id } } }));
      const typed = { text: decimal(of.returnable) };
      ask({
        title: t('title'), act: t('give_back'), danger: true, reason: true, done: t('done'),
        text: <Facts of={of} channel={nameOf(of.pay)} typed={typed} />,
        run: async (reason) => {
          // What is no amount is refused by the server, like one that is too much.
          const amount = minor(typed.text, of.returnable.currency) ?? 0;
          const body = { amount: { amount, currency: of.returnable.currency }, reason };
          await ok(api.POST('/v1/platform/top-ups/{id}/return', { params: { path: { id } }, body }));
          await Promise.all(['platform-payments', 'refunds', 'refunds-waiting'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
        },
      });
    } finally {
      setBusy(false);
    }
  };
  return <Button size="small" loading={busy} onClick={() => void begin()} data-test="give-back">{t('give_back')}</Button>;
}

function Facts({ of, channel, typed }: { of: PlatformTopUp; channel: string; typed: { text: string } }) {
  const t = useWords(topUpWords);
  return (
    <div className="stack">
      <p>{t('text')}</p>
      <dl className="facts">
        <dt>{t('buyer')}</dt><dd>{of.contact}</dd>
        <dt>{t('channel')}</dt><dd>{channel}</dd>
        <dt>{t('credited')}</dt><dd><Money of={of.credited} /></dd>
        <dt>{t('returned')}</dt><dd><Money of={of.returned} /></dd>
        <dt>{t('returnable')}</dt><dd><Money of={of.returnable} /></dd>
      </dl>
      <label className="stack">
        <span>{t('how_much')}</span>
        <Input inputMode="decimal" maxLength={16} defaultValue={typed.text} onChange={(event) => { typed.text = event.target.value; }} />
      </label>
    </div>
  );
}
