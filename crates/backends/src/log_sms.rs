use async_trait::async_trait;
use kernel::{Ambient, encode_128};
use ports::{Sms, SmsError, SmsSender, SmsTemplate};
use std::path::PathBuf;

/// For demo and tests: says in the log that there is a message, and lays it into a folder if there is one.
///
/// The code itself is not logged, because it is a credential.
pub struct LogSms {
    ambient: Ambient,
    outbox: Option<PathBuf>,
}

impl LogSms {
    /// The folder is made when the first message comes. Its files sort by time.
    pub fn new(ambient: Ambient, outbox: Option<PathBuf>) -> Self {
        Self { ambient, outbox }
    }
}

#[async_trait]
impl SmsSender for LogSms {
    async fn send(&self, sms: &Sms) -> Result<(), SmsError> {
        let SmsTemplate::Code(code) = &sms.template;
        if let Some(folder) = &self.outbox {
            let name = format!("{}.sms", encode_128(self.ambient.uuid_v7()));
            let text = format!("To: {}\n\n{}\n", sms.to, code.expose());
            let kept = crate::log::keep(folder, &name, &text).await;
            kept.map_err(|error| SmsError::Unavailable(format!("the outbox cannot be written: {error}")))?;
        }
        let end: String = sms.to.chars().skip(sms.to.chars().count().saturating_sub(4)).collect();
        tracing::info!(to = format!("***{end}"), "a short message (not sent: no SMS sender is set)");
        Ok(())
    }
}
