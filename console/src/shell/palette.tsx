import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useSession } from '../api/session';
import { useWords } from '../i18n';
import { useVisible } from './shell';
import { shellWords } from './words';

/** Ctrl K: any page by its name in either language, any order by its id. */
export function Palette({ open, close }: { open: boolean; close: () => void }) {
  const t = useWords(shellWords);
  return (
    <Modal open={open} onCancel={close} footer={null} title={t('jump')} destroyOnHidden>
      <Find close={close} />
    </Modal>
  );
}

function Find({ close }: { close: () => void }) {
  const t = useWords(shellWords);
  const go = useNavigate();
  const { role } = useSession();
  const visible = useVisible();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const wanted = text.trim().toLowerCase();
  const found = visible
    .filter((page) => shellWords[page.name].some((name) => name.toLowerCase().includes(wanted)))
    .map((page) => ({ to: page.path, label: t(page.name), icon: page.icon }));
  if (wanted.length > 3) {
    const to = `${role === 'operator' ? '/platform/orders' : '/orders'}?q=${encodeURIComponent(text.trim())}`;
    found.push({ to, label: t('find_order', { q: text.trim() }), icon: undefined });
  }
  const choose = (to?: string) => {
    if (!to) return;
    close();
    void go(to);
  };
  const now = Math.min(at, found.length - 1);
  return (
    <div className="stack" style={{ gap: 8 }}>
      <Input
        autoFocus
        aria-label={t('jump_hint')}
        placeholder={t('jump_hint')}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt(Math.min(now + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(now - 1, 0));
          else if (event.key === 'Enter') choose(found[now]?.to);
          else return;
          event.preventDefault();
        }}
      />
      <div style={{ maxHeight: 360, overflowY: 'auto' }}>
        {found.map((one, index) => (
          <a
            key={one.to}
            href={`/console${one.to}`}
            className="side-link"
            aria-current={index === now ? 'page' : undefined}
            onMouseEnter={() => setAt(index)}
            onClick={(event) => {
              event.preventDefault();
              choose(one.to);
            }}
          >
            {one.icon}
            {one.label}
          </a>
        ))}
        {found.length === 0 && <p className="soft" style={{ padding: 10 }}>{t('nothing')}</p>}
      </div>
    </div>
  );
}
