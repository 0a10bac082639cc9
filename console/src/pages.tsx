import {
  AlertOutlined, LinkOutlined, ApiOutlined, PercentageOutlined, AppstoreOutlined, AuditOutlined, BarChartOutlined, BranchesOutlined, ControlOutlined, DatabaseOutlined, DiffOutlined, DollarOutlined, FileProtectOutlined, CommentOutlined,
  FileSearchOutlined, FundProjectionScreenOutlined, InboxOutlined, KeyOutlined, NodeIndexOutlined, PartitionOutlined, ProfileOutlined, RocketOutlined, RollbackOutlined, SafetyCertificateOutlined, ShopOutlined,
  ShoppingOutlined, SolutionOutlined, TagsOutlined, TeamOutlined, TransactionOutlined, UnorderedListOutlined, WarningOutlined, CreditCardOutlined, CrownOutlined, DeploymentUnitOutlined, ThunderboltOutlined, UsergroupAddOutlined, WalletOutlined, SlidersOutlined, BankOutlined,
} from '@ant-design/icons';
import { lazy, type ComponentType, type ReactNode } from 'react';
import { supplyRead, supplyWrite } from './merchant/suppliers/scopes';
import type { shellWords } from './shell/words';

export interface PageEntry {
  path: string;
  /** Its word in the menu. */
  name: keyof typeof shellWords;
  group?: keyof typeof shellWords;
  icon?: ReactNode;
  role?: 'merchant' | 'operator';
  /** One of these is enough; none named: everybody of that role. */
  scopes?: string[];
  page: ComponentType;
}

const page = (load: () => Promise<{ default: ComponentType }>) => lazy(load);

/** Every page once: address, menu, and who may see it. Each is loaded when it is opened. */
export const pages: PageEntry[] = [
  { path: '/', name: 'dashboard', group: 'g_work', icon: <BarChartOutlined />, role: 'merchant', page: page(() => import('./merchant/dashboard/page')) },
  { path: '/orders', name: 'orders', group: 'g_work', icon: <ShoppingOutlined />, role: 'merchant', scopes: ['orders:read'], page: page(() => import('./merchant/orders/page')) },
  { path: '/fulfilments', name: 'fulfilments', group: 'g_work', icon: <ThunderboltOutlined />, role: 'merchant', scopes: [supplyRead], page: page(() => import('./merchant/fulfilments/page')) },
  { path: '/fulfilments/:id', name: 'fulfilments', role: 'merchant', scopes: [supplyRead], page: page(() => import('./merchant/fulfilments/one_page')) },
  { path: '/money', name: 'money', group: 'g_work', icon: <WalletOutlined />, role: 'merchant', scopes: ['money:read'], page: page(() => import('./merchant/money/page')) },
  { path: '/disputes', name: 'disputes', group: 'g_work', icon: <CommentOutlined />, role: 'merchant', scopes: ['disputes:read'], page: page(() => import('./merchant/disputes/page')) },
  { path: '/disputes/:id', name: 'disputes', role: 'merchant', scopes: ['disputes:read'], page: page(() => import('./merchant/disputes/one_page')) },
  { path: '/diversions', name: 'diversions', group: 'g_work', icon: <BranchesOutlined />, role: 'merchant', scopes: ['diversion:trace'], page: page(() => import('./merchant/diversions/page')) },
  { path: '/diversions/:id', name: 'diversions', role: 'merchant', scopes: ['diversion:trace'], page: page(() => import('./merchant/diversions/one_page')) },
  { path: '/alarms', name: 'alarms', group: 'g_work', icon: <AlertOutlined />, role: 'merchant', scopes: ['stock:read'], page: page(() => import('./merchant/alarms/page')) },
  { path: '/products', name: 'products', group: 'g_goods', icon: <AppstoreOutlined />, role: 'merchant', scopes: ['catalog:read'], page: page(() => import('./merchant/products/page')) },
  { path: '/products/import', name: 'products', role: 'merchant', scopes: ['catalog:write'], page: page(() => import('./merchant/products/import_page')) },
  { path: '/products/new', name: 'products', role: 'merchant', scopes: ['catalog:write'], page: page(() => import('./merchant/products/new_page')) },
  { path: '/products/skus/:id', name: 'products', role: 'merchant', scopes: ['catalog:read'], page: page(() => import('./merchant/products/sku_page')) },
  { path: '/products/:id', name: 'products', role: 'merchant', scopes: ['catalog:read'], page: page(() => import('./merchant/products/one_page')) },
  { path: '/offers', name: 'offers', group: 'g_goods', icon: <TagsOutlined />, role: 'merchant', scopes: ['catalog:read'], page: page(() => import('./merchant/offers/page')) },
  { path: '/prices', name: 'prices', group: 'g_goods', icon: <PercentageOutlined />, role: 'merchant', scopes: ['catalog:read'], page: page(() => import('./merchant/prices/page')) },
  { path: '/stock', name: 'stock', group: 'g_goods', icon: <InboxOutlined />, role: 'merchant', scopes: ['stock:read'], page: page(() => import('./merchant/stock/page')) },
  { path: '/stock/batches', name: 'batches', group: 'g_goods', icon: <DatabaseOutlined />, role: 'merchant', scopes: ['stock:read'], page: page(() => import('./merchant/batches/page')) },
  { path: '/stock/import', name: 'batches', role: 'merchant', scopes: ['stock:write'], page: page(() => import('./merchant/batches/import_page')) },
  { path: '/suppliers', name: 'suppliers', group: 'g_goods', icon: <DeploymentUnitOutlined />, role: 'merchant', scopes: [supplyRead], page: page(() => import('./merchant/suppliers/page')) },
  { path: '/suppliers/edit', name: 'suppliers', role: 'merchant', scopes: [supplyWrite], page: page(() => import('./merchant/suppliers/edit_page')) },
  { path: '/suppliers/:id', name: 'suppliers', role: 'merchant', scopes: [supplyRead], page: page(() => import('./merchant/suppliers/one_page')) },
  { path: '/suppliers/:id/statements', name: 'suppliers', role: 'merchant', scopes: [supplyRead], page: page(() => import('./merchant/suppliers/statements_page')) },
  { path: '/price-watch', name: 'price_watch', group: 'g_goods', icon: <SlidersOutlined />, role: 'merchant', scopes: ['catalog:read'], page: page(() => import('./merchant/price_watch/page')) },
  { path: '/margins', name: 'margins', group: 'g_goods', icon: <PercentageOutlined />, role: 'merchant', scopes: ['catalog:read'], page: page(() => import('./merchant/price_watch/margins_page')) },
  { path: '/partners', name: 'partners', group: 'g_goods', icon: <PartitionOutlined />, role: 'merchant', scopes: [supplyRead], page: page(() => import('./merchant/partners/page')) },
  { path: '/partners/:id', name: 'partners', role: 'merchant', scopes: [supplyRead], page: page(() => import('./merchant/partners/one_page')) },
  { path: '/docking', name: 'docking', group: 'g_goods', icon: <LinkOutlined />, role: 'merchant', scopes: [supplyRead], page: page(() => import('./merchant/docking/page')) },
  { path: '/authorisations', name: 'authorisations', group: 'g_goods', icon: <FileProtectOutlined />, role: 'merchant', scopes: ['authorisations:read'], page: page(() => import('./merchant/authorisations/page')) },
  { path: '/authorisations/new', name: 'authorisations', role: 'merchant', scopes: ['authorisations:write'], page: page(() => import('./merchant/authorisations/new_page')) },
  { path: '/store', name: 'store', group: 'g_house', icon: <ShopOutlined />, role: 'merchant', scopes: ['store:write'], page: page(() => import('./merchant/store/page')) },
  { path: '/staff', name: 'staff', group: 'g_house', icon: <TeamOutlined />, role: 'merchant', scopes: ['staff:read'], page: page(() => import('./merchant/staff/page')) },
  { path: '/plan', name: 'plan', group: 'g_house', icon: <CrownOutlined />, role: 'merchant', scopes: ['plan:read'], page: page(() => import('./merchant/plan/page')) },
  { path: '/api-keys', name: 'api_keys', group: 'g_house', icon: <ApiOutlined />, role: 'merchant', scopes: ['keys:write'], page: page(() => import('./merchant/keys/page')) },

  { path: '/', name: 'dashboard', group: 'g_review', icon: <FundProjectionScreenOutlined />, role: 'operator', page: page(() => import('./operator/start/page')) },
  { path: '/review/applications', name: 'applications', group: 'g_review', icon: <SolutionOutlined />, role: 'operator', scopes: ['merchants:review'], page: page(() => import('./operator/applications/page')) },
  { path: '/review/applications/:id', name: 'applications', role: 'operator', scopes: ['merchants:review'], page: page(() => import('./operator/applications/one_page')) },
  { path: '/review/authorisations', name: 'authorisations', group: 'g_review', icon: <FileProtectOutlined />, role: 'operator', scopes: ['authorisations:review'], page: page(() => import('./operator/authorisations/page')) },
  { path: '/review/products', name: 'reviews', group: 'g_review', icon: <AuditOutlined />, role: 'operator', scopes: ['products:review'], page: page(() => import('./operator/reviews/page')) },
  { path: '/review/proposals', name: 'proposals', group: 'g_review', icon: <UsergroupAddOutlined />, role: 'operator', scopes: ['proposals:read'], page: page(() => import('./operator/proposals/page')) },
  { path: '/platform/merchants', name: 'merchants', group: 'g_watch', icon: <ShopOutlined />, role: 'operator', scopes: ['merchants:read'], page: page(() => import('./operator/merchants/page')) },
  { path: '/platform/orders', name: 'orders', group: 'g_watch', icon: <ShoppingOutlined />, role: 'operator', scopes: ['platform:orders'], page: page(() => import('./operator/orders/page')) },
  { path: '/platform/disputes', name: 'disputes', group: 'g_watch', icon: <CommentOutlined />, role: 'operator', scopes: ['cases:read'], page: page(() => import('./operator/disputes/page')) },
  { path: '/platform/disputes/:id', name: 'disputes', role: 'operator', scopes: ['cases:read'], page: page(() => import('./operator/disputes/one_page')) },
  { path: '/platform/dispute-rules', name: 'disputes', role: 'operator', scopes: ['cases:read'], page: page(() => import('./operator/disputes/rules_page')) },
  { path: '/platform/diversions', name: 'diversions', group: 'g_watch', icon: <BranchesOutlined />, role: 'operator', scopes: ['platform:diversion'], page: page(() => import('./operator/diversions/page')) },
  { path: '/platform/diversions/:id', name: 'diversions', role: 'operator', scopes: ['platform:diversion'], page: page(() => import('./operator/diversions/one_page')) },
  { path: '/platform/payments', name: 'payments', group: 'g_watch', icon: <TransactionOutlined />, role: 'operator', scopes: ['platform:payments'], page: page(() => import('./operator/payments/page')) },
  { path: '/platform/exceptions', name: 'exceptions', group: 'g_watch', icon: <WarningOutlined />, role: 'operator', scopes: ['platform:payments'], page: page(() => import('./operator/exceptions/page')) },
  { path: '/platform/refunds', name: 'refunds', group: 'g_watch', icon: <RollbackOutlined />, role: 'operator', scopes: ['platform:payments'], page: page(() => import('./operator/refunds/page')) },
  { path: '/platform/statements', name: 'statements', group: 'g_watch', icon: <ProfileOutlined />, role: 'operator', scopes: ['platform:payments'], page: page(() => import('./operator/statements/page')) },
  { path: '/platform/statements/new', name: 'statements', role: 'operator', scopes: ['statements:write'], page: page(() => import('./operator/statements/bring_page')) },
  { path: '/platform/statements/:id', name: 'statements', role: 'operator', scopes: ['platform:payments'], page: page(() => import('./operator/statements/one_page')) },
  { path: '/platform/differences', name: 'differences', group: 'g_watch', icon: <DiffOutlined />, role: 'operator', scopes: ['platform:payments'], page: page(() => import('./operator/statements/differences_page')) },
  { path: '/platform/channels', name: 'channels', group: 'g_platform', icon: <CreditCardOutlined />, role: 'operator', scopes: ['platform:payments'], page: page(() => import('./operator/channels/page')) },
  { path: '/platform/channels/edit', name: 'channels', role: 'operator', scopes: ['channels:write'], page: page(() => import('./operator/channels/edit_page')) },
  { path: '/platform/payouts', name: 'payouts', group: 'g_watch', icon: <BankOutlined />, role: 'operator', scopes: ['payouts:read'], page: page(() => import('./operator/payouts/page')) },
  { path: '/platform/brands', name: 'brands', group: 'g_platform', icon: <SafetyCertificateOutlined />, role: 'operator', scopes: ['brands:write'], page: page(() => import('./operator/brands/page')) },
  { path: '/platform/categories', name: 'categories', group: 'g_platform', icon: <UnorderedListOutlined />, role: 'operator', scopes: ['categories:write'], page: page(() => import('./operator/categories/page')) },
  { path: '/platform/plans', name: 'plans', group: 'g_platform', icon: <DollarOutlined />, role: 'operator', scopes: ['plans:write'], page: page(() => import('./operator/plans/page')) },
  { path: '/platform/operators', name: 'operators', group: 'g_platform', icon: <TeamOutlined />, role: 'operator', scopes: ['operators:read', 'operators:write'], page: page(() => import('./operator/operators/page')) },
  { path: '/platform/jobs', name: 'jobs', group: 'g_platform', icon: <NodeIndexOutlined />, role: 'operator', scopes: ['jobs:read'], page: page(() => import('./operator/jobs/page')) },
  { path: '/platform/trail', name: 'trail', group: 'g_platform', icon: <FileSearchOutlined />, role: 'operator', scopes: ['trail:read'], page: page(() => import('./operator/trail/page')) },
  { path: '/platform/system', name: 'system', group: 'g_platform', icon: <ControlOutlined />, role: 'operator', scopes: ['system:read'], page: page(() => import('./operator/system/page')) },
  { path: '/welcome', name: 'welcome', group: 'g_platform', icon: <RocketOutlined />, role: 'operator', scopes: ['categories:write'], page: page(() => import('./operator/welcome/page')) },

  { path: '/account', name: 'sessions', group: 'g_me', icon: <KeyOutlined />, page: page(() => import('./people/account/page')) },
];
