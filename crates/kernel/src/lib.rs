//! The words everybody speaks: no I/O, no async, no knowledge of any other crate.

/// The instant and the span, in microseconds.
mod time;
pub use time::{Span, Time};
/// Where time and randomness come from, so that a test or the simulator can own them.
mod ambient;
pub use ambient::{Ambient, Clock, Entropy, FixedClock, OsEntropy, SeededEntropy, SystemClock};
/// Typed identifiers: a prefix and 26 characters that sort by time.
mod id;
pub use id::{
    AlarmId, ApiKeyId, ApplicationId, AuthorisationId, BadId, BatchId, BrandId, ChargebackId, DeliveryId,
    DifferenceId, DisputeFileId, DisputeId, DiversionId, DockingKeyId, DocumentId, EventId, ExceptionId,
    InvitationId, JobId, MerchantId, NoteId, OfferId, OrderId, PasskeyId, PaymentId, PayoutBatchId, PayoutId,
    PriceChangeId, PriceRuleId, ProductId, ProposalId, RefundId, ReleaseId, RequestId, SavedAccountId,
    SessionId, SkuId, StatementId, StoreId, SupplierClaimId, SupplierDifferenceId, SupplierId,
    SupplierStatementId, TopUpId, UserId, decode_128, encode_128,
};
/// Amounts in minor units with their currency.
mod money;
pub use money::{BasisPoints, Currency, Money, MoneyError, Rounding};
/// Where something is sold.
mod region;
pub use region::{BadRegion, Region};
/// Values that must never be printed.
mod secret;
pub use secret::Secret;
/// One page of a list, by cursor.
mod page;
pub use page::{Page, PageAsk};
/// Bytes as people and gateways read them.
mod hex;
pub use hex::hex;
/// Text that came from outside.
mod text;
pub use text::{BadText, clean_line, clean_text};
/// Which language a person reads.
mod language;
pub use language::{Bilingual, Language};
/// Which addresses are of the public internet.
mod public_address;
pub use public_address::is_public;
