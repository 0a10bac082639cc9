import type { FormInstance } from 'antd';
import { api, ok } from '../../api/client';
import type { Supplier } from '../../api/model';
import { useCodes, useWords } from '../../i18n';
import { Trial } from '../../parts/settings/trial';
import { AskTrouble } from './parts';
import { supplierWords } from './words';

/** Orders nothing. */
export function SupplierTrial({ kind, supplier, form }: { kind: string; supplier?: Supplier; form: FormInstance }) {
  const t = useWords(supplierWords);
  const code = useCodes(supplierWords);
  return (
    <Trial
      form={form}
      kept={supplier?.settings}
      ask={async (settings) => {
        const currency: string = form.getFieldValue('currency');
        return (await ok(api.POST('/v1/suppliers/trial', { body: { kind, currency, of: supplier?.id ?? null, settings } }))).outcomes;
      }}
      words={{ title: t('test'), act: t('test'), lead: t('test_lead'), nothing: t('test_nothing') }}
      name={(of) => code(`c_${of}`, of)}
      trouble={(error) => <AskTrouble error={error} />}
      mark="test-supplier"
    />
  );
}
