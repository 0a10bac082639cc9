import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { SupplierKind } from '../../api/model';
import { useSay, useWords } from '../../i18n';
import { Card, Page } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { SupplierForm } from './form';
import { useKinds } from './parts';
import { supplierWords } from './words';

/** A supplier by its id, a new one of a kind, or the kinds to choose from. */
export default function EditSupplierPage() {
  const t = useWords(supplierWords);
  const [search] = useSearchParams();
  const [id, wanted] = [search.get('id'), search.get('kind')];
  const kinds = useKinds();
  const supplier = useQuery({
    queryKey: ['supplier', id, 'edit'],
    queryFn: () => ok(api.GET('/v1/suppliers/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: Boolean(id),
    // A form is not filled in anew under somebody's hands.
    refetchOnWindowFocus: false,
  });
  const fault = kinds.error ?? supplier.error;
  const known = id ? supplier.data : undefined;
  const kind = kinds.data?.items.find((one) => one.code === (known ? known.kind : wanted));
  const waits = !kinds.data || (id && !known);
  const title = known ? t('edit_title', { name: known.name }) : t('new');
  return (
    <Page title={title} lead={known || kind ? undefined : t('new_lead')} narrow acts={<Link to={known ? `/suppliers/${known.id}` : '/suppliers'}>{t('back')}</Link>}>
      {fault && <Trouble error={fault} again={() => void Promise.all([kinds.refetch(), supplier.refetch()])} />}
      {!fault && waits && <Skeleton active paragraph={{ rows: 8 }} />}
      {!fault && !waits && kind && <SupplierForm key={known ? `${known.id} ${known.version}` : kind.code} kind={kind} supplier={known} />}
      {!fault && !waits && !kind && <Kinds all={kinds.data?.items ?? []} />}
    </Page>
  );
}

function Kinds({ all }: { all: SupplierKind[] }) {
  const t = useWords(supplierWords);
  const say = useSay();
  return (
    <div className="grid">
      {all.map((kind) => (
        <Card key={kind.code} title={say(kind.name)}>
          <div className="stack" style={{ gap: 6 }}>
            <span className="soft small">{kind.currencies.length > 0 ? t('takes', { list: kind.currencies.join(' · ') }) : t('takes_any')}</span>
            {kind.has_balance && <span className="soft small">{t('has_balance')}</span>}
            {kind.has_catalogue && <span className="soft small">{t('has_catalogue')}</span>}
            <Link to={`/suppliers/edit?kind=${kind.code}`} aria-label={`${t('choose')} ${say(kind.name)}`} data-test={`kind-${kind.code}`}>{t('choose')}</Link>
          </div>
        </Card>
      ))}
    </div>
  );
}
