import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { api, ok } from '../../api/client';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { When } from '../../parts/bits';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { peopleWords } from '../words';

/** "Firefox · Windows" out of what the browser calls itself. */
function device(agent: string): string {
  const browser = ['Edg', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(name));
  const system = [['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['Linux', 'Linux']].find(([sign]) => agent.includes(sign ?? ''))?.[1];
  return [browser === 'Edg' ? 'Edge' : browser, system].filter(Boolean).join(' · ');
}

export function Sessions() {
  const t = useWords({ ...common, ...peopleWords });
  const queries = useQueryClient();
  const ask = useAsk();
  const { data, isError, error } = useQuery({ queryKey: ['sessions'], queryFn: () => ok(api.GET('/v1/account/sessions')) });
  const again = () => queries.invalidateQueries({ queryKey: ['sessions'] });
  const others = (data?.items.length ?? 0) > 1;
  return (
    <Card
      title={t('sessions')}
      extra={others && (
        <Button
          size="small"
          onClick={() => ask({ title: t('end_others'), text: t('end_others_text'), act: t('end_others'), danger: true, run: async () => {
            await ok(api.DELETE('/v1/account/sessions'));
            await again();
          } })}
        >
          {t('end_others')}
        </Button>
      )}
    >
      {isError && <Trouble error={error} />}
      {!data && !isError && <Skeleton active />}
      <div className="stack">
        {data?.items.map((session) => (
          <div key={session.id} className="row between">
            <div>
              <strong>{device(session.agent) || t('unknown_device')}</strong> {session.current && <span className="tag good">{t('this_one')}</span>}
              <div className="soft small">
                {t('seen')} <When at={session.used_at} ago /> {session.from && t('from', { address: session.from })}
              </div>
            </div>
            {!session.current && (
              <Button size="small" onClick={() => ask({ title: t('end'), act: t('end'), danger: true, run: async () => {
                await ok(api.DELETE('/v1/account/sessions/{id}', { params: { path: { id: session.id } } }));
                await again();
              } })}>
                {t('end')}
              </Button>
            )}
          </div>
        ))}
      </div>
    </Card>
  );
}
