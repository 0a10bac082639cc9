import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { Supplier, SupplierDeposit } from '../../api/model';
import { minor, money } from '../../api/money';
import { useMay } from '../../api/session';
import { useLanguage, useWords } from '../../i18n';
import { Money, shortId, useTime, When } from '../../parts/bits';
import { FormNote, MoneyField, useSubmit } from '../../parts/form';
import { DataList } from '../../parts/list/list';
import { Card } from '../../parts/page';
import { common } from '../../words';
import { amountIn, gap } from './figures';
import { AskTrouble, DepositBar, deposits } from './parts';
import { supplyWrite } from './scopes';
import { supplierWords } from './words';

type Way = 'in' | 'out';

/** What is deposited at a supplier: by our books, and by the supplier's word. */
export function Deposits({ of, tells }: { of: Supplier; tells: boolean }) {
  const t = useWords({ ...common, ...supplierWords });
  const write = useMay()(supplyWrite);
  const [booking, setBooking] = useState<Way>();
  const shown = (amount: number) => <Money of={amountIn(of.currency, amount)} />;
  return (
    <>
      <Card title={t('deposit')} extra={write && (
        <span className="row">
          <Button size="small" onClick={() => setBooking('out')} disabled={of.deposit.available <= 0}>{t('take_out')}</Button>
          <Button size="small" type="primary" onClick={() => setBooking('in')} data-test="book-deposit">{t('book')}</Button>
        </span>
      )}>
        <div className="stack">
          <p className="soft">{t('deposit_lead')}</p>
          <dl className="facts">
            <dt>{t('available')}</dt><dd><DepositBar of={of} /></dd>
            <dt>{t('held')}</dt><dd>{shown(of.deposit.held)}</dd>
            <dt>{t('spent')}</dt><dd>{shown(of.deposit.spent)}</dd>
            {(tells || of.balance) && <><dt>{t('told')}</dt><dd><Told of={of} asks={tells && write} /></dd></>}
          </dl>
        </div>
      </Card>
      <h2 style={{ fontSize: 15 }}>{t('bookings')}</h2>
      <DataList<SupplierDeposit>
        name="deposits"
        label={t('bookings')}
        fixed={{ supplier: of.id }}
        load={() => deposits(of.id)}
        rowId={(line) => line.id}
        columns={[
          { key: 'amount', title: t('amount'), main: true, render: (line) => <span><span className={line.amount < 0 ? 'tag wait' : 'tag good'}>{t(line.amount < 0 ? 'taken_out' : 'paid_in')}</span> <Money of={amountIn(line.currency, Math.abs(line.amount))} /></span> },
          { key: 'note', title: t('note'), render: (line) => line.note },
          { key: 'by', title: t('by'), render: (line) => (line.by.includes('@') ? line.by : shortId(line.by)) },
          { key: 'at', title: t('at'), render: (line) => <When at={line.at} /> },
        ]}
        empty={{ title: t('deposit_empty'), text: t('deposit_empty_text'), action: write && <Button type="primary" onClick={() => setBooking('in')}>{t('book')}</Button> }}
      />
      {booking && <Book of={of} way={booking} close={() => setBooking(undefined)} />}
    </>
  );
}

/** The supplier's own word, and by how much it differs. */
function Told({ of, asks }: { of: Supplier; asks: boolean }) {
  const t = useWords(supplierWords);
  const time = useTime();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const ask = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      await ok(api.POST('/v1/suppliers/{id}/balance', { params: { path: { id: of.id } } }));
      await Promise.all(['suppliers', 'supplier'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    } catch (why) {
      setFault(why);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="stack" style={{ gap: 6 }} aria-live="polite">
      {of.balance && (
        <span>
          <Money of={amountIn(of.currency, of.balance.amount)} /> <span className="soft small">{t('told_at', { time: time.ago(of.balance.at) })}</span>
          <br /><Gap of={of} theirs={of.balance.amount} />
        </span>
      )}
      {asks && <span><Button size="small" onClick={() => void ask()} loading={busy} data-test="ask-balance">{t('ask_balance')}</Button></span>}
      {fault !== undefined && <AskTrouble error={fault} />}
    </div>
  );
}

function Gap({ of, theirs }: { of: Supplier; theirs: number }) {
  const t = useWords(supplierWords);
  const { language } = useLanguage();
  const differs = gap(theirs, of.deposit.available, of.deposit.held);
  if (differs === 0) return <span className="tag good">{t('gap_none')}</span>;
  const amount = money(amountIn(of.currency, Math.abs(differs)), language);
  return <span className={differs > 0 ? 'soft' : 'bad-ink'} data-test="gap">{t(differs > 0 ? 'gap_more' : 'gap_less', { amount })}</span>;
}

interface Values {
  amount: string;
  note: string;
}

function Book({ of, way, close }: { of: Supplier; way: Way; close: () => void }) {
  const t = useWords({ ...common, ...supplierWords });
  const { language } = useLanguage();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const out = way === 'out';
  const { submit, busy, trouble } = useSubmit<Values>(form, async (values) => {
    const amount = minor(values.amount, of.currency) ?? 0;
    await ok(api.POST('/v1/suppliers/{id}/deposits', { params: { path: { id: of.id } }, body: { amount: out ? -amount : amount, note: values.note.trim() } }));
    await Promise.all(['suppliers', 'supplier', 'deposits'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    close();
  }, t('booked'));
  const title = out ? t('take_out') : t('book');
  return (
    <Modal open title={title} okText={title} okButtonProps={{ danger: out }} onCancel={close} onOk={form.submit} confirmLoading={busy}>
      <Form form={form} name="deposit" layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ amount: '', note: '' }}>
        {trouble}
        <FormNote>{out ? t('take_out_text', { most: money(amountIn(of.currency, of.deposit.available), language) }) : t('book_text')}</FormNote>
        <MoneyField name="amount" label={out ? t('take_out_amount') : t('book_amount')} currency={of.currency} required />
        <Form.Item name="note" label={t('note')} extra={t('note_hint')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={200} /></Form.Item>
      </Form>
    </Modal>
  );
}
