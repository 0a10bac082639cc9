import { useQueryClient } from '@tanstack/react-query';
import { Alert, Modal } from 'antd';
import { useState } from 'react';
import { upload } from '../../api/client';
import type { BankAnswer } from '../../api/model';
import { useCodes, useWords } from '../../i18n';
import { FileDrop } from '../../parts/file';
import { Trouble } from '../../parts/trouble';
import { common } from '../../words';
import { payoutWords } from './words';

/** The bank's file: what can be done is done, the other lines are named. */
export function BankResults({ close }: { close: () => void }) {
  const t = useWords({ ...common, ...payoutWords });
  const code = useCodes(payoutWords);
  const queries = useQueryClient();
  const [file, setFile] = useState<File>();
  const [answer, setAnswer] = useState<BankAnswer>();
  const [error, setError] = useState<unknown>();
  const take = async (chosen: File) => {
    setFile(chosen);
    setError(undefined);
    setAnswer(undefined);
    try {
      setAnswer(await upload<BankAnswer>('/v1/platform/payouts/results', chosen, { 'Content-Type': 'text/csv' }));
      await queries.invalidateQueries();
    } catch (fault) {
      setError(fault);
    }
  };
  return (
    <Modal open title={t('results')} onCancel={close} onOk={close} okText={t('done')} cancelButtonProps={{ style: { display: 'none' } }}>
      <div className="stack">
        <p className="soft small">{t('results_text')}</p>
        <FileDrop accept=".csv,.txt" file={file} onFile={(chosen) => void take(chosen)} hint=".csv" />
        {error !== undefined && <Trouble error={error} />}
        {answer && <Alert type={answer.errors.length ? 'warning' : 'success'} showIcon title={t('results_done', { n: answer.paid, bad: answer.failed })} />}
        {answer?.errors.map((one) => <p key={one.line} className="small">{t('line_error', { n: one.line, why: code(one.code) })} <span className="soft code">{one.text}</span></p>)}
      </div>
    </Modal>
  );
}
