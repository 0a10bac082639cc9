import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** The filters of a list live in the address, so that they can be sent to somebody. */
export function useFilters(keys: readonly string[]) {
  const [search, setSearch] = useSearchParams();
  const values = useMemo(() => {
    const all: Record<string, string> = {};
    for (const key of keys) {
      const value = search.get(key);
      if (value) all[key] = value;
    }
    return all;
  }, [keys, search]);
  const change = useCallback(
    (next: Record<string, string | undefined>) =>
      setSearch(
        (old) => {
          const params = new URLSearchParams(old);
          for (const [key, value] of Object.entries(next)) {
            if (value) params.set(key, value);
            else params.delete(key);
          }
          return params;
        },
        { replace: true },
      ),
    [setSearch],
  );
  const replace = useCallback(
    (next: Record<string, string>) => change(Object.fromEntries(keys.map((key) => [key, next[key]]))),
    [change, keys],
  );
  return { values, change, replace };
}

/** One thing that is open beside the list (a drawer): also in the address. */
export function useOpened(key = 'open') {
  const [search, setSearch] = useSearchParams();
  const open = useCallback(
    (id?: string) =>
      setSearch((old) => {
        const params = new URLSearchParams(old);
        if (id) params.set(key, id);
        else params.delete(key);
        return params;
      }),
    [key, setSearch],
  );
  return [search.get(key) ?? undefined, open] as const;
}
