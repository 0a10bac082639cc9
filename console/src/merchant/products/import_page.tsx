import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { newKey, upload } from '../../api/client';
import type { ImportPreview } from '../../api/model';
import { useWords } from '../../i18n';
import { FileDrop } from '../../parts/file';
import { Card, Page } from '../../parts/page';
import { Trouble, useProblemText } from '../../parts/trouble';
import { Problem } from '../../api/problem';
import { common } from '../../words';
import { productWords } from './words';

const kindOf = (file: File) => (file.name.toLowerCase().endsWith('.xlsx') ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv');

/** First what would happen, then the same file again, for good. */
export default function ImportProductsPage() {
  const t = useWords({ ...common, ...productWords });
  const go = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const text = useProblemText();
  const [file, setFile] = useState<File>();
  const [key, setKey] = useState(newKey);
  const [preview, setPreview] = useState<ImportPreview>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const send = async (dry: boolean, chosen: File) => {
    setBusy(true);
    setError(undefined);
    try {
      const headers = { 'Content-Type': kindOf(chosen), 'Idempotency-Key': dry ? newKey() : key };
      const answer = await upload<ImportPreview>(`/v1/products/import?dry_run=${dry}`, chosen, headers);
      if (dry) return setPreview(answer);
      await queries.invalidateQueries();
      message.success(t('applied', { n: answer.lines }));
      void go('/products');
    } catch (fault) {
      setError(fault);
    } finally {
      setBusy(false);
    }
  };
  const choose = (chosen: File) => {
    setFile(chosen);
    setKey(newKey());
    setPreview(undefined);
    void send(true, chosen);
  };
  const clean = preview && preview.errors.length === 0;
  return (
    <Page title={t('import_title')} lead={t('import_lead')} narrow>
      <div className="stack">
        <Card>
          <div className="stack">
            <FileDrop accept=".csv,.xlsx" file={file} onFile={choose} hint=".csv / .xlsx" />
            <p className="soft small">{t('import_columns')}</p>
          </div>
        </Card>
        {error !== undefined && <Trouble error={error} />}
        {preview && (
          <Card
            title={t('preview')}
            extra={
              <span className="row">
                <span className="tag">{t('preview_lines', { n: preview.lines })}</span>
                {!clean && <span className="tag bad">{t('preview_errors', { n: preview.errors.length })}</span>}
              </span>
            }
          >
            {clean ? (
              <div className="stack" style={{ gap: 4 }}>
                <p>{t('preview_products', { ...preview.products })}</p>
                <p>{t('preview_skus', { ...preview.skus })}</p>
                <p>{t('preview_offers', { ...preview.offers })}</p>
                <p><strong>{t('preview_clean')}</strong></p>
              </div>
            ) : (
              <div className="sheet" role="region" aria-label={t('preview')} tabIndex={0}>
                <table>
                  <thead><tr><th scope="col">{t('line')}</th><th scope="col">{t('column')}</th><th scope="col">{t('fault')}</th></tr></thead>
                  <tbody>
                    {preview.errors.map((fault) => (
                      <tr key={`${fault.line} ${fault.column} ${fault.code}`}>
                        <td>{fault.line}</td>
                        <td className="code">{fault.column}</td>
                        <td>{text(new Problem({ status: 422, code: fault.code, detail: fault.detail }))}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </Card>
        )}
        <div className="row">
          <Button type="primary" disabled={!clean || !file} loading={busy} onClick={() => file && void send(false, file)}>{t('apply')}</Button>
          <Button onClick={() => void go('/products')}>{t('cancel')}</Button>
        </div>
      </div>
    </Page>
  );
}
