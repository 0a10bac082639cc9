use kernel::Time;

/// A value on its way into a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    /// For `= any($n)`.
    Ints(Vec<i64>),
    /// For `= any($n)`.
    Texts(Vec<String>),
}

/// The type of a column of values given to `exec_each` and `query_each`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    Int,
    Text,
    Bytes,
}

impl Ty {
    pub(crate) fn array_name(self) -> &'static str {
        match self {
            Ty::Int => "bigint[]",
            Ty::Text => "text[]",
            Ty::Bytes => "bytea[]",
        }
    }
}

impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Self::Int(v)
    }
}
impl From<Time> for Value {
    fn from(v: Time) -> Self {
        Self::Int(v.0)
    }
}
impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Self::Text(v.to_owned())
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Self::Text(v)
    }
}
impl From<&String> for Value {
    fn from(v: &String) -> Self {
        Self::Text(v.clone())
    }
}
impl From<Vec<u8>> for Value {
    fn from(v: Vec<u8>) -> Self {
        Self::Bytes(v)
    }
}
impl From<&[u8]> for Value {
    fn from(v: &[u8]) -> Self {
        Self::Bytes(v.to_vec())
    }
}
impl<const N: usize> From<[u8; N]> for Value {
    fn from(v: [u8; N]) -> Self {
        Self::Bytes(v.to_vec())
    }
}
impl From<Vec<i64>> for Value {
    fn from(v: Vec<i64>) -> Self {
        Self::Ints(v)
    }
}
impl From<Vec<String>> for Value {
    fn from(v: Vec<String>) -> Self {
        Self::Texts(v)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Self::Null, Into::into)
    }
}

macro_rules! ids_are_text {
    ($($id:ty),*) => {$(
        impl From<$id> for Value {
            fn from(v: $id) -> Self {
                Self::Text(v.to_string())
            }
        }
    )*};
}
ids_are_text!(
    kernel::UserId,
    kernel::TopUpId,
    kernel::ApiKeyId,
    kernel::PasskeyId,
    kernel::MerchantId,
    kernel::StoreId,
    kernel::ProductId,
    kernel::SkuId,
    kernel::SavedAccountId,
    kernel::SupplierClaimId,
    kernel::SupplierDifferenceId,
    kernel::SupplierStatementId,
    kernel::SupplierId,
    kernel::PriceRuleId,
    kernel::PriceChangeId,
    kernel::DockingKeyId,
    kernel::OfferId,
    kernel::BatchId,
    kernel::OrderId,
    kernel::PaymentId,
    kernel::AlarmId,
    kernel::NoteId,
    kernel::RefundId,
    kernel::ExceptionId,
    kernel::EventId,
    kernel::JobId,
    kernel::RequestId,
    kernel::SessionId,
    kernel::InvitationId,
    kernel::ProposalId,
    kernel::DisputeId,
    kernel::DisputeFileId,
    kernel::ChargebackId,
    kernel::DiversionId,
    kernel::ReleaseId,
    kernel::PayoutId,
    kernel::PayoutBatchId,
    kernel::ApplicationId,
    kernel::DocumentId,
    kernel::BrandId,
    kernel::AuthorisationId,
    kernel::DeliveryId,
    kernel::StatementId,
    kernel::DifferenceId,
    kernel::Currency
);
