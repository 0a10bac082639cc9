import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, ok } from '../../api/client';
import type { DisputeReplay, DisputeRule, DisputeRules } from '../../api/model';
import { useMay } from '../../api/session';
import { useCodes, useSay, useWords } from '../../i18n';
import { shortId, When } from '../../parts/bits';
import { disputeWords } from '../../parts/dispute_words';
import { useSubmit } from '../../parts/form';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';

const days = 90;

/** The table that decides clear disputes: read, tried on the past, changed. */
export default function RulesPage() {
  const t = useWords(disputeWords);
  const { data, isError, error, refetch } = useQuery({ queryKey: ['dispute-rules'], queryFn: () => ok(api.GET('/v1/platform/dispute-rules')) });
  return (
    <Page title={t('rules')} lead={t('rules_lead')}>
      {isError && <Trouble error={error} again={() => void refetch()} />}
      {!data && !isError && <Skeleton active />}
      {data && (
        <div className="stack">
          <Table rules={data.rules} version={data.version} />
          <Edit key={data.version} of={data} />
          {data.before.length > 0 && (
            <Card title={t('before')}>
              {data.before.map((one) => (
                <div key={one.version} className="row between">
                  <span>{t('version', { n: one.version })} <span className="soft">{one.who}: {one.reason}</span></span>
                  <When at={one.at} />
                </div>
              ))}
            </Card>
          )}
        </div>
      )}
    </Page>
  );
}

function Table({ rules, version }: { rules: readonly DisputeRule[]; version: number }) {
  const t = useWords(disputeWords);
  const code = useCodes(disputeWords);
  const say = useSay();
  return (
    <Card title={t('version', { n: version })}>
      <ol className="stack" style={{ paddingLeft: 18, gap: 12 }}>
        {rules.map((rule) => (
          <li key={rule.code}>
            <div><strong>{say({ zh: rule.zh, en: rule.en })}</strong> <span className={`tag ${rule.mode === 'live' ? 'good' : ''}`}>{rule.mode === 'live' ? t('live') : t('in_shadow')}</span></div>
            <div className="soft small">{rule.on.map((on) => code(`m_${on}`)).join(' · ')} → {code(`a_${rule.act}`)}{rule.act === 'refund' && ` ${rule.percent}%`}</div>
            <code className="code small" style={{ overflowWrap: 'anywhere' }}>{rule.when}</code>
          </li>
        ))}
      </ol>
    </Card>
  );
}

interface Values {
  rules: string;
  reason: string;
}

function Edit({ of }: { of: DisputeRules }) {
  const t = useWords({ ...common, ...disputeWords });
  const may = useMay();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [replayed, setReplayed] = useState<DisputeReplay>();
  const { submit, busy, trouble, failed } = useSubmit(form, async (values: Values) => {
    await ok(api.PUT('/v1/platform/dispute-rules', { body: { version: of.version, rules: JSON.parse(values.rules) as DisputeRule[], reason: values.reason } }));
    await queries.invalidateQueries({ queryKey: ['dispute-rules'] });
  }, t('rules_saved'));
  const replay = async () => {
    failed(undefined);
    setReplayed(undefined);
    try {
      const { rules } = await form.validateFields(['rules']);
      setReplayed(await ok(api.POST('/v1/platform/dispute-rules/replay', { body: { rules: JSON.parse(rules as string) as DisputeRule[], days } })));
    } catch (fault) {
      if (fault instanceof Error) failed(fault);
    }
  };
  const readable = async (_: unknown, text?: string) => {
    try {
      if (Array.isArray(JSON.parse(text ?? ''))) return;
    } catch {
      // said below
    }
    throw new Error(t('rules_bad'));
  };
  return (
    <Card title={t('rules_edit')}>
      <Form form={form} layout="vertical" onFinish={submit} requiredMark={false} initialValues={{ rules: JSON.stringify(of.rules, null, 2) }}>
        {trouble}
        <Form.Item name="rules" label={t('rules_edit')} extra={t('rules_edit_hint', { facts: of.facts.join(', ') })} rules={[{ validator: readable }]}>
          <Input.TextArea rows={16} className="code" spellCheck={false} data-test="rules" />
        </Form.Item>
        {may('rules:write') && <Form.Item name="reason" label={t('rules_reason')} rules={[{ required: true, whitespace: true, message: t('required') }]}><Input maxLength={300} /></Form.Item>}
        <span className="row">
          <Button onClick={() => void replay()}>{t('replay')}</Button>
          {may('rules:write') && <Button type="primary" htmlType="submit" loading={busy}>{t('rules_save')}</Button>}
        </span>
      </Form>
      {replayed && <Replayed of={replayed} />}
    </Card>
  );
}

function Replayed({ of }: { of: DisputeReplay }) {
  const t = useWords(disputeWords);
  const code = useCodes(disputeWords);
  return (
    <div className="stack" role="status" style={{ marginTop: 16, gap: 8 }} data-test="replay">
      <p>{t('replay_text', { moments: of.moments, differ: of.differ, would: of.would_refund, did: of.did_refund })}</p>
      {of.changed.length === 0 && <p className="soft">{t('replay_none')}</p>}
      {of.changed.map((one) => (
        <div key={`${one.dispute} ${one.moment}`} className="row between">
          <span><Link className="code" to={`/platform/disputes/${one.dispute}`}>{shortId(one.dispute)}</Link> <span className="soft">{code(`m_${one.moment}`)}</span></span>
          <span>{t('was')} <span className="code">{one.was || t('nothing')}</span> {one.was_amount} → {t('would')} <span className="code">{one.would || t('nothing')}</span> {one.would_amount}</span>
        </div>
      ))}
    </div>
  );
}
