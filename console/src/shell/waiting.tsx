import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { api, ok, quietly, whenWaiting } from '../api/client';
import { useMay } from '../api/session';
import { useWords } from '../i18n';
import { useCount } from '../parts/bits';
import { proposalWords } from '../operator/proposals/words';
import { shellWords } from './words';

/** Says so where something was not done, but waits for a second person. */
export function WaitingTold() {
  const t = useWords(proposalWords);
  const { message } = App.useApp();
  const queries = useQueryClient();
  useEffect(() => {
    whenWaiting(() => {
      void message.info({ content: <Link to="/review/proposals" data-test="waits">{t('waits')}</Link>, duration: 8 });
      void queries.invalidateQueries({ queryKey: ['proposals'] });
    });
    return () => whenWaiting(() => undefined);
  }, [message, queries, t]);
  return null;
}

/** How many proposals of others wait, beside their page in the menu. */
export function WaitingCount() {
  const may = useMay();
  const count = useCount();
  const t = useWords(shellWords);
  const { data } = useQuery({
    queryKey: ['proposals', 'waiting'],
    queryFn: () => ok(api.GET('/v1/platform/proposals', { ...quietly, params: { query: { state: 'proposed', limit: 100 } } })),
    enabled: may('proposals:read'),
    refetchInterval: 60_000,
    retry: false,
  });
  const n = data?.items.filter((one) => !one.own).length ?? 0;
  if (n === 0) return null;
  const shown = data?.next ? `${count(n)}+` : count(n);
  return <span className="side-count" title={t('waiting_n', { n: shown })} data-test="proposals-waiting">{shown}</span>;
}
