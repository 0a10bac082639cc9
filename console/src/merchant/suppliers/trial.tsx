import { Button, type FormInstance } from 'antd';
import { useState } from 'react';
import { api, ok } from '../../api/client';
import type { Supplier, SupplierTrial } from '../../api/model';
import { fieldOf, Problem } from '../../api/problem';
import { useCodes, useLanguage, useWords } from '../../i18n';
import { Card } from '../../parts/page';
import { Told, typed } from '../../parts/settings/told';
import { AskTrouble } from './parts';
import { supplierWords } from './words';

/** Tries what stands in the form; what is kept and not typed anew is taken from the supplier. Nothing is saved. */
export function Trial({ kind, supplier, form }: { kind: string; supplier?: Supplier; form: FormInstance }) {
  const t = useWords(supplierWords);
  const code = useCodes(supplierWords);
  const { language } = useLanguage();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<SupplierTrial>();
  const [fault, setFault] = useState<unknown>();
  const run = async () => {
    setBusy(true);
    setTold(undefined);
    setFault(undefined);
    try {
      const settings = typed(form.getFieldValue('settings'), supplier?.settings);
      const currency: string = form.getFieldValue('currency');
      setTold(await ok(api.POST('/v1/suppliers/trial', { body: { kind, currency, of: supplier?.id ?? null, settings } })));
    } catch (why) {
      for (const { pointer, detail, zh } of Problem.from(why).errors) form.setFields([{ name: fieldOf(pointer), errors: [language === 'zh' ? zh ?? detail : detail] }]);
      setFault(why);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t('test')} extra={<Button onClick={() => void run()} loading={busy} data-test="test-supplier">{t('test')}</Button>}>
      <div className="stack" style={{ gap: 10 }} aria-live="polite">
        <p className="soft">{t('test_lead')}</p>
        {fault !== undefined && <AskTrouble error={fault} />}
        {told && <Told outcomes={told.outcomes} good={t('test_good')} nothing={t('test_nothing')} name={(of) => code(`c_${of}`, of)} />}
      </div>
    </Card>
  );
}
