import { useCallback, useState } from 'react';

/** Something that this browser remembers. */
export function useStored<T>(name: string, first: T): [T, (next: T) => void] {
  const place = `cardamom.${name}`;
  const [value, setValue] = useState<T>(() => {
    try {
      const text = localStorage.getItem(place);
      return text === null ? first : (JSON.parse(text) as T);
    } catch {
      return first;
    }
  });
  const keep = useCallback(
    (next: T) => {
      localStorage.setItem(place, JSON.stringify(next));
      setValue(next);
    },
    [place],
  );
  return [value, keep];
}

export interface View {
  name: string;
  filters: Record<string, string>;
}
