import { useWords } from '../../i18n';
import { Page } from '../../parts/page';
import { Differences } from './differences';
import { differenceWords } from './words';

/** Everything that does not agree, over all channels. */
export default function DifferencesPage() {
  const t = useWords(differenceWords);
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Differences />
    </Page>
  );
}
