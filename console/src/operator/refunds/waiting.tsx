import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { Link } from 'react-router';
import { api, ok, quietly } from '../../api/client';
import { useWords } from '../../i18n';
import { refundWords } from './words';

/** Said where somebody looks at exceptions: refunds wait for a person. */
export function RefundsWaiting() {
  const t = useWords(refundWords);
  const { data } = useQuery({
    queryKey: ['refunds-waiting'],
    queryFn: () => ok(api.GET('/v1/platform/refunds', { params: { query: { state: 'ask_by_hand', limit: 1 } }, ...quietly })),
  });
  if (!data?.items.length) return null;
  return <Alert type="warning" showIcon title={t('waiting')} description={t('waiting_text')} action={<Link to="/platform/refunds?state=ask_by_hand">{t('look')}</Link>} style={{ marginBottom: 16 }} />;
}
