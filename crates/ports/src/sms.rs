use async_trait::async_trait;
use kernel::Secret;

/// A message to one telephone. Senders take no free text: what is said is a template that the operator has registered
/// with them; here are the values that it is filled with.
pub struct Sms {
    /// With its country: `+8613800138000`.
    pub to: String,
    pub template: SmsTemplate,
}

pub enum SmsTemplate {
    /// A code to log in or to prove a number.
    Code(Secret<String>),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// Trying again will not help: the number is none, or may not be written to.
    #[error("the number cannot be written to: {0}")]
    BadNumber(String),
    /// The sender takes no more for this number or this account for a while.
    #[error("the sender wants fewer messages: {0}")]
    TooMany(String),
    /// What was set is wrong: the account, its key, the signature or the template.
    #[error("the settings of the SMS sender are refused: {0}")]
    Settings(String),
    #[error("the message could not be handed over: {0}")]
    Unavailable(String),
}

#[async_trait]
pub trait SmsSender: Send + Sync {
    async fn send(&self, sms: &Sms) -> Result<(), SmsError>;
}
