import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, type ReactNode } from 'react';
import { api, carry, ok } from './client';
import type { Session } from './model';
import { Problem } from './problem';

export const sessionKey = ['session'];

/** Who sits here; null where nobody is logged in. */
export function useSessionQuery() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: async (): Promise<Session | null> => {
      try {
        const session = await ok(api.GET('/v1/session'));
        carry(session.csrf);
        return session;
      } catch (error) {
        if (Problem.from(error).status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

const Context = createContext<Session | null>(null);

export function LoggedIn({ session, children }: { session: Session; children: ReactNode }) {
  useEffect(() => { carry(session.csrf); }, [session.csrf]);
  return <Context.Provider value={session}>{children}</Context.Provider>;
}

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error('no session around this page');
  return session;
}

/** Whether the one who sits here may do something. The server asks again; this only spares dead buttons. */
export function useMay() {
  const { scopes } = useSession();
  return (scope: string) => scopes.includes(scope);
}

/**
 * Somebody came or went: what was known of anybody else is forgotten. The session's own answer is changed and not thrown
 * away, because pages look at it.
 */
export function useEnter() {
  const queries = useQueryClient();
  return (session: Session | null) => {
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
    carry(session?.csrf ?? '');
    queries.setQueryData(sessionKey, session);
  };
}
