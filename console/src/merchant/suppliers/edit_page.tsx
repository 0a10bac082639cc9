import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { api, ok } from '../../api/client';
import type { SupplierKind } from '../../api/model';
import { useWords } from '../../i18n';
import { EditPage } from '../../parts/settings/edit_page';
import { SupplierForm } from './form';
import { useKinds } from './parts';
import { supplierWords } from './words';

/** A supplier by its id, or a new one. */
export default function EditSupplierPage() {
  const t = useWords(supplierWords);
  const [search] = useSearchParams();
  const id = search.get('id');
  const supplier = useQuery({
    queryKey: ['supplier', id, 'edit'],
    queryFn: () => ok(api.GET('/v1/suppliers/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: Boolean(id),
    // A form is not filled in anew under somebody's hands.
    refetchOnWindowFocus: false,
  });
  const told = (kind: SupplierKind) => [
    kind.currencies.length > 0 ? t('takes', { list: kind.currencies.join(' · ') }) : t('takes_any'),
    ...(kind.has_balance ? [t('has_balance')] : []),
    ...(kind.has_catalogue ? [t('has_catalogue')] : []),
  ];
  return (
    <EditPage
      kinds={useKinds()}
      id={id}
      one={supplier}
      title={(known) => (known ? t('edit_title', { name: known.name }) : t('new'))}
      lead={t('new_lead')}
      back={(known) => ({ to: known ? `/suppliers/${known.id}` : '/suppliers', text: t('back') })}
      told={told}
      here="/suppliers/edit"
    >
      {(kind, known) => <SupplierForm key={known ? `${known.id} ${known.version}` : kind.code} kind={kind} supplier={known} />}
    </EditPage>
  );
}
