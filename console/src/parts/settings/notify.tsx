import { CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useWords } from '../../i18n';
import { common } from '../../words';
import { useCopy } from '../bits';

/** Where a foreign system reports to, to be pasted over there. */
export function Notify({ address, label, hint }: { address: string; label: string; hint: string }) {
  const t = useWords(common);
  const copy = useCopy();
  return (
    <dl className="facts">
      <dt>{label}</dt>
      <dd>
        <span className="code" data-test="notify-url">{address}</span>
        <Button type="text" size="small" icon={<CopyOutlined />} aria-label={`${t('copy')} ${label}`} onClick={() => void copy(address)} />
        <br /><span className="soft small">{hint}</span>
      </dd>
    </dl>
  );
}
