import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Upload } from 'antd';
import { useState } from 'react';
import { api, ok, send } from '../../api/client';
import type { Store } from '../../api/model';
import { Problem } from '../../api/problem';
import { useWords } from '../../i18n';
import { useAsk } from '../../parts/ask';
import { Card } from '../../parts/page';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { storeWords } from './words';

/** The picture of the store, as buyers see it, and another in its place. */
export function StoreLogo({ store }: { store: Store }) {
  const t = useWords({ ...common, ...storeWords });
  const queries = useQueryClient();
  const ask = useAsk();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const changed = () => queries.invalidateQueries({ queryKey: ['store'] });
  const put = async (file: File) => {
    setBusy(true);
    setError(undefined);
    try {
      const request = new Request(new URL('/v1/merchant/store/logo', location.origin), { method: 'PUT', body: file, headers: { 'Content-Type': file.type }, credentials: 'same-origin' });
      const response = await send(request);
      if (!response.ok) throw await Problem.of(response);
      await changed();
      message.success(t('saved'));
    } catch (fault) {
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card>
      <h2>{t('logo')}</h2>
      {error !== undefined && <Trouble error={error} />}
      <div style={{ display: 'flex', gap: 16, alignItems: 'center', flexWrap: 'wrap' }}>
        {store.logo
          ? <img src={store.logo} alt={t('logo_now')} width={96} height={96} style={{ objectFit: 'contain', border: '1px solid var(--line)', borderRadius: 8 }} />
          : <p className="soft">{t('logo_none')}</p>}
        <Upload accept="image/png,image/jpeg" showUploadList={false} beforeUpload={(file) => { void put(file); return false; }}>
          <Button loading={busy}>{t(store.logo ? 'logo_other' : 'logo_add')}</Button>
        </Upload>
        {store.logo && (
          <Button danger type="text" onClick={() => ask({ title: t('logo_remove_title'), act: t('logo_remove'), danger: true, run: async () => { await ok(api.DELETE('/v1/merchant/store/logo')); await changed(); } })}>{t('logo_remove')}</Button>
        )}
      </div>
      <p className="soft small">{t('logo_hint')}</p>
    </Card>
  );
}
