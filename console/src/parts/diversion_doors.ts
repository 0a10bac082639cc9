import { api, ok } from '../api/client';
import type { DiversionCase, DiversionDetails, DiversionFindings, DiversionPartnerCases, List } from '../api/model';
import type { Query } from './list/types';

export type Side = 'merchant' | 'operator';

/** A case to be opened. */
export interface NewCase {
  merchant: string;
  sku: string;
  number: number;
  place: string;
  url: string;
  found_at?: string;
  note: string;
}

export interface Ending {
  outcome: string;
  sentence: string;
}

interface Doors {
  trace: (keys: string) => Promise<DiversionFindings>;
  list: (query: Query) => Promise<List<DiversionCase>>;
  partners: () => Promise<List<DiversionPartnerCases>>;
  show: (id: string) => Promise<DiversionDetails>;
  open: (body: NewCase) => Promise<DiversionCase>;
  close: (id: string, body: Ending) => Promise<DiversionCase>;
  /** Of the page of a case, and of an order. */
  caseAt: (id: string) => string;
  orderAt: (id: string) => string;
}

/** The same of a merchant's own goods, and of all merchants'. */
export const doors: Record<Side, Doors> = {
  merchant: {
    trace: (keys) => ok(api.POST('/v1/merchant/diversion-traces', { body: { keys } })),
    list: (query) => ok(api.GET('/v1/merchant/diversions', { params: { query } })),
    partners: () => ok(api.GET('/v1/merchant/diversion-partners')),
    show: (id) => ok(api.GET('/v1/merchant/diversions/{id}', { params: { path: { id } } })),
    open: (body) => ok(api.POST('/v1/merchant/diversions', { body })),
    close: (id, body) => ok(api.POST('/v1/merchant/diversions/{id}/close', { params: { path: { id } }, body })),
    caseAt: (id) => `/diversions/${id}`,
    orderAt: (id) => `/orders?open=${id}`,
  },
  operator: {
    trace: (keys) => ok(api.POST('/v1/platform/diversion-traces', { body: { keys } })),
    list: (query) => ok(api.GET('/v1/platform/diversions', { params: { query } })),
    partners: () => ok(api.GET('/v1/platform/diversion-partners')),
    show: (id) => ok(api.GET('/v1/platform/diversions/{id}', { params: { path: { id } } })),
    open: (body) => ok(api.POST('/v1/platform/diversions', { body })),
    close: (id, body) => ok(api.POST('/v1/platform/diversions/{id}/close', { params: { path: { id } }, body })),
    caseAt: (id) => `/platform/diversions/${id}`,
    orderAt: (id) => `/platform/orders?open=${id}`,
  },
};
