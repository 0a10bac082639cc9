import type { Bilingual } from '../i18n';
import type { Amount } from './money';
import type { components } from './schema';

type Schemas = components['schemas'];

export interface List<T> {
  items: T[];
  next?: string | null;
}

export interface Session {
  user: { id: string; email: string | null; phone: string | null; name: string };
  role: 'operator' | 'merchant' | 'buyer' | 'partner';
  duty: string | null;
  merchant: { id: string; name: Bilingual } | null;
  scopes: string[];
  second_factor: boolean;
  strong_until: string | null;
  csrf: string;
  language: string;
}
export interface Ways {
  password: boolean;
  email_code: boolean;
  sms_code: boolean;
  passkey: boolean;
  providers: { code: string; name: Bilingual }[];
}
export interface AccountSession {
  id: string;
  current: boolean;
  way: string;
  from: string;
  agent: string;
  created_at: string;
  used_at: string;
  strong_at: string | null;
}
export interface SecondFactor {
  totp: boolean;
  recovery_codes_left: number;
  passkeys: number;
}
export interface Totp {
  secret: string;
  uri: string;
  qr_svg: string;
}
export interface Passkey {
  id: string;
  name: string;
  created_at: string;
  used_at: string | null;
}
export interface Member {
  id: string;
  email: string;
  name: string;
  duty: string;
  state: string;
  second_factor: boolean;
  logged_in_at: string | null;
  created_at: string;
}
export interface Invitation {
  id: string;
  email: string;
  duty: string;
  created_at: string;
  expires_at: string;
}
export interface Staff {
  items: Member[];
  invitations: Invitation[];
}
export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  user: string;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}
export interface TrailEntry {
  seq: number;
  at: string;
  who: string;
  what: string;
  subject: string;
  before: string;
  after: string;
  reason: string;
  from: string;
}

export interface DayFigures {
  day: string;
  orders: number;
  sales: Amount;
}
export interface Dashboard {
  currency: string;
  currencies: string[];
  today: DayFigures;
  yesterday: DayFigures;
  days: DayFigures[];
  top: { product: string; title: Bilingual; units: number; sales: Amount }[];
  stock: Level[];
  alarms: number;
  pending: number;
}
export type Order = Schemas['MerchantOrder'] & { title: Bilingual; contact: string | null };
export interface TimelineItem {
  at: string;
  kind: string;
  text: Bilingual;
  by: string | null;
}
export type Product = Schemas['Product'];
export type ProductLine = Schemas['ProductSummary'];
export type Sku = Schemas['Sku'];
export type Offer = Schemas['OfferAnswer'];
export type Batch = Schemas['Batch'];
export type Import = Schemas['Import'];
export type Alarm = Schemas['Alarm'];
export interface Level {
  sku: string;
  code: string;
  name: Bilingual;
  product_title: Bilingual;
  left: number;
  per_day_milli: number;
  days_left: number | null;
  warn_below: number | null;
}
export interface ImportCounts {
  created: number;
  changed: number;
  unchanged: number;
}
export interface ImportPreview {
  lines: number;
  products: ImportCounts;
  skus: ImportCounts;
  offers: ImportCounts;
  errors: { line: number; column: string; code: string; detail: string }[];
}
export interface Store {
  name: Bilingual;
  slug: string;
  announcement: Bilingual;
  contact: string;
  hours: Bilingual;
  policy: Bilingual;
  colour: string;
  version: number;
}
export interface PlanUsage {
  plan: Plan | null;
  usage: { products: number; orders_month: number; staff: number };
}
export interface Plan {
  code: string;
  name: Bilingual;
  limits: { products?: number | null; orders_month?: number | null; staff?: number | null; api_calls?: number | null };
  own_domain: boolean;
  /** A month. */
  fee: Amount;
  sort: number;
}
export interface DocumentFile {
  id: string;
  kind: string;
  name: string;
  bytes: number;
  digest: string;
}
export interface Correction {
  field: string;
  text: string;
}
export interface Happened {
  at: string;
  what: string;
  by: string;
  reasons: Correction[];
  note: string;
}
export interface Application {
  id: string;
  state: string;
  kind: 'company' | 'person';
  name: Bilingual;
  licence_number: string;
  legal_person: string;
  contact_name: string;
  contact_phone: string;
  contact_email: string;
  bank_name: string;
  bank_account: string;
  about: Bilingual;
  store_slug: string;
  reviewer: string;
  reasons: Correction[];
  merchant: string | null;
  submitted_at: string | null;
  decided_at: string | null;
  documents: DocumentFile[];
  checks: { code: string; level: string; detail: string }[];
  timeline: Happened[];
}
export interface ApplicationLine {
  id: string;
  state: string;
  kind: string;
  name: Bilingual;
  store_slug: string;
  reviewer: string;
  submitted_at: string | null;
  decided_at: string | null;
}
export interface Authorisation {
  id: string;
  state: string;
  merchant: string;
  brand: string;
  territory: string[];
  channels: string[];
  minimum_price: Amount | null;
  cost_basis_bps: number | null;
  valid_from: string;
  valid_to: string;
  chain: { from: string; to: string }[];
  documents: string[];
  reason: string;
  created_at: string;
}
export interface Brand {
  id: string;
  name: Bilingual;
  authorised_only: boolean;
}
export interface Review {
  product: string;
  title: Bilingual;
  merchant: string;
  category: string;
  revision: number;
  state: string;
  findings: { code: string; detail: string }[];
  asked_at: string;
  due_at: string;
  late: boolean;
  reason: string;
}
export interface Merchant {
  id: string;
  name: Bilingual;
  state: string;
  about: Bilingual;
  fee_bps: number;
  /** Empty: none. */
  plan: string;
  trusted: boolean;
  created_at: string;
}
export interface MerchantDetail extends Merchant {
  stores: string[];
  timeline: Happened[];
}
export interface Category {
  code: string;
  name: Bilingual;
}
export interface PlatformCategory extends Category {
  icon: string;
  sort: number;
}
export interface MerchantRef {
  id: string;
  name: Bilingual;
}
export interface PlatformPayment {
  id: string;
  order: string;
  merchant: MerchantRef;
  channel: string;
  state: string;
  amount: Amount;
  created_at: string;
  paid_at: string | null;
}
export interface PlatformException {
  id: string;
  order: string;
  payment: string;
  merchant: MerchantRef;
  channel: string;
  kind: string;
  amount: Amount;
  action: string;
  state: string;
  created_at: string;
}
export interface Jobs {
  queued: number;
  running: number;
  dead: number;
  oldest_seconds: number | null;
  under_way: { id: string; kind: string; attempts: number; created_at: string }[];
}
export interface DeadJob {
  id: string;
  kind: string;
  payload: string;
  attempts: number;
  last_error: string;
  created_at: string;
}
export interface System {
  version: string;
  engine: string;
  schema: number;
  started_at: string;
  now: string;
  clock_ahead_seconds: number;
  database_bytes: number | null;
  disk_free_bytes: number | null;
  queue: { due: number; oldest_seconds: number | null; dead: number };
  backups: { scheduled: boolean; proven_at: string | null; place: string | null; bytes: number | null; last_error: string | null };
  concerns: { code: string; zh: string; en: string }[];
}
export interface Setting {
  name: string;
  value: string;
  secret: boolean;
}
export interface FirstRun {
  steps: { code: 'merchant' | 'product' | 'keys' | 'purchase'; done: boolean }[];
  /** False where there was a merchant before: then the steps are not gone. */
  open: boolean;
  merchant: MerchantRef | null;
  product: { id: string; title: Bilingual; page: string; price: Amount | null; left: number } | null;
}
