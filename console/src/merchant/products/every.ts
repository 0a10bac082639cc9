import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, ok } from '../../api/client';
import type { List, Offer, Sku } from '../../api/model';
import { useSay } from '../../i18n';
import { useSkus } from '../batches/skus';

/** All pages of a list: a merchant has some hundreds of these at most. */
export async function every<T extends Sku | Offer>(path: '/v1/skus' | '/v1/merchant/offers', fits: (item: T) => boolean): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const page = (await ok(api.GET(path, { params: { query: { limit: 100, after } } }))) as List<unknown> as List<T>;
    all.push(...page.items.filter(fits));
    after = page.next ?? undefined;
  } while (after);
  return all;
}

export const useSkusOf = (product: string) => useQuery({ queryKey: ['skus', product], queryFn: () => every<Sku>('/v1/skus', (sku) => sku.product === product) });

export const useOffersOf = (product: string) => useQuery({ queryKey: ['offers', product], queryFn: () => every<Offer>('/v1/merchant/offers', (offer) => offer.product === product), enabled: Boolean(product) });

export const everyOffer = () => every<Offer>('/v1/merchant/offers', () => true);

/** Whether suppliers are asked for it. */
export const isFulfilled = (kind?: string) => kind === 'recharge' || kind === 'supplied';

/** What suppliers are asked for, by what people call it. */
export function useFulfilledSkus() {
  const say = useSay();
  const levels = useSkus();
  const { data, isError, error, refetch } = useQuery({ queryKey: ['skus', 'fulfilled'], queryFn: () => every<Sku>('/v1/skus', (sku) => isFulfilled(sku.kind)) });
  const skus = useMemo(
    () => data?.map((sku) => ({ id: sku.id, label: [say(levels.find((level) => level.sku === sku.id)?.product_title), say(sku.name), `(${sku.code})`].filter(Boolean).join(' ') })),
    [data, levels, say],
  );
  return { skus, isError, error, refetch };
}
