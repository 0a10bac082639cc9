import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { Component, lazy, Suspense, useEffect, type ReactNode } from 'react';
import { createBrowserRouter, Link, Navigate, RouterProvider, useLocation, useRouteError } from 'react-router';
import { whenLoggedOut } from './api/client';
import { Problem } from './api/problem';
import { LoggedIn, sessionKey, useMay, useSession, useSessionQuery } from './api/session';
import { Speaking, useWords } from './i18n';
import { pages, type PageEntry } from './pages';
import { Empty } from './parts/empty';
import { Trouble } from './parts/trouble';
import { Themed } from './shell/theme';
import { shellWords } from './shell/words';
import { common } from './words';

const Shell = lazy(() => import('./shell/shell'));
const Login = lazy(() => import('./people/login/page'));

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; only what did not arrive is asked again.
      retry: (times, error) => times < 2 && [0, 502, 503, 504].includes(Problem.from(error).status),
    },
  },
});

whenLoggedOut(() => queries.setQueryData(sessionKey, null));

/** Only who is logged in comes further; after the log-in the address is the one that was asked for. */
function Door() {
  const { data, isPending, isError, error, refetch } = useSessionQuery();
  const { pathname, search } = useLocation();
  if (isPending) return <Waiting />;
  if (isError) return <div className="page narrow"><Trouble error={error} again={() => void refetch()} /></div>;
  if (!data) return <Navigate to={`/login?to=${encodeURIComponent(pathname + search)}`} replace />;
  if (data.role !== 'merchant' && data.role !== 'operator') return <LoggedIn session={data}><Buyer /></LoggedIn>;
  return (
    <LoggedIn session={data}>
      <Suspense fallback={<Waiting />}>
        <Shell key={data.user.id} />
      </Suspense>
    </LoggedIn>
  );
}

function Waiting() {
  return <div className="page narrow"><Skeleton active paragraph={{ rows: 8 }} /></div>;
}

function Buyer() {
  const t = useWords(shellWords);
  return (
    <main className="page narrow">
      <Empty title={t('no_console')} text={t('no_console_text')}>
        <div className="row"><Button type="primary" href="/apply">{t('apply')}</Button><Button href="/">{t('to_shop')}</Button></div>
      </Empty>
    </main>
  );
}

/** The page of this address for the one who sits here. */
function Guarded({ entries }: { entries: PageEntry[] }) {
  const t = useWords(common);
  const session = useSession();
  const may = useMay();
  const entry = entries.find((page) => !page.role || page.role === session.role);
  if (!entry) return <Lost />;
  if (entry.scopes && !entry.scopes.some(may)) return <div className="page narrow"><Empty title={t('not_allowed_title')} text={t('not_allowed')} /></div>;
  return <Page key={entry.path} entry={entry} />;
}

function Page({ entry }: { entry: PageEntry }) {
  const { page: Content } = entry;
  const { pathname } = useLocation();
  // With braces: browsers answer with a promise of late, which React would take for what undoes the effect.
  useEffect(() => { scrollTo(0, 0); }, [pathname]);
  return <Fence key={pathname}><Content /></Fence>;
}

function Lost() {
  const t = useWords(common);
  return <div className="page narrow"><Empty title={t('not_found_title')} text={t('not_found')}><Link to="/">{t('home')}</Link></Empty></div>;
}

/** A page that fails takes nothing else with it. */
class Fence extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError(error: Error) {
    return { error };
  }
  override render() {
    return this.state.error ? <Broken error={this.state.error} /> : this.props.children;
  }
}

function Broken({ error }: { error: unknown }) {
  const t = useWords(common);
  return (
    <div className="page narrow">
      <Empty title={t('broken_title')} text={t('broken')}>
        <p className="code">{error instanceof Error ? error.message : String(error)}</p>
        <Button onClick={() => location.reload()}>{t('refresh')}</Button>
      </Empty>
    </div>
  );
}

function RouteBroken() {
  return <Broken error={useRouteError()} />;
}

const addresses = [...new Set(pages.map((page) => page.path))];
const router = createBrowserRouter(
  [
    { path: '/login', element: <Suspense fallback={<Waiting />}><Login /></Suspense>, errorElement: <RouteBroken /> },
    {
      element: <Door />,
      errorElement: <RouteBroken />,
      children: [
        ...addresses.map((path) => ({ path, element: <Guarded entries={pages.filter((page) => page.path === path)} /> })),
        { path: '*', element: <Lost /> },
      ],
    },
  ],
  { basename: '/console' },
);

export function App() {
  return (
    <Speaking>
      <Themed>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Themed>
    </Speaking>
  );
}
