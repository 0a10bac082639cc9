import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { App } from 'antd';
import { MemoryRouter, useLocation } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Speaking } from '../../i18n';
import { DataList } from './list';
import type { ListProps, Query } from './types';

interface Row {
  id: string;
  name: string;
}

let address = '';
function Address() {
  const { search } = useLocation();
  address = search;
  return null;
}

function show(props: Partial<ListProps<Row>>, at = '/') {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <Speaking initial="en">
      <App>
        <QueryClientProvider client={client}>
          <MemoryRouter initialEntries={[at]}>
            <DataList<Row>
              name="rows"
              label="Rows"
              load={async () => ({ items: [{ id: 'row_1', name: 'First' }], next: null })}
              rowId={(row) => row.id}
              columns={[{ key: 'name', title: 'Name', main: true, render: (row) => row.name }]}
              empty={{ title: 'No rows', text: 'Make one' }}
              {...props}
            />
            <Address />
          </MemoryRouter>
        </QueryClientProvider>
      </App>
    </Speaking>,
  );
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe('a list', () => {
  it('takes its filters from the address and puts them there', async () => {
    const asked: Query[] = [];
    const load = async (query: Query) => {
      asked.push(query);
      return { items: [{ id: 'row_1', name: 'First' }], next: null };
    };
    show({ load, filters: [{ key: 'q', label: 'Find', kind: 'search' }] }, '/?q=one');
    await screen.findByText('First');
    expect(asked[0]).toMatchObject({ q: 'one', limit: 50 });
    fireEvent.change(screen.getByLabelText('Find'), { target: { value: 'two' } });
    await waitFor(() => expect(address).toBe('?q=two'));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ q: 'two' }));
  });

  it('goes on with the cursor of the page before', async () => {
    const load = async (query: Query) => (query.after ? { items: [{ id: 'row_2', name: 'Second' }], next: null } : { items: [{ id: 'row_1', name: 'First' }], next: 'row_1' });
    show({ load });
    fireEvent.click(await screen.findByText('Show more'));
    await screen.findByText('Second');
    expect(screen.getByText('First')).toBeDefined();
  });

  it('says what to do where there is nothing, and how to see more where filters hide it', async () => {
    show({ load: async () => ({ items: [] }) });
    await screen.findByText('No rows');
    cleanup();
    show({ load: async () => ({ items: [] }), filters: [{ key: 'q', label: 'Find', kind: 'search' }] }, '/?q=x');
    await screen.findByText('Nothing fits these filters');
  });

  it('tells of a refusal and tries again', async () => {
    let times = 0;
    show({
      load: async () => {
        times += 1;
        if (times === 1) throw new Error('no');
        return { items: [{ id: 'row_1', name: 'First' }] };
      },
    });
    fireEvent.click(await screen.findByText('Try again'));
    await screen.findByText('First');
  });

  it('does an act with every row that was chosen, though one is refused', async () => {
    const done: string[] = [];
    const run = vi.fn(async (row: Row) => {
      if (row.id === 'row_1') throw new Error('refused');
      done.push(row.id);
    });
    show({
      load: async () => ({ items: [{ id: 'row_1', name: 'First' }, { id: 'row_2', name: 'Second' }] }),
      bulk: [{ key: 'act', label: 'Act', run }],
    });
    await screen.findByText('First');
    fireEvent.click(screen.getByLabelText('Choose all'));
    fireEvent.click(await screen.findByText('Act'));
    await waitFor(() => expect(run).toHaveBeenCalledTimes(2));
    expect(done).toEqual(['row_2']);
  });
});
