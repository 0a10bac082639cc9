import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { api, ok } from '../../api/client';
import { useCodes, useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { When } from '../../parts/bits';
import { Card } from '../../parts/page';
import { staffWords } from './words';
import type { TeamPath } from './team';

/** Who was asked to join and has not come yet. */
export function Invitations({ path, write }: { path: TeamPath; write: boolean }) {
  const t = useWords(staffWords);
  const code = useCodes(staffWords);
  const ask = useAsk();
  const { data, refetch } = useQuery({ queryKey: [path, 'invitations'], queryFn: () => ok(api.GET(path)) });
  if (!data?.invitations.length) return null;
  return (
    <Card title={t('invitations')}>
      <div className="stack" style={{ gap: 10 }}>
        {data.invitations.map((one) => (
          <div key={one.id} className="row between">
            <span>{one.email} <span className="soft">· {code(one.duty)} · {t('until')} <When at={one.expires_at} ago /></span></span>
            {write && (
              <Button size="small" onClick={() => ask({ title: t('uninvite_title', { name: one.email }), act: t('uninvite'), danger: true, run: async () => {
                await ok(api.DELETE(`${path}/invitations/{id}`, { params: { path: { id: one.id } } }));
                await refetch();
              } })}>
                {t('uninvite')}
              </Button>
            )}
          </div>
        ))}
      </div>
    </Card>
  );
}
