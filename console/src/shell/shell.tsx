import { MenuOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Drawer, Dropdown, Skeleton } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { api, ok } from '../api/client';
import { Listening, useLive } from '../api/live';
import { useEnter, useMay, useSession } from '../api/session';
import { useSay, useWords } from '../i18n';
import { pages, type PageEntry } from '../pages';
import { Asking } from '../parts/ask';
import { Corner } from './corner';
import { Palette } from './palette';
import { Proving } from './proof';
import { WaitingCount, WaitingTold } from './waiting';
import { shellWords } from './words';

/** What stands around every page of somebody who is logged in. */
export default function Shell() {
  const session = useSession();
  const path = session.role === 'operator' ? '/v1/platform/events' : '/v1/merchant/events';
  return (
    <Listening path={path}>
      <Proving>
        <Asking>
          <WaitingTold />
          <Frame />
        </Asking>
      </Proving>
    </Listening>
  );
}

export function useVisible(): PageEntry[] {
  const session = useSession();
  const may = useMay();
  return pages.filter((page) => page.group && (!page.role || page.role === session.role) && (!page.scopes || page.scopes.some(may)));
}

function Frame() {
  const t = useWords(shellWords);
  const [menu, setMenu] = useState(false);
  const [jump, setJump] = useState(false);
  const { pathname } = useLocation();
  useEffect(() => { setMenu(false); }, [pathname]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setJump(true);
      }
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  return (
    <div className="frame">
      <a className="skip" href="#content">{t('skip')}</a>
      <aside className="side"><Menu /></aside>
      <Drawer open={menu} onClose={() => setMenu(false)} placement="left" size={264} title={t('menu')} styles={{ body: { padding: 0 } }}>
        <Menu plain />
      </Drawer>
      <div>
        <header className="top">
          <Button className="top-burger" type="text" icon={<MenuOutlined />} aria-label={t('menu')} onClick={() => setMenu(true)} />
          <Where />
          <span className="grow" />
          <Live />
          <Button className="roomy" type="text" icon={<SearchOutlined />} onClick={() => setJump(true)}>{t('jump')} <kbd className="soft small">Ctrl K</kbd></Button>
          <Corner />
          <Account />
        </header>
        <main id="content" tabIndex={-1} style={{ outline: 'none' }}>
          <Suspense fallback={<div className="page"><Skeleton active paragraph={{ rows: 8 }} /></div>}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Palette open={jump} close={() => setJump(false)} />
    </div>
  );
}

function Where() {
  const session = useSession();
  const say = useSay();
  const t = useWords(shellWords);
  return <span className="top-where">{session.role === 'operator' ? t('g_platform') : say(session.merchant?.name)}</span>;
}

function Live() {
  const t = useWords(shellWords);
  const { on } = useLive();
  return (
    <span className={on ? 'live on' : 'live'} data-live={on} title={on ? t('live') : t('not_live')}>
      <span className="roomy">{on ? t('live') : t('not_live')}</span>
    </span>
  );
}

function Menu({ plain }: { plain?: boolean }) {
  const t = useWords(shellWords);
  const visible = useVisible();
  const groups = [...new Set(visible.map((page) => page.group))];
  const { pathname } = useLocation();
  return (
    <>
      {!plain && <Link className="side-brand" to="/"><img src="/console/icon.svg" alt="" />Cardamom</Link>}
      <nav aria-label={t('main_menu')} style={plain ? { padding: '4px 10px 20px' } : undefined}>
        {groups.map((group) => (
          <div key={group}>
            <div className="side-group">{group && t(group)}</div>
            {visible.filter((page) => page.group === group).map((page) => (
              <NavLink key={page.path} className="side-link" to={page.path} end={page.path === '/' || visible.some((other) => other.path.startsWith(`${page.path}/`) && pathname.startsWith(other.path))}>
                {page.icon}
                {t(page.name)}
                {page.path === '/review/proposals' && <WaitingCount />}
              </NavLink>
            ))}
          </div>
        ))}
      </nav>
    </>
  );
}

function Account() {
  const t = useWords(shellWords);
  const session = useSession();
  const enter = useEnter();
  const leave = async () => {
    await ok(api.DELETE('/v1/session')).catch(() => undefined);
    enter(null);
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'who', disabled: true, label: <span style={{ color: 'var(--soft)' }}>{session.user.name}</span> },
          { key: 'account', label: <Link to="/account">{t('account')}</Link> },
          { key: 'shop', label: <a href="/">{t('to_shop')}</a> },
          { type: 'divider' },
          { key: 'out', label: t('log_out'), onClick: () => void leave() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={t('account')} title={session.user.name} data-test="account" />
    </Dropdown>
  );
}
