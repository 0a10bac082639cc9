import type { ReactNode } from 'react';
import type { Bilingual } from '../../i18n';

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  /** Stands on top of the card on a phone, and cannot be put away. */
  main?: boolean;
  /** Only shown once somebody asks for it. */
  extra?: boolean;
  align?: 'right';
  width?: number;
}

export interface Filter {
  key: string;
  label: string;
  kind: 'search' | 'choice' | 'dates';
  options?: { value: string; label: string }[];
  placeholder?: string;
}

export interface BulkAct<T> {
  key: string;
  label: string;
  danger?: boolean;
  fits?: (row: T) => boolean;
  /** One row after the other, so that a refusal stops nobody else. */
  run?: (row: T) => Promise<unknown>;
  /** Or everything at once, by a dialog of its own. */
  open?: (rows: T[]) => void;
}

export interface ListPage<T> {
  items: T[];
  next?: string | null;
}

export type Query = Record<string, string | number | undefined>;

export interface ListProps<T> {
  /** Names its stored views and columns, and its answers. */
  name: string;
  label: string;
  load: (query: Query) => Promise<ListPage<T>>;
  columns: Column<T>[];
  rowId: (row: T) => string;
  filters?: Filter[];
  bulk?: BulkAct<T>[];
  onOpen?: (row: T) => void;
  /** What is done to one row; at the end of its line. */
  acts?: (row: T) => ReactNode;
  empty: { title: string; text?: ReactNode; action?: ReactNode };
  /** Addresses of the same list as a file. */
  exports?: (query: Query) => { label: string; href: string }[];
  /** Ids that came in just now. */
  fresh?: ReadonlySet<string>;
  /** Filters that this page always sets. */
  fixed?: Query;
  presets?: { name: Bilingual; filters: Record<string, string> }[];
}
