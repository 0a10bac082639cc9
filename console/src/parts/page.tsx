import { useEffect, type ReactNode } from 'react';

/** A page: its name, what it is for, and what can be done on it. */
export function Page({ title, lead, acts, narrow, children }: { title: string; lead?: ReactNode; acts?: ReactNode; narrow?: boolean; children: ReactNode }) {
  useTitle(title);
  return (
    <div className={narrow ? 'page narrow' : 'page'}>
      <div className="page-head">
        <div className="grow">
          <h1>{title}</h1>
          {lead && <p>{lead}</p>}
        </div>
        {acts && <div className="page-acts">{acts}</div>}
      </div>
      {children}
    </div>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Cardamom`;
  }, [title]);
}

export function Card({ title, extra, children, flush }: { title?: ReactNode; extra?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className="card">
      {title && (
        <div className="card-head">
          <h2>{title}</h2>
          {extra}
        </div>
      )}
      {flush ? children : <div className="card-body">{children}</div>}
    </section>
  );
}
