import { useSyncExternalStore } from 'react';

const phone = matchMedia('(max-width: 720px)');

/** Whether there is no room for a table. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (tell) => {
      phone.addEventListener('change', tell);
      return () => phone.removeEventListener('change', tell);
    },
    () => phone.matches,
  );
}
