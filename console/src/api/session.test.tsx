import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { Session } from './model';
import { useEnter, useSessionQuery } from './session';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const session = { user: { id: 'usr_1', email: 'a@example.com', phone: null, name: 'Ann' }, csrf: 'token', scopes: [] } as unknown as Session;

it('a page that looks at the session sees somebody come and go, and what others saw is forgotten', async () => {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ code: 'not_logged_in', status: 401, detail: '' }), { status: 401 }));
  const client = new QueryClient();
  client.setQueryData(['merchant-orders'], 'of somebody else');
  let enter: (session: Session | null) => void = () => undefined;
  function Page() {
    const { data } = useSessionQuery();
    enter = useEnter();
    return <p>{data ? data.user.name : data === null ? 'nobody' : 'waiting'}</p>;
  }
  render(<QueryClientProvider client={client}><Page /></QueryClientProvider>);
  await screen.findByText('nobody');
  act(() => enter(session));
  await screen.findByText('Ann');
  expect(client.getQueryData(['merchant-orders'])).toBeUndefined();
  act(() => enter(null));
  await screen.findByText('nobody');
});
