import { useQuery } from '@tanstack/react-query';
import { api, ok, quietly } from '../../api/client';
import { useSay, useWords } from '../../i18n';
import { operatorWords } from '../words';

/** How payment channels are called, by their codes; one that is not known here by its code. */
export function useChannelNames() {
  const say = useSay();
  const t = useWords(operatorWords);
  const { data } = useQuery({ queryKey: ['channels', 'names'], queryFn: () => ok(api.GET('/v1/platform/channels', quietly)), staleTime: 60_000, retry: false });
  const all = data?.items ?? [];
  const nameOf = (code: string) => say(all.find((one) => one.code === code)?.name) || (code === 'sandbox' ? t('sandbox') : code);
  return { nameOf, codes: [...all.map((one) => one.code), ...(all.some((one) => one.code === 'sandbox') ? [] : ['sandbox'])] };
}
