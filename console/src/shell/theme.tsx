import { App as AntApp, ConfigProvider, theme as ant } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { useLanguage } from '../i18n';

export type Choice = 'auto' | 'light' | 'dark';
const place = 'cardamom.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
/** Who has asked their system for less movement gets none of the components' own either. */
const still = matchMedia('(prefers-reduced-motion: reduce)').matches;

const Context = createContext<{ choice: Choice; dark: boolean; choose: (choice: Choice) => void }>({ choice: 'auto', dark: false, choose: () => undefined });
export const useTheme = () => useContext(Context);

function stored(): Choice {
  const text = localStorage.getItem(place);
  return text === 'light' || text === 'dark' ? text : 'auto';
}

/** The colours say the same as style.css; both keep to 4.5 to 1. */
const light = {
  colorPrimary: '#2c6e49', colorInfo: '#2c6e49', colorLink: '#2c6e49', colorSuccess: '#2a7440', colorWarning: '#8a5a00', colorError: '#b3301f',
  colorBgLayout: '#f6f6f1', colorBgContainer: '#ffffff', colorBgElevated: '#ffffff', colorBorder: '#cfd2c7', colorBorderSecondary: '#e3e4da',
  colorText: '#1c241f', colorTextSecondary: '#59635c', colorTextTertiary: '#59635c', colorTextDescription: '#59635c', colorTextPlaceholder: '#6b746d',
  colorTextHeading: '#1c241f', colorInfoBg: '#e9f3ea', colorInfoBorder: '#bcd8c3', colorWarningBg: '#fdf3dd', colorWarningBorder: '#ecd29a',
  colorErrorBg: '#fdecea', colorErrorBorder: '#f0c0b8', colorSuccessBg: '#e6f4e7', colorSuccessBorder: '#b7dbbd',
};
const night = {
  colorPrimary: '#3f8f62', colorInfo: '#3f8f62', colorLink: '#8bd3a2', colorSuccess: '#7cc992', colorWarning: '#f0c46b', colorError: '#ff9b8a',
  colorBgLayout: '#121612', colorBgContainer: '#1a1f1b', colorBgElevated: '#222823', colorBorder: '#3d463f', colorBorderSecondary: '#2f3730',
  colorText: '#e8ece6', colorTextSecondary: '#a6b1a8', colorTextTertiary: '#a6b1a8', colorTextDescription: '#a6b1a8', colorTextPlaceholder: '#8f9b92',
  colorTextHeading: '#e8ece6', colorInfoBg: '#1d2c24', colorInfoBorder: '#345544', colorWarningBg: '#332a15', colorWarningBorder: '#5f4d20',
  colorErrorBg: '#3a201c', colorErrorBorder: '#6b3a32', colorSuccessBg: '#1d3225', colorSuccessBorder: '#34573f',
};

/** A button that is filled has white on it; one that is not has the colour itself as its text when pointed at. */
const nightButton = {
  colorPrimary: '#2f7a50', colorPrimaryHover: '#388c5d',
  defaultHoverColor: '#8bd3a2', defaultHoverBorderColor: '#8bd3a2', defaultActiveColor: '#8bd3a2', defaultActiveBorderColor: '#8bd3a2',
};

export function Themed({ children }: { children: ReactNode }) {
  const { language } = useLanguage();
  const system = useSyncExternalStore(
    (tell) => {
      dark.addEventListener('change', tell);
      return () => dark.removeEventListener('change', tell);
    },
    () => dark.matches,
  );
  const [choice, setChoice] = useState(stored);
  const isDark = choice === 'auto' ? system : choice === 'dark';
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  }, [isDark]);
  const value = useMemo(() => {
    const choose = (next: Choice) => {
      localStorage.setItem(place, next);
      setChoice(next);
    };
    return { choice, dark: isDark, choose };
  }, [choice, isDark]);
  const theme = useMemo(
    () => ({
      algorithm: isDark ? ant.darkAlgorithm : ant.defaultAlgorithm,
      token: {
        ...(isDark ? night : light),
        borderRadius: 8,
        fontFamily: 'inherit',
        motionDurationMid: '0.12s',
        motionDurationSlow: '0.18s',
        motion: !still,
      },
      components: {
        Table: { headerBg: 'transparent', headerSplitColor: 'transparent', cellPaddingBlockMD: 10, rowHoverBg: isDark ? '#222823' : '#f6f6f1' },
        Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', ...(isDark ? nightButton : {}) },
        Tabs: isDark ? { itemSelectedColor: '#8bd3a2', itemHoverColor: '#a6e0b8', itemActiveColor: '#8bd3a2', inkBarColor: '#8bd3a2' } : {},
        Form: { verticalLabelPadding: '0 0 4px', itemMarginBottom: 18 },
        Steps: { colorTextDescription: isDark ? '#a6b1a8' : '#59635c' },
      },
    }),
    [isDark],
  );
  return (
    <Context.Provider value={value}>
      <ConfigProvider locale={language === 'zh' ? zhCN : enUS} theme={theme} button={{ autoInsertSpace: false }}>
        <AntApp>{children}</AntApp>
      </ConfigProvider>
    </Context.Provider>
  );
}
