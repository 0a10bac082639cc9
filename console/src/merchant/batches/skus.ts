import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { api, ok } from '../../api/client';
import type { Level, List } from '../../api/model';
import { useSay } from '../../i18n';
import { shortId } from '../../parts/bits';

/** All SKUs of the merchant, by what people call them. */
export function useSkus(): Level[] {
  const { data } = useQuery({
    queryKey: ['levels', 'all'],
    staleTime: 30_000,
    queryFn: async () => {
      const all: Level[] = [];
      let after: string | undefined;
      do {
        const page: List<Level> = await ok(api.GET('/v1/stock/levels', { params: { query: { limit: 100, after } } }));
        all.push(...page.items);
        after = page.next ?? undefined;
      } while (after && all.length < 2_000);
      return all;
    },
  });
  return useMemo(() => data ?? [], [data]);
}

export function useSkuNames(): (sku: string) => string {
  const skus = useSkus();
  const say = useSay();
  return useCallback(
    (id) => {
      const sku = skus.find((one) => one.sku === id);
      return sku ? `${say(sku.product_title)} ${say(sku.name)}`.trim() : shortId(id);
    },
    [skus, say],
  );
}
