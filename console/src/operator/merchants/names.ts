import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, ok } from '../../api/client';
import type { List, Merchant } from '../../api/model';
import { useMay } from '../../api/session';
import { useSay } from '../../i18n';
import { shortId } from '../../parts/bits';

/** What merchants are called, for lists that only know their ids. */
export function useMerchantNames(): (id: string) => string {
  const say = useSay();
  const may = useMay();
  const { data } = useQuery({
    queryKey: ['merchants', 'names'],
    staleTime: 60_000,
    enabled: may('merchants:read'),
    queryFn: async () => {
      const all: Merchant[] = [];
      let after: string | undefined;
      do {
        const page: List<Merchant> = await ok(api.GET('/v1/platform/merchants', { params: { query: { limit: 100, after } } }));
        all.push(...page.items);
        after = page.next ?? undefined;
      } while (after && all.length < 1_000);
      return all;
    },
  });
  return useCallback((id) => say(data?.find((one) => one.id === id)?.name) || shortId(id), [data, say]);
}
