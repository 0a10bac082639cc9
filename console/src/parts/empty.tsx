import type { ReactNode } from 'react';

/** Nothing here yet, and what to do about it. */
export function Empty({ title, text, children }: { title: string; text?: ReactNode; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 72 72" fill="none" aria-hidden="true">
        <rect x="8" y="20" width="56" height="40" rx="10" fill="var(--sunk)" stroke="var(--line)" strokeWidth="1.5" />
        <path d="M36 6c7 5 10 12 10 18 0 7-4 12-10 13-6-1-10-6-10-13 0-6 3-13 10-18z" fill="var(--tint)" stroke="var(--main)" strokeWidth="1.5" />
        <path d="M36 11v25" stroke="var(--main)" strokeWidth="1.5" strokeLinecap="round" />
        <path d="M20 46h32M20 52h20" stroke="var(--soft)" strokeWidth="1.5" strokeLinecap="round" opacity=".5" />
      </svg>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
