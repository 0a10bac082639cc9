//! What the world outside must do for us: traits only. Adapters implement them; nobody else calls out.

/// Keeps the root key and wraps other keys with it.
mod key_service;
pub use key_service::{KeyError, KeyService, WrappedKey};
/// Takes money and gives it back.
mod payment;
pub use payment::{
    ChannelDispute, ChannelError, ChannelPayment, ChannelRefund, ChannelTransfer, Checked, Device,
    NewPayment, NewRefund, NewTransfer, Notified, NotifyRefusal, Opened, Paid, Payer, PaymentChannel,
    PaymentRef, RawNotify, RefundState, TransferState,
};
/// What kinds of channels there are, and what each wants to be told.
mod channel_kind;
pub use channel_kind::{BadField, Built, ChannelKind, Choice, Field, FieldKind, Settings};
/// Where a foreign system may be.
mod address;
/// What somebody filled in to connect one.
mod form;
pub use form::{Fault, merged, told};
/// Settings lie under a key that is not in the database.
mod sealer;
pub use sealer::Sealer;
/// What a channel says of a day, read from its own file.
mod statement;
pub use statement::{LineError, LineKind, Statement, StatementDay, StatementLine, StatementRefusal};
/// Carries messages to people.
mod mail;
pub use mail::{Mail, MailError, Mailer};
/// Keeps sealed files.
mod blob;
pub use blob::{BlobError, BlobStore, is_blob_name};
/// Asks a domain whose it is.
mod domain_proof;
pub use domain_proof::{DomainDoubt, DomainProof};
/// Knows with whom no business may be done.
mod screening;
pub use screening::{Screened, Screening, ScreeningError, ScreeningHit};
/// Somebody else who says who a person is.
mod login;
pub use login::{Errand, Inside, LoginError, LoginProvider, Person, Returned, is_wechat};
/// Whether an account is there.
mod account;
pub use account::{AccountFound, AccountQuestion, NameHint};
/// Credits goods to the accounts of buyers, or gives keys.
mod supplier;
pub use supplier::{
    BuiltSupplier, Claim, Claimed, NewSupply, NoSupply, Reported, Supplied, Supplier, SupplierKind,
    SupplierProduct, SupplyError, SupplyRef, Wanted,
};
/// Suppliers that are described instead of programmed, looked at before anything is sent.
mod described;
pub use described::{
    Described, DryRun, Explained, Rehearsal, ShownAnswer, ShownCallback, ShownRequest, ShownSignature,
};
/// What a supplier says of a day.
mod supply_statement;
pub use supply_statement::{SupplyLine, SupplyLineKind, SupplyLineState, SupplyStatement};
/// Tells others what they asked to be told.
mod teller;
pub use teller::{Answered, Silent, Teller, Telling, may_be_told};
/// Carries short messages to telephones.
mod sms;
pub use sms::{Sms, SmsError, SmsSender, SmsTemplate};
