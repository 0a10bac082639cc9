import type { components } from './schema';

/** Everything that the server tells, under the names of its own document. */
type Schemas = components['schemas'];

/** What may be null is null and not left out: the server writes every field. */
export type Whole<T> = T extends (infer Item)[] ? Whole<Item>[] : T extends object ? { [Key in keyof T]-?: Whole<Exclude<T[Key], undefined>> } : T;
type Told<Name extends keyof Schemas> = Whole<Schemas[Name]>;

/** One page of a list; the cursor leads to the next. */
export interface List<T> {
  items: T[];
  next?: string | null;
}

export type Session = Told<'Session'>;
export type Ways = Told<'LogInWays'>;
export type AccountSession = Told<'AccountSession'>;
export type SecondFactor = Told<'SecondFactor'>;
export type Totp = Told<'NewTotp'>;
export type Passkey = Told<'Passkey'>;
export type Member = Told<'Member'>;
export type Staff = Told<'Staff'>;
export type ApiKey = Told<'ApiKey'>;
export type DockingPartner = Told<'DockingPartner'>;
export type TrailEntry = Told<'TrailEntry'>;

export type Dashboard = Told<'Dashboard'>;
export type Order = Told<'MerchantOrder'>;
export type TimelineItem = Told<'Moment'>;
export type Product = Told<'Product'>;
export type ProductLine = Told<'ProductSummary'>;
export type Sku = Told<'Sku'>;
export type Offer = Told<'OfferAnswer'>;
export type PriceOff = Schemas['PriceOff'];
export type MemberLevel = Told<'MemberLevel'>;
export type PriceMember = Told<'PriceMember'>;
export type PriceTiers = Told<'PriceTiers'>;
export type PriceList = Told<'PriceList'>;
export type PriceCampaign = Told<'PriceCampaign'>;
export type PriceCoupon = Told<'PriceCoupon'>;
export type PriceMade = Told<'PriceMade'>;
export type Quote = Told<'Quote'>;
export type Batch = Told<'Batch'>;
export type Import = Told<'Import'>;
export type Alarm = Told<'Alarm'>;
export type Level = Told<'StockLevel'>;
export type ImportPreview = Told<'ProductImport'>;
export type Store = Told<'Store'>;
export type OwnDomain = Told<'OwnDomain'>;
export type Plan = Told<'Plan'>;
export type PlanUsage = Told<'PlanUsage'>;

export type DocumentFile = Told<'Document'>;
export type Application = Told<'ApplicationToReview'>;
export type ApplicationLine = Told<'ApplicationLine'>;
export type Happened = Told<'AdmissionMoment'>;
export type Authorisation = Told<'Authorisation'>;
export type Brand = Told<'Brand'>;
export type Review = Told<'ProductReview'>;
export type Merchant = Told<'Merchant'>;
export type MerchantDetail = Told<'MerchantDetail'>;

export type MerchantMoney = Told<'MerchantMoney'>;
export type Payout = Told<'Payout'>;
export type PlatformPayout = Told<'PlatformPayout'>;
export type Statement = Told<'Statement'>;
export type StatementLine = Told<'StatementLine'>;
export type OrderMoney = Told<'OrderMoney'>;
export type BankAnswer = Told<'BankResults'>;

export type Dispute = Told<'Dispute'>;
export type DisputeDetails = Told<'DisputeDetails'>;
export type DisputeRule = Told<'DisputeRule'>;
export type DisputeRules = Told<'DisputeRules'>;
export type DisputeReplay = Told<'DisputeReplay'>;

export type Partner = Told<'Partner'>;
export type PartnerAllocation = Told<'PartnerAllocation'>;
export type PartnerDetails = Told<'PartnerDetails'>;
export type PartnerPattern = Told<'PartnerPattern'>;
export type DiversionFindings = Told<'DiversionFindings'>;
export type DiversionChain = Told<'DiversionChain'>;
export type DiversionCase = Told<'DiversionCase'>;
export type DiversionDetails = Told<'DiversionDetails'>;
export type DiversionPartnerCases = Told<'DiversionPartnerCases'>;

export type Supplier = Told<'Supplier'>;
export type SupplierKind = Told<'SupplierKind'>;
export type SupplierTrial = Told<'SupplierTrial'>;
export type SupplierDeposit = Told<'SupplierDepositLine'>;
export type SupplierProduct = Told<'SupplierProduct'>;
export type SupplierStatement = Told<'SupplierStatement'>;
export type SupplierStatementCalendar = Told<'SupplierStatementCalendar'>;
export type SupplierDifference = Told<'SupplierDifference'>;
export type PriceRule = Told<'PriceRule'>;
export type PriceChange = Told<'PriceChange'>;
export type PlannedPrice = Told<'PlannedPrice'>;
export type PricePreview = Told<'PriceRulePreview'>;
export type PriceStop = Told<'PriceStop'>;
export type OfferMargin = Told<'OfferMargin'>;
export type OrderMargin = Told<'OrderMargin'>;
export type MarketPriceLine = Told<'MarketPriceLine'>;
export type SkuCost = Told<'SkuCost'>;
export type LossLeader = Told<'LossLeader'>;
export type SupplyRoute = Told<'SupplyRoute'>;
export type Fulfilment = Told<'Fulfilment'>;
export type FulfilmentDetails = Told<'FulfilmentDetail'>;
export type SupplierClaim = Told<'SupplierClaim'>;
export type SupplyWeights = Told<'SupplyWeights'>;
export type SupplyReplay = Told<'SupplyReplay'>;
export type SupplyAttempt = Told<'SupplyAttempt'>;
export type AccountField = Told<'AccountFormField'>;

export type Proposal = Told<'Proposal'>;

export type Category = Told<'CategoryAnswer'>;
export type PlatformCategory = Told<'PlatformCategory'>;
export type CategoryFee = Told<'CategoryFee'>;
export type PlatformOrder = Told<'PlatformOrder'>;
export type PlatformPayment = Told<'PlatformPayment'>;
export type ChannelStatement = Told<'ChannelStatement'>;
export type StatementChannel = Told<'StatementChannel'>;
export type StatementDifference = Told<'StatementDifference'>;
export type StatementPreview = Told<'StatementPreview'>;
export type StatementSums = Told<'StatementSums'>;
export type PlatformException = Told<'PaymentException'>;
export type PlatformRefund = Told<'PlatformRefund'>;
export type PlatformTopUp = Told<'PlatformTopUp'>;
export type PaymentChannel = Told<'PaymentChannel'>;
export type ChannelKind = Told<'ChannelKind'>;
export type ChannelField = Told<'ChannelField'>;
export type ChannelHealth = Told<'ChannelHealth'>;
export type ChannelTest = Told<'ChannelTest'>;
export type Jobs = Told<'JobQueue'>;
export type DeadJob = Told<'DeadJob'>;
export type System = Told<'System'>;
export type Setting = Told<'Setting'>;
export type FirstRun = Told<'FirstRun'>;
