import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, ok, upload } from '../../api/client';
import type { ChannelStatement, StatementChannel, StatementPreview } from '../../api/model';
import { Problem } from '../../api/problem';
import { useLanguage, useSay, useWords } from '../../i18n';
import { DateField } from '../../parts/date/field';
import { Empty } from '../../parts/empty';
import { FileDrop } from '../../parts/file';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { Faults, Sums } from './one_page';
import { statementWords } from './words';

/** First what stands in the file, then the same file again, to be held against the books. */
export default function BringStatementPage() {
  const t = useWords(statementWords);
  const say = useSay();
  const { data, error, refetch } = useQuery({ queryKey: ['statement-channels'], queryFn: () => ok(api.GET('/v1/platform/statement-channels')) });
  const [chosen, setChosen] = useState<string>();
  const channels = data?.items ?? [];
  const channel = channels.find((one) => one.code === (chosen ?? channels[0]?.code));
  return (
    <Page title={t('bring_title')} lead={t('bring_lead')} narrow acts={<Link to="/platform/statements">{t('title')}</Link>}>
      <div className="stack">
        {error && <Trouble error={error} again={() => void refetch()} />}
        {data && !channel && <Card><Empty title={t('no_channels')} text={t('no_channels_text')} /></Card>}
        {channel && (
          <>
            <Form layout="vertical">
              <Form.Item label={t('choose_channel')} htmlFor="channel" style={{ marginBottom: 0 }}>
                <Select id="channel" value={channel.code} onChange={setChosen} options={channels.map((one) => ({ value: one.code, label: say(one.name) || one.code }))} />
              </Form.Item>
            </Form>
            {channel.fetch && <Fetch key={`fetch ${channel.code}`} channel={channel} />}
            <Bring key={channel.code} channel={channel} />
          </>
        )}
      </div>
    </Page>
  );
}

/** Where a statement leads once it is there. */
function useDone() {
  const t = useWords(statementWords);
  const go = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  return async (statement: ChannelStatement) => {
    await Promise.all(['statements', 'statement-channels', 'differences'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    message.success(t('taken'));
    void go(`/platform/statements/${statement.id}`);
  };
}

function Fetch({ channel }: { channel: StatementChannel }) {
  const t = useWords(statementWords);
  const done = useDone();
  const [day, setDay] = useState<string | undefined>(channel.yesterday);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const fetchIt = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await done(await ok(api.POST('/v1/platform/statement-fetches', { body: { channel: channel.code, day: day ?? '' } })));
    } catch (fault) {
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t('fetch_title')}>
      <div className="stack">
        <p className="soft small">{t('fetch_text')}</p>
        <div className="row">
          <DateField aria-label={t('day')} value={day} onChange={setDay} max={channel.yesterday} />
          <Button disabled={!day} loading={busy} onClick={() => void fetchIt()}>{t('fetch')}</Button>
        </div>
        {error !== undefined && <Trouble error={error} />}
      </div>
    </Card>
  );
}

function Bring({ channel }: { channel: StatementChannel }) {
  const t = useWords({ ...common, ...statementWords });
  const done = useDone();
  const [file, setFile] = useState<File>();
  const [days, setDays] = useState<{ from?: string; to?: string }>({});
  const [preview, setPreview] = useState<StatementPreview>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const send = async (dry: boolean, chosen: File, named = days) => {
    setBusy(true);
    setError(undefined);
    try {
      const query = new URLSearchParams({ channel: channel.code, name: chosen.name, dry_run: String(dry), without_bad_lines: String(!dry) });
      for (const key of ['from', 'to'] as const) if (named[key]) query.set(key, named[key]);
      const path = `/v1/platform/statements?${query}`;
      const headers = { 'Content-Type': 'text/csv' };
      if (dry) setPreview(await upload<StatementPreview>(path, chosen, headers));
      else await done(await upload<ChannelStatement>(path, chosen, headers));
    } catch (fault) {
      setError(fault);
      if (dry) setPreview(undefined);
    } finally {
      setBusy(false);
    }
  };
  const choose = (chosen: File) => {
    setFile(chosen);
    setPreview(undefined);
    void send(true, chosen);
  };
  const name = (key: 'from' | 'to') => (day: string | undefined) => {
    const named = { ...days, [key]: day };
    setDays(named);
    if (file) void send(true, file, named);
  };
  return (
    <>
      <Card>
        <div className="stack">
          <FileDrop accept=".csv,text/csv" file={file} onFile={choose} hint={t('file_hint')} />
          <div className="two">
            <label className="stack" style={{ gap: 4 }}><span>{t('first_day')}</span><DateField aria-label={t('first_day')} value={days.from} onChange={name('from')} max={channel.yesterday} /></label>
            <label className="stack" style={{ gap: 4 }}><span>{t('last_day')}</span><DateField aria-label={t('last_day')} value={days.to} onChange={name('to')} max={channel.yesterday} /></label>
          </div>
          <p className="soft small">{t('days_hint')}</p>
        </div>
      </Card>
      {error !== undefined && <Refused error={error} />}
      {preview && <Preview of={preview} />}
      <div className="row">
        <Button type="primary" disabled={!file || !preview?.from} loading={busy} onClick={() => file && void send(false, file)} data-test="take-statement">
          {preview && preview.bad_lines > 0 ? t('take_rest') : t('take')}
        </Button>
        <Link to="/platform/statements">{t('cancel')}</Link>
      </div>
    </>
  );
}

/** What a file is refused for as a whole, in its own words, where it has some. */
function Refused({ error }: { error: unknown }) {
  const { language } = useLanguage();
  const [first] = Problem.from(error).errors;
  const zh = (first as { zh?: string } | undefined)?.zh;
  if (!first || !zh) return <Trouble error={error} />;
  return <Alert type="error" showIcon title={language === 'zh' ? zh : first.detail} />;
}

function Preview({ of }: { of: StatementPreview }) {
  const t = useWords(statementWords);
  return (
    <>
      {of.known && <Alert type="info" showIcon title={t('known')} action={<Link to={`/platform/statements/${of.known}`}>{t('see')}</Link>} />}
      {!of.from && <Alert type="warning" showIcon title={t('preview_no_days')} />}
      <Card
        title={t('preview')}
        flush={of.errors.length > 0}
        extra={
          <span className="row">
            {of.from && <span className="tag">{t('preview_days', { from: of.from, to: of.to ?? of.from })}</span>}
            <span className="tag">{t('preview_lines', { n: of.lines })}</span>
            {of.bad_lines > 0 && <span className="tag bad">{t('preview_errors', { n: of.bad_lines })}</span>}
          </span>
        }
      >
        {of.errors.length > 0 ? <Faults of={of.errors} /> : <p className="soft">{t(of.lines === 0 ? 'no_lines' : 'all_read')}</p>}
      </Card>
      {of.sums.map((sums) => <Sums key={sums.currency} of={sums} alone />)}
    </>
  );
}
