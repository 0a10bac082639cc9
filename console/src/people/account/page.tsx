import { Button } from 'antd';
import { useWords } from '../../i18n';
import { Page } from '../../parts/page';
import { peopleWords } from '../words';
import { Passkeys } from './passkeys';
import { Second } from './second';
import { Sessions } from './sessions';

export default function AccountPage() {
  const t = useWords(peopleWords);
  return (
    <Page title={t('account')} lead={t('account_lead')} narrow acts={<Button href="/me/account">{t('more')}</Button>}>
      <div className="stack">
        <Second />
        <Passkeys />
        <Sessions />
      </div>
    </Page>
  );
}
