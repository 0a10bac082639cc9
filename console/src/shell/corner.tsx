import { BgColorsOutlined, TranslationOutlined } from '@ant-design/icons';
import { Button, Dropdown, Tooltip } from 'antd';
import { useLanguage, useWords } from '../i18n';
import { useTheme, type Choice } from './theme';
import { shellWords } from './words';

/** Language and appearance. */
export function Corner() {
  const t = useWords(shellWords);
  const { language, speak } = useLanguage();
  const { choice, choose } = useTheme();
  const themes: Choice[] = ['auto', 'light', 'dark'];
  return (
    <>
      <Tooltip title={t('language')}>
        <Button type="text" icon={<TranslationOutlined />} aria-label={t('language')} data-test="language" onClick={() => speak(language === 'zh' ? 'en' : 'zh')} />
      </Tooltip>
      <Dropdown trigger={['click']} menu={{ selectable: true, selectedKeys: [choice], onClick: ({ key }) => choose(key as Choice), items: themes.map((key) => ({ key, label: t(`theme_${key}`) })) }}>
        <Button type="text" icon={<BgColorsOutlined />} aria-label={t('theme')} title={t('theme')} />
      </Dropdown>
    </>
  );
}
